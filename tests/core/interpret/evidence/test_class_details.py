"""What is told beside a class, and what is told of no class."""

from dataclasses import replace

import pytest

from core.domain.evidence import Basis, FlagKind, Standing
from core.domain.stated import Answer, RegulatoryGate
from core.interpret.evidence.assess import Claim, assess, classify
from core.interpret.evidence.build import strengths_of
from tests.core.interpret.builders import variant
from tests.core.interpret.evidence.cases import RULES, UK, bundle, made

P, LP, VUS, LB, B = (one.name for one in RULES.classes)
YES = Answer(True, "reporter assay, PMID 1")


def test_flags_are_those_of_the_accepted_codes_once_there_are_any():
    against = made("BS2", standing=Standing.SUGGESTED)
    found = assess([*bundle("PVS1 PM1"), against], RULES)
    assert found.flag(FlagKind.CONFLICT) is None
    suggested = bundle("PVS1 PM1", standing=Standing.SUGGESTED)
    assert assess([*suggested, against], RULES).flag(FlagKind.CONFLICT) is not None


def test_two_codes_make_a_class_in_the_uk():
    found = assess(bundle("PVS1 PM1", UK), UK)
    assert found.accepted is not None
    assert (found.accepted.by_points, found.accepted.no_class) == (P, "")


@pytest.mark.parametrize("rules", [RULES, UK], ids=["ClinGen", "UK"])
def test_codes_of_one_side_raise_no_flag_of_another_kind(rules):
    found = assess(bundle("PVS1 PM1 PS1", rules), rules)
    assert found.flags == ()
    whole = RegulatoryGate("promoter", YES, YES, YES)
    assert assess(bundle("PVS1 PM1 PS1", rules), rules, whole).flags == ()


@pytest.mark.parametrize("codes", ["BA1", "PM2 BP1_moderate", "PS1 PM1", "PVS1 PM1"])
def test_only_an_uncertain_variant_is_warm_in_the_uk(codes):
    found = assess(bundle(codes, UK), UK)
    assert found.accepted is not None
    assert found.accepted.temperature == ""


def test_points_that_have_no_word_for_how_warm_they_are_get_none():
    assert UK.temperature is not None
    few = UK.temperature.model_copy(update={"names": UK.temperature.names[:2]})
    rules = UK.model_copy(update={"temperature": few})
    for codes, words in (("PP3", "cold"), ("PP3 PM2", ""), ("PP3 PM1", "")):
        found = assess(bundle(codes, rules), rules)
        assert found.accepted is not None
        assert (found.accepted.by_points, found.accepted.temperature) == (VUS, words)


@pytest.mark.parametrize(
    ("codes", "points", "by_points", "by_table", "words"),
    [
        ("PVS1 PM2", "+9", LP, VUS, "as none of its rows is met"),
        ("PVS1 PM1", "+10", P, LP, "by its row "),
        ("BS1 BP1 BP3 BP5", "-7", B, LB, "by its row "),
    ],
)
def test_where_points_and_table_part_the_row_is_named(codes, points, by_points, by_table, words):
    (told,) = assess(bundle(codes), RULES).differences
    assert told.startswith(f"{points} points are {by_points}; the table gives {by_table}, {words}")
    assert told.endswith("met.") is words.endswith("met")
    assert "row ." not in told


def test_a_benign_prediction_beside_pathogenic_evidence_is_flagged_too():
    assert assess(bundle("PM2 BP4"), RULES).flag(FlagKind.BENIGN_PREDICTION) is not None
    assert assess(bundle("PM2 BP4 BS1"), RULES).flag(FlagKind.BENIGN_PREDICTION) is None


def test_a_mere_suggestion_by_other_rules_asks_for_nothing():
    suggested = bundle("PM1", RULES, Standing.SUGGESTED)
    found = assess([*bundle("PVS1 PM2", UK), *suggested], UK)
    assert found.flag(FlagKind.OTHER_RULES) is None


def test_codes_that_all_fall_to_guards_are_no_ice_cold_variant():
    found = assess([made("PS1", basis=Basis.SPLICING, rules=UK)], UK)
    assert found.accepted is not None
    assert (found.accepted.by_points, found.accepted.temperature) == ("", "")


def test_only_what_had_to_be_acknowledged_is_kept_as_acknowledged():
    claim = Claim(variant(), "MONDO:1", "autosomal dominant", "A. Lee", "2026-03-01T10:00:00Z")
    made_ = classify(assess(bundle("PVS1 PM2"), RULES), replace(claim, acknowledged=True))
    assert len(made_.flags) == 2
    assert not any("acknowledged" in text for text in made_.flags)


def test_a_code_the_rules_do_not_have_has_no_strengths():
    assert strengths_of(RULES, "XX1") == ()


def test_a_strength_of_other_rules_does_not_stand_alone():
    assert made("BA1").stands_alone
    assert not made("BS1").stands_alone
