"""Evidence in a report: what counts, who decided, and no class but one that a person gave."""

import json
import re
from dataclasses import replace

import pytest

from core.domain.evidence import Basis, DecisionKind, Evidence, EvidenceDecision, Standing
from core.evidence import EvidenceSheet
from core.interpret.evidence.assess import Claim, assess, classify
from core.report.evidence_page import (
    ALL_DECIDED,
    NO_CLASS_GIVEN,
    NOTHING_DECIDED,
    OTHER_CODES,
    SOME_DECIDED,
    evidence_page,
)
from core.report.html import report_html
from core.report.json import report_json
from core.report.tsv import report_tsv
from core.report.values import ReportData
from tests.core.interpret.builders import variant
from tests.core.interpret.evidence.cases import RULES, bundle, inputs, made
from tests.core.report import examples

CLASS = re.compile("|".join(one.name for one in RULES.classes))
AT = "2026-03-01T10:05:30+00:00"
CLAIM = Claim(variant(), "MONDO:1 a condition", "autosomal dominant", "B. Roe", AT)
SUGGESTED = made("PP3", basis=Basis.SPLICING, standing=Standing.SUGGESTED)


def decision(code: Evidence, **more) -> EvidenceDecision:
    is_rejected = code.standing is Standing.REJECTED
    kind = DecisionKind.REJECTED if is_rejected else DecisionKind.ACCEPTED
    return replace(EvidenceDecision(kind, code, "A. Lee", AT), **more)


def sheet(*codes: Evidence, made_=(), **more) -> EvidenceSheet:
    decided = [one for one in codes if one.standing in (Standing.ACCEPTED, Standing.REJECTED)]
    history = tuple(decision(one, **more) for one in decided)
    found = assess(codes, RULES)
    return EvidenceSheet(inputs(), RULES, (), codes, found, history, tuple(made_))


def classified(*codes: Evidence, **more):
    return classify(assess(codes, RULES), replace(CLAIM, acknowledged=True, **more))


def report(found: EvidenceSheet) -> ReportData:
    data = examples.report(examples.detail())
    return replace(data, candidates=(replace(data.candidates[0], evidence=found),))


def section(found: EvidenceSheet) -> str:
    """The words of the part of the printed report."""
    part = report_html(report(found)).partition("<h3>Evidence codes and class</h3>")[2]
    return re.sub(r"<[^>]+>", "", part.partition("<h3>")[0])


def test_an_accepted_code_that_does_not_count_says_so_in_its_row():
    found = evidence_page(sheet(made("PVS1"), made("PP3", basis=Basis.SPLICING)))
    first, second = found.rows
    assert (first.code, first.points, first.standing) == ("PVS1", "+8", "accepted")
    assert (second.code, second.points, second.standing) == ("PP3", "–", "accepted, not counted")
    assert second.reason == "Not counted: PVS1 counts this splice event already. Because."
    assert found.sums == ("Accepted: +8 points (posterior 0.975); Intronaut evidence ClinGen 1.",)


def test_a_suggestion_that_an_accepted_code_takes_in_is_not_counted_either():
    _, second = evidence_page(sheet(made("PVS1"), SUGGESTED)).rows
    assert (second.points, second.standing) == ("–", "suggested, not counted")


def test_every_decision_names_who_decided_and_when():
    codes = (made("PM2"), made("PM1", standing=Standing.REJECTED), SUGGESTED)
    rows = evidence_page(sheet(*codes, reason="Looked up.")).rows
    assert [one.decided for one in rows] == [
        "A. Lee, 2026-03-01 10:05 UTC",
        "A. Lee, 2026-03-01 10:05 UTC",
        "–",
    ]
    assert rows[0].reason == "Because. A. Lee: Looked up."
    assert (rows[1].points, rows[1].standing) == ("–", "rejected")


def test_another_strength_than_suggested_is_told():
    changed = made("PM2", "moderate")
    found = sheet(changed, kind=DecisionKind.CHANGED, before="supporting")
    assert evidence_page(found).rows[0].decided.endswith("UTC, before: supporting")


@pytest.mark.parametrize(
    ("codes", "note"),
    [
        ((SUGGESTED,), NOTHING_DECIDED),
        ((SUGGESTED, made("PM2")), SOME_DECIDED),
        ((SUGGESTED, made("PM2", standing=Standing.REJECTED)), SOME_DECIDED),
        ((made("PM2"), made("PM1", standing=Standing.REJECTED)), ALL_DECIDED),
        ((), ""),
    ],
)
def test_the_note_is_true_where_nothing_some_or_all_is_decided(codes, note):
    assert evidence_page(sheet(*codes)).note == note
    assert note in section(sheet(*codes))


def test_what_would_be_if_all_were_accepted_is_told_only_beside_suggestions():
    assert any("if all accepted" in one for one in evidence_page(sheet(SUGGESTED)).sums)
    assert not any("if all" in one for one in evidence_page(sheet(made("PM2"))).sums)


@pytest.mark.parametrize("codes", ["PVS1 PM2", "PVS1 PS1", "BA1", "BA1 PVS1 PM1", "PM2", "BS1 BS2"])
def test_accepted_codes_alone_name_no_class_in_any_report(codes):
    found = sheet(*bundle(codes))
    told = section(found)
    assert NO_CLASS_GIVEN in told
    assert not CLASS.search(told.replace("Pathogenic and benign evidence stand together", ""))
    row = _row(found)
    assert row["class"] == NO_CLASS_GIVEN
    (item,) = json.loads(report_json(report(found)))["candidates"]
    assert item["classifications"] == []
    assert "class_by_points" not in item["accepted_evidence"]


def test_without_any_code_the_report_says_that_no_class_was_given():
    told = section(sheet())
    assert NO_CLASS_GIVEN in told
    assert "No code is accepted." in told
    assert _row(sheet())["accepted_codes"] == "–"


def test_a_class_that_a_person_gave_is_told_with_all_it_belongs_to():
    codes = bundle("PVS1 PM2")
    found = sheet(*codes, made_=[classified(*codes, note="RNA is under way.")])
    told = section(found)
    assert (
        "likely pathogenic for MONDO:1 a condition (autosomal dominant), given by B. Roe on "
        "2026-03-01 by Intronaut evidence ClinGen 1; it rests on PVS1_VeryStrong, PM2_Supporting: "
        "+9 points (posterior 0.988)."
    ) in told
    assert "by the table of 2015 uncertain significance" in told
    assert "Note: RNA is under way." in told
    assert NO_CLASS_GIVEN not in told
    assert OTHER_CODES not in told


def test_the_class_and_its_codes_are_in_json_and_tsv():
    codes = (*bundle("PVS1 PM2"), made("PP3", basis=Basis.SPLICING))
    found = sheet(*codes, made_=[classified(*codes)])
    (item,) = json.loads(report_json(report(found)))["candidates"]
    (given,) = item["classifications"]
    assert (given["class"], given["author"], given["points"]) == ("likely pathogenic", "B. Roe", 9)
    assert [one["code"] for one in given["codes"]] == ["PVS1", "PM2"]
    assert [(one["code"], one["counted"]) for one in item["evidence"]] == [
        ("PVS1", True), ("PM2", True), ("PP3", False),
    ]  # fmt: skip
    assert item["accepted_evidence"]["points"] == 9
    assert {(one["author"], one["decided_at"]) for one in item["evidence_decisions"]} == {
        ("A. Lee", AT)
    }
    row = _row(found)
    assert list(row)[-2:] == ["class", "accepted_codes"]
    assert row["class"] == (
        "likely pathogenic for MONDO:1 a condition (autosomal dominant) by B. Roe, 2026-03-01"
    )
    assert row["accepted_codes"] == ("PVS1_VeryStrong, PM2_Supporting; not counted: PP3_Supporting")


def test_a_class_whose_codes_are_others_by_now_says_so():
    given = classified(*bundle("PVS1 PM2"))
    assert OTHER_CODES in section(sheet(made("PM2"), made_=[given]))
    assert OTHER_CODES in section(sheet(made_=[given]))


def test_the_last_class_for_a_condition_replaces_the_earlier_one_of_that_condition_only():
    codes = bundle("PVS1 PM2")
    other = classified(*codes, condition="MONDO:2 another")
    last, first = classified(*codes), classified(*bundle("PM2"))
    found = sheet(*codes, made_=[last, other, first])
    headings = [one.heading for one in evidence_page(found).classes]
    assert headings == ["Class", "Class", "Earlier class, since replaced"]
    assert _row(found)["class"].count("likely pathogenic") == 2
    assert "uncertain" not in _row(found)["class"]


def test_a_class_of_ba1_has_neither_points_nor_posterior_and_the_conflict_is_told():
    codes = bundle("BA1 PVS1 PM2")
    found = sheet(*codes, made_=[classified(*codes)])
    told = section(found)
    assert "BA1_StandAlone stands alone, outside the sum." in told
    assert "Against it: PVS1_VeryStrong, PM2_Supporting, not counted." in told
    for words in ("+9", "+8", "posterior 0", "posterior 1", "summed"):
        assert words not in told
    (item,) = json.loads(report_json(report(found)))["candidates"]
    assert item["classifications"][0]["posterior"] is None
    assert item["classifications"][0]["stands_alone"] == "BA1_StandAlone"
    assert item["classifications"][0]["codes_are_current"]
    assert item["accepted_evidence"]["codes"] == ["BA1_StandAlone"]
    assert item["accepted_evidence"]["not_counted"] == ["PVS1_VeryStrong", "PM2_Supporting"]
    assert _row(found)["accepted_codes"] == (
        "BA1_StandAlone; not counted: PVS1_VeryStrong, PM2_Supporting"
    )


def test_a_class_that_rests_on_other_codes_says_so_in_tsv_and_json_too():
    found = sheet(*bundle("PVS1 PM2 BA1"), made_=[classified(*bundle("PVS1 PM2"))])
    assert _row(found)["class"].endswith(" (the accepted codes are others now)")
    (item,) = json.loads(report_json(report(found)))["candidates"]
    assert not item["classifications"][0]["codes_are_current"]


def _row(found: EvidenceSheet) -> dict[str, str]:
    lines = [one for one in report_tsv(report(found)).decode().splitlines() if one[0] != "#"]
    return dict(zip(*(line.split("\t") for line in lines), strict=True))
