"""Resident memory of the engine over a long run of variants.

    python -m tests.bench.bench_memory [--variants 10000] [--distance 50] [--precision reduced] [--screening]

Scores random SNVs, indels and neighbouring SNVs in batches, as a case does, the three kinds in turn
all the way, and prints the resident memory of the process as it goes. A measurement, not a test.
"""

import argparse
import sys
import time
from pathlib import Path

import pysam

from models.runtime import load_engine
from models.splice.protocol import SpliceRequest
from tests.bench.bench_engine import SHARED, variants

BATCH = 32


def resident_mb() -> float:
    """Resident memory of this process, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise SystemExit("this measurement needs Linux")


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--variants", type=int, default=10_000)
    parser.add_argument("--distance", type=int, default=50)
    parser.add_argument("--precision", default="float32")
    parser.add_argument("--screening", action="store_true")
    asked = parser.parse_args()
    engine = load_engine(
        "spliceai", device="cpu", precision=asked.precision, screening=asked.screening
    )
    fasta = pysam.FastaFile(str(SHARED / "reference" / "GRCh38.fa.gz"))
    third = -(-asked.variants // 3)
    kinds = [variants(kind, third, fasta) for kind in ("SNVs", "indels", "SNVs, 30 per gene")]
    batches = [kind[first : first + BATCH] for first in range(0, third, BATCH) for kind in kinds]
    flank = 5_000 + asked.distance
    start = time.perf_counter()
    peak = 0.0
    done = 0
    for number, batch in enumerate(batches):
        requests = [
            SpliceRequest(
                fasta.fetch(chrom, pos - 1 - flank, pos + flank).upper(),
                *(ref, alt, strand, low - pos, high - pos, (chrom, pos)),
            )
            for chrom, pos, ref, alt, strand, low, high in batch
        ]
        for _ in engine.score(requests, distance=asked.distance):
            pass
        peak = max(peak, resident_mb())
        done += len(requests)
        if number % 20 == 0:
            seconds = time.perf_counter() - start
            sys.stdout.write(f"{done} variants, {seconds:.0f} s, {resident_mb():.0f} MB\n")
            sys.stdout.flush()
    sys.stdout.write(f"highest resident memory: {peak:.0f} MB\n")


if __name__ == "__main__":
    main()
