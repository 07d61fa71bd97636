"""Official files, whole, on the way a person's file takes: read, tried, kept, asked by the engine.

Twins of the official size, with the names and wrappers of the official files.
"""

import importlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from models.engine import EngineInfo
from models.errors import CheckpointError
from models.packs.architectures import architecture, architectures
from models.packs.layers import read_layers
from models.packs.trial import WEIGHTS, tried
from models.regulatory.imported import ImportedEngine
from models.regulatory.protocol import Track
from tests.models.regulatory.architectures import (
    test_basset,
    test_beluga,
    test_danq,
    test_deepenhancer,
    test_deepsea,
    test_legnet,
    test_malinois,
)
from tests.models.regulatory.architectures.keras_twins import OF_KERAS
from tests.models.regulatory.architectures.twins import (
    TOLERANCE,
    difference,
    encoded,
    encoded_in,
    randomised,
    said,
    torch_file,
    windows,
)

LIMIT = 2**30
OURS = (
    "basenji2",
    "basset",
    "beluga",
    "bpnet",
    "chrombpnet",
    "danq",
    "deepenhancer",
    "deepsea",
    "enformer",
    "expecto",
    "malinois",
    "mpra-legnet",
    "sei",
)


def of_basset() -> tuple[bytes, Callable[[list[str]], NDArray[np.float32]]]:
    twin = randomised(test_basset.layers(*test_basset.OFFICIAL))

    def says(sequences: list[str]) -> NDArray[np.float32]:
        return said(twin, encoded_in("ACGT", sequences, unknown=0.25)[..., None])

    return torch_file(twin.state_dict()), says


def of_legnet() -> tuple[bytes, Callable[[list[str]], NDArray[np.float32]]]:
    twin = randomised(test_legnet.LegNet())
    content = {"state_dict": test_legnet.LitModel(twin).state_dict(), "epoch": 24}

    def says(sequences: list[str]) -> NDArray[np.float32]:
        return said(twin, test_legnet.official_encoding(sequences))[:, None]

    return torch_file(content), says


def of_malinois() -> tuple[bytes, Callable[[list[str]], NDArray[np.float32]]]:
    twin = test_malinois.twin_of(test_malinois.OFFICIAL)

    def says(sequences: list[str]) -> NDArray[np.float32]:
        return said(twin, test_malinois.padded(sequences))

    return torch_file(test_malinois.content(twin)), says


def of_deepsea() -> tuple[bytes, Callable[[list[str]], NDArray[np.float32]]]:
    twin = test_deepsea.variant_effects(test_deepsea.OFFICIAL)

    def says(sequences: list[str]) -> NDArray[np.float32]:
        return said(twin, encoded_in("ACGT", sequences)[:, :, None])

    return torch_file(twin.state_dict()), says


def of_beluga() -> tuple[bytes, Callable[[list[str]], NDArray[np.float32]]]:
    twin = test_beluga.twin_of(test_beluga.OFFICIAL)

    def says(sequences: list[str]) -> NDArray[np.float32]:
        return said(twin, encoded_in("AGCT", sequences)[:, :, None])

    return torch_file(twin.state_dict()), says


def of_danq() -> tuple[bytes, Callable[[list[str]], NDArray[np.float32]]]:
    twin = test_danq.twin_of(test_danq.OFFICIAL)
    return test_danq.official_file(twin), lambda sequences: test_danq.twin_says(twin, sequences)


def of_deepenhancer() -> tuple[bytes, Callable[[list[str]], NDArray[np.float32]]]:
    twin = test_deepenhancer.paper()
    written = test_deepenhancer.keras_file(twin)
    return written, lambda sequences: test_deepenhancer.enhancer(twin, sequences)


def engine(network: nn.Module, n_tracks: int, length: int) -> ImportedEngine:
    tracks = [Track(f"track{number}") for number in range(n_tracks)]
    info = EngineInfo("mine", "Mine", "1", "digest", "float32", length, "cpu", 0)
    return ImportedEngine(network, tracks, info, torch.device("cpu"))


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("basset", of_basset),
        ("mpra-legnet", of_legnet),
        ("malinois", of_malinois),
        pytest.param("deepenhancer", of_deepenhancer, marks=OF_KERAS),
        pytest.param("danq", of_danq, marks=[OF_KERAS, pytest.mark.slow]),
        pytest.param("deepsea", of_deepsea, marks=pytest.mark.slow),
        pytest.param("beluga", of_beluga, marks=pytest.mark.slow),
    ],
)
def test_an_official_file_becomes_an_engine_that_says_the_same(
    name: str,
    made: Callable[[], tuple[bytes, Callable[[list[str]], NDArray[np.float32]]]],
    tmp_path: Path,
) -> None:
    published, twin_says = made()
    path = tmp_path / "official.pth"
    path.write_bytes(published)
    card = architecture(name)
    found = tried(path, card, LIMIT, tmp_path)
    assert found["n_tracks"] == card.n_tracks
    network = importlib.import_module(card.module).network(read_layers(tmp_path / WEIGHTS))
    sequences = windows(2, card.length)
    assert difference(said(network, encoded(sequences)), twin_says(sequences)) < TOLERANCE
    assert card.n_tracks is not None
    both = engine(network, card.n_tracks, card.length).outputs(sequences)
    other = said(network, encoded(sequences).flip(1, 2))
    assert difference(both, (said(network, encoded(sequences)) + other) / 2) < TOLERANCE


def test_one_network_is_not_taken_for_another(tmp_path: Path) -> None:
    path = tmp_path / "official.pth"
    path.write_bytes(of_basset()[0])
    for name in OURS:
        if name != "basset":
            with pytest.raises(CheckpointError):
                tried(path, architecture(name), LIMIT, tmp_path)


def test_every_card_names_a_module_with_its_length() -> None:
    found = {card.name: card for card in architectures() if card.name in OURS}
    assert tuple(sorted(found)) == OURS
    for card in found.values():
        module = importlib.import_module(card.module)
        assert card.length == module.LENGTH
        assert callable(module.state)
        assert callable(module.network)


def test_what_forbids_clinical_use_is_for_research_only() -> None:
    assert {card.name for card in architectures() if card.name in OURS and card.research_only} == {
        "beluga",
        "danq",
        "expecto",
        "malinois",
        "sei",
    }
    assert "forbids diagnostic use" in architecture("expecto").task
