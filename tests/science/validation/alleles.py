"""The alleles that are measured on: truth sets of the shared material and random ones."""

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.domain.assembly import Assembly
from core.domain.transcript import Region, Transcript
from core.domain.variant import Variant
from core.interpret.position import locate, most_severe
from core.pipeline.bodies import BodyIndex
from core.sources.reference import Reference

REAL_FLANK = 5_000
"""Real bases a compared row needs on both sides: the context of one base."""
RANDOM_FLANK = 5_500
NEAR_EXON = 50
N_RANDOM = 2_000
SEED = 20260

TUNED_GENE = "BRCA1"
"""The gene screening is tuned on, and nothing else."""
PLACES = {
    Region.SPLICE_DINUCLEOTIDE: "canonical ±1,2",
    Region.EXON_EDGE: "near splice",
    Region.NEAR_SPLICE: "near splice",
    Region.INTRON: "deep intronic",
    Region.DEEP_INTRON: "deep intronic",
}
"""Our regions under the names of the tables; whatever is missing here is exonic."""


class Allele(NamedTuple):
    """Plus-strand allele of GRCh38, spelled as in a VCF; `pos` is 1-based."""

    chrom: str
    pos: int
    ref: str
    alt: str


@dataclass(frozen=True, slots=True)
class TruthRow:
    """One GRCh38 row of the truth table.

    Attributes
    ----------
    label, kind
        What was found, and the table's column `extra` (for BRCA1 the kind of change).
    value
        What was measured; for CI-SpliceAI the type of effect on splicing.
    left_bp, right_bp
        Real bases of the reference beside it.
    """

    allele: Allele
    dataset: str
    label: str
    kind: str
    left_bp: int
    right_bp: int
    value: str = field(default="", compare=False)

    @property
    def has_context(self) -> bool:
        """There are enough real bases on both sides for a comparison."""
        return min(self.left_bp, self.right_bp) >= REAL_FLANK


class Genome:
    """Reference and MANE transcripts of the shared material."""

    def __init__(self, shared: Path, transcripts: Sequence[Transcript]) -> None:
        self.reference = Reference(shared / "data" / "reference" / "GRCh38.fa.gz")
        self.transcripts = transcripts
        self.bodies = BodyIndex(transcripts)
        windows = (shared / "data" / "reference" / "GRCh38.windows.bed").read_text().splitlines()
        self.windows = [
            (chrom, int(start), int(end))
            for chrom, start, end, *_ in (line.split("\t") for line in windows)
        ]

    def symbols(self, allele: Allele) -> tuple[str, ...]:
        """Symbols of the genes an allele lies in."""
        bodies = self.bodies.at(allele.chrom, allele.pos)
        return tuple(body.transcript.gene_symbol for body in bodies)

    def place(self, allele: Allele) -> str:
        """Where an allele lies: one of the names in `PLACES`, `exonic`, or `outside genes`."""
        transcripts = [body.transcript for body in self.bodies.at(allele.chrom, allele.pos)]
        worst = most_severe(locate(Variant(Assembly.GRCH38, *allele), transcripts))
        return "outside genes" if worst is None else PLACES.get(worst.region, "exonic")


def truth_rows(shared: Path, reference: Reference) -> list[TruthRow]:
    """Give the GRCh38 rows of the truth table, each spelled as in a VCF."""
    with gzip.open(shared / "data" / "truth" / "truth.tsv.gz", "rt", newline="") as handle:
        return [
            TruthRow(
                _anchored(row, reference),
                row["dataset"],
                row["label"],
                row["extra"],
                int(row["left_bp"]),
                int(row["right_bp"]),
                row["value"],
            )
            for row in csv.DictReader(handle, delimiter="\t")
            if row["build"] == "grch38"
        ]


def published_deltas(shared: Path) -> dict[Allele, float | None]:
    """Give the largest published SpliceAI delta of each CI-SpliceAI row, None where it has none."""
    path = shared / "data" / "golden" / "published.CI-SpliceAI.GRCh38.tsv"
    found: dict[Allele, float | None] = {}
    with path.open(newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            allele = Allele(row["chrom"], int(row["pos"]), row["ref"], row["alt"])
            texts = [one.split("|")[2:6] for one in row["spliceai"].split(",") if "|" in one]
            values = [float(value) for text in texts for value in text if value != "."]
            found[allele] = max(values, default=None)
    return found


def random_alleles(genome: Genome, n: int = N_RANDOM) -> list[Allele]:
    """Give alleles drawn at random near the exons of all genes but the tuned one.

    Positions are drawn evenly from all bases at most 50 bases from a MANE exon that have 5,500
    real bases on both sides. 70 % are substitutions, 15 % insertions, 15 % deletions; the length
    of those is geometric with mean 2.2, at most 20.
    """
    rng = np.random.default_rng(SEED)
    places = sorted(set(_near_exons(genome)))
    found: dict[Allele, None] = {}
    while len(found) < n:
        chrom, pos = places[int(rng.integers(len(places)))]
        kind = rng.choice(["snv", "insertion", "deletion"], p=[0.7, 0.15, 0.15])
        length = min(int(rng.geometric(0.45)), 20)
        ref = genome.reference.fetch(chrom, pos - 1, pos + (length if kind == "deletion" else 0))
        if kind == "snv":
            alt = str(rng.choice([base for base in "ACGT" if base != ref]))
        else:
            alt = ref[0] + ("" if kind == "deletion" else "".join(rng.choice(list("ACGT"), length)))
        found[Allele(chrom, pos, ref, alt)] = None
    return list(found)


def canonical_sites(genome: Genome, n: int) -> list[Allele]:
    """Give `n` random substitutions of splice dinucleotides, of all genes but the tuned one."""
    rng = np.random.default_rng(SEED + 1)
    places = sorted(set(_near_exons(genome, dinucleotides_only=True)))
    found: dict[Allele, None] = {}
    while len(found) < n:
        chrom, pos = places[int(rng.integers(len(places)))]
        ref = genome.reference.fetch(chrom, pos - 1, pos)
        alt = str(rng.choice([base for base in "ACGT" if base != ref]))
        found[Allele(chrom, pos, ref, alt)] = None
    return list(found)


def gene_wide_alleles(genome: Genome, n: int) -> list[Allele]:
    """Give `n` random substitutions anywhere in genes but the tuned one: most lie deep in introns.

    Genes are drawn evenly, then a position in them with 5,500 real bases on both sides.
    """
    rng = np.random.default_rng(SEED + 2)
    spans = sorted(set(_spans(genome)))
    found: dict[Allele, None] = {}
    while len(found) < n:
        chrom, first, last = spans[int(rng.integers(len(spans)))]
        pos = int(rng.integers(first, last + 1))
        ref = genome.reference.fetch(chrom, pos - 1, pos)
        alt = str(rng.choice([base for base in "ACGT" if base != ref]))
        if TUNED_GENE not in genome.symbols(Allele(chrom, pos, ref, alt)):
            found[Allele(chrom, pos, ref, alt)] = None
    return list(found)


def _spans(genome: Genome) -> Iterator[tuple[str, int, int]]:
    """Yield 1-based first and last position of each gene that have real bases around them."""
    for transcript in genome.transcripts:
        for chrom, start, end in genome.windows:
            first = max(start + RANDOM_FLANK, transcript.start) + 1
            last = min(end - RANDOM_FLANK, transcript.end)
            if chrom == transcript.chrom and first <= last:
                yield chrom, first, last


def _near_exons(genome: Genome, *, dinucleotides_only: bool = False) -> Iterator[tuple[str, int]]:
    tuned = [one for one in genome.transcripts if one.gene_symbol == TUNED_GENE]
    barred = {(one.chrom, pos) for one in tuned for pos in range(one.start + 1, one.end + 1)}
    for transcript in genome.transcripts:
        for chrom, start, end in genome.windows:
            if chrom != transcript.chrom or start >= transcript.end or end <= transcript.start:
                continue
            first, last = start + RANDOM_FLANK + 1, end - RANDOM_FLANK
            for pos in _positions(transcript, dinucleotides_only=dinucleotides_only):
                if first <= pos <= last and (chrom, pos) not in barred:
                    yield chrom, pos


def _positions(transcript: Transcript, *, dinucleotides_only: bool) -> Iterator[int]:
    if not dinucleotides_only:
        for start, end in transcript.exons:
            first, last = start + 1 - NEAR_EXON, end + NEAR_EXON
            yield from range(max(first, transcript.start + 1), min(last, transcript.end) + 1)
        return
    for (_, before), (after, _) in zip(transcript.exons, transcript.exons[1:], strict=False):
        yield from (before + 1, before + 2, after - 1, after)


def _anchored(row: dict[str, str], reference: Reference) -> Allele:
    """Give a row's allele; a deletion written with `-` gets the base before it, as in a VCF."""
    pos, ref, alt = int(row["pos"]), row["ref"], row["alt"]
    if alt == "-":
        base = reference.fetch(row["chrom"], pos - 2, pos - 1)
        return Allele(row["chrom"], pos - 1, base + ref, base)
    return Allele(row["chrom"], pos, ref, alt)
