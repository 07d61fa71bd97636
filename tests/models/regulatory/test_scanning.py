"""Engines along a sequence say at each base what they say to the window around it."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from torch import nn

from models.engine import EngineInfo
from models.errors import RequestError
from models.regulatory import scanning
from models.regulatory.architectures.bpnet import BPNet
from models.regulatory.architectures.mpra_dragonn import MpraDragoNN
from models.regulatory.bpnet import N_POSITIONS, BpNetCtcfEngine
from models.regulatory.mpra_dragonn import TRACKS, MpraDragoNNEngine
from models.regulatory.protocol import Track, cut
from models.regulatory.scanning import Scanning
from models.regulatory.window_engine import WindowEngine
from tests.models.regulatory.test_bpnet import layers
from tests.models.regulatory.toys import CPU, random_bases

POOLED = [number for number, one in enumerate(TRACKS) if one.name.endswith("pooled")]


@pytest.fixture
def dragonn() -> MpraDragoNNEngine:
    torch.manual_seed(3)
    return MpraDragoNNEngine.of_network(MpraDragoNN(), CPU, "0" * 64)


@pytest.fixture
def bpnet() -> BpNetCtcfEngine:
    return BpNetCtcfEngine.of_network(BPNet.of_bpnet_lite(layers()), CPU, "0" * 64)


def scanned(engine: Scanning, sequence: str, start: int, end: int) -> np.ndarray:
    found = list(engine.scan(sequence, start, end))
    places = np.concatenate([one.positions for one in found])
    assert places.tolist() == list(range(start, end, engine.scan_stride))
    return np.concatenate([one.values for one in found], axis=1)


def windows(sequence: str, places: Sequence[int], length: int) -> list[str]:
    return [cut(sequence, at - length // 2, length) for at in places]


def test_dragonn_says_at_every_base_what_it_says_to_its_window(dragonn: MpraDragoNNEngine):
    sequence = random_bases(500, 1)
    found = scanned(dragonn, sequence, 0, 500)
    expected = dragonn.outputs(windows(sequence, range(500), 145)).T[POOLED]
    assert [one.name for one in dragonn.scan_tracks] == [TRACKS[n].name for n in POOLED]
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_bpnet_says_at_every_base_what_its_profile_says_in_the_middle(bpnet: BpNetCtcfEngine):
    sequence = random_bases(2_500, 2)
    (found,) = scanned(bpnet, sequence, 0, 2_500)
    places = [0, 1, 700, 1_249, 1_250, 1_251, 2_498, 2_499]
    expected = [
        bpnet.profile(one)[:, N_POSITIONS // 2].sum() for one in windows(sequence, places, 2_114)
    ]
    np.testing.assert_allclose(found[places], expected, rtol=1e-5)


@pytest.mark.parametrize("name", ["dragonn", "bpnet"])
def test_pieces_leave_no_seam(
    name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
):
    engine = request.getfixturevalue(name)
    sequence = random_bases(700, 4)
    whole = scanned(engine, sequence, 30, 690)
    monkeypatch.setattr(scanning, "PIECE", 101)
    np.testing.assert_allclose(scanned(engine, sequence, 30, 690), whole, atol=1e-5)


def test_unknown_bases_are_read_as_windows_read_them(dragonn: MpraDragoNNEngine):
    sequence = random_bases(200, 5) + 60 * "N" + random_bases(200, 6)
    found = scanned(dragonn, sequence, 150, 300)
    expected = dragonn.outputs(windows(sequence, range(150, 300), 145)).T[POOLED]
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_stretch_outside_the_sequence_is_refused(dragonn: MpraDragoNNEngine):
    for start, end in ((-1, 5), (6, 5), (0, 11)):
        with pytest.raises(RequestError):
            next(iter(dragonn.scan("ACGTACGTAC", start, end)), None)


class CountsA(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x[:, :1].sum(2)


class ToyWindows(WindowEngine):
    length = 9
    scan_stride = 4


def test_other_engines_are_asked_window_by_window_at_a_stride():
    info = EngineInfo("toy", "Toy", "1", "0" * 64, "float32", 9, "cpu", 0)
    engine = ToyWindows(CountsA(), (Track("a"),), info, CPU)
    # Both strands are averaged: half of A and T in the window, N beyond the ends.
    found = scanned(engine, "AAAATTTTCCCCAAAA", 0, 16)
    assert found.tolist() == [[2.5, 4.0, 2.5, 2.0]]
