"""The golden strings of SpliceAI 1.3.1 on TensorFlow, reproduced by our engine."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pysam
import pytest

from models import packs
from models.runtime import load_engine
from models.splice.protocol import (
    SpliceDeltas,
    SpliceProfile,
    SpliceRequest,
    deltas,
    nearest_boundary_offset,
)

pytestmark = [pytest.mark.science]

# The golden values carry two decimals; brief: within 0.01, positions where the delta is >= 0.02.
TOLERANCE = 0.01 + 1e-4
POSITION_MATTERS_FROM = 0.02


@dataclass(frozen=True)
class Gene:
    chrom: str
    strand: str
    first: int
    last: int
    boundaries: tuple[int, ...]


@dataclass(frozen=True)
class Allele:
    chrom: str
    pos: int
    ref: str
    alt: str
    symbol: str


def read_genes(path: Path) -> dict[str, Gene]:
    genes = {}
    with path.open(newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            starts = [int(item) + 1 for item in row["EXON_START"].split(",") if item]
            ends = [int(item) for item in row["EXON_END"].split(",") if item]
            genes[row["#NAME"]] = Gene(
                "chr" + row["CHROM"].removeprefix("chr"),
                row["STRAND"],
                int(row["TX_START"]) + 1,
                int(row["TX_END"]),
                tuple(starts + ends),
            )
    return genes


def read_golden(path: Path) -> list[tuple[Allele, int, bool, list[str]]]:
    rows = []
    with path.open(newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            for annotation in row["spliceai"].split(","):
                _, symbol, *values = annotation.split("|")
                allele = Allele(row["chrom"], int(row["pos"]), row["ref"], row["alt"], symbol)
                rows.append((allele, int(row["distance"]), row["mask"] == "1", values))
    return rows


def window(fasta: pysam.FastaFile, allele: Allele, distance: int) -> str:
    start = allele.pos - 1 - 5000 - distance
    end = allele.pos + 5000 + distance
    text = fasta.fetch(allele.chrom, max(start, 0), end).upper()
    return ("N" * max(-start, 0) + text).ljust(end - start, "N")


def left_aligned(fasta: pysam.FastaFile, allele: Allele) -> Allele:
    """The same change trimmed and moved as far left as it goes."""
    pos, ref, alt = allele.pos, allele.ref, allele.alt
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        ref, alt, pos = ref[1:], alt[1:], pos + 1
    while 1 in {len(ref), len(alt)} and len(ref) != len(alt) and ref[-1] == alt[-1]:
        before = fasta.fetch(allele.chrom, pos - 2, pos - 1).upper()
        ref, alt, pos = before + ref[:-1], before + alt[:-1], pos - 1
    return Allele(allele.chrom, pos, ref, alt, allele.symbol)


@pytest.fixture(scope="module")
def golden(shared):
    return read_golden(shared / "data" / "golden" / "spliceai.GRCh38.tsv")


@pytest.fixture(scope="module")
def fasta(shared):
    with pysam.FastaFile(str(shared / "data" / "reference" / "GRCh38.fa.gz")) as opened:
        yield opened


@pytest.fixture
def genes(spliceai_pack) -> dict[str, Gene]:
    assert spliceai_pack.is_dir()
    return read_genes(packs.gene_table_path("spliceai", "GRCh38"))


def evaluate(golden, fasta, genes, *, align: bool) -> dict[Allele, tuple[SpliceProfile, Allele]]:
    """Profile of each allele at its largest distance, and the spelling it was evaluated in."""
    largest: dict[Allele, int] = defaultdict(int)
    for allele, distance, _, _ in golden:
        largest[allele] = max(largest[allele], distance)
    by_distance: dict[int, list[Allele]] = defaultdict(list)
    for allele, distance in largest.items():
        by_distance[distance].append(allele)
    engine = load_engine("spliceai", device="cpu")
    profiles = {}
    for distance, alleles in by_distance.items():
        spelled = [left_aligned(fasta, allele) if align else allele for allele in alleles]
        requests = []
        for one in spelled:
            gene = genes[one.symbol]
            assert gene.chrom == one.chrom
            requests.append(
                SpliceRequest(
                    window(fasta, one, distance),
                    one.ref,
                    one.alt,
                    gene.strand,
                    gene.first - one.pos,
                    gene.last - one.pos,
                )
            )
        for index, profile in engine.score(requests, distance=distance):
            profiles[alleles[index]] = (profile, spelled[index])
    return profiles


def differences(found: SpliceDeltas, expected: list[str], shift: int) -> list[str]:
    """What differs from a golden annotation; `shift` is added to our offsets."""
    names = ("acceptor_gain", "acceptor_loss", "donor_gain", "donor_loss")
    faults = []
    for index, name in enumerate(names):
        value, offset = getattr(found, name), getattr(found, f"{name}_offset") + shift
        if abs(value - float(expected[index])) > TOLERANCE:
            faults.append(f"{name} {value:.4f}, golden {expected[index]}")
        if float(expected[index]) >= POSITION_MATTERS_FROM and offset != int(expected[index + 4]):
            faults.append(f"{name} at {offset}, golden {expected[index + 4]}")
    return faults


@pytest.mark.parametrize("align", [False, True], ids=["as spelled", "left-aligned"])
def test_all_golden_rows_are_reproduced(align, golden, fasta, genes):
    profiles = evaluate(golden, fasta, genes, align=align)
    assert len(golden) == 225
    faults = []
    n_compared = 0
    for allele, distance, is_masked, expected in golden:
        profile, spelled = profiles[allele]
        if expected[0] == ".":
            # The published tool does not score REF and ALT both longer than one base; ours does.
            assert len(allele.ref) > 1
            assert len(allele.alt) > 1
            continue
        boundaries = genes[allele.symbol].boundaries
        nearest = nearest_boundary_offset(boundaries, spelled.pos) if is_masked else None
        found = deltas(profile, distance=distance, boundary_offset=nearest)
        faults += [
            f"{allele} D={distance} masked={is_masked}: {fault}"
            for fault in differences(found, expected, spelled.pos - allele.pos)
        ]
        n_compared += 1
    assert not faults
    assert n_compared == 221
