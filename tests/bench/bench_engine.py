"""Variants per second in every mode of our engine against `spliceai==1.3.1` on TensorFlow.

    python -m tests.bench.bench_engine [--env FOLDER] [--rounds 3] [--distance 50 500 4999]

Random variants inside genes (fixed seed): isolated SNVs and indels, each evaluated on its own, and
30 SNVs per gene that may share a tile. One child process for each mode and one for the published
tool score them in turn, A B C ... A B C ...; the table gives medians and their ratios to the
published tool in the same round. A measurement, not a test.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pysam

from models.packs import gene_table_path
from tests.bench.bench_vs_tensorflow import (
    ROOT,
    SHARED,
    THEIRS,
    Child,
    make_environment,
    write_fasta,
)

PER_GENE = 30
MARGIN = 12_000
"""Real bases that must lie on both sides of a variant."""

OURS = """
import json, sys, time
job = json.load(open(sys.argv[1]))
sys.path.insert(0, job["root"])
import pysam
from models.runtime import load_engine
from models.splice.protocol import SpliceRequest
engine = load_engine("spliceai", device=job["device"], precision=job["precision"],
                     screening=job["screening"])
fasta = pysam.FastaFile(job["fasta"])
flank = 5000 + job["distance"]
def requests(variants):
    for chrom, pos, ref, alt, strand, first, last in variants:
        window = fasta.fetch(chrom, pos - 1 - flank, pos + flank).upper()
        place = (chrom, pos) if job["share"] else None
        yield SpliceRequest(window, ref, alt, strand, first - pos, last - pos, place)
def score(variants):
    return len(dict(engine.score(list(requests(variants)), distance=job["distance"])))
score(job["variants"][:2])
print(json.dumps("ready"), flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    n = score(job["variants"])
    print(json.dumps([time.perf_counter() - start, n]), flush=True)
"""


@dataclass(frozen=True)
class Gene:
    """A gene of the published table with enough real sequence."""

    chrom: str
    strand: str
    first: int
    last: int
    begin: int
    end: int


Variant = tuple[str, int, str, str, str, int, int]


@dataclass(frozen=True)
class Mode:
    """One way of scoring: which variants, and how."""

    name: str
    kind: str
    precision: str = "float32"
    screening: bool = False


MODES = (
    Mode("float32", "SNVs"),
    Mode("float32", "indels"),
    Mode("float32", "SNVs, 30 per gene"),
    Mode("reduced", "SNVs", "reduced"),
    Mode("reduced", "indels", "reduced"),
    Mode("reduced", "SNVs, 30 per gene", "reduced"),
    Mode("screening", "SNVs", "float32", screening=True),
    Mode("screening, reduced", "SNVs", "reduced", screening=True),
)


def genes() -> Iterator[Gene]:
    """Genes of the published table that lie inside a window of real sequence."""
    windows: dict[str, list[tuple[int, int]]] = {}
    for line in (SHARED / "reference" / "GRCh38.windows.bed").read_text().splitlines():
        chrom, start, end = line.split("\t")[:3]
        windows.setdefault(chrom, []).append((int(start), int(end)))
    for line in Path(gene_table_path("spliceai", "GRCh38")).read_text().splitlines():
        if line.startswith("#"):
            continue
        _, chrom, strand, start, stop = line.split("\t")[:5]
        chrom = "chr" + chrom.removeprefix("chr")
        for low, high in windows.get(chrom, []):
            begin = max(int(start) + 1, low + MARGIN)
            end = min(int(stop), high - MARGIN)
            if end - begin > 5_000:
                yield Gene(chrom, strand, int(start) + 1, int(stop), begin, end)


def variants(kind: str, n: int, fasta: pysam.FastaFile) -> list[Variant]:
    """Random variants of a kind."""
    chance = random.Random(f"{kind} 1")
    places = sorted(genes(), key=lambda gene: (gene.chrom, gene.first))
    found: list[Variant] = []
    while len(found) < n:
        gene = chance.choice(places)
        for _ in range(min(PER_GENE, n) if "per gene" in kind else 1):
            pos = chance.randint(gene.begin, gene.end)
            ref = fasta.fetch(gene.chrom, pos - 1, pos + 9).upper()
            alleles = _alleles(kind, ref, chance)
            if "N" not in ref:
                found.append((gene.chrom, pos, *alleles, gene.strand, gene.first, gene.last))
    return found[:n]


def _alleles(kind: str, ref: str, chance: random.Random) -> tuple[str, str]:
    if kind != "indels":
        return ref[0], chance.choice([base for base in "ACGT" if base != ref[0]])
    if chance.random() < 0.5:
        return ref[: chance.randint(2, 9)], ref[0]
    return ref[0], ref[0] + "".join(chance.choices("ACGT", k=chance.randint(1, 8)))


def measure(distance: int, asked: argparse.Namespace, folder: Path, python: Path) -> str:
    """Give the table of one distance."""
    reference = str(SHARED / "reference" / "GRCh38.fa.gz")
    with pysam.FastaFile(reference) as fasta:
        of_kind = {mode.kind: variants(mode.kind, asked.variants, fasta) for mode in MODES}
    plain = folder / "reference.fa"
    write_fasta(plain, sorted({one[0] for some in of_kind.values() for one in some}))
    children: list[tuple[str, str, int, Child]] = []
    for number, mode in enumerate(MODES):
        job = folder / f"{distance}_{number}.json"
        content = {
            "root": str(ROOT),
            "fasta": str(plain),
            "device": asked.device,
            "distance": distance,
            "precision": mode.precision,
            "screening": mode.screening,
            "share": "per gene" in mode.kind,
            "variants": of_kind[mode.kind],
        }
        job.write_text(json.dumps(content))
        child = Child(mode.name, Path(sys.executable), OURS, job)
        children.append((mode.name, mode.kind, asked.variants, child))
    few = of_kind["SNVs"][: asked.theirs]
    job = folder / f"{distance}_theirs.json"
    content = {"fasta": str(plain), "distance": distance, "variants": [one[:4] for one in few]}
    job.write_text(json.dumps(content))
    theirs = Child("spliceai 1.3.1, TensorFlow", python, THEIRS, job)
    children.append((theirs.name, "SNVs", len(few), theirs))
    for _ in range(asked.rounds):
        for *_, child in children:
            child.score()
    for *_, child in children:
        child.close()
    return _table(distance, children)


def _table(distance: int, children: Sequence[tuple[str, str, int, Child]]) -> str:
    lines = [
        f"\nDistance {distance}, {len(children[0][3].seconds)} rounds",
        "| mode | variants | seconds per variant | variants per second | ratio |",
        "|---|---|---|---|---|",
    ]
    *_, n_theirs, theirs = children[-1]
    other = [seconds / n_theirs for seconds in theirs.seconds]
    for name, kind, n, child in children:
        each = [seconds / n for seconds in child.seconds]
        ratio = statistics.median(b / a for a, b in zip(each, other, strict=True))
        middle = statistics.median(each)
        lines.append(f"| {name} | {kind} | {middle:.4f} | {1 / middle:.1f} | {ratio:.1f} x |")
    return "\n".join(lines)


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--env", type=Path, help="folder of the environment, kept for next time")
    parser.add_argument("--tensorflow", default="tensorflow-cpu==2.15.1", help="pip requirement")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--variants", type=int, default=30)
    parser.add_argument("--theirs", type=int, default=8, help="variants for the published tool")
    parser.add_argument("--distance", type=int, nargs="+", default=[50, 500, 4_999])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        python = make_environment(asked.env or folder / "env", asked.tensorflow)
        for distance in asked.distance:
            sys.stdout.write(measure(distance, asked, folder, python) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
