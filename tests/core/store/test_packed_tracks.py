import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from core.store.packed_tracks import COMPRESS_FROM, pack_track, unpack_track

probabilities = st.floats(0, 1, width=32)


@st.composite
def tracks(draw):
    n = draw(st.integers(0, 2 * COMPRESS_FROM))
    start = draw(st.integers(-40_000, 40_000))
    steps = draw(
        st.just(np.ones(n, np.int32)) | hnp.arrays(np.int32, n, elements=st.integers(0, 90))
    )
    offsets = (start + np.cumsum(steps)).astype(np.int32)
    return offsets, *(draw(hnp.arrays(np.float32, (2, n), elements=probabilities)) for _ in "ra")


@given(tracks())
def test_packed_tracks_come_back_bit_for_bit(track):
    found = unpack_track(pack_track(*track), len(track[0]))
    for was, is_now in zip(track, found, strict=True):
        assert is_now.dtype == was.dtype
        assert is_now.shape == was.shape
        assert np.array_equal(is_now, was)


def test_a_few_sites_take_eighteen_bytes_each():
    values = np.full((2, 3), 0.5, np.float32)
    assert len(pack_track(np.array([-3, 0, 400], np.int32), values, values)) == 1 + 3 * 18


def test_a_complete_track_is_smaller_than_its_numbers():
    rng = np.random.default_rng(1)
    values = (rng.random((2, 9_999)) ** 20).astype(np.float32)
    packed = pack_track(np.arange(-4_999, 5_000, dtype=np.int32), values, values)
    assert len(packed) < 16 * 9_999


def test_values_that_do_not_fit_the_offsets_are_refused():
    with pytest.raises(ValueError, match="3 offsets"):
        pack_track(
            np.arange(3, dtype=np.int32), np.zeros((2, 3), np.float32), np.zeros((2, 2), np.float32)
        )
