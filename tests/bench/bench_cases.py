"""Measure the whole way of the shared cases: time and peak memory of `case new` and `case score`.

    python tests/bench/bench_cases.py --shared ../shared [--case nf1-denovo ...]

Prints one Markdown row per case; every score is computed, none taken from the cache. Peak memory is
the largest single process of a command (the worker), as the operating system counts it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

CASES = ("nf1-denovo", "unc13d-compound-het", "mybpc3-dominant")
PROGRAM = Path(sys.executable).parent / "intronaut"


def main() -> None:
    """Run the cases named and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, required=True, help="folder of the test material")
    parser.add_argument("--case", action="append", help="may be repeated; default all three")
    asked = parser.parse_args()
    print(
        "| case | records | scored | read, s | peak, MB | score and rank, s | peak, MB | ranks of the causal variants |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name in asked.case or CASES:
        with tempfile.TemporaryDirectory() as folder:
            print(row(asked.shared / "data", name, Path(folder) / f"{name}.intronaut"), flush=True)


def row(data: Path, name: str, case: Path) -> str:
    """Give the Markdown row of one case."""
    truth = json.loads((data / f"cases/{name}.json").read_text())
    read = measured(
        [
            "case",
            "new",
            case,
            "--vcf",
            data / f"cases/{name}.vcf.gz",
            "--ped",
            data / f"cases/{name}.ped",
            "--proband",
            "PROBAND",
            "--reference",
            data / "reference/GRCh38.fa.gz",
            "--genes",
            data / "genes/MANE.GRCh38.gff3.gz",
            "--hpo",
            ",".join(truth["hpo"]),
        ]
    )
    scored = measured(["case", "score", case, "--no-cache"])
    ledger = json.loads(output(["case", "ledger", case]))
    listed = json.loads(output(["case", "candidates", case, "--format", "json", "--top", "50"]))
    ranks = {
        tuple(one["variant"][key] for key in ("chrom", "pos", "ref", "alt")): one["rank"]
        for one in listed
    }
    causal = [
        ranks.get((one["chrom"], one["pos"], one["ref"], one["alt"])) for one in truth["causal"]
    ]
    cells = (
        name,
        f"{ledger['records_read']:,}",
        f"{ledger['engines']['spliceai']['scored']:,}",
        *(f"{figure:,.0f}" for figure in (*read, *scored)),
        ", ".join(str(rank) for rank in causal),
    )
    return f"| {' | '.join(cells)} |"


def measured(arguments: Sequence[object]) -> tuple[float, float]:
    """Run a command; wall seconds and peak memory in MB of its largest process."""
    started = time.perf_counter()
    process = os.posix_spawn(PROGRAM, [str(PROGRAM), *map(str, arguments)], os.environ)
    _, status, usage = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{PROGRAM.name} {' '.join(map(str, arguments))} failed")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def output(arguments: Sequence[object]) -> str:
    """Run a command and give what it prints."""
    found = subprocess.run(
        [PROGRAM, *map(str, arguments)], check=True, capture_output=True, text=True
    )
    return found.stdout


if __name__ == "__main__":
    main()
