"""DeepBind and JASPAR (and MPRA-DragoNN where it is installed) over many substitutions.

    python -m tests.bench.bench_motifs [--variants 10000] [--threads 2] [--plain 2]

DeepBind is compared with its plain network, window by window, in the same run: how much faster
the scan is, and the largest difference between any two scores. Packs are those installed.
"""

import argparse
import resource
import time
from collections.abc import Sequence

import numpy as np
import torch

from models.packs import PackState, cards, status
from models.regulatory.deepbind import DeepBindEngine
from models.regulatory.deepbind_background import random_places
from models.regulatory.deepbind_network import DeepBindNetwork
from models.regulatory.engine import RegulatoryEngine
from models.regulatory.protocol import AlleleRequest, surroundings
from models.runtime import load_regulatory_engine
from models.sequence import one_hot

ENGINES = ("mpra-dragonn", "jaspar", "deepbind")
FLANK = 200
LIMIT_S, LIMIT_MB = 360, 1536


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variants", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--plain", type=int, default=2, help="variants for the plain network")
    options = parser.parse_args()
    places = random_places(options.variants, FLANK)
    known = {one.name for one in cards()}
    total = 0.0
    for name in ENGINES:
        if name not in known or status(name).state is not PackState.INSTALLED:
            print(f"{name}: not installed")
            continue
        engine = load_regulatory_engine(name, device="cpu", threads=options.threads)
        spent = seconds_for(engine, places)
        total += spent
        print(
            f"{name}: {len(engine.tracks)} tracks, {spent:.1f} s, {len(places) / spent:.0f} a second"
        )
        if isinstance(engine, DeepBindEngine):
            compare_with_plain(engine, places[: options.plain], spent / len(places))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    scaled = total / len(places) * 10_000
    print(f"together: {scaled:.0f} s for 10,000 variants (limit {LIMIT_S})")
    print(f"memory at most: {memory:.0f} MB (limit {LIMIT_MB})")


def seconds_for(engine: RegulatoryEngine, places: Sequence[AlleleRequest]) -> float:
    begun = time.perf_counter()
    answered = sum(1 for _ in engine.score(places))
    if answered != len(places):
        raise SystemExit(f"{engine.info.engine_id} answered {answered} of {len(places)}")
    return time.perf_counter() - begun


def compare_with_plain(
    engine: DeepBindEngine, places: Sequence[AlleleRequest], spent_each: float
) -> None:
    networks = [DeepBindNetwork(model) for model in engine._models]
    found = [effects for _, effects in engine.score(places)]
    torch.set_num_threads(1)  # on a busy machine faster than two for operations this short
    begun = time.perf_counter()
    plain = np.array([plain_scores(engine, networks, place) for place in places])
    each = (time.perf_counter() - begun) / len(places)
    scanned = np.array([[one.ref, one.alt] for one in found])
    print(
        f"  window by window: {each:.2f} s a variant, the scan is {each / spent_each:.0f} times "
        f"faster; largest difference {np.abs(plain - scanned).max():.1e}"
    )


def plain_scores(
    engine: DeepBindEngine, networks: Sequence[DeepBindNetwork], place: AlleleRequest
) -> list[list[float]]:
    scores: list[list[float]] = [[], []]
    with torch.inference_mode():
        for model, network in zip(engine._models, networks, strict=True):
            for values, stretch in zip(scores, surroundings(place, model.window - 1), strict=True):
                values.append(float(network(torch.from_numpy(one_hot(stretch))[None])[0]))
    return scores


if __name__ == "__main__":
    main()
