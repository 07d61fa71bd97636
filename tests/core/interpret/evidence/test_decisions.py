"""What a person decides about codes."""

from dataclasses import replace

import pytest

from core.domain.evidence import MECHANISM, Basis, DecisionKind, EvidenceDecision, Standing
from core.errors import UsageError
from core.interpret.evidence.assess import assess
from core.interpret.evidence.decisions import Ruling, accept, chosen, reject, with_decisions
from core.interpret.evidence.guards import guarded
from tests.core.interpret.evidence.cases import RULES, made

AT = "2026-03-01T10:00:00Z"
PM2 = made("PM2", basis=Basis.POPULATION, standing=Standing.SUGGESTED)
BP4 = made("BP4", basis=Basis.SPLICING, standing=Standing.POSSIBLE)
PVS1 = made("PVS1", basis=Basis.SPLICING, standing=Standing.NOT_SUGGESTED, mechanism="")
CODES = (PM2, BP4, PVS1)


def ruling(name, **more):
    return Ruling(name, **({"author": "A. Lee", "decided_at": AT} | more))


def test_a_suggestion_is_accepted_as_it_is():
    found = accept(RULES, CODES, ruling("PM2"))
    assert found.kind is DecisionKind.ACCEPTED
    assert found.evidence.standing is Standing.ACCEPTED
    assert (found.evidence.label, found.before) == ("PM2_Supporting", "")
    assert found.author == "A. Lee"


@pytest.mark.parametrize("name", ["pm2", "PM2_Supporting", " PM2 "])
def test_a_code_is_found_by_any_of_its_names(name):
    assert chosen(CODES, name) is PM2


def test_rna_codes_are_told_apart_by_their_mark():
    rna = made("PVS1", "strong", Basis.RNA, Standing.SUGGESTED)
    assert chosen((PVS1, rna), "PVS1 (RNA)") is rna
    assert chosen((PVS1, rna), "pvs1_strong (rna)") is rna
    assert chosen((PVS1, rna), "PVS1") is PVS1


def test_the_code_that_stands_best_is_meant():
    other = made("PM2", "moderate", Basis.OTHER, Standing.NOT_SUGGESTED)
    assert chosen((other, PM2), "PM2") is PM2


def test_another_strength_is_a_change_that_keeps_the_old_one():
    found = accept(RULES, CODES, ruling("PM2", strength="moderate", reason="ACGS."))
    assert found.kind is DecisionKind.CHANGED
    assert (found.evidence.strength, found.evidence.points, found.before) == (
        "moderate",
        2,
        "supporting",
    )
    with pytest.raises(UsageError, match="no reason"):
        accept(RULES, CODES, ruling("PM2", strength="moderate"))


def test_the_same_strength_is_no_change():
    found = accept(RULES, CODES, ruling("PM2", strength="supporting"))
    assert found.kind is DecisionKind.ACCEPTED


def test_what_is_not_suggested_needs_a_reason_and_keeps_what_was_seen():
    with pytest.raises(UsageError, match="not suggested"):
        accept(RULES, CODES, ruling("PVS1"))
    found = accept(RULES, CODES, ruling("PVS1", reason="Drawn by hand."))
    assert found.evidence.reason == "Drawn by hand."
    assert found.evidence.source == "A. Lee"
    assert found.evidence.basis is Basis.SPLICING
    assert found.evidence.points == 8


def test_a_mechanism_that_is_stated_stands_with_the_code():
    without = accept(RULES, CODES, ruling("PVS1", reason="By hand."))
    assert assess([without.evidence], RULES).accepted.points == 0
    stated = ruling("PVS1", reason="By hand.", mechanism="PMID 1")
    found = accept(RULES, CODES, stated)
    assert found.evidence.saw(MECHANISM) == "PMID 1"
    assert assess([found.evidence], RULES).accepted.points == 8


def test_a_code_nobody_suggested_is_entered_with_a_reason():
    found = accept(RULES, CODES, ruling("PS4_Moderate", strength="moderate", reason="5 patients."))
    assert (found.evidence.label, found.evidence.basis) == ("PS4_Moderate", Basis.OTHER)
    rna = accept(RULES, CODES, ruling("BP7 (RNA)", strength="strong", reason="Blood."))
    assert rna.evidence.label == "BP7_Strong (RNA)"


@pytest.mark.parametrize(
    ("name", "strength", "expected"),
    [
        ("PS4_Moderate", "", "PS4_Moderate"),
        ("ps4_supporting", "", "PS4_Supporting"),
        ("PS4_VeryStrong", "", "PS4_VeryStrong"),
        ("PS4_very strong", "", "PS4_VeryStrong"),
        ("PS4_Moderate", "strong", "PS4_Strong"),
        ("PS4", "", "PS4_Strong"),
        ("BP7_Strong (RNA)", "", "BP7_Strong (RNA)"),
        ("bp7 (rna)", "", "BP7_Strong (RNA)"),
        ("BP7", "", "BP7_Supporting"),
        ("PS4", "Very Strong", "PS4_VeryStrong"),
        ("PS4 Very Strong", "", "PS4_VeryStrong"),
        ("PS3 (moderate)", "", "PS3_Moderate"),
        ("BP7(RNA)", "", "BP7_Strong (RNA)"),
        ("BP7 Supporting (RNA)", "", "BP7_Supporting (RNA)"),
        ("PVS1 Strong (RNA)", "", "PVS1_Strong (RNA)"),
        ("PVS1_Moderate", "", "PVS1_Moderate"),
        ("PVS1_Strong (RNA)", "", "PVS1_Strong (RNA)"),
    ],
)
def test_the_strength_that_is_typed_with_a_code_is_the_one_it_is_entered_at(
    name, strength, expected
):
    found = accept(RULES, CODES, ruling(name, strength=strength, reason="Because."))
    assert (found.kind, found.evidence.label) == (DecisionKind.ACCEPTED, expected)


def test_a_suggested_code_typed_at_another_strength_is_changed_and_stays_one_code():
    with pytest.raises(UsageError, match="PM2 is supporting as suggested, and no reason"):
        accept(RULES, CODES, ruling("PM2_Moderate"))
    found = accept(RULES, CODES, ruling("PM2_Moderate", reason="A panel."))
    assert (found.kind, found.before) == (DecisionKind.CHANGED, "supporting")
    assert (found.evidence.label, found.evidence.key) == ("PM2_Moderate", PM2.key)
    assert len(with_decisions(CODES, [found])) == len(CODES)


@pytest.mark.parametrize("name", ["PVS1", "PVS1_Moderate", "pvs1_moderate"])
def test_a_code_that_a_guard_dropped_is_entered_at_the_strength_it_had(name):
    given = [
        made("PVS1", "moderate", Basis.SPLICING, Standing.SUGGESTED),
        made("PVS1", "strong", Basis.RNA, Standing.SUGGESTED),
    ]
    (dropped,) = guarded(given).dropped
    found = accept(RULES, (dropped,), ruling(name, reason="Another event."))
    assert found.evidence.label == "PVS1_Moderate"
    assert found.evidence.points == 2
    other = accept(RULES, (dropped,), ruling(name, strength="strong", reason="Another event."))
    assert other.evidence.label == "PVS1_Strong"


@pytest.mark.parametrize(
    ("name", "strength", "words"),
    [
        ("PS4_Huge", "", "PS4 cannot be Huge"),
        ("BP4_VeryStrong", "", "BP4 cannot be very strong"),
        ("PM2_Huge", "", "PM2 cannot be Huge"),
        ("PP5", "", "never scored"),
        ("BP6", "", "never scored"),
        ("XX1", "", "is no code"),
        ("PM2", "huge", "cannot be huge"),
        ("PS1 (RNA)", "", "PS1 has no form of its own for an RNA assay"),
        ("PM2 RNA", "", "PM2 has no form of its own for an RNA assay"),
        ("BP4", "very strong", "cannot be very strong"),
        ("BP4", "stand-alone", "cannot be stand-alone"),
        ("BA1", "supporting", "cannot be supporting"),
    ],
)
def test_what_the_rules_do_not_have_is_refused(name, strength, words):
    with pytest.raises(UsageError, match=words):
        accept(RULES, CODES, ruling(name, strength=strength, reason="Because."))


def test_nobody_decides_without_a_name():
    with pytest.raises(UsageError, match="Nobody is named"):
        accept(RULES, CODES, ruling("PM2", author=" "))
    with pytest.raises(UsageError, match="Nobody is named"):
        reject(CODES, ruling("PM2", author=""))


def test_a_rejected_code_does_not_count_and_stays_to_be_seen():
    found = reject(CODES, ruling("PM2", reason="Not covered."))
    assert (found.kind, found.evidence.standing) == (DecisionKind.REJECTED, Standing.REJECTED)
    standing = with_decisions(CODES, [found])
    assert [one.standing for one in standing if one.code == "PM2"] == [Standing.REJECTED]
    assert assess(standing, RULES).points_if_all_accepted == 0
    with pytest.raises(UsageError, match="not among the codes"):
        reject(CODES, ruling("PS4"))


def test_the_latest_decision_counts_and_suggestions_of_the_past_do_not():
    first = accept(RULES, CODES, ruling("PM2"))
    second = reject(CODES, ruling("PM2"))
    third = accept(RULES, CODES, ruling("PM2", strength="moderate", reason="x"))
    past = EvidenceDecision(DecisionKind.SUGGESTED, PM2, "Intronaut", AT)
    found = with_decisions(CODES, [first, second, third, past])
    assert [one.label for one in found if one.code == "PM2"] == ["PM2_Moderate"]
    assert len(found) == len(CODES)


def test_a_rejected_code_can_be_accepted_again():
    rejected = with_decisions(CODES, [reject(CODES, ruling("PM2"))])
    found = accept(RULES, rejected, ruling("PM2"))
    assert found.evidence.standing is Standing.ACCEPTED


def test_what_is_possible_is_accepted_without_a_reason_and_stays_as_it_was_seen():
    found = accept(RULES, CODES, ruling("BP4"))
    assert (found.kind, found.before, found.reason) == (DecisionKind.ACCEPTED, "", "")
    assert found.evidence == replace(BP4, standing=Standing.ACCEPTED)


def test_of_two_codes_of_one_name_the_basis_tells_which_is_meant():
    protein = made("PP3", "strong", Basis.PROTEIN, Standing.POSSIBLE)
    splicing = made("PP3", basis=Basis.SPLICING, standing=Standing.SUGGESTED)
    both = (protein, splicing)
    assert accept(RULES, both, ruling("PP3")).evidence.basis is Basis.SPLICING
    found = accept(RULES, both, ruling("PP3", basis=Basis.PROTEIN)).evidence
    assert (found.basis, found.strength) == (Basis.PROTEIN, "strong")
    assert reject(both, ruling("PP3", basis=Basis.PROTEIN)).evidence.basis is Basis.PROTEIN
    assert accept(RULES, both, ruling("PP3_Strong")).evidence.basis is Basis.PROTEIN
    assert chosen(both, "PP3", Basis.POPULATION) is None


def test_a_stated_mechanism_takes_the_place_of_the_old_one_and_leaves_all_else():
    pvs1 = made("PVS1", basis=Basis.SPLICING, standing=Standing.SUGGESTED, sites="donor GT to AT")
    as_it_is = accept(RULES, (pvs1,), ruling("PVS1")).evidence
    assert as_it_is.inputs == pvs1.inputs
    stated = accept(RULES, (pvs1,), ruling("PVS1", mechanism="PMID 1")).evidence
    assert stated.inputs == (("sites", "donor GT to AT"), (MECHANISM, "PMID 1"))


def test_what_a_guard_or_rule_saw_stays_with_a_code_that_is_entered_against_it():
    refused = made("PM2", basis=Basis.POPULATION, standing=Standing.NOT_SUGGESTED, source="gnomAD")
    found = accept(RULES, (refused,), ruling(" pm2 ", reason=" Rare. ", author=" A. Lee "))
    assert found.evidence.inputs == refused.inputs
    assert (found.evidence.code, found.evidence.basis) == ("PM2", Basis.POPULATION)
    assert (found.evidence.reason, found.evidence.source) == ("Rare.", "A. Lee")
    assert (found.author, found.reason, found.kind, found.before) == (
        "A. Lee",
        "Rare.",
        DecisionKind.ACCEPTED,
        "",
    )


def test_a_refused_code_is_changed_by_nobody_when_it_is_entered_at_another_strength():
    found = accept(RULES, CODES, ruling("PVS1", strength="moderate", reason="Drawn by hand."))
    assert (found.kind, found.before, found.evidence.points) == (DecisionKind.ACCEPTED, "", 2)


def test_an_rna_code_that_no_rule_gave_is_entered_beside_the_predicted_one():
    found = accept(RULES, CODES, ruling("PVS1 (RNA)", strength="strong", reason="Blood."))
    assert found.evidence.key == ("PVS1", Basis.RNA)
    assert found.evidence.inputs == ()
    assert len(with_decisions(CODES, [found])) == len(CODES) + 1


def test_a_rejection_keeps_author_reason_and_time():
    found = reject(CODES, ruling("BP4", author=" A. Lee ", reason=" Other tissue. "))
    assert (found.author, found.reason, found.decided_at) == ("A. Lee", "Other tissue.", AT)
    assert found.evidence == replace(BP4, standing=Standing.REJECTED)
