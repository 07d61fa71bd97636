"""Counts in words."""

import pytest

from core.domain.counting import counted, verb


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 records"), (1, "1 record"), (2, "2 records"), (12_345, "12,345 records")],
)
def test_a_count_goes_with_the_right_form_of_its_noun(number: int, words: str):
    assert counted(number, "record") == words


def test_an_irregular_plural_is_given():
    assert counted(1, "index", "indices") == "1 index"
    assert counted(3, "index", "indices") == "3 indices"


def test_the_verb_goes_with_the_count():
    assert [verb(number, "is", "are") for number in (0, 1, 2)] == ["are", "is", "are"]
