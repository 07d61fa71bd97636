"""A region scanned base by base, against the same engine asked window by window.

    python -m tests.bench.bench_scan [ENGINE ...] [--bases 100000] [--windows 400] [--rounds 3]

Random sequence (fixed seed). The baseline asks the plain window engine for some of the bases in the
same run, in turn with the scan, and is scaled up to all of them. Prints medians, their ratio, the
largest difference between both, and the resident memory. A measurement, not a test.
"""

import argparse
import random
import resource
import statistics
import time

import numpy as np
from numpy.typing import NDArray

from models.regulatory.bpnet import N_POSITIONS, BpNetCtcfEngine
from models.regulatory.protocol import cut
from models.regulatory.scanning import Scanning
from models.regulatory.window_engine import WindowEngine
from models.runtime import load_untested_regulatory_engine


def scanned(engine: Scanning, sequence: str) -> NDArray[np.float32]:
    """All bases, (tracks, bases)."""
    return np.concatenate([one.values for one in engine.scan(sequence, 0, len(sequence))], axis=1)


def by_windows(engine: WindowEngine, sequence: str, places: list[int]) -> NDArray[np.float32]:
    """Some bases, (tracks, places), each by its own window."""
    windows = [cut(sequence, at - engine.length // 2, engine.length) for at in places]
    if isinstance(engine, BpNetCtcfEngine):
        said = [engine.profile(one)[:, N_POSITIONS // 2].sum() for one in windows]
        return np.array([said], np.float32)
    return engine.outputs(windows).T[list(engine.scanned)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engines", nargs="*", default=["mpra-dragonn", "bpnet-ctcf"])
    parser.add_argument("--bases", type=int, default=100_000)
    parser.add_argument("--windows", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    chance = random.Random("scan 1")
    sequence = "".join(chance.choices("ACGT", k=wanted.bases))
    places = sorted(chance.sample(range(wanted.bases), wanted.windows))
    for name in wanted.engines:
        engine = load_untested_regulatory_engine(name, threads=2)
        assert isinstance(engine, WindowEngine)
        seconds: dict[str, list[float]] = {"scan": [], "windows": []}
        for _ in range(wanted.rounds):
            started = time.perf_counter()
            found = scanned(engine, sequence)
            between = time.perf_counter()
            expected = by_windows(engine, sequence, places)
            seconds["scan"].append(between - started)
            each = (time.perf_counter() - between) / wanted.windows
            seconds["windows"].append(each * wanted.bases)
        scan, windows = (statistics.median(one) for one in seconds.values())
        apart = np.abs(found[:, places] - expected).max()
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name}: {wanted.bases:,} bases in {scan:.1f} s, window by window {windows:.0f} s, "
            f"{windows / scan:.0f} times; largest difference {apart:.1e}; {held:.0f} MiB"
        )


if __name__ == "__main__":
    main()
