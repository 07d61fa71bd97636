"""Which random changes a variant is compared with: those that change as much, or a little more."""

import pytest

from core.interpret.alleles import change_of
from core.interpret.change_class import LONGEST, change_class
from tests.core.interpret.builders import variant


@pytest.mark.parametrize(
    ("ref", "alt", "name"),
    [
        ("A", "C", "exchange 1"),
        ("GA", "GC", "exchange 1"),
        ("CC", "TT", "exchange 2"),
        ("ACG", "TCA", "exchange 5"),
        ("AC", "TGTGTG", "exchange 20"),
        ("A" * 21, "C" * 50, "exchange 50"),
        ("A", "AC", "indel 1"),
        ("ACG", "A", "indel 4"),
        ("A", "A" + "C" * 12, "indel 12"),
        ("A" + "C" * 40, "A", "indel 50"),
    ],
)
def test_a_change_is_of_the_smallest_class_that_it_fits_into(ref, alt, name):
    found = change_class(change_of(variant(100, ref, alt)))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("ref", "alt"), [("A", "A" + "C" * (LONGEST + 1)), ("A" * (LONGEST + 1), "C" * (LONGEST + 1))]
)
def test_a_longer_change_is_compared_with_none(ref, alt):
    assert change_class(change_of(variant(100, ref, alt))) is None
