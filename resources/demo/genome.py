"""The artificial contigs of the demo case: designed genes between random sequence.

Every base comes from fixed seeds and from the constants below, so that the files can be made again
byte for byte. Inside a gene all offsets are 0-based on the pre-mRNA, 5' to 3'; `place` turns them
into the contig's own coordinates.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

LABEL = "ARTIFICIAL demo data of Intronaut: designed genes, simulated people, no patient"
CONTIG_LENGTHS = {"demo1": 60_000, "demo2": 60_000}
_CODONS = "GCCGCTGAGGAAAAGAACATCCTGCTCCAGCACGACGATTTCTCCAGCACCGTCTACGGCCCCATGCGGTGG"
CODONS = tuple(_CODONS[start : start + 3] for start in range(0, len(_CODONS), 3))
"""Common human codons, no stop among them."""

BRANCH = "TACTAAC"
PROMOTER = (
    "GCCACCAGGGGGCGCTAGTGACGTCAGGGGCGGGGCTTCCGGGTCCAGATTGCATCAGGCTGGGGCGGGGCTATAAAAGGCGCGCAGTCGCG"
)
"""Upstream of the last gene: CTCF, CRE, Sp1, ETS, Sp1 and TATA motifs."""

PROMOTER_CTCF_OFFSET = 10
"""Base of `PROMOTER` (0-based) whose change breaks the CTCF motif: the second G of GGGGGCGCT."""

DESIGNED = json.loads(Path(__file__).with_name("designed.json").read_text(encoding="utf-8"))
"""What `search.py` found with the splice engine, frozen."""

PSEUDOEXON: str = DESIGNED["pseudoexon"]
"""A silent exon in an intron of DEMO3: its donor reads GAAAGT instead of GTAAGT."""

PSEUDOEXON_DONOR = 29 + 90 + 1
"""Base of `PSEUDOEXON` (0-based) that makes the donor a GT when it becomes T."""

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")
_CRYPTIC_DONORS = ("GTAAG", "GTGAG", "GTATG", "AGGTA", "AGGTG")


def pick(rng: random.Random, options: Sequence[str]) -> str:
    """One of the options; needs `random()` only, whose sequence Python guarantees."""
    return options[int(rng.random() * len(options))]


def reverse_complement(sequence: str) -> str:
    """The other strand, 5' to 3'."""
    return sequence.translate(_COMPLEMENT)[::-1]


@dataclass(frozen=True, slots=True)
class GenePlan:
    """What one gene looks like.

    Attributes
    ----------
    start
        First base on the contig, 0-based.
    exons, introns
        Lengths in transcript order.
    donors, acceptors
        First or last bases of single introns (by number, from 1), where they differ from the
        strong ones.
    inserts
        Sequence placed in the middle of single introns.
    exon_ends
        Last bases of single exons (by number, from 1).
    exon_middles
        Codons placed in single exons, 45 bases from their start.
    """

    symbol: str
    contig: str
    strand: str
    start: int
    seed: int
    exons: tuple[int, ...]
    introns: tuple[int, ...]
    donors: dict[int, str] = field(default_factory=dict)
    acceptors: dict[int, str] = field(default_factory=dict)
    inserts: dict[int, str] = field(default_factory=dict)
    exon_ends: dict[int, str] = field(default_factory=dict)
    exon_middles: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gene:
    """A gene with its sequence; `exons` and `cds` are 0-based half-open offsets."""

    plan: GenePlan
    sequence: str
    exons: tuple[tuple[int, int], ...]
    cds: tuple[int, int]

    @property
    def transcript_id(self) -> str:
        """Made up, in the manner of a versioned identifier."""
        return f"{self.plan.symbol}T.1"

    @property
    def span(self) -> tuple[int, int]:
        """0-based half-open on the contig."""
        return self.plan.start, self.plan.start + len(self.sequence)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the pre-mRNA, half-open, as 0-based half-open bounds on the contig."""
        first, last = self.span
        return (
            (first + start, first + end) if self.plan.strand == "+" else (last - end, last - start)
        )

    def donor(self, intron: int) -> int:
        """Offset of the first base of an intron (number from 1)."""
        return self.exons[intron - 1][1]

    def acceptor(self, intron: int) -> int:
        """Offset of the first exonic base after an intron (number from 1)."""
        return self.exons[intron][0]


PLANS = (
    GenePlan("DEMO1", "demo1", "+", 10_600, 101, (180, 120, 120, 114, 120, 400), (900,) * 5),
    GenePlan(
        "DEMO2", "demo1", "-", 23_000, 102, (170, 120, 120, 120, 420), (900, 850, 900, 900),
        donors={3: "GTATAT"}, exon_ends={3: "GCCAAG"},
    ),
    GenePlan(
        "DEMO3", "demo1", "+", 36_000, 103, (180, 120, 117, 120, 120, 410),
        (900, 2400, 900, 950, 900),
        acceptors={4: "TACTAACTTTTCTTTTCTTTCATTATTTACAATACAG"}, inserts={2: PSEUDOEXON},
    ),
    GenePlan(
        "DEMO4", "demo2", "-", 10_600, 104, (180, 120, 150, 120, 120, 390), (900,) * 5,
        donors={3: "GTGCGT"}, exon_middles={3: "GAGAAGGGCAAGTCC"},
    ),
    GenePlan(
        "DEMO5", "demo2", "+", 24_000, 105, (190, 120, 120, 120, 120, 400), (900,) * 5,
        acceptors={2: "TACTAACACAGCATTTTTTTTTTCAG"}, donors={4: "GTCAGT"},
    ),
    GenePlan("DEMO6", "demo2", "-", 38_000, 106, (200, 120, 123, 120, 380), (900,) * 4),
)  # fmt: skip


def build_genes(plans: Sequence[GenePlan] = PLANS) -> tuple[Gene, ...]:
    """All genes in contig order."""
    return tuple(_build(plan) for plan in plans)


def build_contigs(genes: Sequence[Gene]) -> dict[str, str]:
    """Sequence of each contig: random bases, the genes, the promoter before the last gene."""
    contigs = {}
    for number, (name, length) in enumerate(CONTIG_LENGTHS.items()):
        rng = random.Random(1_000 + number)
        bases = [pick(rng, "ACGT") for _ in range(length)]
        for gene in genes:
            if gene.plan.contig == name:
                _write(bases, gene.span[0], _plus(gene, gene.sequence))
        contigs[name] = "".join(bases)
    last = genes[-1]
    start, end = last.place(-len(PROMOTER), 0)
    sequence = contigs[last.plan.contig]
    contigs[last.plan.contig] = sequence[:start] + _plus(last, PROMOTER) + sequence[end:]
    return contigs


def _plus(gene: Gene, sequence: str) -> str:
    return sequence if gene.plan.strand == "+" else reverse_complement(sequence)


def _write(bases: list[str], start: int, sequence: str) -> None:
    bases[start : start + len(sequence)] = sequence


def _build(plan: GenePlan) -> Gene:
    rng = random.Random(plan.seed)
    exons, cds_in_mrna = _exon_sequences(plan, rng)
    pieces: list[str] = []
    bounds: list[tuple[int, int]] = []
    length = 0
    for number, exon in enumerate(exons, start=1):
        bounds.append((length, length + len(exon)))
        intron = _intron(plan, number, rng) if number < len(exons) else ""
        pieces += [exon, intron]
        length += len(exon) + len(intron)
    first, last = (_offset(bounds, base) for base in (cds_in_mrna[0], cds_in_mrna[1] - 1))
    bases = list("".join(pieces))
    for offset, base in DESIGNED["quieted"].get(plan.symbol, ()):
        bases[offset] = base
    return Gene(plan, "".join(bases), tuple(bounds), (first, last + 1))


def _offset(bounds: Sequence[tuple[int, int]], base: int) -> int:
    """Offset on the pre-mRNA of a base of the spliced transcript."""
    for start, end in bounds:
        if base < end - start:
            return start + base
        base -= end - start
    raise ValueError("beyond the transcript")


def _exon_sequences(plan: GenePlan, rng: random.Random) -> tuple[list[str], tuple[int, int]]:
    """Exons cut from one open reading frame, and its bounds on the spliced transcript.

    The 5' UTR has 60 bases; the coding sequence ends 90 bases into the last exon.
    """
    total = sum(plan.exons)
    cds_start, cds_end = 60, sum(plan.exons[:-1]) + 90
    cds_end -= (cds_end - cds_start) % 3
    n_codons = (cds_end - cds_start) // 3
    utr5 = "".join(pick(rng, "ACGT") for _ in range(cds_start - 6)) + "GCCACC"
    coding = "ATG" + "".join(pick(rng, CODONS) for _ in range(n_codons - 2)) + "TGA"
    utr3 = "".join(pick(rng, "ACGT") for _ in range(total - cds_end))
    utr3 = utr3[:-40] + "AATAAA" + utr3[-34:]
    mrna = utr5 + coding + utr3
    exons = []
    rest = mrna
    for number, length in enumerate(plan.exons, start=1):
        exon, rest = rest[:length], rest[length:]
        if number > 1:
            exon = "G" + exon[1:]
        if number in plan.exon_middles:
            middle = plan.exon_middles[number]
            exon = exon[:45] + middle + exon[45 + len(middle) :]
        if number < len(plan.exons):
            ending = plan.exon_ends.get(number, "AG")
            exon = exon[: -len(ending)] + ending
        exons.append(exon)
    whole = _without_early_stops("".join(exons), cds_start, cds_end)
    ends = [sum(plan.exons[:number]) for number in range(len(exons) + 1)]
    return [whole[start:end] for start, end in pairwise(ends)], (cds_start, cds_end)


def _without_early_stops(mrna: str, cds_start: int, cds_end: int) -> str:
    """The transcript with the T of each early stop, made where exons were trimmed, a C."""
    bases = list(mrna)
    for start in range(cds_start, cds_end - 3, 3):
        if mrna[start : start + 3] in {"TAA", "TAG", "TGA"}:
            bases[start] = "C"
    return "".join(bases)


def _intron(plan: GenePlan, number: int, rng: random.Random) -> str:
    donor = plan.donors.get(number, "GTAAGT")
    tract = "".join(pick(rng, "TTTC") for _ in range(20))
    acceptor = plan.acceptors.get(number, f"{BRANCH}{tract}CAG")
    body = [pick(rng, "ACGT") for _ in range(plan.introns[number - 1] - len(donor) - len(acceptor))]
    quiet = _without_cryptic_donors("".join(body))
    insert = plan.inserts.get(number, "")
    middle = (len(quiet) - len(insert)) // 2
    return donor + quiet[:middle] + insert + quiet[middle + len(insert) :] + acceptor


def _without_cryptic_donors(sequence: str) -> str:
    """The sequence with the T of every donor-like GT made a C."""
    for motif in _CRYPTIC_DONORS:
        sequence = sequence.replace(motif, motif.replace("GT", "GC"))
    return sequence
