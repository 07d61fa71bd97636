"""Edited windows evaluated from what is kept of the window: exactly, and with less work."""

import pytest
import torch

from models.regulatory.architectures.mpra_dragonn import MpraDragoNN
from models.regulatory.staged import Edits, evaluate_edits
from models.sequence import one_hot
from tests.models.regulatory.toys import StagedToy, random_bases

WINDOWS = 3


def windows(length: int) -> torch.Tensor:
    return torch.stack([torch.from_numpy(one_hot(random_bases(length, n))) for n in range(WINDOWS)])


def edits_at(starts: list[int], width: int) -> Edits:
    columns = torch.from_numpy(one_hot(random_bases(width * len(starts), 9)))
    return Edits(
        torch.tensor([number % WINDOWS for number in range(len(starts))]),
        torch.tensor(starts),
        columns.reshape(4, len(starts), width).transpose(0, 1),
    )


def put_in(x: torch.Tensor, edits: Edits) -> torch.Tensor:
    edited = x[edits.rows].clone()
    width = edits.columns.shape[-1]
    for number, start in enumerate(edits.starts.tolist()):
        edited[number, :, start : start + width] = edits.columns[number]
    return edited


@pytest.mark.parametrize("width", [1, 3, 7])
def test_edits_anywhere_equal_the_edited_windows(width):
    network, x = StagedToy().eval(), windows(40)
    edits = edits_at(list(range(40 - width + 1)), width)
    with torch.inference_mode():
        found = evaluate_edits(network, network.levels(x), edits)
        whole = network(put_in(x, edits))
        kept = network(x)[edits.rows]
    torch.testing.assert_close(found, whole, atol=1e-6, rtol=0)
    assert (found - kept).abs().max() > 1e-3


@pytest.mark.parametrize("start", [0, 17, 39])
def test_edits_at_one_column_equal_the_edited_windows(start):
    network, x = StagedToy().eval(), windows(40)
    edits = edits_at([start] * 6, 1)
    with torch.inference_mode():
        found = evaluate_edits(network, network.levels(x), edits)
        torch.testing.assert_close(found, network(put_in(x, edits)), atol=1e-6, rtol=0)


def test_the_published_shape_of_dragonn_is_edited_exactly():
    torch.manual_seed(1)
    network, x = MpraDragoNN().eval(), windows(145)
    edits = edits_at([0, 5, 72, 140, 144, 72], 1)
    with torch.inference_mode():
        found = evaluate_edits(network, network.levels(x), edits)
        torch.testing.assert_close(found, network(put_in(x, edits)), atol=1e-5, rtol=0)


def test_only_what_the_change_reaches_is_computed():
    network, x = StagedToy().eval(), windows(40)
    with torch.inference_mode():
        levels = network.levels(x)
        for stage in network.stages:
            stage.widths.clear()
        evaluate_edits(network, levels, edits_at([20], 1))
    # One base; then the 5 positions that see it with 4 more on each side; and so on.
    assert [stage.widths for stage in network.stages] == [[1 + 2 * 4], [5 + 2 * 8], [13 + 2 * 3]]


def test_the_levels_of_windows_are_not_touched():
    network, x = StagedToy().eval(), windows(40)
    with torch.inference_mode():
        levels = network.levels(x)
        before = [level.clone() for level in levels]
        evaluate_edits(network, levels, edits_at([0, 20, 39], 1))
    assert all(torch.equal(one, other) for one, other in zip(levels, before, strict=True))
