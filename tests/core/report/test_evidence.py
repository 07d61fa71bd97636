"""Evidence in the shape other programs rely on (DESIGN 4.1)."""

import json

from core.domain.evidence import Standing
from core.interpret.evidence.assess import assess
from core.report.evidence import (
    assessment_dict,
    assessment_lines,
    evidence_dicts,
    evidence_lines,
)
from tests.core.interpret.evidence.cases import RULES, bundle, made


def test_a_code_has_the_five_keys_of_the_contract():
    (found,) = evidence_dicts([made("PM2", standing=Standing.SUGGESTED)])
    assert found["code"] == "PM2"
    assert found["strength"] == "supporting"
    assert found["points"] == 1
    assert found["reason"] == "Because."
    assert found["rule_set"] == RULES.identifier
    assert json.dumps(found)


def test_only_what_is_suggested_or_accepted_is_told_to_other_programs():
    codes = [made("PM2", standing=standing) for standing in Standing]
    assert [one["standing"] for one in evidence_dicts(codes)] == ["suggested", "accepted"]


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


def test_lines_show_no_points_of_what_is_not_suggested():
    (line,) = evidence_lines([made("PVS1", standing=Standing.NOT_SUGGESTED)])
    assert line == "not suggested\tPVS1\t–\tBecause."
    (line,) = evidence_lines([made("PVS1", "strong", standing=Standing.POSSIBLE)])
    assert line == "possible, not suggested\tPVS1_Strong\t+4\tBecause."
