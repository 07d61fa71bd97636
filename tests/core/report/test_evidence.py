"""Evidence in the shape other programs rely on (DESIGN 4.1)."""

import json

from core.domain.evidence import Basis, Evidence, Standing
from core.interpret.evidence.assess import assess
from core.report.evidence import (
    assessment_dict,
    assessment_lines,
    counted_dict,
    evidence_dicts,
    evidence_lines,
)
from tests.core.interpret.evidence.cases import RULES, bundle, made


def test_a_code_has_the_five_keys_of_the_contract():
    codes = [made("PM2", standing=Standing.SUGGESTED)]
    (found,) = evidence_dicts(codes, assess(codes, RULES))
    assert found["code"] == "PM2"
    assert found["strength"] == "supporting"
    assert found["points"] == 1
    assert found["reason"] == "Because."
    assert found["rule_set"] == RULES.identifier
    assert json.dumps(found)


def test_only_what_is_suggested_or_accepted_is_told_to_other_programs():
    codes = [made("PM2", standing=standing) for standing in Standing]
    assert [one["standing"] for one in evidence_dicts(codes, assess(codes, RULES))] == [
        "suggested",
        "accepted",
    ]


def test_suggestions_are_told_without_any_class():
    found = assess(bundle("PVS1 PM1", standing=Standing.SUGGESTED), RULES)
    assert assessment_dict(found)["accepted"] is None
    told = "\n".join(assessment_lines(found))
    assert "+10 points if all accepted (posterior 0.994)" in told
    assert "there is no class" in told
    assert not any(one.name in told for one in RULES.classes)


def test_accepted_codes_are_told_with_class_by_points_and_by_table():
    found = assess(bundle("PVS1 PM1"), RULES)
    shape = assessment_dict(found)["accepted"]
    assert (shape["class_by_points"], shape["class_by_table"]) == (
        "pathogenic",
        "likely pathogenic",
    )
    told = "\n".join(assessment_lines(found))
    assert (
        "+10 points (posterior 0.994): pathogenic; by the table of 2015: likely pathogenic" in told
    )


def lines(*codes: Evidence) -> list[str]:
    return list(evidence_lines(codes, assess(codes, RULES)))


def test_lines_show_no_points_of_what_is_not_suggested():
    (line,) = lines(made("PVS1", standing=Standing.NOT_SUGGESTED))
    assert line == "not suggested\tPVS1\t–\tBecause."
    (line,) = lines(made("PVS1", "strong", standing=Standing.POSSIBLE))
    assert line == "possible, not suggested\tPVS1_Strong\t+4\tBecause."


def test_a_code_that_does_not_count_says_so_in_its_own_line_and_has_no_points():
    pvs1, pp3 = made("PVS1"), made("PP3", basis=Basis.SPLICING)
    _, told = lines(pvs1, pp3)
    assert told == (
        "accepted, not counted\tPP3_Supporting\t–\tNot counted: PVS1 counts this splice event "
        "already. Because."
    )
    (told,) = lines(made("PVS1", mechanism=""))
    assert told.startswith("accepted, not counted\tPVS1_VeryStrong\t–\tNot counted: PVS1 ")
    (told,) = lines(made("PM2", standing=Standing.REJECTED))
    assert told == "rejected\tPM2_Supporting\t–\tBecause."


def test_json_tells_of_every_code_whether_it_is_counted_and_why_not():
    codes = [made("PVS1"), made("PP3", basis=Basis.SPLICING), made("PM2")]
    found = assess(codes, RULES)
    shapes = evidence_dicts(codes, found)
    assert [(one["code"], one["counted"]) for one in shapes] == [
        ("PVS1", True), ("PP3", False), ("PM2", True),
    ]  # fmt: skip
    assert [one["why_not_counted"] for one in shapes] == [
        None, "PVS1 counts this splice event already.", None,
    ]  # fmt: skip
    assert sum(one["points"] for one in shapes if one["counted"]) == found.accepted.points == 9
    rejected = made("PM2", standing=Standing.REJECTED)
    told = counted_dict(rejected, assess([rejected], RULES))
    assert (told["counted"], told["why_not_counted"]) == (False, "It is rejected.")


def test_beside_ba1_neither_points_nor_posterior_are_told():
    codes = bundle("BA1 PVS1 PM2")
    found = assess(codes, RULES)
    told = "\n".join((*lines(*codes), *assessment_lines(found)))
    assert "Accepted: BA1_StandAlone stands alone (no points, no posterior): benign;" in told
    assert "accepted\tBA1_StandAlone\tstands alone\tBecause." in told
    assert "accepted, not counted\tPVS1_VeryStrong\t–" in told
    for words in ("posterior 0", "posterior 1", "+9", "+8", "they are summed"):
        assert words not in told
    shape = assessment_dict(found)
    assert (shape["points_if_all_accepted"], shape["posterior_if_all_accepted"]) == (None, None)
    assert shape["stands_alone_if_all_accepted"] == "BA1_StandAlone"
    accepted = shape["accepted"]
    assert (accepted["points"], accepted["posterior"]) == (None, None)
    assert (accepted["stands_alone"], accepted["class_by_points"]) == ("BA1_StandAlone", "benign")


def test_a_ba1_that_is_suggested_names_no_class_and_no_sum():
    told = "\n".join(assessment_lines(assess(bundle("BA1", standing=Standing.SUGGESTED), RULES)))
    assert "If all are accepted, BA1_StandAlone stands alone (no points, no posterior)" in told
    assert "there is no class" in told


def test_where_no_accepted_code_counts_no_posterior_is_told():
    told = list(assessment_lines(assess([made("PVS1", mechanism="")], RULES)))
    assert told[1].startswith("No accepted code counts")
