"""Time our engine and `spliceai==1.3.1` on TensorFlow, in turn, on the same variants and cores.

    python tests/bench/bench_vs_tensorflow.py [--env FOLDER] [--rounds 3] [--variants 24]

Makes its own environment in FOLDER (a temporary one by default), installs the published package
and TensorFlow there with pip, and lets two child processes, one of ours and one of theirs, score
the first SNVs of the golden file at distance 50: A B A B ... A measurement, not a test.
"""

import argparse
import csv
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pysam

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
DISTANCE = 50
REQUIREMENTS = ("spliceai==1.3.1", "pyfaidx", "pysam", "setuptools<81")

# Runs in the environment of the published package: reads the job, says "ready", then scores
# everything once for each line it is sent and answers with seconds and its annotations.
THEIRS = """
import json, sys, time
from collections import namedtuple
job = json.load(open(sys.argv[1]))
from spliceai.utils import Annotator, get_delta_scores
annotator = Annotator(job["fasta"], "grch38")
Record = namedtuple("Record", "chrom pos ref alts")
records = [Record(c, p, r, [a]) for c, p, r, a in job["variants"]]
get_delta_scores(records[0], annotator, job["distance"], 0)
print(json.dumps("ready"), flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    found = [get_delta_scores(record, annotator, job["distance"], 0) for record in records]
    print(json.dumps([time.perf_counter() - start, found]), flush=True)
"""

OURS = """
import json, sys, time
job = json.load(open(sys.argv[1]))
sys.path.insert(0, job["root"])
import pysam
from models.packs import gene_table_path
from models.runtime import load_engine
from models.splice.protocol import SpliceRequest, deltas
genes = []
for line in open(gene_table_path("spliceai", "GRCh38")):
    if not line.startswith("#"):
        name, chrom, strand, start, end = line.split("\\t")[:5]
        genes.append((name, "chr" + chrom.replace("chr", ""), strand, int(start) + 1, int(end)))
engine = load_engine("spliceai", device="cpu")
fasta = pysam.FastaFile(job["fasta"])
flank = 5000 + job["distance"]
def score():
    requests, names = [], []
    for chrom, pos, ref, alt in job["variants"]:
        for name, where, strand, first, last in genes:
            if where == chrom and first <= pos <= last:
                window = fasta.fetch(chrom, pos - 1 - flank, pos + flank).upper()
                requests.append(SpliceRequest(window, ref, alt, strand, first - pos, last - pos))
                names.append((alt, name))
    found = [""] * len(requests)
    for index, profile in engine.score(requests, distance=job["distance"]):
        d = deltas(profile)
        values = (d.acceptor_gain, d.acceptor_loss, d.donor_gain, d.donor_loss)
        found[index] = "|".join([*names[index], *(f"{value:.2f}" for value in values)])
    return found
everything, job["variants"] = job["variants"], job["variants"][:1]
score()
job["variants"] = everything
print(json.dumps("ready"), flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    found = score()
    print(json.dumps([time.perf_counter() - start, found]), flush=True)
"""


class Child:
    """A process that scores all variants whenever it is asked."""

    def __init__(self, name: str, python: Path, program: str, job: Path) -> None:
        self.name = name
        self.seconds: list[float] = []
        self.found: list[object] = []
        self._log = job.parent / f"{name}.log"
        start = time.perf_counter()
        self._process = subprocess.Popen(
            [python, "-c", program, job],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log.open("w"),
            text=True,
            cwd=job.parent,
        )
        self._answer()
        self.load_seconds = time.perf_counter() - start

    def score(self) -> None:
        """Run one round."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        seconds, self.found = self._answer()
        self.seconds.append(seconds)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _answer(self) -> list:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(('"ready"', "[")):
                return json.loads(line)
        message = self._log.read_text()[-2000:]
        raise SystemExit(f"{self.name} ended with status {self._process.wait()}:\n{message}")


def golden_snvs(n_variants: int) -> list[tuple[str, int, str, str]]:
    """The first different SNVs of the golden file."""
    with (SHARED / "golden" / "spliceai.GRCh38.tsv").open(newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    snvs = [(row["chrom"], int(row["pos"]), row["ref"], row["alt"]) for row in rows]
    return list(dict.fromkeys(item for item in snvs if len(item[2]) == len(item[3]) == 1))[
        :n_variants
    ]


def write_fasta(path: Path, chroms: Sequence[str]) -> None:
    """Write the chromosomes plain, as the published tool wants them."""
    reference = str(SHARED / "reference" / "GRCh38.fa.gz")
    with pysam.FastaFile(reference) as source, path.open("w") as target:
        for chrom in chroms:
            text = source.fetch(chrom)
            target.write(f">{chrom}\n")
            target.writelines(
                text[start : start + 100] + "\n" for start in range(0, len(text), 100)
            )
    pysam.faidx(str(path))


def make_environment(folder: Path, tensorflow: str) -> Path:
    """Give the interpreter of an environment that has the published package."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, *REQUIREMENTS, tensorflow], check=True)
    return python


def annotations(found: list) -> list[str]:
    """Symbol and the four deltas of each annotation, sorted."""
    flat = [text for item in found for text in (item if isinstance(item, list) else [item])]
    return sorted("|".join(text.split("|")[:6]) for text in flat)


def table(ours: Child, theirs: Child, n_variants: int) -> str:
    """The measurement as a Markdown table."""
    lines = ["| | ours | TensorFlow | ratio |", "|---|---|---|---|"]

    def line(name: str, first: float, second: float) -> None:
        lines.append(f"| {name} | {first:.2f} s | {second:.2f} s | {second / first:.1f} x |")

    mine, other = statistics.median(ours.seconds), statistics.median(theirs.seconds)
    line(f"{n_variants} SNVs, median of {len(ours.seconds)} rounds", mine, other)
    line("per SNV", mine / n_variants, other / n_variants)
    line("start and load", ours.load_seconds, theirs.load_seconds)
    line("start, load and one round", ours.load_seconds + mine, theirs.load_seconds + other)
    lines += [
        f"{child.name}: {', '.join(f'{value:.2f}' for value in child.seconds)} s"
        for child in (ours, theirs)
    ]
    return "\n".join(lines)


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--env", type=Path, help="folder of the environment, kept for next time")
    parser.add_argument("--tensorflow", default="tensorflow-cpu==2.15.1", help="pip requirement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--variants", type=int, default=24)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        variants = golden_snvs(asked.variants)
        fasta = folder / "reference.fa"
        write_fasta(fasta, sorted({item[0] for item in variants}))
        job = folder / "job.json"
        content = {
            "root": str(ROOT),
            "fasta": str(fasta),
            "distance": DISTANCE,
            "variants": variants,
        }
        job.write_text(json.dumps(content))
        python = make_environment(asked.env or folder / "env", asked.tensorflow)
        ours = Child("ours", Path(sys.executable), OURS, job)
        theirs = Child("TensorFlow", python, THEIRS, job)
        for _ in range(asked.rounds):
            ours.score()
            theirs.score()
        ours.close()
        theirs.close()
    sys.stdout.write(table(ours, theirs, len(variants)) + "\n")
    mine, other = annotations(ours.found), annotations(theirs.found)
    n_same = len(set(mine) & set(other))
    sys.stdout.write(f"annotations equal to two decimals: {n_same} of {len(set(other))}\n")


if __name__ == "__main__":
    main()
