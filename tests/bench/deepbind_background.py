"""Writes `resources/packs/deepbind.background.npz`, with the pack deepbind installed.

    python -m tests.bench.deepbind_background

It takes some minutes; what comes out is the same on every machine, but for rounding.
"""

import sys
from pathlib import Path

import numpy as np
import torch

from models.engine import EngineInfo
from models.packs import pack_folder
from models.regulatory.deepbind import PACK, DeepBindEngine
from models.regulatory.deepbind_background import (
    LEVELS,
    Background,
    background_file,
    random_places,
)
from models.regulatory.deepbind_models import read_models, read_table
from models.sequence import base_codes

PLACES = 10_000
TARGET = Path(__file__).parents[2] / "resources" / "packs" / "deepbind.background.npz"


def engine_without_background() -> tuple[list[str], DeepBindEngine]:
    table = read_table(pack_folder(PACK) / "models.tsv", None)
    blank = Background(
        np.zeros((len(table), len(LEVELS)), dtype=np.float32), np.ones(len(table), dtype=np.float32)
    )
    models = read_models(pack_folder(PACK) / "models.safetensors", list(table))
    info = EngineInfo(PACK, "", "", "", "float32", 0, "cpu", 0)
    engine = DeepBindEngine(models, list(table.values()), info, blank, torch.device("cpu"))
    return list(table), engine


def scores(engine: DeepBindEngine, first: int = 0, last: int = PLACES) -> np.ndarray:
    """What all models say of places `first` to `last`, (places, T)."""
    flank = engine._flank
    places = random_places(PLACES, flank)[first:last]
    codes = np.stack([base_codes(place.ref_sequence) for place in places])
    found = np.empty((len(places), len(engine.tracks)), dtype=np.float32)
    for group in engine._groups:
        beyond = flank - (group.window - 1)
        stretches = [one[beyond : len(one) - beyond] for one in codes]
        found[:, group.numbers] = engine._best(group, stretches)
    return found


if __name__ == "__main__":
    names, every_model = engine_without_background()
    with torch.inference_mode():
        background = Background.of(scores(every_model))
    TARGET.write_bytes(background_file(names, background))
    sys.stdout.write(f"{TARGET}\n")
