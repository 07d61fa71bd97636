"""Seconds from starting to read a genome to its first 20 rows with a score, while it is read.

    python -m tests.bench.bench_first_rows GENOME.vcf.gz --ped TRIO.ped [--shared ../shared]

Starts `case new` as a person would and looks into the growing case twice a second. Tells the
memory of all processes together too (shared pages counted once). A measurement, not a test.
"""

import argparse
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from core.errors import ProblemError
from core.session import CaseReader
from tests.bench.bench_genome import PROGRAM, SAMPLING_SECONDS, memory_mb

WANTED = (1, 20)


def scored_rows(case: Path) -> int:
    """Count the listed variants with a score, 0 as long as there is no case."""
    with suppress(ProblemError, OSError), CaseReader(case) as reader:
        ids = reader.store.candidate_ids()
        return sum(bool(scores) for scores in reader.store.scores(ids).values())
    return 0


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vcf", type=Path)
    parser.add_argument("--ped", type=Path)
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
        start = time.perf_counter()
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        most, seen = 0.0, {}
        while process.poll() is None:
            most = max(most, memory_mb(process.pid))
            if len(seen) < len(WANTED):
                found = scored_rows(case)
                for rows in WANTED:
                    if found >= rows:
                        seen.setdefault(rows, time.perf_counter() - start)
            time.sleep(SAMPLING_SECONDS)
        seconds = time.perf_counter() - start
    for rows, when in seen.items():
        print(f"{rows} rows with a score after {when:.1f} s")
    print(f"case complete after {seconds:.1f} s, status {process.returncode}, {most:,.0f} MB")


if __name__ == "__main__":
    main()
