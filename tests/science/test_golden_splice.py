"""The golden strings of SpliceAI 1.3.1 on TensorFlow, reproduced by our engine."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pysam
import pytest
import torch

from models import packs
from models.engine import Precision
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


def evaluate(
    golden, fasta, genes, *, align: bool, precision: Precision = "float32", device: str = "cpu"
) -> dict[Allele, tuple[SpliceProfile, Allele]]:
    """Profile of each allele at its largest distance, and the spelling it was evaluated in."""
    largest: dict[Allele, int] = defaultdict(int)
    for allele, distance, _, _ in golden:
        shift = abs(left_aligned(fasta, allele).pos - allele.pos) if align else 0
        largest[allele] = max(largest[allele], distance + shift)
    by_distance: dict[int, list[Allele]] = defaultdict(list)
    for allele, distance in largest.items():
        by_distance[distance].append(allele)
    engine = load_engine("spliceai", device=device, precision=precision)
    if device == "cuda" and find_spec("triton"):
        assert all(stage.ensemble.fused is not None for stage in engine._stages)
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
                    (one.chrom, one.pos),
                )
            )
        for index, profile in engine.score(requests, distance=distance):
            profiles[alleles[index]] = (profile, spelled[index])
    return profiles


def differences(found: SpliceDeltas, expected: list[str]) -> list[str]:
    """What differs from a golden annotation."""
    names = ("acceptor_gain", "acceptor_loss", "donor_gain", "donor_loss")
    faults = []
    for index, name in enumerate(names):
        value, offset = getattr(found, name), getattr(found, f"{name}_offset")
        if abs(value - float(expected[index])) > TOLERANCE:
            faults.append(f"{name} {value:.4f}, golden {expected[index]}")
        if float(expected[index]) >= POSITION_MATTERS_FROM and offset != int(expected[index + 4]):
            faults.append(f"{name} at {offset}, golden {expected[index + 4]}")
    return faults


def all_differences(golden, profiles, genes) -> list[str]:
    faults = []
    for allele, distance, is_masked, expected in golden:
        profile, spelled = profiles[allele]
        seen = profile.seen_from(allele.pos - spelled.pos, distance)
        nearest = nearest_boundary_offset(genes[allele.symbol].boundaries, allele.pos)
        found = deltas(seen, boundary_offset=nearest if is_masked else None)
        faults += [
            f"{allele} D={distance} masked={is_masked}: {fault}"
            for fault in differences(found, expected)
        ]
    return faults


def is_scored(row) -> bool:
    """Whether the published tool gives numbers; else REF and ALT are both longer than one base."""
    allele, _, _, values = row
    is_dot = values[0] == "."
    assert is_dot == (len(allele.ref) > 1 and len(allele.alt) > 1)
    return not is_dot


GPU = (
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="There is no GPU here."),
)


@pytest.mark.parametrize(
    ("device", "precision"),
    [
        ("cpu", "float32"),
        pytest.param("cpu", "reduced", marks=pytest.mark.slow),
        pytest.param("cuda", "float32", marks=GPU),
        pytest.param("cuda", "reduced", marks=GPU),
    ],
)
def test_all_golden_rows_are_reproduced(device, precision, golden, fasta, genes):
    """225 rows carry 239 annotations (some lie in two genes), 4 of them without numbers."""
    scored = [row for row in golden if is_scored(row)]
    assert (len(golden), len(scored)) == (239, 235)
    profiles = evaluate(golden, fasta, genes, align=False, precision=precision, device=device)
    assert len(profiles) == len({row[0] for row in golden})
    assert all_differences(scored, profiles, genes) == []


@pytest.mark.parametrize(
    ("precision", "tolerance"),
    [
        pytest.param("float32", 1e-4, marks=GPU),
        pytest.param("reduced", 0.01, marks=GPU),
    ],
)
def test_a_gpu_gives_every_probability_that_a_cpu_gives(precision, tolerance, golden, fasta, genes):
    near = [row for row in golden if is_scored(row) and row[1] == 50][::3]
    assert len(near) > 40
    plain = evaluate(near, fasta, genes, align=False)
    found = evaluate(near, fasta, genes, align=False, precision=precision, device="cuda")
    for allele, (profile, _) in plain.items():
        np.testing.assert_allclose(found[allele][0].ref, profile.ref, rtol=0, atol=tolerance)
        np.testing.assert_allclose(found[allele][0].alt, profile.alt, rtol=0, atol=tolerance)


def test_golden_rows_of_the_smallest_distance_are_reproduced_in_reduced_precision(
    golden, fasta, genes
):
    near = [row for row in golden if is_scored(row) and row[1] == 50][::2]
    assert len(near) > 70
    profiles = evaluate(near, fasta, genes, align=False, precision="reduced")
    assert all_differences(near, profiles, genes) == []


def test_another_spelling_of_a_deletion_gives_the_golden_values_too(golden, fasta, genes):
    """Trimmed and left-aligned before scoring, then seen from the record's own POS."""
    moved = [row for row in golden if is_scored(row) and left_aligned(fasta, row[0]) != row[0]]
    assert len({row[0] for row in moved}) == 27
    profiles = evaluate(moved, fasta, genes, align=True)
    assert all_differences(moved, profiles, genes) == []
