"""Edits of every kind against evaluating the edited sequence plainly."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.cone import Frames, climb, evaluate, on_device, read_in
from models.incremental import (
    Edit,
    edit_multiply_adds,
    evaluate_edits,
    evaluate_with_edits,
    multiply_adds,
)
from models.sequence import base_codes
from models.splice.spliceai_network import spliceai_network
from tests.models.toys import random_layers, random_sequence, small_network

CPU = torch.device("cpu")
N_OUT = 21


@pytest.fixture(scope="module")
def network():
    return on_device(spliceai_network(random_layers()), CPU)


@pytest.fixture(scope="module")
def small():
    return on_device(small_network(), CPU)


def columns(*texts: str) -> torch.Tensor:
    return read_in(np.stack([base_codes(text) for text in texts]), CPU)


def plainly(network, text: str) -> torch.Tensor:
    return evaluate(network, columns(text), len(text) - network.context_length)


@pytest.mark.parametrize(
    ("removed", "put"),
    [(1, "T"), (0, "G"), (1, "GATTACA"), (5, "C"), (20, "A"), (3, "TTT"), (4, "ACGTACGTA")],
)
@pytest.mark.parametrize("start", [5_000, 5_010, 5_020])
@torch.inference_mode()
def test_an_edit_of_any_length_equals_the_edited_sequence(start, removed, put, network):
    text = random_sequence(10_000 + N_OUT, seed=removed + len(put))
    edited = text[:start] + put + text[start + removed :]
    levels = climb(network, columns(text), N_OUT)
    found = evaluate_edits(network, levels, Edit(start, columns(put), removed))
    assert found.shape[-1] == N_OUT + len(put) - removed
    torch.testing.assert_close(found, plainly(network, edited), rtol=0, atol=1e-5)


@given(data=st.data())
@settings(max_examples=120, deadline=None)
@torch.inference_mode()
def test_edits_anywhere_on_several_sequences_equal_the_edited_frames(data, small):
    """Rows and offsets of a batch, any place of the edit that its frame allows."""
    context = small.context_length
    n_frame = data.draw(st.integers(1, 12), "outputs of a frame")
    n_tile = n_frame + data.draw(st.integers(0, 25), "further outputs of the tile")
    removed = data.draw(st.integers(0, min(n_frame, 6)), "removed")
    put = data.draw(st.text("ACGT", min_size=1, max_size=8), "put")
    if n_frame + len(put) - removed < 1:
        removed = len(put)
    start = data.draw(
        st.integers(context // 2, context // 2 + n_frame - removed), "start in the frame"
    )
    texts = [random_sequence(context + n_tile, seed) for seed in (1, 2)]
    places = tuple(
        data.draw(
            st.lists(
                st.tuples(st.integers(0, 1), st.integers(0, n_tile - n_frame)),
                min_size=1,
                max_size=4,
            ),
            "places",
        )
    )
    edit = Edit(start, columns(*[put] * len(places)), removed, n_frame, places)
    _, (found,) = evaluate_with_edits(small, columns(*texts), n_tile, [edit])
    for row, (number, offset) in enumerate(places):
        frame = texts[number][offset : offset + context + n_frame]
        edited = frame[:start] + put + frame[start + removed :]
        torch.testing.assert_close(found[row], plainly(small, edited)[0], rtol=0, atol=1e-5)


@pytest.mark.parametrize("dtype", [torch.bfloat16])
@torch.inference_mode()
def test_shorter_arithmetic_stays_near(dtype, network):
    reduced = on_device(network, CPU, dtype)
    text = random_sequence(10_000 + N_OUT, seed=4)
    edit = Edit(5_010, columns("GA"), 1)
    exact, (edited,) = evaluate_with_edits(network, columns(text), N_OUT, [edit])
    short, (short_edited,) = evaluate_with_edits(reduced, columns(text), N_OUT, [edit])
    assert short.dtype == torch.float32
    for one, other in ((exact, short), (edited, short_edited)):
        gap = (torch.softmax(one, 1) - torch.softmax(other, 1)).abs().max()
        assert 0 < gap < 0.02


def test_the_counts_of_the_docstring_hold(network):
    plain = 2 * (multiply_adds(network, 1) - multiply_adds(network, 0)) * 10_101
    ref = multiply_adds(network, 101)
    edit = edit_multiply_adds(network, 101, 5_050, 1)
    assert plain / 1e9 == pytest.approx(13.9, abs=0.1)
    assert 2 * ref / 1e9 == pytest.approx(9.0, abs=0.1)
    assert (ref + edit) / 1e9 == pytest.approx(5.7, abs=0.1)
    assert edit / 1e9 == pytest.approx(1.2, abs=0.05)


def test_an_insertion_costs_hardly_more_than_a_substitution(network):
    one = edit_multiply_adds(network, 101, 5_050, 1)
    eight = edit_multiply_adds(network, 101, 5_050, 8)
    assert one < eight < 1.02 * one


@pytest.mark.parametrize("put", ["T", "GATT", "C"])
@torch.inference_mode()
def test_frames_that_are_looked_at_get_what_they_get_with_all_outputs(put, small):
    texts = [random_sequence(small.context_length + 60, seed) for seed in (1, 2)]
    frames = Frames(((0, 0), (0, 4), (1, 50), (0, 52)), n_out=7)
    places = ((0, 4), (1, 50), (0, 52))
    start, removed = small.context_length // 2 + 3, 3 if put == "C" else 1
    edits = [
        Edit(start, columns(*[put] * len(places)), removed, frames.n_out, places),
        Edit(start, columns(put), removed, frames.n_out, ((1, 50),)),
    ]
    x = columns(*texts)
    whole, expected = evaluate_with_edits(small, x, 60, edits)
    found, edited = evaluate_with_edits(small, x, 60, edits, frames)
    for one, other in zip(edited, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=1e-6)
    seen = torch.zeros(2, 60, dtype=torch.bool)
    for row, first in frames.places:
        stretch = slice(first, first + frames.n_out)
        seen[row, stretch] = True
        torch.testing.assert_close(
            found[row, :, stretch], whole[row, :, stretch], rtol=0, atol=1e-6
        )
    assert torch.isnan(found.permute(1, 0, 2)[:, ~seen]).all()
    assert not torch.isnan(found.permute(1, 0, 2)[:, seen]).any()


@torch.inference_mode()
def test_frames_that_cover_everything_change_nothing(small):
    text = random_sequence(small.context_length + 9, seed=3)
    frames = Frames(tuple((0, first) for first in range(5)), n_out=5)
    found, _ = evaluate_with_edits(small, columns(text), 9, [], frames)
    assert torch.equal(found, evaluate_with_edits(small, columns(text), 9, [])[0])
    assert not frames.pay_for(small.units[-1], 1, 9)
    assert frames.pay_for(small.units[-1], 1, 90)
