"""PP3 and BP4 of missense variants by the one chosen tool."""

import pytest

from core.domain.evidence import Basis, Standing
from core.domain.evidence_inputs import MissenseScore
from core.interpret.evidence.suggest import suggest
from tests.core.interpret.evidence.cases import (
    RULES,
    codes,
    coding,
    has,
    inputs,
    one,
    outcome,
    splice,
)

MISSENSE = coding("missense_variant")
PROTEIN = Basis.PROTEIN


def scored(value, tool="REVEL", **more):
    fields = {"coding": MISSENSE, "missense": MissenseScore(tool, value, "REVEL 1.3")} | more
    return inputs(2040, **fields)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.99, "PP3_Strong"),
        (0.932, "PP3_Strong"),
        (0.931, "PP3_Moderate"),
        (0.773, "PP3_Moderate"),
        (0.772, "PP3_Supporting"),
        (0.644, "PP3_Supporting"),
        (0.643, ""),
        (0.291, ""),
        (0.290, "BP4_Supporting"),
        (0.184, "BP4_Supporting"),
        (0.183, "BP4_Moderate"),
        (0.017, "BP4_Moderate"),
        (0.016, "BP4_Strong"),
        (0.0, "BP4_Strong"),
    ],
)
def test_every_cut_off_of_the_tool(value, expected):
    assert codes(scored(value)) == ({expected} if expected else set())


def test_without_a_table_there_is_no_code():
    assert not has(scored(0.9, missense=None), "PP3")


def test_only_missense_variants_are_scored():
    for other in (None, coding("synonymous_variant"), coding("stop_gained")):
        found = codes(scored(0.99, coding=other))
        assert "PP3_Strong" not in found


def test_another_tool_gives_no_code():
    item = one(scored(0.99, "CADD"), "PP3", PROTEIN)
    assert item.standing is Standing.NOT_SUGGESTED


def test_bp4_waits_until_splicing_is_known_to_be_left_alone():
    for score in (None, splice(0.15), splice(0.0, calibration=None), splice(0.0, distance=50)):
        item = one(scored(0.1, splice=score), "BP4", PROTEIN)
        assert item.standing is Standing.POSSIBLE


def test_a_predicted_splice_effect_wins_over_a_benign_protein():
    given = scored(0.1, splice=splice(0.6), outcomes=(outcome(),))
    assert codes(given) == {"PP3_Supporting"}
    assert one(given, "PP3").basis is Basis.SPLICING


def test_protein_and_splicing_are_one_pp3():
    given = scored(0.8, splice=splice(0.6), outcomes=(outcome(),))
    assert codes(given) == {"PP3_Moderate"}


@pytest.mark.parametrize(
    ("score", "standing"),
    [
        (splice(0.10), Standing.SUGGESTED),
        (splice(0.104), Standing.SUGGESTED),
        (splice(0.11), Standing.POSSIBLE),
        (splice(0.0, masked=True), Standing.POSSIBLE),
        (splice(0.0, distance=4_999), Standing.POSSIBLE),
    ],
)
def test_splicing_is_left_alone_up_to_the_cut_off_of_raw_deltas_in_the_calibrated_window(
    score, standing
):
    item = one(scored(0.1, splice=score), "BP4", PROTEIN)
    assert (item.label, item.standing) == ("BP4_Moderate", standing)
    assert ("splicing is not excluded" in item.reason) is (standing is Standing.POSSIBLE)


@pytest.mark.parametrize(("value", "is_told"), [(0.4, True), (0.644, False), (0.29, False)])
def test_a_score_between_the_cut_offs_is_told_to_be_uninformative(value, is_told):
    found = [one.reason for one in suggest(scored(value), RULES) if one.basis is PROTEIN]
    assert len(found) == 1
    assert ("uninformative" in found[0]) is is_told
