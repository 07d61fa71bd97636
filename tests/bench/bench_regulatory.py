"""Regulatory engines on random single-base variants, against their networks window by window.

    python -m tests.bench.bench_regulatory [ENGINE ...] [--variants 10000] [--rounds 3]

Variants anywhere in the shared reference (fixed seed), both strands, as `score` is asked for them.
The baseline is the plain network in the same run, in turn with the engine: every window of REF and
of ALT evaluated whole, in the engine's batches. Prints medians, their ratio, the largest
difference between both, and the resident memory after the engine's first run. Then in-silico
mutagenesis of one variant, 201 bases in REF and in ALT, with and without what is kept of the
window. A measurement, not a test.
"""

import argparse
import random
import resource
import statistics
import time
from collections.abc import Callable, Sequence

import numpy as np
import pysam
from numpy.typing import NDArray

from models.device import in_batches
from models.regulatory.explain import Mutator, plain_mutator
from models.regulatory.protocol import AlleleRequest, distinct, flank_for, window_pairs
from models.regulatory.window_engine import WindowEngine
from models.runtime import load_untested_regulatory_engine
from models.sequence import BASES
from tests.bench.bench_vs_tensorflow import SHARED

SHOWN, BLOCK = 200, 48
"""Columns mutated, about those that are shown of an allele, and mutants asked for at a time."""


def requests(n: int, flank: int) -> list[AlleleRequest]:
    """Random single-base variants in known sequence, in order of the genome."""
    chance = random.Random("regulatory 1")
    windows = []
    for line in (SHARED / "reference" / "GRCh38.windows.bed").read_text().splitlines():
        chrom, start, end = line.split("\t")[:3]
        if int(end) - int(start) > 2 * flank + 1_000:
            windows.append((chrom, int(start) + flank, int(end) - flank))
    asked = []
    with pysam.FastaFile(str(SHARED / "reference" / "GRCh38.fa.gz")) as fasta:
        for chrom, start, end in sorted(chance.choices(windows, k=n)):
            pos = chance.randrange(start, end)
            text = fasta.fetch(chrom, pos - flank, pos + flank + 1).upper()
            left, ref, right = text[:flank], text[flank], text[flank + 1 :]
            alt = chance.choice([base for base in BASES if base != ref])
            asked.append(AlleleRequest.of(left, ref, alt, right))
    return asked


def by_engine(engine: WindowEngine, asked: Sequence[AlleleRequest]) -> NDArray[np.float32]:
    """Deltas as the engine gives them, (N, tracks)."""
    found = dict(engine.score(asked))
    return np.stack([found[number].delta for number in range(len(asked))])


def by_plain_network(engine: WindowEngine, asked: Sequence[AlleleRequest]) -> NDArray[np.float32]:
    """ALT minus REF of whole windows, (N, tracks)."""
    pairs = [window_pairs(one, engine.length, engine.shifts)[0] for one in asked]
    windows = list(distinct(pairs))
    said: dict[str, NDArray[np.float32]] = {}
    for rows, _ in in_batches(engine.outputs, windows, engine.batch):
        said.update(zip(windows[len(said) :], rows, strict=False))
    return np.stack([said[alt] - said[ref] for ref, alt in pairs])


def timed(function: Callable[[], NDArray[np.float32]]) -> tuple[float, NDArray[np.float32]]:
    """Seconds, and what came out."""
    start = time.perf_counter()
    found = function()
    return time.perf_counter() - start, found


def measure(engine: WindowEngine, n: int, rounds: int) -> None:
    """Print the lines of one engine."""
    asked = requests(n, flank_for(engine.length, engine.shifts))
    by_engine(engine, asked[: engine.batch])
    ours, plain, furthest = [], [], 0.0
    memory = 0
    for _ in range(rounds):
        seconds, found = timed(lambda: by_engine(engine, asked))
        ours.append(seconds)
        memory = memory or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        seconds, wanted = timed(lambda: by_plain_network(engine, asked))
        plain.append(seconds)
        shared = [t for t, track in enumerate(engine.tracks) if "distance" not in track.unit]
        furthest = max(furthest, float(np.abs(found - wanted)[:, shared].max()))
    mine, whole = statistics.median(ours), statistics.median(plain)
    print(
        f"{engine.info.engine_id}: {n} variants {mine:.1f} s ({n / mine:.0f}/s), whole windows "
        f"{whole:.1f} s, {whole / mine:.2f} times as fast, furthest apart {furthest:.1e}, "
        f"{memory} MB at most"
    )
    explain_one(engine, asked[0], rounds)


def explain_one(engine: WindowEngine, asked: AlleleRequest, rounds: int) -> None:
    """Print how long mutagenesis of one window takes."""
    ((window, _),) = window_pairs(asked, engine.length)
    first = max((engine.length - SHOWN) // 2, 0)
    mutants = [
        (column, row)
        for column in range(first, min(first + SHOWN, engine.length))
        for row, base in enumerate(BASES)
        if base != window[column]
    ]
    kept, plain, furthest = [], [], 0.0
    for _ in range(rounds):
        seconds, found = timed(lambda: in_blocks(engine.mutator(window, 0), mutants))
        kept.append(seconds)
        seconds, wanted = timed(lambda: in_blocks(plain_mutator(engine, window, 0), mutants))
        plain.append(seconds)
        furthest = max(furthest, float(np.abs(found - wanted).max()))
    mine, whole = statistics.median(kept), statistics.median(plain)
    print(
        f"{engine.info.engine_id}: {len(mutants)} mutants {mine:.2f} s, whole windows {whole:.2f} "
        f"s, {whole / mine:.1f} times as fast, furthest apart {furthest:.1e}"
    )


def in_blocks(said: Mutator, mutants: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """Ask for the mutants as an explanation does."""
    blocks = [mutants[first : first + BLOCK] for first in range(0, len(mutants), BLOCK)]
    return np.concatenate([said(block) for block in blocks])


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("engines", nargs="*", default=["mpra-dragonn", "bpnet-ctcf"])
    parser.add_argument("--variants", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    for name in asked.engines:
        engine = load_untested_regulatory_engine(name, device="cpu", threads=2)
        if not isinstance(engine, WindowEngine):
            parser.error(f"{name} does not read windows of one length")
        measure(engine, asked.variants, asked.rounds)


if __name__ == "__main__":
    main()
