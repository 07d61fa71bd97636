"""The patient's terms on their way into a case."""

from pathlib import Path

import pytest

from core.errors import UsageError
from core.pipeline.patient_terms import check_terms
from core.pipeline.spec import IntakeSpec
from tests.core.pipeline.toy import drive


def checked(present=(), absent=()):
    spec = IntakeSpec(Path("c"), Path("v"), Path("r"), hpo=present, hpo_absent=absent)
    return drive(check_terms(spec))[1]


def test_names_of_present_and_absent_terms_are_kept():
    found = checked(("HP:0000957",), ("HP:0001250",))
    assert found.names == (("HP:0000957", "Cafe-au-lait spot"), ("HP:0001250", "Seizure"))


@pytest.mark.parametrize("present", ["HP:0001250", "HP:0007359"])
def test_a_sign_cannot_be_absent_and_present(present):
    with pytest.raises(UsageError, match=r"Seizure \(HP:0001250\) is stated absent"):
        checked((present,), ("HP:0001250",))


def test_a_general_sign_may_be_present_where_a_kind_of_it_is_absent():
    assert checked(("HP:0001250",), ("HP:0007359",)).absent[0].term_id == "HP:0007359"


def test_few_terms_are_told_and_no_terms_are_not():
    assert checked().hints == ()
    assert "1 informative term" in checked(("HP:0000957",)).hints[0]
    three = ("HP:0000957", "HP:0001067", "HP:0009737")
    assert checked(three).hints == ()


def test_an_unknown_absent_term_is_refused():
    with pytest.raises(UsageError, match="HP:9999999"):
        checked((), ("HP:9999999",))
