"""The engine of an imported network, with networks whose answer can be counted."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from models.engine import EngineInfo
from models.errors import PackStateError
from models.packs import card
from models.regulatory.imported import ImportedEngine, _module
from models.regulatory.protocol import AlleleRequest, Track


class CountsOfA(nn.Module):
    """(N, 4, L) to (N, L, 2): at each place whether an A stands there, and ten times that."""

    def forward(self, x: Tensor) -> Tensor:
        is_a = x[:, 0, :, None]
        return torch.cat([is_a, 10 * is_a], dim=2)


def engine(units: tuple[str, str], length: int = 8) -> ImportedEngine:
    info = EngineInfo("net", "Net", "1", "0" * 64, "float32", length, "cpu", 0)
    tracks = [Track("one", unit=units[0]), Track("ten", unit=units[1])]
    made = ImportedEngine.of_length(length)
    return made(CountsOfA(), tracks, info, torch.device("cpu"))


# ACAC has 2 A forward and none on its other strand; the change makes them 3.
CHANGE = AlleleRequest.of("GGACA", "C", "A", "GGGGG")


def test_a_profile_is_summed_over_its_positions_on_both_strands():
    assert engine(("", "")).outputs(["AAATGGGG"]).tolist() == [[2.0, 20.0]]


def test_the_change_of_counts_is_a_log_ratio_and_of_anything_else_a_difference():
    ((_, found),) = engine(("signal", "counts")).score([CHANGE])
    assert found.ref.tolist() == [1.0, 10.0]
    assert found.alt.tolist() == [1.5, 15.0]
    np.testing.assert_allclose(found.delta, [0.5, np.log2(16 / 11)], rtol=1e-6)


@pytest.mark.parametrize("unit", ["coverage", "counts"])
def test_counts_and_coverage_are_what_is_counted(unit):
    ((_, found),) = engine((unit, "ln counts")).score([CHANGE])
    np.testing.assert_allclose(found.delta, [np.log2(2.5 / 2), 5.0], rtol=1e-6)


def test_long_windows_are_evaluated_a_few_at_a_time():
    assert ImportedEngine.of_length(600).batch == 218
    assert ImportedEngine.of_length(196_608).batch == 1
    assert ImportedEngine.of_length(100).batch == 256


def test_a_track_of_a_profile_can_be_explained():
    *_, last = engine(("", "")).attribute(CHANGE, track=1, method="ism", flank=3)
    ref, alt = last.arrays
    assert (ref.p, alt.p) == (10.0, 15.0)
    assert alt.ism is not None


def test_a_pack_of_the_program_is_no_imported_network():
    with pytest.raises(PackStateError, match="spliceai is no imported network"):
        _module(card("spliceai"))
