"""The planted variants of the demo case: what is changed, who carries it, what should be found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from resources.demo.genome import (
    PROMOTER,
    PROMOTER_CTCF_OFFSET,
    PSEUDOEXON,
    PSEUDOEXON_DONOR,
    Gene,
)

Genotypes = tuple[str, str, str]
"""GT of proband, mother, father."""

FROM_MOTHER: Genotypes = ("0/1", "0/1", "0/0")
FROM_FATHER: Genotypes = ("0/1", "0/0", "0/1")
FROM_BOTH: Genotypes = ("1/1", "0/1", "0/1")
NEW: Genotypes = ("0/1", "0/0", "0/0")


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the VCF, without what the calls are worth.

    Attributes
    ----------
    pos
        1-based.
    alts
        Alternative alleles, plus strand.
    population_frequency
        Simulated, one per allele; None where the population resource does not know the allele.
    """

    chrom: str
    pos: int
    ref: str
    alts: tuple[str, ...]
    genotypes: Genotypes
    population_frequency: tuple[float | None, ...] = (None,)


@dataclass(frozen=True, slots=True)
class Planted:
    """A planted variant and the finding that is expected of the program.

    Attributes
    ----------
    records
        Usually one; two where the same allele is spelled in two ways.
    expected
        Machine-readable expectations, as written to `answer.json`.
    """

    name: str
    gene_symbol: str
    story: str
    records: tuple[Record, ...]
    expected: dict[str, object]


class Planter:
    """Turns changes given on the pre-mRNA into records on the contig."""

    def __init__(self, genes: Sequence[Gene], contigs: dict[str, str]) -> None:
        self._genes = {gene.plan.symbol: gene for gene in genes}
        self._contigs = contigs

    def gene(self, symbol: str) -> Gene:
        """The gene of that symbol."""
        return self._genes[symbol]

    def substitution(
        self, symbol: str, offset: int, alts: str, genotypes: Genotypes, *frequencies: float | None
    ) -> Record:
        """Single-base changes at one offset; `alts` as read on the transcript."""
        gene = self._genes[symbol]
        start, end = gene.place(offset, offset + 1)
        ref = self._contigs[gene.plan.contig][start:end]
        plus = alts if gene.plan.strand == "+" else alts.translate(str.maketrans("ACGT", "TGCA"))
        known = frequencies or (None,) * len(alts)
        return Record(gene.plan.contig, start + 1, ref, tuple(plus), genotypes, known)

    def deletion(self, symbol: str, offset: int, length: int, genotypes: Genotypes) -> Record:
        """A deletion, spelled with the base before it on the contig."""
        gene = self._genes[symbol]
        start, end = gene.place(offset, offset + length)
        sequence = self._contigs[gene.plan.contig]
        return Record(
            gene.plan.contig, start, sequence[start - 1 : end], (sequence[start - 1],), genotypes
        )


def planted_variants(planter: Planter) -> tuple[Planted, ...]:
    """All planted variants, in the order of the README."""
    return tuple(make(planter) for make in _MAKERS)


def _donor_loss(planter: Planter) -> Planted:
    offset = planter.gene("DEMO1").donor(3)
    return Planted(
        "canonical donor loss",
        "DEMO1",
        "First base of intron 3, G>A, new in the proband.",
        (planter.substitution("DEMO1", offset, "A", NEW),),
        {"effect": "donor loss", "min_delta": 0.8, "max_rank": 3, "inheritance": "de novo"},
    )


def _silent_skip(planter: Planter) -> Planted:
    offset = planter.gene("DEMO2").donor(3) - 1
    return Planted(
        "exonic silent skipping",
        "DEMO2",
        "Last base of exon 3, AAG>AAA: lysine stays lysine, the weak donor is lost and the exon "
        "skipped. Homozygous, both parents carry it.",
        (planter.substitution("DEMO2", offset, "A", FROM_BOTH, 0.0004),),
        {"effect": "donor loss", "min_delta": 0.5, "inheritance": "recessive homozygous"},
    )


def _pseudoexon(planter: Planter) -> Planted:
    gene = planter.gene("DEMO3")
    offset = gene.sequence.index(PSEUDOEXON) + PSEUDOEXON_DONOR
    return Planted(
        "deep-intronic pseudoexon",
        "DEMO3",
        "More than 1,000 bases from any exon GAAAGT becomes GTAAGT: a donor arises, and with it "
        "the acceptor 90 bases upstream. From the mother.",
        (planter.substitution("DEMO3", offset, "T", FROM_MOTHER, 0.00002),),
        {
            "effect": "donor gain",
            "min_delta": 0.2,
            "also": "acceptor gain",
            "inheritance": "compound heterozygous",
            "partner": "cryptic acceptor",
        },
    )


def _cryptic_acceptor(planter: Planter) -> Planted:
    offset = planter.gene("DEMO3").acceptor(4) - 15
    return Planted(
        "cryptic acceptor",
        "DEMO3",
        "CAT>CAG 14 bases before exon 5: a new acceptor. From the father.",
        (planter.substitution("DEMO3", offset, "G", FROM_FATHER),),
        {
            "effect": "acceptor gain",
            "min_delta": 0.2,
            "inheritance": "compound heterozygous",
            "partner": "deep-intronic pseudoexon",
        },
    )


def _cryptic_donor(planter: Planter) -> Planted:
    offset = planter.gene("DEMO4").exons[2][0] + 45 + 8
    return Planted(
        "cryptic donor in an exon, father not called",
        "DEMO4",
        "GGC>GGT in exon 3: glycine stays glycine, a donor GGTAAGT-like site arises inside the "
        "exon. The mother does not carry it, the father has no call.",
        (planter.substitution("DEMO4", offset, "T", ("0/1", "0/0", "./.")),),
        {"effect": "donor gain", "min_delta": 0.2, "inheritance": "possibly de novo"},
    )


def _two_spellings(planter: Planter) -> Planted:
    gene = planter.gene("DEMO5")
    tract = gene.acceptor(2) - 13
    first = planter.deletion("DEMO5", tract, 7, FROM_FATHER)
    second = planter.deletion("DEMO5", tract + 3, 7, FROM_FATHER)
    return Planted(
        "one deletion in two spellings",
        "DEMO5",
        "Seven of ten T before exon 3, written once at the left end of the run and once three bases "
        "further right: one variant. From the father.",
        (first, second),
        {"effect": "acceptor loss", "min_delta": 0.2, "merged_records": 2},
    )


def _multiallelic(planter: Planter) -> Planted:
    offset = planter.gene("DEMO5").donor(4) + 4
    return Planted(
        "two alternatives in one record",
        "DEMO5",
        "Fifth base of intron 4, G>A from the father and G>T from the mother in one record.",
        (planter.substitution("DEMO5", offset, "AT", ("1/2", "0/2", "0/1"), 0.0001, None),),
        {"effect": "donor loss", "min_delta": 0.2},
    )


def _exon_deletion(planter: Planter) -> Planted:
    start = planter.gene("DEMO6").exons[2][0] - 500
    return Planted(
        "deletion too long for the 500 window",
        "DEMO6",
        "1,120 bases with the whole of exon 3, spelled out. From the mother.",
        (planter.deletion("DEMO6", start, 1_120, FROM_MOTHER),),
        {"lane": "needs eyes", "not_scored": "ref_too_long"},
    )


def _promoter(planter: Planter) -> Planted:
    offset = PROMOTER_CTCF_OFFSET - len(PROMOTER)
    return Planted(
        "promoter motif loss",
        "DEMO6",
        "The CTCF motif before the gene loses a core G. A splice engine has nothing to say here. "
        "From the father.",
        (planter.substitution("DEMO6", offset, "T", FROM_FATHER),),
        {"not_scored": "outside_genes"},
    )


def _common_donor_loss(planter: Planter) -> Planted:
    offset = planter.gene("DEMO6").donor(1) + 1
    return Planted(
        "common donor loss",
        "DEMO6",
        "Second base of intron 1, T>A, on 12 of 100 chromosomes in the simulated population.",
        (planter.substitution("DEMO6", offset, "A", FROM_MOTHER, 0.12),),
        {"gate": "population_frequency"},
    )


def _wrong_ref(planter: Planter) -> Planted:
    right = planter.substitution("DEMO6", planter.gene("DEMO6").donor(4) + 300, "A", FROM_FATHER)
    wrong, alt = ("C", "T") if right.ref in "AG" else ("A", "G")
    record = Record(right.chrom, right.pos, wrong, (alt,), right.genotypes)
    return Planted(
        "wrong REF",
        "DEMO6",
        f"REF says {wrong}, the contig has {right.ref}: set aside, and counted.",
        (record,),
        {"record_set_aside": "reference_mismatch"},
    )


def _symbolic(planter: Planter) -> Planted:
    gene = planter.gene("DEMO2")
    start, _ = gene.place(gene.donor(1) + 400, gene.donor(1) + 401)
    ref = planter.substitution("DEMO2", gene.donor(1) + 400, "A", FROM_MOTHER).ref
    return Planted(
        "symbolic deletion",
        "DEMO2",
        "ALT is <DEL>: the allele is set aside, and counted.",
        (Record(gene.plan.contig, start + 1, ref, ("<DEL>",), FROM_MOTHER),),
        {"allele_set_aside": "symbolic"},
    )


_MAKERS: tuple[Callable[[Planter], Planted], ...] = (
    _donor_loss,
    _silent_skip,
    _pseudoexon,
    _cryptic_acceptor,
    _cryptic_donor,
    _two_spellings,
    _multiallelic,
    _exon_deletion,
    _promoter,
    _common_donor_loss,
    _wrong_ref,
    _symbolic,
)
