"""Variants per second on a GPU: fused kernels against evaluating layer by layer, in one run.

    python -m tests.bench.bench_gpu [--distance 50 500 4999] [--variants 3000] [--rounds 3]

The random variants of `bench_engine`: isolated SNVs, isolated indels, SNVs 30 per gene. `busy` is
the share of the time in which the device computes: what is missing to 100 % it waits for the host.
Then the time of an in-silico mutagenesis. A measurement, not a test.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pysam
import torch

from models.fused.trunk import FusedTrunk, Work
from models.runtime import load_engine
from models.splice.protocol import Effect, SpliceRequest
from models.splice.site_engine import SpliceSiteEngine
from tests.bench.bench_engine import MODES, Mode, Variant, variants
from tests.bench.bench_vs_tensorflow import SHARED

N_LAYERED = 60
"""Variants of the baseline, which is slower."""


class Watched:
    """A trunk that notes when the device begins and ends each piece of work."""

    def __init__(self, trunk: FusedTrunk) -> None:
        self._trunk = trunk
        self.events: list[tuple[Any, Any]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._trunk, name)

    def logits(self, work: Work) -> torch.Tensor:
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        found = self._trunk.logits(work)
        end.record()
        self.events.append((begin, end))
        return found

    def seconds(self) -> float:
        torch.cuda.synchronize()
        found = sum(begin.elapsed_time(end) for begin, end in self.events) / 1_000
        self.events.clear()
        return found


def watch(engine: SpliceSiteEngine) -> list[Watched]:
    """Have the trunks of an engine watched."""
    found = []
    for stage in engine._stages:
        fused = stage.ensemble.fused
        if fused is not None:
            fused._trunk = Watched(fused._trunk)
            found.append(fused._trunk)
    return found


def layered(engine: SpliceSiteEngine) -> None:
    """Have an engine evaluate layer by layer."""
    engine._stages = tuple(
        replace(stage, ensemble=replace(stage.ensemble, fused=None)) for stage in engine._stages
    )


def requests(
    some: Sequence[Variant], distance: int, fasta: pysam.FastaFile, *, share: bool
) -> Iterator[SpliceRequest]:
    flank = 5_000 + distance
    for chrom, pos, ref, alt, strand, first, last in some:
        start = pos - 1 - flank
        window = fasta.fetch(chrom, max(start, 0), pos + flank).upper()
        window = ("N" * max(-start, 0) + window).ljust(2 * flank + 1, "N")
        place = (chrom, pos) if share else None
        yield SpliceRequest(window, ref, alt, strand, first - pos, last - pos, place)


def seconds(engine: SpliceSiteEngine, asked: Sequence[SpliceRequest], distance: int) -> float:
    start = time.perf_counter()
    found = dict(engine.score(asked, distance=distance))
    torch.cuda.synchronize()
    assert len(found) == len(asked)
    return time.perf_counter() - start


def measure(mode: Mode, distance: int, options: argparse.Namespace, fasta: pysam.FastaFile) -> str:
    """Give the row of a mode."""
    share = "per gene" in mode.kind
    asked = list(
        requests(variants(mode.kind, options.variants, fasta), distance, fasta, share=share)
    )
    settings: Any = {"precision": mode.precision, "screening": mode.screening}
    engine: Any = load_engine("spliceai", device=options.device, **settings)
    plain: Any = load_engine("spliceai", device=options.device, **settings)
    layered(plain)
    watched = watch(engine)
    few = asked[: min(N_LAYERED, len(asked))]
    seconds(engine, few, distance)
    seconds(plain, few, distance)
    for one in watched:
        one.seconds()
    torch.cuda.reset_peak_memory_stats()
    ours, busy, theirs = [], [], []
    for _ in range(options.rounds):
        ours.append(seconds(engine, asked, distance) / len(asked))
        busy.append(sum(one.seconds() for one in watched) / (ours[-1] * len(asked)))
        peak = torch.cuda.max_memory_allocated() / 2**30
        theirs.append(seconds(plain, few, distance) / len(few))
    ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
    each, before = statistics.median(ours), statistics.median(theirs)
    return (
        f"| {mode.name} | {mode.kind} | {1 / each:,.0f} | {1 / before:,.0f} | {ratio:.1f} x | "
        f"{statistics.median(busy):.0%} | {peak:.1f} GB |"
    )


def mutagenesis(options: argparse.Namespace, fasta: pysam.FastaFile) -> str:
    """Give the time of an in-silico mutagenesis, and of its first columns."""
    engine = load_engine("spliceai", device=options.device)
    (asked,) = requests(variants("SNVs", 1, fasta), 50, fasta, share=False)
    times = []
    for _ in range(3):
        start, first = time.perf_counter(), 0.0
        for step in engine.attribute(asked, distance=50, effect=Effect.DONOR_GAIN, site_offset=5):
            if step.arrays and not first:
                first = time.perf_counter() - start
        times.append((time.perf_counter() - start, first))
    whole, first = min(times)
    return f"In-silico mutagenesis of REF and ALT: {whole:.2f} s, first columns {first:.2f} s"


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--variants", type=int, default=3_000)
    parser.add_argument("--distance", type=int, nargs="+", default=[50, 500, 4_999])
    options = parser.parse_args()
    print(torch.cuda.get_device_name(options.device), "torch", torch.__version__)
    with pysam.FastaFile(str(SHARED / "reference" / "GRCh38.fa.gz")) as fasta:
        for distance in options.distance:
            print(f"\nDistance {distance}, {options.variants} variants, {options.rounds} rounds")
            print(
                "| mode | variants | variants per second | layer by layer | ratio | busy | memory |"
            )
            print("|---|---|---|---|---|---|---|")
            for mode in MODES:
                print(measure(mode, distance, options, fasta))
                sys.stdout.flush()
        print(mutagenesis(options, fasta))


if __name__ == "__main__":
    main()
