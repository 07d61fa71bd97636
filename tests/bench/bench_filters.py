"""Filter changes on the loaded genome: all gate counts and the first page, p50 and p95.

    python tests/bench/bench_filters.py CASE.intronaut

The case is opened for reading; nothing in it changes.
"""

import argparse
import random
import time
from pathlib import Path

import numpy as np

from core.domain.transcript import Region
from core.interpret.gate_rules import Doubt, GateRules, changed, load_gate_rules
from core.pipeline.gating import GateBench
from core.store.case_store import CaseStore

CHANGES = 60


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", type=Path)
    with CaseStore.open(parser.parse_args().case) as store:
        start = time.perf_counter()
        bench = GateBench(store)
        columns = time.perf_counter() - start
        start = time.perf_counter()
        first = bench.counts(load_gate_rules())
        loaded = time.perf_counter() - start
        print(
            f"{first.n_variants:,} variants; columns {columns:.1f} s, first counts {loaded:.1f} s"
        )
        took = np.array([_change(store, bench, rules) for rules in _changes(random.Random(1))])
    p50, p95 = np.percentile(took * 1000, (50, 95))
    print(
        f"{CHANGES} changes: p50 {p50:.0f} ms, p95 {p95:.0f} ms, slowest {took.max() * 1000:.0f} ms"
    )


def _change(store: CaseStore, bench: GateBench, rules: GateRules) -> float:
    start = time.perf_counter()
    counts = bench.counts(rules)
    rows = list(store.variants(counts.first))
    took = time.perf_counter() - start
    assert len(rows) == min(len(counts.first), counts.n_passed)
    return took


def _changes(rng: random.Random) -> list[GateRules]:
    """One part after the other is changed, as a person at the sliders does."""
    rules, found = load_gate_rules(), []
    for _ in range(CHANGES):
        change: dict[str, object] = rng.choice(
            (
                {"max_frequency": 10 ** rng.uniform(-5, 0)},
                {"drop": tuple(rng.sample(list(Doubt), rng.randint(1, 4)))},
                {"regions": tuple(rng.sample(list(Region), rng.randint(1, 9)))},
                {
                    "expression": f"depth >= {rng.randint(5, 30)} and distance < {rng.randint(10, 900)}"
                },
            )
        )
        rules = changed(rules, "the bench", change)
        found.append(rules)
    return found


if __name__ == "__main__":
    main()
