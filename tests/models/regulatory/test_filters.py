"""Motifs of first-layer filters, counted by hand."""

import numpy as np
import pytest
import torch
from torch import nn

from models.errors import RequestError
from models.regulatory.filters import filter_motifs, first_convolution
from models.sequence import one_hot
from tests.models.regulatory.toys import PlainToy, StagedToy, random_bases

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


def test_the_convolution_over_bases_is_found_in_a_network():
    for network in (StagedToy(), PlainToy()):
        weight, bias = first_convolution(network)
        conv = network.stages[0].conv if isinstance(network, StagedToy) else network.conv
        assert torch.equal(weight, conv.weight)
        assert torch.equal(bias, conv.bias)
    wide = nn.Sequential(nn.Conv2d(4, 3, (1, 5), bias=False), nn.ReLU())
    weight, bias = first_convolution(wide)
    assert weight.shape == (3, 4, 5)
    assert not bias.any()


def test_a_network_that_begins_otherwise_is_refused():
    with pytest.raises(RequestError, match="no convolution over bases"):
        first_convolution(nn.Sequential(nn.Embedding(5, 8), nn.Conv1d(4, 3, 5)))
