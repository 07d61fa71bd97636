"""Engines of long windows: half precision where the device has it, float32 where it does not fit."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from models.engine import EngineInfo
from models.errors import RequestError
from models.regulatory import long_engine
from models.regulatory.imported import ImportedEngine
from models.regulatory.long_engine import LongSequenceEngine
from models.regulatory.protocol import AlleleRequest, Track
from tests.models.regulatory.toys import CPU, random_bases

LENGTH = 64


class Sums(nn.Module):
    """(N, 4, L) to (N, 2, 3): a linear layer, whose type is noted, at two positions."""

    def __init__(self, scale: float = 1.0) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.linear = nn.Linear(4 * LENGTH, 3)
        self.linear.weight.data *= scale
        self.types: list[torch.dtype] = []

    def forward(self, x: Tensor) -> Tensor:
        found = self.linear(x.flatten(1))
        self.types.append(found.dtype)
        return torch.stack([found, found], dim=1)


def engine(network: Sums, kind: type[ImportedEngine] = LongSequenceEngine) -> ImportedEngine:
    tracks = [Track(f"track{n}", unit="coverage") for n in range(3)]
    info = EngineInfo("mine", "Mine", "1", "digest", "float32", LENGTH, "cpu", 0)
    return kind.of_length(LENGTH)(network, tracks, info, CPU)


@pytest.fixture
def a_device_with_float16(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_engine, "reduced_type", lambda _: torch.float16)


def windows() -> list[str]:
    return [random_bases(LENGTH, seed) for seed in range(3)]


@pytest.mark.usefixtures("a_device_with_float16")
def test_half_precision_is_used_where_the_device_has_it_and_told():
    network = Sums()
    asked = engine(network)
    found = asked.outputs(windows())
    assert set(network.types) == {torch.float16}
    assert asked.info.precision == "reduced"
    assert found.dtype == np.float32
    assert found == pytest.approx(engine(Sums(), ImportedEngine).outputs(windows()), abs=0.01)


def test_a_processor_with_bfloat16_computes_in_float32(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(long_engine, "reduced_type", lambda _: torch.bfloat16)
    network = Sums()
    asked = engine(network)
    found = asked.outputs(windows())
    assert set(network.types) == {torch.float32}
    assert asked.info.precision == "float32"
    assert (found == engine(Sums(), ImportedEngine).outputs(windows())).all()


@pytest.mark.usefixtures("a_device_with_float16")
def test_numbers_too_large_for_half_precision_are_computed_again():
    network = Sums(scale=1e6)
    found = engine(network).outputs(windows()[:1])
    assert network.types == [torch.float16] * 2 + [torch.float32] * 2
    assert np.isfinite(found).all()
    assert (found == engine(Sums(scale=1e6), ImportedEngine).outputs(windows()[:1])).all()


@pytest.mark.usefixtures("a_device_with_float16")
def test_explanations_are_in_float32():
    network = Sums()
    request = AlleleRequest.of(random_bases(LENGTH, 1), "A", "G", random_bases(LENGTH, 2))
    *_, last = engine(network).attribute(request, track=1, method="saliency", flank=3)
    assert set(network.types) == {torch.float32}
    assert len(last.arrays) == 2


def test_windows_go_one_by_one():
    assert LongSequenceEngine.of_length(196_608).batch == 1
    assert LongSequenceEngine.of_length(131_072).batch == 1


def test_mutagenesis_is_not_offered():
    request = AlleleRequest.of(random_bases(LENGTH, 1), "A", "G", random_bases(LENGTH, 2))
    asked = engine(Sums())
    assert set(asked.methods) == {"saliency", "gradient_x_input", "integrated_gradients"}
    with pytest.raises(RequestError, match="ism"):
        list(asked.attribute(request, track=0, method="ism"))
