"""The accounting: sums that agree, and a sentence for each that does not."""

from dataclasses import replace

import pytest

from core.domain.ledger import AlleleSetAside, EngineLedger, Ledger

ENGINE = EngineLedger(
    10, {"population_frequency": 3, "not_carried_by_proband": 1}, 4, {"delins": 1}, 1
)
BALANCED = Ledger(20, 17, {"malformed": 2, "reference_mismatch": 1}, 15, 10, 2, {"symbolic": 3})


def test_a_ledger_that_adds_up_has_no_discrepancies():
    assert BALANCED.discrepancies() == ()
    assert replace(BALANCED, engines={"toy": ENGINE}).discrepancies() == ()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"records_read": 21}, "Records read"),
        ({"records_set_aside": {}}, "Records read"),
        ({"alleles_merged": 1}, "Alleles read"),
        ({"alleles_set_aside": {"symbolic": 4}}, "Alleles read"),
        ({"engines": {"toy": replace(ENGINE, pending=0)}}, "Variants of toy"),
        ({"engines": {"toy": replace(ENGINE, filtered={})}}, "Variants of toy"),
    ],
)
def test_each_sum_that_does_not_agree_is_named(changes, named):
    (sentence,) = replace(BALANCED, **changes).discrepancies()
    assert sentence.startswith(named)


def test_the_ledger_as_plain_values_has_the_shape_other_programs_rely_on():
    found = replace(BALANCED, engines={"toy": ENGINE}).as_dict()
    assert list(found) == [
        "records_read", "records_kept", "records_set_aside", "alleles_read", "variants",
        "alleles_merged", "alleles_set_aside", "engines",
    ]  # fmt: skip
    assert found["engines"]["toy"]["filtered"] == {
        "population_frequency": 3,
        "not_carried_by_proband": 1,
    }


@pytest.mark.parametrize("reason", list(AlleleSetAside))
def test_every_reason_for_setting_an_allele_aside_has_a_sentence(reason: AlleleSetAside):
    assert reason.sentence.endswith(".")
