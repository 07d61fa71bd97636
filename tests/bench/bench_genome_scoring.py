"""Minutes until the rare variants of a genome are all scored, exact and with each short cut.

    python -m tests.bench.bench_genome_scoring GENOME.vcf.gz --ped TRIO.ped [--shared ../shared]

Makes a case of the genome, then `case score` at the case's distances (500 bases for every variant,
4,999 where called for) on a copy of it for each way of computing, without the score cache. Prints
what passed the gates, what an engine could be asked about, minutes, seconds to the first 20 listed
variants with a score, and the memory of all processes together. A measurement, not a test.
"""

import argparse
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from core.session import CaseReader
from tests.bench.bench_first_rows import scored_rows
from tests.bench.bench_genome import PROGRAM, SAMPLING_SECONDS, memory_mb

WAYS: dict[str, tuple[str, ...]] = {
    "exact": (),
    "screening": ("--screening",),
    "screening, reduced": ("--screening", "--precision", "reduced"),
}
WANTED = 20
LOOK_SECONDS = 5.0


def score(case: Path, way: str) -> str:
    """Score a case and tell how that went."""
    command = [PROGRAM, "case", "score", case, "--no-cache", *WAYS[way]]
    start = last = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    most, first_rows = 0.0, float("nan")
    while process.poll() is None:
        most = max(most, memory_mb(process.pid))
        now = time.perf_counter()
        if first_rows != first_rows and now - last >= LOOK_SECONDS:
            last = now
            if scored_rows(case) >= WANTED:
                first_rows = now - start
        time.sleep(SAMPLING_SECONDS)
    minutes = (time.perf_counter() - start) / 60
    with CaseReader(case) as reader:
        engine = reader.ledger().engines["spliceai"]
        n_listed = len(reader.store.candidate_ids())
    passed = engine.variants - sum(engine.filtered.values())
    return (
        f"{way}: {minutes:.1f} min, status {process.returncode}; {passed:,} passed the gates, "
        f"{engine.scored:,} scored, {engine.pending:,} pending, not scored {engine.not_scored}; "
        f"{n_listed:,} listed; {WANTED} rows with a score after {first_rows:.0f} s; {most:,.0f} MB"
    )


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vcf", type=Path)
    parser.add_argument("--ped", type=Path)
    parser.add_argument("--ways", nargs="+", choices=tuple(WAYS), default=tuple(WAYS))
    here = Path(__file__).resolve().parents[2].parent / "shared"
    parser.add_argument("--shared", type=Path, default=here, help="folder of the test material")
    asked = parser.parse_args()
    data = asked.shared / "data"
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "genome.intronaut"
        command = [
            *(PROGRAM, "case", "new", case, "--vcf", asked.vcf),
            *("--reference", data / "reference/GRCh38.fa.gz"),
            *("--genes", data / "genes/MANE.GRCh38.gff3.gz"),
            *(("--ped", asked.ped) if asked.ped else ()),
        ]
        subprocess.run(command, stderr=subprocess.DEVNULL, check=True)
        for way in asked.ways:
            copy = Path(shutil.copyfile(case, Path(folder) / "copy.intronaut"))
            print(score(copy, way), flush=True)


if __name__ == "__main__":
    main()
