"""Files of large networks, at small sizes, on the way a person's file takes into an engine."""

import importlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.engine import EngineInfo
from models.packs.architectures import ArchitectureCard, architecture
from models.packs.layers import read_layers
from models.packs.trial import WEIGHTS, tried
from models.regulatory.imported import ImportedEngine
from models.regulatory.long_engine import LongSequenceEngine
from models.regulatory.protocol import AlleleRequest, Track
from tests.models.regulatory.architectures import (
    test_basenji2,
    test_chrombpnet,
    test_enformer,
    test_sei,
)
from tests.models.regulatory.architectures.keras_twins import OF_KERAS, load_keras, randomise
from tests.models.regulatory.architectures.twins import (
    TOLERANCE,
    difference,
    encoded,
    said,
    torch_file,
    windows,
)
from tests.models.regulatory.toys import CPU

pytestmark = OF_KERAS

Says = Callable[[list[str]], NDArray[np.float32]]


def of_sei(folder: Path) -> Says:
    twin = test_sei.twin_of(test_sei.SMALL)
    content = {f"module.model.{name}": x for name, x in twin.state_dict().items()}
    (folder / "sei.pth").write_bytes(torch_file(content))
    return lambda sequences: said(twin, test_sei.official_input(sequences))


def of_enformer(folder: Path) -> Says:
    twin = test_enformer.twin_of(test_enformer.SMALL)
    (folder / "pytorch_model.bin").write_bytes(torch_file(twin.state_dict()))
    (folder / "config.json").write_text('{"model_type": "enformer"}')
    return lambda sequences: said(twin, test_enformer.official_input(sequences))


def of_basenji2(folder: Path) -> Says:
    twin = test_basenji2.twin_of(test_basenji2.SMALL)
    twin.save(folder / "model_human.h5")
    return lambda sequences: test_basenji2.twin_says(twin, sequences)


def of_chrombpnet(folder: Path) -> Says:
    twin = test_chrombpnet.three(load_keras())["chrombpnet"]
    randomise(twin)
    twin.save(folder / "chrombpnet.h5")

    def reads(sequences: list[str]) -> NDArray[np.float32]:
        found = test_chrombpnet.twin_says(twin, sequences).astype(np.float64)
        shares = np.exp(found[:, 1:]) / np.exp(found[:, 1:]).sum(1, keepdims=True)
        return (shares * np.exp(found[:, :1]))[:, :, None].astype(np.float32)

    return reads


def engine_of(card: ArchitectureCard, folder: Path) -> ImportedEngine:
    module, _, name = card.engine.partition(":")
    kind: type[ImportedEngine] = getattr(importlib.import_module(module), name)
    network = importlib.import_module(card.module).network(read_layers(folder / WEIGHTS))
    tracks = [Track(f"track{n}", unit=card.unit) for n in range(card.n_tracks or 0)]
    info = EngineInfo("mine", "Mine", "1", "digest", "float32", card.length, "cpu", 0)
    return kind.of_length(card.length)(network, tracks, info, CPU)


@pytest.mark.parametrize(
    ("name", "made", "length", "n_tracks"),
    [
        ("sei", of_sei, 4096, 12),
        ("enformer", of_enformer, test_enformer.LENGTH, 7),
        ("basenji2", of_basenji2, test_basenji2.LENGTH, 5),
        ("chrombpnet", of_chrombpnet, 2114, 1),
    ],
)
def test_a_folder_with_the_file_becomes_an_engine_that_says_the_same(
    name: str, made: Callable[[Path], Says], length: int, n_tracks: int, tmp_path: Path
) -> None:
    folder, scratch = tmp_path / "official", tmp_path / "scratch"
    folder.mkdir()
    scratch.mkdir()
    twin_says = made(folder)
    card = architecture(name).model_copy(update={"length": length, "n_tracks": n_tracks})
    assert tried(folder, card, 2**28, scratch)["n_tracks"] == n_tracks
    engine = engine_of(card, scratch)
    sequences = windows(2, length)
    expected = twin_says(sequences)
    found = said(engine.network, encoded(sequences))
    assert difference(found, expected) < TOLERANCE * max(1, expected.max())


def test_what_a_change_does_to_coverage_is_a_ratio_over_all_bins(tmp_path: Path) -> None:
    twin_says = of_enformer(tmp_path)
    length = test_enformer.LENGTH
    card = architecture("enformer").model_copy(update={"length": length, "n_tracks": 7})
    tried(tmp_path, card, 2**28, tmp_path)
    engine = engine_of(card, tmp_path)
    assert isinstance(engine, LongSequenceEngine)
    left, right = windows(2, length)[0], windows(4, length)[2]
    request = AlleleRequest.of(left, "A", "G", right)
    ((_, effects),) = engine.score([request])
    ref, alt = ((left + allele + right)[length - length // 2 :][:length] for allele in ("A", "G"))
    turned = [one[::-1].translate(str.maketrans("ACGT", "TGCA")) for one in (ref, alt)]
    both = (twin_says([ref, alt]).sum(1) + twin_says(turned).sum(1)) / 2
    assert effects.ref == pytest.approx(both[0], rel=1e-4)
    wanted = np.log2(both[1].astype(np.float64) + 1) - np.log2(both[0].astype(np.float64) + 1)
    assert effects.delta == pytest.approx(wanted, abs=1e-4)
