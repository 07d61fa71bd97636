"""No finding counts twice: every guard has a case that fails without it."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from core.domain.evidence import ASSAY, MECHANISM, Basis, Evidence, Standing
from core.interpret.evidence import guards as module
from core.interpret.evidence.assess import assess
from core.interpret.evidence.guards import GUARDS, Guard, guarded
from tests.core.interpret.evidence.cases import RULES, made

S, PROTEIN, RNA = Basis.SPLICING, Basis.PROTEIN, Basis.RNA

CASES = {
    module.needs_mechanism: ([made("PVS1", basis=S, mechanism="")], ["PVS1_VeryStrong"]),
    module.assay_replaces_prediction: (
        [made("PVS1", "moderate", RNA), made("PVS1", basis=S)],
        ["PVS1_VeryStrong"],
    ),
    module.pvs1_excludes_splice_pp3: (
        [made("PVS1", basis=S), made("PP3", basis=S)],
        ["PP3_Supporting"],
    ),
    module.rna_pvs1_excludes_ps3: (
        [made("PVS1", basis=RNA, assay="blood"), made("PS3", basis=Basis.FUNCTION, assay="blood")],
        ["PS3_Strong"],
    ),
    module.rna_bp7_replaces_benign: (
        [made("BP7", "strong", RNA), made("BS3"), made("BP4", basis=S)],
        ["BS3_Strong", "BP4_Supporting"],
    ),
    module.pvs1_excludes_pm4: (
        [made("PVS1", "moderate", S), made("PM4")],
        ["PM4_Moderate"],
    ),
    module.confirmed_excludes_assumed: (
        [made("PS2", "moderate", Basis.FAMILY), made("PM6", "strong", Basis.FAMILY)],
        ["PM6_Strong"],
    ),
    module.common_excludes_rare: (
        [made("PM2", basis=Basis.POPULATION), made("BS1", basis=Basis.POPULATION)],
        ["PM2_Supporting"],
    ),
    module.each_code_once: (
        [made("PP3", "strong", PROTEIN), made("PP3", basis=S)],
        ["PP3_Supporting"],
    ),
    module.pp3_excludes_bp4: (
        [made("PP3", basis=S), made("BP4", "moderate", PROTEIN)],
        ["BP4_Moderate"],
    ),
    module.splice_ps1_needs_base: ([made("PS1", basis=S), made("PM2")], ["PS1_Strong"]),
    module.bp7_needs_bp4: ([made("BP7", basis=S)], ["BP7_Supporting"]),
}
"""Codes by guard, and the labels of those that it drops."""


def dropped(given: Sequence[Evidence], guards: Sequence[Guard]) -> list[str]:
    return [one.label for one in guarded(given, guards).dropped]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_a_guard_drops_what_it_is_for_and_without_it_nothing_does(guard):
    given, expected = CASES[guard]
    assert dropped(given, GUARDS) == expected
    without = [one for one in GUARDS if one is not guard]
    assert not set(expected) & set(dropped(given, without))


def test_every_guard_has_a_case():
    assert set(CASES) == set(GUARDS)


def test_a_predicted_pvs1_is_replaced_by_the_observed_one_however_weak():
    given, _ = CASES[module.assay_replaces_prediction]
    (kept,) = guarded(given).kept
    assert kept.label == "PVS1_Moderate (RNA)"


def test_pvs1_from_rna_excludes_pp3_for_splicing_too():
    given = [made("PVS1", "strong", RNA), made("PP3", basis=S)]
    assert dropped(given, GUARDS) == ["PP3_Supporting"]


def test_ps3_of_another_assay_stays_and_an_unnamed_one_does_not():
    rna = made("PVS1", basis=RNA, assay="blood")
    other = made("PS3", basis=Basis.FUNCTION, assay="enzyme")
    assert dropped([rna, other], GUARDS) == []
    assert dropped([rna, made("PS3", basis=Basis.FUNCTION)], GUARDS) == ["PS3_Strong"]


def test_bp7_from_rna_leaves_bp4_of_the_protein_alone():
    given = [made("BP7", "strong", RNA), made("BP4", "moderate", PROTEIN)]
    assert dropped(given, GUARDS) == []


def test_bp7_from_rna_needs_no_bp4():
    assert dropped([made("BP7", "strong", RNA)], GUARDS) == []


def test_bp7_falls_with_the_bp4_it_stands_on():
    given = [made("PP3", "strong", PROTEIN), made("BP4", basis=S), made("BP7", basis=S)]
    assert dropped(given, GUARDS) == ["BP4_Supporting", "BP7_Supporting"]


def test_the_stronger_of_two_predictions_counts_and_splicing_at_a_tie():
    (kept,) = guarded([made("PP3", basis=PROTEIN), made("PP3", basis=S)]).kept
    assert kept.basis is S
    (kept,) = guarded([made("BP4", "moderate", PROTEIN), made("BP4", basis=S)]).kept
    assert kept.basis is PROTEIN


@pytest.mark.parametrize(
    "given",
    [
        [made("BP4"), made("BP4", basis=PROTEIN), made("BP7", basis=S)],
        [made("BP4"), made("BP4", basis=PROTEIN), made("BP7")],
        [made("BP4", basis=S), made("BP4", basis=PROTEIN), made("BP7", basis=S)],
        [made("PP3"), made("PP3", basis=PROTEIN), made("PS1", basis=S)],
    ],
)
def test_what_counts_does_not_hang_on_the_order_of_the_codes(given):
    """BP4 that a person entered without saying on what rests on splicing, and wins a tie."""
    for order in permutations(given):
        found = guarded(order)
        assert [one.basis for one in found.dropped] == [PROTEIN]


def test_ps1_stays_beside_pp3_for_splicing_that_a_stronger_protein_prediction_outweighs():
    given = [made("PS1", basis=S), made("PP3", basis=S), made("PP3", "strong", PROTEIN)]
    kept = guarded(given).kept
    assert [one.label for one in kept] == ["PS1_Strong", "PP3_Strong"]


ENTERED = [
    ([made("PVS1", basis=S), made("PP3")], "PP3_Supporting"),
    ([made("PVS1", "strong", RNA), made("PP3", "strong")], "PP3_Strong"),
    ([made("PVS1"), made("PP3", basis=S)], "PP3_Supporting"),
    ([made("PVS1"), made("PM4")], "PM4_Moderate"),
    ([made("PVS1", mechanism="")], "PVS1_VeryStrong"),
    ([made("PVS1", "strong", RNA), made("PVS1")], "PVS1_VeryStrong"),
    ([made("PVS1", basis=RNA, assay="blood"), made("PS3")], "PS3_Strong"),
    ([made("BP7", "strong", RNA), made("BP4", "moderate")], "BP4_Moderate"),
    ([made("BP7", "strong"), made("BP4", basis=S)], "BP4_Supporting"),
    ([made("BP7", "strong"), made("BP7", basis=S)], "BP7_Supporting"),
    ([made("BP7", "strong"), made("BS3")], "BS3_Strong"),
    ([made("BP7")], "BP7_Supporting"),
    ([made("BP7"), made("BP4", basis=PROTEIN)], "BP7_Supporting"),
    ([made("BP7", "strong", S)], "BP7_Strong"),
    ([made("PP3"), made("BP4", basis=PROTEIN)], "BP4_Supporting"),
    ([made("PM2"), made("PM2", "moderate")], "PM2_Supporting"),
]
"""Codes of which a person entered some without saying on what they rest, and what falls."""


@pytest.mark.parametrize(("given", "expected"), ENTERED)
def test_a_code_entered_without_its_basis_is_guarded_like_one_that_was_suggested(given, expected):
    assert dropped(given, GUARDS) == [expected]


@pytest.mark.parametrize(
    "given",
    [
        [made("PM4"), made("PP3", basis=S), made("PS3")],
        [made("PP3"), made("PS1", basis=S)],
        [made("PVS1"), made("PS1", basis=S)],
        [made("PVS1"), made("PP3", basis=PROTEIN)],
        [made("PVS1"), made("PS3")],
        [made("PS1"), made("PM2")],
        [made("BP4"), made("BP7", basis=S)],
        [made("BP4", basis=S), made("BP7"), made("BS3")],
        [made("BP7", "strong")],
        [made("BP7", "strong"), made("BP4", basis=PROTEIN)],
        [made("BP4", "moderate"), made("BS3")],
    ],
)
def test_what_finds_different_things_counts_together(given):
    assert dropped(given, GUARDS) == []


def test_ps1_of_another_kind_stands_alone():
    assert dropped([made("PS1", basis=Basis.KNOWN_VARIANT)], GUARDS) == []


def test_only_codes_that_count_can_push_others_out():
    possible = made("PVS1", basis=S, standing=Standing.POSSIBLE)
    rejected = made("PVS1", basis=S, standing=Standing.REJECTED)
    pp3 = made("PP3", basis=S, standing=Standing.SUGGESTED)
    assert dropped([possible, pp3], GUARDS) == []
    assert dropped([rejected, pp3], GUARDS) == []


def test_a_dropped_suggestion_says_why_and_is_not_suggested():
    given = [
        made("PVS1", basis=S, standing=Standing.SUGGESTED),
        made("PP3", basis=S, standing=Standing.SUGGESTED),
    ]
    (told,) = guarded(given).dropped
    assert told.standing is Standing.NOT_SUGGESTED
    assert "PVS1 counts this splice event already" in told.reason


def test_accepted_codes_are_guarded_too():
    found = assess([made("PVS1", basis=S), made("PP3", basis=S), made("PM4")], RULES)
    assert found.accepted is not None
    assert found.accepted.points == 8
    assert {one.code for one in found.accepted.dropped} == {"PP3", "PM4"}


def test_an_accepted_code_is_not_pushed_out_by_a_mere_suggestion():
    given = [made("PVS1", basis=S, standing=Standing.SUGGESTED), made("PP3", basis=S), made("PM2")]
    found = assess(given, RULES)
    assert found.accepted is not None
    assert found.accepted.points == 2
    assert found.points_if_all_accepted == 9


def test_names_of_inputs_that_guards_read_are_those_that_rules_write():
    assert (MECHANISM, ASSAY) == ("mechanism", "assay")
