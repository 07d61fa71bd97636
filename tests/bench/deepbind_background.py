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


def main(first: int = 0, last: int = PLACES) -> np.ndarray:
    """Scores of all models at places `first` to `last`."""
    _, engine = engine_without_background()
    places = random_places(PLACES, 53)[first:last]
    return np.stack([effects.ref for _, effects in engine.score(places)])


if __name__ == "__main__":
    names, _ = engine_without_background()
    TARGET.write_bytes(background_file(names, Background.of(main())))
    sys.stdout.write(f"{TARGET}\n")
