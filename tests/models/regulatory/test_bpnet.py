"""BPNet: the published network, its strands, and how far two profiles lie apart."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from models.regulatory.architectures.bpnet import BPNet
from models.regulatory.bpnet import (
    LENGTH,
    N_POSITIONS,
    PROFILE_START,
    BpNetCtcfEngine,
)
from models.regulatory.profiles import distance
from models.regulatory.protocol import AlleleRequest
from models.sequence import one_hot, reverse_complement
from tests.models.regulatory.toys import CPU, random_bases


def layers(n_filters: int = 8, seed: int = 0) -> dict[str, torch.Tensor]:
    """Arrays under the names of bpnet-lite, random."""
    torch.manual_seed(seed)
    shapes = {"iconv": (n_filters, 4, 21), "fconv": (2, n_filters, 75), "linear": (1, n_filters)}
    shapes |= {f"rconvs.{layer}": (n_filters, n_filters, 3) for layer in range(8)}
    found = {}
    for name, shape in shapes.items():
        found[f"{name}.weight"] = torch.randn(shape) / np.sqrt(np.prod(shape[1:]))
        found[f"{name}.bias"] = torch.randn(shape[0]) / 10
    return found


def as_bpnet_lite_has_it(arrays: dict[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """Convolutions that keep the length; 557 positions cut off at last, 37 less for the counts.

    Layers as `reference/models.md`, 2.2, lists them, which is `BPNet.forward` without control tracks
    of jmschrei/bpnet-lite, bpnetlite/bpnet.py, commit 25b3f7a1effb104bf2a0aa3293dd5d09784f4bff. The
    commit of the installed file (f38bffc) could not be read.
    """
    trimming = (LENGTH - N_POSITIONS) // 2

    def convolved(name: str, y: torch.Tensor, dilation: int = 1) -> torch.Tensor:
        weight, bias = arrays[f"{name}.weight"], arrays[f"{name}.bias"]
        return functional.conv1d(y, weight, bias, padding="same", dilation=dilation)

    y = torch.relu(convolved("iconv", x))
    for layer in range(8):
        y = y + torch.relu(convolved(f"rconvs.{layer}", y, 2 ** (layer + 1)))
    logits = convolved("fconv", y)[:, :, trimming:-trimming]
    pooled = y[:, :, trimming - 37 : 37 - trimming].mean(2)
    counts = functional.linear(pooled, arrays["linear.weight"], arrays["linear.bias"])
    return torch.cat([counts, logits.flatten(1)], dim=1)


@pytest.fixture
def engine() -> BpNetCtcfEngine:
    return BpNetCtcfEngine.of_network(BPNet.of_bpnet_lite(layers()), CPU, "0" * 64)


def test_convolutions_without_padding_say_what_padded_and_cut_ones_do():
    x = torch.from_numpy(np.stack([one_hot(random_bases(LENGTH, n)) for n in range(2)]))
    with torch.inference_mode():
        found = BPNet.of_bpnet_lite(layers())(x)
    torch.testing.assert_close(found, as_bpnet_lite_has_it(layers(), x), atol=1e-5, rtol=0)
    assert found.shape == (2, 1 + 2 * N_POSITIONS)


def test_on_the_other_strand_the_profile_changes_strands_and_runs_backwards(engine):
    window = random_bases(LENGTH, 6)
    here, there = engine.profile(window), engine.profile(reverse_complement(window))
    np.testing.assert_allclose(here, there[::-1, ::-1], rtol=1e-4)
    assert np.abs(here - there).max() > 1e-3 * here.max()


def test_the_profile_adds_up_to_the_counts(engine):
    window = random_bases(LENGTH, 6)
    counts = engine.outputs([window])[0, 0]
    assert engine.profile(window).sum() == pytest.approx(np.exp(counts), rel=1e-4)


def test_each_number_is_that_of_its_track(engine):
    asked = AlleleRequest.of(random_bases(1500, 1), "G", "T", random_bases(1500, 2))
    ((_, found),) = engine.score([asked])
    windows = [asked.ref_sequence[443 : 443 + LENGTH], asked.alt_sequence[443 : 443 + LENGTH]]
    counts = engine.outputs(windows)[:, 0]
    assert [found.ref[0], found.alt[0]] == pytest.approx(counts, abs=1e-5)
    assert found.delta[0] == pytest.approx(counts[1] - counts[0], abs=1e-5)
    apart = distance(*(engine.profile(window).astype(np.float64) for window in windows))
    assert found.ref[1] == 0
    assert found.alt[1] == found.delta[1] == pytest.approx(apart, abs=1e-4)
    assert apart > 1e-3


def test_the_distance_of_profiles_counted_by_hand():
    one, other = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    assert distance(one, other) == 1
    assert distance(one, 7 * one) == 0
    # Halves against one: the middle is 3/4, 1/4; (log2(4/3) + (log2(2/3) + log2(2)) / 2) / 2.
    halves = np.array([[0.5, 0.5]])
    wanted = (np.log2(4 / 3) + np.log2(2 / 3) / 2 + 1 / 2) / 2
    assert distance(one, halves) == pytest.approx(np.sqrt(wanted))


class Spikes(BPNet):
    """A profile with one read at each G of the plus strand, and counts of no matter."""

    def __init__(self) -> None:
        super().__init__(n_filters=4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        inside = x[..., PROFILE_START : PROFILE_START + N_POSITIONS]
        logits = 10 * torch.stack([inside[:, 2], inside[:, 1]], dim=1)
        return torch.cat([torch.zeros(len(x), 1), logits.flatten(1)], dim=1)


@pytest.mark.parametrize("alleles", [("A", "AATTA"), ("ATTATA", "A"), ("ATA", "TAATT")])
def test_a_profile_that_only_moves_aside_is_no_change(alleles, monkeypatch):
    engine = BpNetCtcfEngine.of_network(Spikes(), CPU, "0" * 64)
    monkeypatch.setattr(BpNetCtcfEngine, "compared", whole_windows)
    asked = AlleleRequest.of("ATCGATGA" * 200, *alleles, "TGACATCT" * 200)
    ((_, found),) = engine.score([asked])
    # Neither allele has a G or C in what changes; places without one hold e^-10 of a read.
    assert found.delta[1] < 0.01
    moved_by_one_window = AlleleRequest.of("ATCGATGA" * 200, "A", "G", "TGACATCT" * 200)
    ((_, other),) = engine.score([moved_by_one_window])
    assert other.delta[1] > 0.02


def whole_windows(engine, pairs):
    """What the spikes say to windows; they are no stages."""
    said = []
    for pair in pairs:
        with torch.inference_mode():
            rows = engine._said(engine.tensor(pair))
        said.append(tuple(row.numpy() for row in rows))
    return said


def test_a_base_of_the_other_strand_counts_there_too():
    engine = BpNetCtcfEngine.of_network(Spikes(), CPU, "0" * 64)
    window = "A" * 1000 + "G" + "A" * (LENGTH - 1001)
    profile = engine.profile(window)
    assert np.unravel_index(profile.argmax(), profile.shape) == (0, 1000 - PROFILE_START)
