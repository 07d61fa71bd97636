"""PS1 for splicing: table 2 of Walker 2023, every row, and its prerequisites (standards 2.2)."""

from dataclasses import replace

import pytest

from core.domain.consequence import OutcomeKind, SiteUse
from core.domain.evidence import Basis, Standing
from core.domain.evidence_inputs import KnownClass
from core.domain.stated import Stated
from tests.core.interpret.evidence.cases import (
    LOF,
    has,
    known,
    one,
    outcome,
    splice,
)
from tests.core.interpret.evidence.ps1_cases import DRAWN, full, other, outside, reduced

P, LP = KnownClass.PATHOGENIC, KnownClass.LIKELY_PATHOGENIC


ROWS = [
    # under assessment, comparison at, its class, expected
    (outside, 2095, P, "PS1_Strong"),
    (outside, 2095, LP, "PS1_Moderate"),
    (outside, 2096, P, "PS1_Moderate"),
    (outside, 2096, LP, "PS1_Supporting"),
    (outside, 2091, P, "PS1_Moderate"),
    (outside, 2091, LP, "PS1_Supporting"),
    (outside, 2088, P, "PS1_Moderate"),
    (full, 2091, P, "PS1_Supporting"),
    (full, 2092, P, "PS1_Supporting"),
    (full, 2092, LP, ""),
    (full, 2095, P, "PS1_Supporting"),
    (full, 2095, LP, "PS1_Supporting"),
    (reduced, 2092, P, "PS1_Strong"),
    (reduced, 2092, LP, ""),
    (reduced, 2095, P, "PS1_Moderate"),
    (reduced, 2095, LP, "PS1_Supporting"),
    # in no motif of the same site
    (outside, 2097, P, ""),
    (outside, 2087, P, ""),
    (outside, 2999, P, ""),
    (full, 1101, P, ""),
    (full, 1105, P, ""),
]


@pytest.mark.parametrize(("kind", "pos", "classified", "expected"), ROWS)
def test_every_row_of_the_table(kind, pos, classified, expected):
    given = kind(known=(other(pos, classified, is_reduced=kind is reduced),))
    if not expected:
        assert not has(given, "PS1")
        return
    item = one(given, "PS1")
    assert (item.label, item.standing, item.basis) == (
        expected,
        Standing.SUGGESTED,
        Basis.SPLICING,
    )


@pytest.mark.parametrize("classified", [KnownClass.UNCERTAIN, KnownClass.OTHER])
def test_a_variant_of_no_pathogenic_class_gives_nothing(classified):
    assert not has(outside(known=(other(2095, classified),)), "PS1")


def test_the_variant_itself_is_no_comparison():
    itself = known(2095, P, ref="G", alt="A")
    assert not has(outside(known=(itself,)), "PS1")


SKIP_3 = (outcome(exon_numbers=(3,)),)
CRYPTIC = (outcome(OutcomeKind.PARTIAL_EXON_LOSS),)
MISSING = {
    "less strongly predicted": ({"max_delta": 0.61}, "predicted less strongly"),
    "strength not known": ({"max_delta": None}, "how strongly"),
    "another exon skipped": ({"outcomes": SKIP_3}, "another event"),
    "another kind": ({"outcomes": CRYPTIC}, "another event"),
    "event not known": ({"outcomes": None}, "not known"),
    "nothing drawn": ({"outcomes": ()}, "not known"),
    "circular": ({"is_independent": False}, "rests on this variant"),
    "nobody looked": ({"is_independent": None}, "whether its class rests"),
}


@pytest.mark.parametrize(("change", "words"), MISSING.values(), ids=MISSING)
def test_a_prerequisite_that_is_not_shown_leaves_ps1_possible(change, words):
    item = one(outside(known=(other(2095, P, **change),)), "PS1")
    assert (item.label, item.standing) == ("PS1_Strong", Standing.POSSIBLE)
    assert words in item.reason


@pytest.mark.parametrize("delta", [0.60, 0.5, 0.604])
def test_as_strongly_predicted_is_enough_with_two_decimals(delta):
    item = one(outside(known=(other(2095, P, max_delta=delta),)), "PS1")
    assert item.standing is Standing.SUGGESTED


def test_the_same_cryptic_site_is_the_same_event_and_another_is_not():
    def cryptic(pos):
        gained = SiteUse("donor", pos, 0.0, 0.8, False)
        return (outcome(OutcomeKind.PARTIAL_INTRON_RETENTION, sites=(gained,)),)

    for pos, standing in ((2120, Standing.SUGGESTED), (2130, Standing.POSSIBLE)):
        given = outside(outcomes=cryptic(2120), known=(other(2095, P, outcomes=cryptic(pos)),))
        assert one(given, "PS1").standing is standing


def test_ps1_is_never_there_without_pp3_or_pvs1():
    quiet = outside(splice=splice(0.15), known=(other(2095, P),))
    assert one(quiet, "PS1").standing is Standing.NOT_SUGGESTED
    without_mechanism = full(stated=Stated(), known=(other(2095, P),))
    assert one(without_mechanism, "PS1").standing is Standing.NOT_SUGGESTED
    assert one(full(stated=Stated(mechanism=LOF), known=(other(2095, P),)), "PS1").points == 1


def test_a_comparison_that_meets_all_comes_before_a_stronger_one_that_does_not():
    given = outside(known=(other(2095, P, is_independent=None), other(2096, P)))
    item = one(given, "PS1")
    assert (item.label, item.standing) == ("PS1_Moderate", Standing.SUGGESTED)
    assert "ClinVar VCV1" in item.reason


@pytest.mark.parametrize("of_the_known", [False, True])
@pytest.mark.parametrize(
    "site",
    [
        SiteUse("acceptor", 2001, 0.9, 0.1, True),
        SiteUse("acceptor", 2001, 0.1, 0.9, True),
        SiteUse("donor", 2120, 0.4, 0.4, False),
        SiteUse("donor", 2120, 0.8, 0.1, False),
    ],
    ids=["annotated, lost", "annotated, gained", "new, as before", "new, lost"],
)
def test_only_a_new_site_that_gains_tells_two_skips_of_one_exon_apart(site, of_the_known):
    pair = [DRAWN, (outcome(sites=(site,)),)]
    mine, theirs = pair if of_the_known else reversed(pair)
    given = outside(outcomes=mine, known=(other(2095, P, outcomes=theirs),))
    assert one(given, "PS1").standing is Standing.SUGGESTED


GAINED = outcome(
    OutcomeKind.PARTIAL_INTRON_RETENTION, 0.4, sites=(SiteUse("donor", 2120, 0.0, 0.8, False),)
)


@pytest.mark.parametrize(
    "beside",
    [
        GAINED,
        outcome(OutcomeKind.SITE_STRENGTHENED, 0.99),
        outcome(OutcomeKind.INCREASED_INCLUSION, 0.99),
        outcome(exon_numbers=(3,), share=0.99, transcript_id="ENST_OTHER"),
    ],
    ids=["less of another event", "site strengthened", "more inclusion", "transcript not in use"],
)
def test_the_event_is_the_aberration_of_the_largest_share_in_a_transcript_that_counts(beside):
    drawn = (outcome(), beside)
    given = outside(known=(other(2095, P, outcomes=drawn),))
    assert one(given, "PS1").standing is Standing.SUGGESTED
    given = outside(outcomes=drawn, known=(other(2095, P),))
    assert one(given, "PS1").standing is Standing.SUGGESTED


def test_another_event_of_a_larger_share_is_the_event():
    more = replace(GAINED, share=0.95)
    given = outside(known=(other(2095, P, outcomes=(outcome(), more)),))
    item = one(given, "PS1")
    assert item.standing is Standing.POSSIBLE
    assert "another event" in item.reason
