"""How long a whole genome takes to be read, against a plain pass of cyvcf2 over the same fields.

    python tests/bench/bench_genome.py GENOME.vcf.gz --ped TRIO.ped [--shared ../shared] [--rounds 3]

The file is made by the simulator of the test material (`--records 4500000 --trio`). In turn, each
in a process of its own: cyvcf2 reads POS, REF, ALT, QUAL, FILTER, gnomAD_AF, GT, DP, GQ, AD; and
`intronaut case new` makes a complete case of it. Prints seconds, records per second, their ratio,
the size of the case against the file, and the largest proportional memory (PSS) of all processes of
the program together. A measurement, not a test.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "intronaut"
SAMPLING_SECONDS = 0.5

ONLY_CYVCF2 = """
import sys
import cyvcf2
n = 0
for record in cyvcf2.VCF(sys.argv[1]):
    found = (record.POS, record.REF, record.ALT, record.QUAL, record.FILTER,
             record.INFO.get("gnomAD_AF"), record.genotypes, record.format("DP"),
             record.format("GQ"), record.format("AD"))
    n += 1
print(n)
"""


def family(root: int) -> list[int]:
    """Give a process and all its descendants."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int(
                (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
            )
        except (OSError, IndexError):
            continue
    found = [root]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def memory_mb(root: int) -> float:
    """Give the proportional memory of a process and its descendants, in MB."""
    total = 0
    for one in family(root):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def timed(command: list[str]) -> tuple[float, float, str]:
    """Give seconds, largest memory in MB, and the last line printed."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    most = 0.0
    while process.poll() is None:
        most = max(most, memory_mb(process.pid))
        time.sleep(SAMPLING_SECONDS)
    seconds = time.perf_counter() - start
    told = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with status {process.returncode}: {told}")
    return seconds, most, told.strip()


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vcf", type=Path)
    parser.add_argument("--ped", type=Path, required=True)
    parser.add_argument("--proband", default="PROBAND")
    here = Path(__file__).resolve().parents[2].parent / "shared"
    parser.add_argument("--shared", type=Path, default=here, help="folder of the test material")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    data = asked.shared / "data"
    ratios, ours = [], []
    for number in range(1, asked.rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            case = Path(folder) / "genome.intronaut"
            command = [
                *(str(PROGRAM), "case", "new", str(case), "--vcf", str(asked.vcf)),
                *("--ped", str(asked.ped), "--proband", asked.proband),
                *("--reference", str(data / "reference/GRCh38.fa.gz")),
                *("--genes", str(data / "genes/MANE.GRCh38.gff3.gz")),
            ]
            plain, _, told = timed([sys.executable, "-c", ONLY_CYVCF2, str(asked.vcf)])
            seconds, memory, _ = timed(command)
            n_records = int(told)
            times = case.stat().st_size / asked.vcf.stat().st_size
        ratios.append(seconds / plain)
        ours.append(seconds)
        print(
            f"round {number}: {n_records:,} records; cyvcf2 {plain:.1f} s; case new {seconds:.1f} s "
            f"({n_records / seconds:,.0f} records/s), {seconds / plain:.2f} times; "
            f"case {times:.2f} times the file; {memory:,.0f} MB",
            flush=True,
        )
    print(f"medians: {statistics.median(ours):.1f} s, {statistics.median(ratios):.2f} times cyvcf2")


if __name__ == "__main__":
    main()
