"""The installed pack of DeepBind, read."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors import safe_open

from models.regulatory.deepbind_network import DeepBindModel
from models.regulatory.factors import factor_symbol
from models.regulatory.protocol import Track


def read_table(path: Path, species: str | None) -> dict[str, Track]:
    """Give tracks by the identifier of their model, of one species or (None) of all."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    return {row["id"]: _track(row) for row in rows if species in {None, row["species"]}}


def _track(row: dict[str, str]) -> Track:
    return Track(
        name=f"{row['factor']}_{row['id']}",
        assay=row["experiment"],
        cell_type=row["cell_type"],
        factor=factor_symbol(row["factor"]),
        unit="score",
        species=row["species"],
    )


def read_models(path: Path, model_ids: Sequence[str]) -> list[DeepBindModel]:
    """Give the parameters of these models, in their order."""
    none = np.empty(0, dtype=np.float32)
    with safe_open(path, framework="numpy") as file:
        names = set(file.keys())
        models = []
        for one in model_ids:
            has_hidden = f"{one}.weights2" in names
            models.append(
                DeepBindModel(
                    detectors=file.get_tensor(f"{one}.detectors"),
                    thresholds=file.get_tensor(f"{one}.thresholds"),
                    weights1=file.get_tensor(f"{one}.weights1"),
                    biases1=file.get_tensor(f"{one}.biases1"),
                    weights2=file.get_tensor(f"{one}.weights2") if has_hidden else none,
                    biases2=file.get_tensor(f"{one}.biases2") if has_hidden else none,
                    reads_both_strands=bool(file.get_tensor(f"{one}.reads_both_strands")[0]),
                )
            )
    return models
