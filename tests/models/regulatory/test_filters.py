"""Motifs of first-layer filters, counted by hand."""

import numpy as np
import pytest
import torch
from torch import nn

from models.errors import RequestError
from models.keras_layers import Conv
from models.regulatory.architectures.basenji2 import Basenji2
from models.regulatory.architectures.beluga import Beluga
from models.regulatory.architectures.bpnet import BPNet
from models.regulatory.architectures.expecto import Expecto
from models.regulatory.architectures.sei import Sei
from models.regulatory.architectures.sei_classes import SeiClasses
from models.regulatory.filters import engine_filters, filter_motifs, first_convolution
from models.sequence import one_hot
from models.training.networks import fresh, trainable
from tests.models.regulatory.toys import plain_engine, random_bases, staged_engine

TGA, CCC = one_hot("TGA"), one_hot("CCC")


def filters() -> tuple[torch.Tensor, torch.Tensor]:
    """One filter for TGA, one for CCC, and one that nothing activates."""
    return torch.from_numpy(np.stack([TGA, CCC, -np.ones((4, 3), np.float32)])), torch.zeros(3)


def test_a_filter_counts_the_windows_that_come_near_its_best():
    found = filter_motifs(*filters(), ["AATGACC", "TGATGC"], fraction=0.9)
    # TGA stands in the sequences at 2, 0 and nowhere else; TGC is two bases of three.
    # No CCC anywhere: the best of its filter is ACC, two bases of three.
    assert found.n_windows.tolist() == [2, 1, 0]
    assert found.largest.tolist() == [3, 2, -3]
    np.testing.assert_array_equal(found.counts[0], 2 * TGA)
    np.testing.assert_array_equal(found.counts[1], one_hot("ACC"))


def test_half_of_the_best_is_enough_unless_said_otherwise():
    found = filter_motifs(*filters(), ["ATGAAGTGC"])
    # TGA 3 of 3, TGC 2 of 3; GTG, AGT ... at most 1, and AAG with its middle base A none.
    assert found.n_windows[0] == 2
    np.testing.assert_array_equal(found.counts[0], one_hot("TGA") + one_hot("TGC"))
    np.testing.assert_allclose(found.frequencies[0].sum(axis=0), 1)


def test_windows_with_unknown_bases_and_short_sequences_are_left_out():
    found = filter_motifs(*filters(), ["TGANTGNGA", "TG", ""], fraction=0.5)
    assert found.n_windows[0] == 1


def test_a_filter_nothing_activates_has_no_preference():
    found = filter_motifs(*filters(), [random_bases(50)])
    assert found.n_windows[2] == 0
    assert (found.frequencies[2] == 0.25).all()


def test_sequences_of_all_lengths_and_more_than_a_batch_are_counted():
    sequences = [random_bases(20 + n % 3, n) for n in range(100)]
    together = filter_motifs(*filters(), sequences, fraction=0.9)
    n_tga = sum(sequence.count("TGA") for sequence in sequences)
    assert together.n_windows[0] == n_tga > 0


def bases(length: int = 40) -> torch.Tensor:
    return torch.from_numpy(one_hot(random_bases(length)))[None]


def test_the_convolution_over_bases_is_found_in_an_engine():
    for engine in (staged_engine(), plain_engine()):
        conv = getattr(engine.network, "conv", None) or engine.network.stages[0].conv
        weight, bias = engine_filters(engine)
        assert torch.equal(weight, conv.weight)
        assert torch.equal(bias, conv.bias)


@pytest.mark.parametrize("has_bias", [True, False])
def test_a_batch_norm_right_behind_is_part_of_the_filters(has_bias: bool):
    norm = nn.BatchNorm1d(3)
    norm.running_mean, norm.running_var = torch.tensor([1.0, 2, 3]), torch.tensor([4.0, 9, 16])
    norm.weight.data, norm.bias.data = torch.tensor([1.0, -2, 3]), torch.tensor([0.1, 0.2, 0.3])
    conv = nn.Conv1d(4, 3, 5, bias=has_bias)
    network = nn.Sequential(conv, norm, nn.ReLU()).eval()
    weight, bias = first_convolution(network, bases())
    with torch.no_grad():
        expected = norm(conv(bases()))
    torch.testing.assert_close(nn.functional.conv1d(bases(), weight, bias), expected)


def test_a_batch_norm_behind_the_rectifier_is_none_of_the_filters_concern():
    conv = nn.Conv1d(4, 3, 5)
    weight, _ = first_convolution(nn.Sequential(conv, nn.ReLU(), nn.BatchNorm1d(3)).eval(), bases())
    assert torch.equal(weight, conv.weight)


def test_what_a_base_counts_before_the_convolution_is_part_of_the_weights():
    conv = nn.Conv1d(4, 3, 5)
    weight, _ = first_convolution(lambda x: conv(x * 0.5).relu(), bases())
    torch.testing.assert_close(weight, conv.weight * 0.5)


@pytest.mark.parametrize(
    "name", ["mpra-dragonn", "basset", "deepsea", "danq", "deepenhancer", "mpra-legnet"]
)
def test_filters_of_architectures_say_what_the_networks_convolve_first(name: str):
    made_of = trainable(name)
    network = fresh(made_of, 1, seed=1).eval()
    weight, bias = first_convolution(network, bases(made_of.length))
    conv = next(one for one in network.modules() if isinstance(one, nn.Conv1d))
    norm = next(one for one in network.modules() if isinstance(one, nn.BatchNorm1d | nn.Linear))
    x = bases(60)
    with torch.no_grad():
        expected = nn.functional.conv1d(x, conv.weight, conv.bias)
        if name not in {"mpra-dragonn", "deepsea", "danq"}:
            expected = norm(expected)
    torch.testing.assert_close(nn.functional.conv1d(x, weight, bias), expected)


@pytest.mark.parametrize(
    ("network", "length", "counts"),
    [
        (Sei((4, 5, 6), 3), 4_096, 1),
        (SeiClasses(Sei((4, 5, 6), 3), 2), 4_096, 1),
        (Beluga((4, 5, 6), 7, 2), 2_000, 1),
        (Expecto(Beluga((4, 5, 6), 7, 2), 2), 41_800, 1),
        (BPNet(8), 2_114, 1),
        # A base passes the activation before the convolution: 1 / (1 + exp(-1.702)).
        (Basenji2([(6, 4, 15), (7, 6, 5)], [(3, 7, 3)], 4, 2), 4_096, 0.84579),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, nn.Module) else "",
)
def test_filters_of_imported_architectures(network: nn.Module, length: int, counts: float):
    weight, _ = first_convolution(network.eval(), bases(length))
    conv = next(one for one in network.modules() if isinstance(one, nn.Conv1d))
    torch.testing.assert_close(weight, counts * conv.weight, rtol=1e-3, atol=1e-5)


def test_networks_of_keras_layers_have_filters_too():
    layers = {"first.kernel": torch.randn(3, 4, 5), "first.bias": torch.randn(3)}
    weight, bias = first_convolution(Conv(layers, "first"), bases())
    assert torch.equal(weight, layers["first.kernel"])
    assert torch.equal(bias, layers["first.bias"])


def test_a_network_that_begins_otherwise_is_refused():
    mixed = nn.Sequential(nn.Conv1d(4, 3, 5), nn.ReLU())
    for network in (nn.Linear(40, 2), lambda x: mixed(x.roll(1, 1) + x), lambda x: x.sum()):
        with pytest.raises(RequestError, match="does not begin with a convolution over bases"):
            first_convolution(network, bases())


def test_a_convolution_of_one_base_at_a_time_is_refused():
    with pytest.raises(RequestError, match="one base at a time"):
        first_convolution(nn.Conv1d(4, 3, 1), bases())


def test_an_engine_without_a_network_over_bases_is_refused():
    with pytest.raises(RequestError, match="tokens, or is a set of motifs"):
        engine_filters(object())
