import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.sequence import one_hot, reverse_complement


def test_one_hot_rows_are_a_c_g_t_and_unknown_bases_are_zero():
    expected = np.array([[1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0]])
    assert (one_hot("ACGTN") == expected).all()
    assert (one_hot("acgtn") == expected).all()
    assert one_hot("").shape == (4, 0)
    assert one_hot("ACGTN").dtype == np.float32


def test_reverse_complement_turns_other_letters_into_n():
    assert reverse_complement("AACGTN") == "NACGTT"
    assert reverse_complement("acR") == "NGT"


@given(st.text(alphabet="ACGTN"))
def test_reverse_complement_reverses_rows_and_columns(sequence):
    assert (one_hot(reverse_complement(sequence)) == one_hot(sequence)[::-1, ::-1]).all()
    assert reverse_complement(reverse_complement(sequence)) == sequence
