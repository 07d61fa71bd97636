"""The kernels against evaluating layer by layer: on a GPU, else in Triton's interpreter."""

import os
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.cone import evaluate, on_device, read_in
from models.errors import DeviceMemoryError
from models.fused import trial
from models.fused import trunk as trunks
from models.fused.layout import Edits, Layout, blocks
from models.fused.trunk import FusedTrunk, Work
from models.sequence import base_codes
from models.splice import fused_batches
from models.splice.ensemble import Ensemble
from models.splice.fused_batches import FusedBatches, Reader
from models.splice.tiles import Splice, Tile, Window
from tests.models.toys import random_sequence, small_network

HAS_GPU = torch.cuda.is_available()
DEVICE = torch.device("cuda" if HAS_GPU else "cpu")
if not HAS_GPU:
    os.environ.setdefault("TRITON_INTERPRET", "1")
pytestmark = pytest.mark.skipif(
    find_spec("triton") is None, reason="Triton is not there: see the extra `kernels`."
)

SLOPES = [pytest.param(0.0, marks=pytest.mark.slow), 0.1]


def networks(slope: float = 0.0, dtype: torch.dtype | None = None):
    made = [small_network(seed) for seed in (1, 2, 3)]
    units = [tuple(replace(unit, slope=slope) for unit in network.units) for network in made]
    return tuple(
        on_device(replace(network, units=some), DEVICE, dtype)
        for network, some in zip(made, units, strict=True)
    )


def plainly(network, text: str) -> torch.Tensor:
    x = read_in(base_codes(text)[None], DEVICE)
    return evaluate(network, x, len(text) - network.context_length)[0]


@st.composite
def edits_of_two_sequences(draw):
    """Lengths beyond the context, and edits (row, offset, start, removed, put, outputs)."""
    context = small_network().context_length
    beyond = [draw(st.integers(3, 30), "outputs") for _ in range(2)]
    found = []
    for _ in range(draw(st.integers(0, 4), "edits")):
        row = draw(st.integers(0, 1), "row")
        n_out = draw(st.integers(1, beyond[row]), "outputs of a frame")
        offset = draw(st.integers(0, beyond[row] - n_out), "offset")
        removed = draw(st.integers(0, min(n_out, 6)), "removed")
        put = draw(st.text("ACGTN", min_size=1, max_size=8), "put")
        if n_out + len(put) - removed < 1:
            removed = len(put)
        last = context // 2 + n_out - removed
        start = draw(st.integers(context // 2, last), "start in the frame")
        found.append((row, offset, start, removed, put, n_out))
    return beyond, found


@pytest.fixture(scope="module", autouse=True)
def short_blocks():
    """Small networks have short rows: let them span several blocks nevertheless."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trunks, "_BLOCK", 16)
        yield


@pytest.mark.parametrize("slope", SLOPES)
@given(drawn=edits_of_two_sequences())
@settings(max_examples=3, deadline=None)
@torch.inference_mode()
def test_sequences_and_edits_of_any_shape_give_what_each_gives_alone(slope, drawn):
    beyond, edits = drawn
    several = networks(slope)
    context = several[0].context_length
    texts = [random_sequence(context + more, seed) for seed, more in enumerate(beyond)]
    every = list(texts)
    for row, offset, start, removed, put, n_out in edits:
        frame = texts[row][offset : offset + context + n_out]
        every.append(frame[:start] + put + frame[start + removed :])
    trunk = FusedTrunk.of(several)
    entries = [(row, at, start, gone, len(put), n) for row, at, start, gone, put, n in edits]
    layout = Layout.of(trunk.spans, [len(text) for text in texts], Edits.of(entries))
    work = Work.of(layout, base_codes("".join([*texts, *(edit[4] for edit in edits)])))
    found = trunk.logits(work)
    begin = 0
    for text in every:
        end = begin + len(text) - context
        for number, network in enumerate(several):
            expected = plainly(network, text)
            torch.testing.assert_close(found[number, :, begin:end], expected, rtol=0, atol=1e-4)
        begin = end
    assert begin == found.shape[2]


@torch.inference_mode()
def test_shorter_arithmetic_comes_near():
    text = random_sequence(140, seed=4)
    exact, short = networks(), FusedTrunk.of(networks(dtype=torch.float16))
    work = Work.of(Layout.of(short.spans, [len(text)], Edits.of([])), base_codes(text))
    found = short.logits(work)
    for number, network in enumerate(exact):
        expected = plainly(network, text)
        assert 1e-6 < float((found[number] - expected).abs().max()) < 0.02


def test_a_layout_keeps_only_what_an_edit_reaches_and_an_output_needs():
    layout = Layout.of((2, 2, 4), [20], Edits.of([(0, 3, 5, 1, 1, 2)]))
    sizes = [table.size.tolist() for table in layout.levels]
    assert sizes == [[20, 1], [18, 3], [16, 5], [12, 2]]
    assert [table.first.tolist() for table in layout.levels] == [[0, 5], [0, 3], [0, 1], [0, 0]]
    assert layout.contexts == (8, 6, 4, 0)
    assert layout.outputs.size.tolist() == [12, 2]


def test_what_no_output_feels_is_read_from_the_unedited_sequence():
    layout = Layout.of((2, 2), [14], Edits.of([(0, 0, 9, 1, 1, 3)]))
    assert [table.size.tolist() for table in layout.levels] == [[14, 1], [12, 0], [10, 0]]


def test_blocks_cover_every_row_once():
    found = blocks(np.array([3, 0, 4, 9], dtype=np.int32), 4)
    assert found.tolist() == [[0, 0], [2, 0], [3, 0], [3, 1], [3, 2]]


def tiles(n: int) -> list[Tile]:
    """Tiles of several windows: substitution, insertion, deletion, and an ALT of its own."""
    context, made = small_network().context_length, []
    for seed in range(n):
        text = random_sequence(context + 12 + seed, seed)
        middle = context // 2
        windows = (
            Window((0,), 0, context + 5, Splice(middle + 2, 1, "A")),
            Window((1,), 3, context + 9, Splice(middle + 4, 1, "GATT")),
            Window((2,), 1, context + 7, Splice(middle + 3, 4, "C")),
            Window((3,), 2, context + 6, None, random_sequence(context + 4, seed + 50)),
        )
        made.append(Tile(text, windows))
    return made


TRACKS = (1, 0, 1)


def layer_by_layer(numbers: tuple[int, ...] = (0, 1, 2)) -> Ensemble:
    """The networks on the CPU, without kernels."""
    cpu = torch.device("cpu")
    moved = [on_device(one, cpu) for one in networks()]
    tracks = tuple(TRACKS[number] for number in numbers)
    return Ensemble(tuple(moved[number] for number in numbers), cpu, 2, tracks=tracks)


@pytest.fixture
def batches() -> FusedBatches:
    return FusedBatches(FusedTrunk.of(networks()), Reader(range(1, 3), TRACKS))


def assert_as_layer_by_layer(batches: FusedBatches, asked: list[Tile]) -> None:
    found = list(batches.probabilities(asked))
    expected = list(layer_by_layer().probabilities(asked))
    assert len(found) == len(asked)
    for some, others in zip(found, expected, strict=True):
        for pair, other in zip(some, others, strict=True):
            np.testing.assert_allclose(pair[0], other[0], rtol=0, atol=1e-5)
            np.testing.assert_allclose(pair[1], other[1], rtol=0, atol=1e-5)


def test_windows_of_tiles_get_what_they_get_layer_by_layer(batches):
    assert_as_layer_by_layer(batches, tiles(2))


def test_many_tiles_go_in_several_batches(batches, monkeypatch):
    monkeypatch.setattr(batches, "_most", 150)
    sizes: list[int] = []
    plain = batches._trunk.logits

    class Counted:
        spans, stem = batches._trunk.spans, batches._trunk.stem

        def logits(self, work):
            sizes.append(len(work.codes))
            return plain(work)

    monkeypatch.setattr(batches, "_trunk", Counted())
    assert_as_layer_by_layer(batches, tiles(2))
    assert len(sizes) > 1


class Small:
    """A device that holds so many bases at once."""

    def __init__(self, trunk: FusedTrunk, most: int) -> None:
        self.spans, self.stem = trunk.spans, trunk.stem
        self._trunk, self._most = trunk, most
        self.refused = 0

    def logits(self, work):
        if len(work.codes) > self._most:
            self.refused += 1
            raise torch.OutOfMemoryError("CUDA out of memory")
        return self._trunk.logits(work)


@pytest.mark.slow
def test_a_full_device_is_given_less_and_nothing_is_lost(batches, monkeypatch):
    small = Small(batches._trunk, 200)
    monkeypatch.setattr(batches, "_trunk", small)
    assert_as_layer_by_layer(batches, tiles(2))
    assert small.refused > 0


def test_a_device_too_small_for_one_tile_says_so(batches, monkeypatch):
    monkeypatch.setattr(batches, "_trunk", Small(batches._trunk, 10))
    with pytest.raises(DeviceMemoryError, match="one sequence"):
        list(batches.probabilities(tiles(2)))


@pytest.mark.slow
def test_one_tile_that_does_not_fit_beside_others_waits_for_them(batches, monkeypatch):
    trunk, plain = batches._trunk, batches._trunk.logits
    calls: list[int] = []

    class Busy:
        spans, stem = trunk.spans, trunk.stem

        def logits(self, work):
            calls.append(len(work.codes))
            if len(calls) == 2:
                raise torch.OutOfMemoryError("CUDA out of memory")
            return plain(work)

    monkeypatch.setattr(batches, "_most", 1)
    monkeypatch.setattr(batches, "_trunk", Busy())
    assert_as_layer_by_layer(batches, tiles(2))
    assert len(calls) == 3


@pytest.mark.slow
def test_other_errors_are_not_taken_for_a_full_device(batches, monkeypatch):
    def broken(_):
        raise RuntimeError("the device was taken out")

    monkeypatch.setattr(batches, "_read", broken)
    with pytest.raises(RuntimeError, match="taken out"):
        list(batches.probabilities(tiles(1)))


def test_an_ensemble_with_kernels_uses_them_also_for_some_of_its_networks(monkeypatch):
    monkeypatch.setattr("models.splice.ensemble.runs_kernels", lambda _: True)
    whole = Ensemble(networks(), DEVICE, 2, tracks=TRACKS).with_kernels()
    part = whole.only([0, 2])
    assert whole.fused is not None
    assert part.fused is not None
    asked = tiles(1)
    found = list(part.probabilities(asked))
    expected = list(layer_by_layer((0, 2)).probabilities(asked))
    np.testing.assert_allclose(found[0][1][1], expected[0][1][1], rtol=0, atol=1e-5)


@pytest.mark.parametrize("dtype", [pytest.param(None, marks=pytest.mark.slow), torch.float16])
def test_the_trial_of_the_kernels_passes(dtype):
    assert trial.agrees(DEVICE, dtype)


@pytest.fixture
def fresh_trial(monkeypatch):
    trial._verdict.cache_clear()
    yield
    trial._verdict.cache_clear()


@pytest.mark.usefixtures("fresh_trial")
def test_kernels_are_not_used_where_they_fail_or_differ(monkeypatch, caplog):
    cuda = torch.device("cuda:7")
    assert not trial.runs_kernels(torch.device("cpu"))

    def no_compiler(*_):
        raise OSError("no C compiler")

    monkeypatch.setattr(trial, "agrees", no_compiler)
    assert not trial.runs_kernels(cuda)
    assert "do not run" in caplog.text
    trial._verdict.cache_clear()
    monkeypatch.setattr(trial, "agrees", lambda *_: False)
    assert not trial.runs_kernels(cuda)
    assert "other numbers" in caplog.text
    assert trial.kernel_words(cuda) == "layer by layer"
    trial._verdict.cache_clear()

    def full(*_):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(trial, "agrees", full)
    assert not trial.runs_kernels(cuda)
    monkeypatch.setattr(trial, "agrees", lambda *_: True)
    assert trial.runs_kernels(cuda)
    assert trial.kernel_words(cuda).startswith("kernels of Triton ")


def test_one_batch_takes_no_more_than_its_share_of_the_memory(monkeypatch):
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _: (2**30, 2**33))
    assert fused_batches._budget(torch.device("cuda")) == 2**29
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _: (2**36, 2**37))
    assert fused_batches._budget(torch.device("cuda")) == 4 * 2**30
