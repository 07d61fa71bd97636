"""Codes put together, and when they make a class."""

from dataclasses import replace
from datetime import date

import pytest

from core.domain.evidence import Basis, FlagKind, Standing
from core.domain.stated import Answer, RegulatoryGate
from core.errors import UsageError
from core.interpret.evidence.assess import Claim, assess, classify
from tests.core.interpret.builders import variant
from tests.core.interpret.evidence.cases import RULES, UK, bundle, made

P, LP, VUS, LB, B = (one.name for one in RULES.classes)
CLAIM = Claim(
    variant(), "MONDO:1 a condition", "autosomal dominant", "A. Lee", "2026-03-01T10:00:00Z"
)


def test_suggestions_have_points_if_all_accepted_and_no_class():
    found = assess(bundle("PVS1 PM2", standing=Standing.SUGGESTED), RULES)
    assert found.points_if_all_accepted == 9
    assert found.posterior_if_all_accepted == pytest.approx(0.988, abs=0.0005)
    assert found.accepted is None
    assert found.differences == ()
    with pytest.raises(UsageError, match="No code is accepted"):
        classify(found, CLAIM)


def test_what_is_possible_rejected_or_refused_does_not_count():
    given = [
        made("PVS1", standing=Standing.POSSIBLE),
        made("PM2", standing=Standing.REJECTED),
        made("PP3", standing=Standing.NOT_SUGGESTED),
    ]
    assert assess(given, RULES).points_if_all_accepted == 0


@pytest.mark.parametrize(
    ("codes", "by_points", "by_table"),
    [
        ("PVS1 PM2", LP, VUS),  # 8 + 1
        ("PVS1 PM1", P, LP),  # 8 + 2
        ("PS1 PS2", LP, P),  # 4 + 4
    ],
)
def test_points_and_table_stand_side_by_side_and_say_where_they_differ(codes, by_points, by_table):
    found = assess(bundle(codes), RULES)
    assert found.accepted is not None
    assert (found.accepted.by_points, found.accepted.by_table) == (by_points, by_table)
    assert found.flag(FlagKind.FRAMEWORKS_DIFFER) is not None
    assert by_points in found.differences[0]
    assert by_table in found.differences[0]


def test_where_points_and_table_agree_nothing_is_said():
    found = assess(bundle("PVS1 PS1"), RULES)
    assert found.flag(FlagKind.FRAMEWORKS_DIFFER) is None
    assert found.differences == ()


def test_criteria_of_both_sides_are_uncertain_by_the_table_and_summed_by_points():
    found = assess(bundle("PVS1 PS1 BS1 BS2"), RULES)
    assert found.accepted is not None
    assert (found.accepted.points, found.accepted.by_points) == (4, VUS)
    assert found.accepted.by_table == VUS
    found = assess(bundle("PVS1 PS1 BP4 BP7_supporting"), RULES)
    assert found.accepted is not None
    assert (found.accepted.by_points, found.accepted.by_table) == (P, VUS)
    assert "which makes uncertain significance" in found.differences[0]


def test_a_conflict_is_flagged_and_has_to_be_acknowledged():
    found = assess(bundle("PVS1 PM1 BS2"), RULES)
    flag = found.flag(FlagKind.CONFLICT)
    assert flag is not None
    assert flag.must_acknowledge
    with pytest.raises(UsageError, match="stand together"):
        classify(found, CLAIM)
    made_ = classify(found, replace(CLAIM, acknowledged=True))
    assert made_.class_name == LP
    assert any(text.endswith("(acknowledged)") for text in made_.flags)


def test_evidence_of_one_side_is_no_conflict():
    assert assess(bundle("PVS1 PM2"), RULES).flag(FlagKind.CONFLICT) is None
    assert assess(bundle("BS1 BP4"), RULES).flag(FlagKind.CONFLICT) is None


@pytest.mark.parametrize("codes", ["BP4", "BP4 BP7", "BP4_strong", "BP4_strong BP7"])
@pytest.mark.parametrize("rules", [RULES, UK], ids=["ClinGen", "UK"])
def test_bp4_alone_or_with_bp7_never_makes_a_class(codes, rules):
    found = assess(bundle(codes, rules), rules)
    assert found.accepted is not None
    assert (found.accepted.by_points, found.accepted.by_table) == ("", "")
    assert found.flag(FlagKind.BENIGN_PREDICTION) is not None
    with pytest.raises(UsageError, match="makes no class"):
        classify(found, CLAIM)


@pytest.mark.parametrize("rules", [RULES, UK], ids=["ClinGen", "UK"])
def test_guards_hold_for_codes_a_person_enters_without_saying_on_what(rules):
    alone = assess(bundle("PM2 BP7", rules), rules)
    assert alone.accepted is not None
    assert [one.code for one in alone.accepted.dropped] == ["BP7"]
    assay = assess(bundle("PM2 BP7_strong BS3", rules), rules)
    assert assay.accepted is not None
    assert [one.code for one in assay.accepted.dropped] == ["BS3"]


@pytest.mark.parametrize("rules", [RULES, UK], ids=["ClinGen", "UK"])
@pytest.mark.parametrize("codes", ["PM2 BP4 BP7", "PM2 BP4_strong BP7", "PP1 BP4_strong"])
def test_a_prediction_makes_no_benign_class_beside_pathogenic_evidence_either(codes, rules):
    found = assess(bundle(codes, rules), rules)
    assert found.accepted is not None
    assert found.accepted.by_points in ("", rules.uncertain)


def test_a_prediction_beside_other_benign_evidence_counts():
    found = assess(bundle("BS1 BP4"), RULES)
    assert found.accepted is not None
    assert found.accepted.by_points == LB
    assert found.flag(FlagKind.BENIGN_PREDICTION) is None


def test_bp7_of_an_rna_assay_is_no_mere_prediction():
    found = assess([made("BP7", "strong", Basis.RNA), made("BS2")], RULES)
    assert found.accepted is not None
    assert found.accepted.by_points == B
    alone = assess([made("BP7", "strong", Basis.RNA)], RULES)
    assert alone.flag(FlagKind.BENIGN_PREDICTION) is None
    assert alone.flag(FlagKind.ONE_CODE) is not None


@pytest.mark.parametrize("code", ["PVS1", "BS1", "BP1"])
def test_one_code_is_flagged_and_makes_no_class_in_the_uk(code):
    found = assess([made(code, rules=UK)], UK)
    assert found.flag(FlagKind.ONE_CODE) is not None
    assert found.accepted is not None
    assert found.accepted.by_points == ""
    with pytest.raises(UsageError, match="alone makes no class"):
        classify(found, CLAIM)


def test_one_code_is_only_flagged_by_clingen():
    found = assess(bundle("PVS1"), RULES)
    assert found.flag(FlagKind.ONE_CODE) is not None
    assert found.accepted is not None
    assert found.accepted.by_points == LP


def test_one_code_that_leaves_it_uncertain_may_be_kept_in_the_uk():
    found = assess(bundle("PM2", UK), UK)
    assert found.accepted is not None
    assert found.accepted.by_points == VUS


@pytest.mark.parametrize("rules", [RULES, UK], ids=["ClinGen", "UK"])
def test_ba1_gives_the_class_at_once_outside_the_sum(rules):
    found = assess(bundle("BA1", rules), rules)
    assert found.accepted is not None
    assert (found.accepted.points, found.accepted.by_points, found.accepted.by_table) == (0, B, B)
    assert found.flag(FlagKind.STAND_ALONE) is not None
    assert found.flag(FlagKind.ONE_CODE) is None


def test_ba1_beside_pathogenic_evidence_is_a_conflict_that_is_not_summed():
    found = assess(bundle("BA1 PVS1 PM1"), RULES)
    flag = found.flag(FlagKind.CONFLICT)
    assert flag is not None
    assert flag.must_acknowledge
    assert "Against it: PVS1_VeryStrong, PM1_Moderate, not counted" in flag.sentence
    assert "summed" not in flag.sentence
    assert found.accepted is not None
    assert found.accepted.by_points == B
    assert found.accepted.by_table == VUS
    assert found.accepted.alone == found.alone == made("BA1")


def test_beside_ba1_no_other_code_counts_and_the_table_differs_by_its_name():
    codes = bundle("BA1 PVS1 PM1")
    found = assess(codes, RULES)
    whys = {one.code: found.why_not_counted(one) for one in codes}
    alone = "BA1_StandAlone stands alone, outside the sum."
    assert whys == {"BA1": "", "PVS1": alone, "PM1": alone}
    assert found.flag(FlagKind.FRAMEWORKS_DIFFER) is None
    flag = found.flag(FlagKind.ALONE_DIFFERS)
    assert flag is not None
    assert flag.sentence.startswith("By BA1_StandAlone, which stands alone, benign")
    told = " ".join((flag.sentence, *found.differences))
    assert "points" not in told.lower()
    assert "+10" not in told


def test_a_ba1_that_is_only_suggested_takes_no_points_from_what_is_accepted():
    codes = [*bundle("PVS1 PM1"), made("BA1", standing=Standing.SUGGESTED)]
    found = assess(codes, RULES)
    assert found.accepted is not None
    assert (found.accepted.alone, found.accepted.points) == (None, 10)
    assert found.alone is not None
    assert [found.why_not_counted(one) for one in codes] == ["", "", ""]


def test_a_class_of_ba1_is_recalled_without_points():
    found = classify(assess(bundle("BA1 PVS1"), RULES), replace(CLAIM, acknowledged=True))
    told = found.recalled(date(2026, 3, 1))
    assert told.endswith("BA1_StandAlone, PVS1_VeryStrong; BA1_StandAlone stands alone.")


def test_an_accepted_code_is_measured_by_accepted_codes_and_a_suggestion_by_all():
    pp3 = made("PP3", basis=Basis.SPLICING)
    offered = replace(pp3, standing=Standing.SUGGESTED)
    pvs1 = made("PVS1")
    why = "PVS1 counts this splice event already."
    assert assess([pvs1, pp3], RULES).why_not_counted(pp3) == why
    assert assess([pvs1, offered], RULES).why_not_counted(offered) == why
    beside = assess([replace(pvs1, standing=Standing.SUGGESTED), pp3], RULES)
    assert beside.why_not_counted(pp3) == ""
    assert beside.accepted is not None
    assert beside.accepted.points == 1


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ("PVS1_supporting PM1_supporting PP4_moderate BP1_moderate BP5_moderate", "ice cold"),
        ("PP3", "cold"),
        ("PP3 PM2", "cool"),
        ("PP3 PM1", "tepid"),
        ("PM1 PM3", "warm"),
        ("PS1 PM2", "hot"),
        ("PS1 PM1", ""),
    ],
)
def test_the_uk_profile_tells_how_warm_an_uncertain_variant_is(codes, words):
    found = assess(bundle(codes, UK), UK)
    assert found.accepted is not None
    assert found.accepted.temperature == words


def test_clingen_names_no_temperature():
    found = assess(bundle("PP3 PM2"), RULES)
    assert found.accepted is not None
    assert found.accepted.temperature == ""


def test_codes_that_are_never_scored_add_nothing_and_say_so():
    pp5 = replace(made("PP4"), code="PP5")
    found = assess([pp5, *bundle("PM1 PM3")], RULES)
    assert found.points_if_all_accepted == 4
    flag = found.flag(FlagKind.NEVER_SCORED)
    assert flag is not None
    assert "PP5" in flag.sentence
    assert "never scored" in found.why_not_counted(pp5)


def test_codes_accepted_by_other_rules_have_to_be_acknowledged():
    found = assess(bundle("PVS1 PM1", RULES), UK)
    flag = found.flag(FlagKind.OTHER_RULES)
    assert flag is not None
    assert flag.must_acknowledge


def test_a_non_coding_variant_stays_uncertain_until_three_questions_are_answered():
    yes = Answer(True, "reporter assay, PMID 1")
    gate = RegulatoryGate("promoter", yes, yes, yes)
    accepted = bundle("PS3 PS4 PM2")
    found = assess(accepted, RULES, gate)
    assert found.accepted is not None
    assert found.accepted.by_points == LP
    for open_ in ("is_element_real", "is_target_shown", "does_mechanism_fit"):
        for answer in (Answer(), Answer(False, "a source"), Answer(True)):
            held = assess(accepted, RULES, replace(gate, **{open_: answer}))
            assert held.accepted is not None
            assert (held.accepted.by_points, held.accepted.by_table) == (VUS, VUS)
            assert held.flag(FlagKind.GATE) is not None


def test_the_gate_holds_no_benign_class_back():
    found = assess(bundle("BS1 BS2"), RULES, RegulatoryGate("enhancer"))
    assert found.accepted is not None
    assert found.accepted.by_points == B


@pytest.mark.parametrize("field", ["condition", "inheritance", "author"])
def test_a_class_needs_condition_inheritance_and_author(field):
    claim = replace(CLAIM, **{field: "  "})
    with pytest.raises(UsageError, match="The class has no"):
        classify(assess(bundle("PVS1 PM1"), RULES), claim)


def test_a_class_keeps_everything_it_was_made_of():
    found = classify(assess(bundle("PVS1 PM2"), RULES), CLAIM)
    assert found.class_name == LP
    assert found.by_table == VUS
    assert found.points == 9
    assert found.rule_set == RULES.identifier
    assert [one.label for one in found.accepted] == ["PVS1_VeryStrong", "PM2_Supporting"]
    assert (found.condition, found.inheritance, found.author) == (
        "MONDO:1 a condition",
        "autosomal dominant",
        "A. Lee",
    )


def test_recall_tells_age_and_condition_and_gives_no_code():
    found = classify(assess(bundle("PVS1 PM2"), RULES), CLAIM)
    told = found.recalled(date(2026, 6, 9))
    assert "100 days ago" in told
    assert "MONDO:1 a condition (autosomal dominant)" in told
    assert "likely pathogenic" in told
    assert found.age(date(2026, 3, 1)) == 0


def test_accepted_codes_that_all_fall_to_guards_make_no_class():
    found = assess([made("PS1", basis=Basis.SPLICING)], RULES)
    assert found.accepted is not None
    assert found.accepted.by_points == ""
    assert "No accepted code counts" in found.accepted.no_class
