"""Classes, chance and cleaning, counted by hand."""

import pytest

from core.domain.coding_potential import CodingClass
from core.errors import UsageError
from core.interpret.coding_potential import cleaned, expected_by_chance, reading_frame, verdict

CUTOFFS = (0.6, 0.4)


@pytest.mark.parametrize(
    ("probability", "is_long", "expected"),
    [
        (0.6, False, CodingClass.CODING),
        (0.5999, False, CodingClass.BETWEEN),
        (0.4, False, CodingClass.BETWEEN),
        (0.3999, False, CodingClass.NON_CODING),
        (0.3999, True, CodingClass.BETWEEN),
        (0.6, True, CodingClass.CODING),
    ],
)
def test_classes_begin_at_the_cutoffs_and_a_long_frame_is_never_non_coding(
    probability, is_long, expected
):
    assert verdict(probability, CUTOFFS, is_long=is_long) is expected


def test_frames_expected_by_chance_are_counted_from_the_composition():
    # Even bases: an ATG at 1/64 of places, a stop 3/64 of codons.
    even = "ACGT" * 100
    assert expected_by_chance(even, 1) == pytest.approx(398 / 64)
    assert expected_by_chance(even, 11) == pytest.approx((400 - 33 + 1) / 64 * (61 / 64) ** 10)
    # Half A and half T, no G: no start can come about.
    assert expected_by_chance("AT" * 100, 1) == 0.0
    # A, T and G, a third each: ATG 1/27; stops TAA, TAG, TGA 3/27. N is not counted.
    assert expected_by_chance("ATG" * 40 + "N" * 9, 3) == pytest.approx(
        (120 - 9 + 1) / 27 * (24 / 27) ** 2
    )
    assert expected_by_chance("ACGT", 2) == 0.0


def test_sequences_are_cleaned_and_letters_that_are_none_refused():
    assert cleaned(" 1 acgu\n61 RYn ") == "ACGTNNN"
    assert cleaned("") == ""
    with pytest.raises(UsageError, match="'-' is no letter"):
        cleaned("ACG-T")


def test_a_frame_is_translated_with_its_stop():
    frame = reading_frame("CCATGGCCTAAGG", 2, 11, 1)
    assert (frame.protein, frame.has_stop, frame.n_amino_acids) == ("MA*", True, 2)
    open_ended = reading_frame("ATGGCC", 0, 6, 0)
    assert (open_ended.protein, open_ended.has_stop, open_ended.n_amino_acids) == ("MA", False, 2)
