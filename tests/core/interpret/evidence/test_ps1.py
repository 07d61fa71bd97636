"""PS1 for splicing: table 2 of Walker 2023, every row, and its prerequisites (standards 2.2)."""

from dataclasses import replace

import pytest

from core.domain.consequence import OutcomeKind, SiteUse
from core.domain.evidence import Basis, Standing
from core.domain.evidence_inputs import CanonicalSite, KnownClass, MissenseScore
from core.domain.stated import Stated
from core.interpret.evidence.known import changes_same_bases, splice_base
from core.interpret.position import locate
from tests.core.interpret.builders import variant
from tests.core.interpret.evidence.cases import (
    LOF,
    NO_STOP,
    TRANSCRIPT,
    assay,
    coding,
    has,
    inputs,
    known,
    lost_donor,
    made,
    one,
    outcome,
    splice,
)

P, LP = KnownClass.PATHOGENIC, KnownClass.LIKELY_PATHOGENIC
DRAWN = (outcome(),)


def outside(pos=2095, **more):
    """+5 of the second intron, predicted to skip exon 2: PP3."""
    fields = {"splice": splice(0.6), "outcomes": DRAWN} | more
    return inputs(pos, "G", "A", **fields)


def full(**more):
    """+1 of the second intron: PVS1 in full."""
    return lost_donor(**more)


def reduced(**more):
    """+1 of the second intron, an in-frame skip: PVS1 reduced."""
    return lost_donor(outcomes=(outcome(nmd=NO_STOP),), **more)


def other(pos, classified, *, is_reduced=False, **more):
    drawn = (outcome(nmd=NO_STOP),) if is_reduced else DRAWN
    fields = {"ref": "G", "alt": "C", "outcomes": drawn} | more
    return known(pos, classified, **fields)


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


@pytest.mark.parametrize(
    ("predicted", "observed", "expected"),
    [
        (full, outcome(nmd=NO_STOP), "PS1_Strong"),  # PVS1_Moderate (RNA) counts, not PVS1
        (reduced, outcome(), "PS1_Supporting"),  # PVS1_VeryStrong (RNA) counts
    ],
)
def test_the_row_is_that_of_the_observed_pvs1_which_replaces_the_predicted_one(
    predicted, observed, expected
):
    stated = Stated(mechanism=LOF, assays=(assay(outcome=observed),))
    comparison = other(2092, P, is_reduced=predicted is reduced)
    item = one(predicted(stated=stated, known=(comparison,)), "PS1")
    assert (item.label, item.standing) == (expected, Standing.SUGGESTED)


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


def test_beside_an_observed_pvs1_what_was_not_predicted_leaves_ps1_possible():
    """+1 that no engine scored; an assay shows a transcript."""
    stated = Stated(mechanism=LOF, assays=(assay(),))
    item = one(full(stated=stated, splice=None, outcomes=(), known=(other(2092, P),)), "PS1")
    assert (item.label, item.standing) == ("PS1_Supporting", Standing.POSSIBLE)
    assert "how strongly this variant is predicted is not known" in item.reason
    assert "the predicted event of one of the two is not known" in item.reason


def test_outside_a_dinucleotide_an_observed_pvs1_has_no_row():
    given = outside(stated=Stated(mechanism=LOF, assays=(assay(),)), known=(other(2096, P),))
    assert not has(given, "PS1")


def test_a_dinucleotide_that_the_changed_sequence_still_has_is_outside():
    kept = (CanonicalSite("donor", "GT", "GT", is_kept=True),)
    given = inputs(2091, "G", "A", sites=kept, splice=splice(0.6), outcomes=DRAWN)
    item = one(replace(given, known=(other(2095, P),)), "PS1")
    assert (item.label, item.standing) == ("PS1_Moderate", Standing.SUGGESTED)


def most_of_the_intron(anchor=2092):
    """A deletion of intron 2 but for its first bases: the donor outside +-1,2, and the acceptor."""
    return {"pos": anchor, "ref": "T" + "G" * (3000 - anchor), "alt": "T"}


def test_a_known_deletion_that_takes_the_dinucleotide_of_another_site_is_not_outside():
    assert not has(full(known=(other(classified=P, **most_of_the_intron()),)), "PS1")


def test_a_dinucleotide_known_at_a_site_that_keeps_its_own_is_not_the_same():
    """The acceptor of intron 2 is lost, its donor touched outside +-1,2."""
    lost = (CanonicalSite("acceptor", "AG", "GG", is_kept=False),)
    given = lost_donor(sites=lost, known=(other(2091, P),))
    where = variant(**most_of_the_intron())
    moved = replace(given, variant=where, positions=locate(where, [TRANSCRIPT]))
    assert one(moved, "PVS1").standing is Standing.SUGGESTED
    assert not has(moved, "PS1")


def test_neither_bp4_nor_pp3_of_the_protein_is_a_base():
    quiet = outside(splice=splice(0.0), outcomes=(), known=(other(2095, P),))
    assert one(quiet, "BP4").standing is Standing.SUGGESTED
    assert one(quiet, "PS1").standing is Standing.NOT_SUGGESTED
    score = MissenseScore("REVEL", 0.99, "REVEL 1.3")
    missense = inputs(
        2089, "G", "A", splice=splice(0.0), coding=coding("missense_variant"), missense=score
    )
    given = replace(missense, known=(other(2089, P),))
    assert one(given, "PP3").standing is Standing.SUGGESTED
    assert one(given, "PS1").standing is Standing.NOT_SUGGESTED


def test_pvs1_comes_before_pp3_and_what_was_observed_before_what_was_predicted():
    pp3 = made("PP3", basis=Basis.SPLICING, standing=Standing.SUGGESTED)
    pvs1 = made("PVS1", "supporting", Basis.SPLICING, Standing.SUGGESTED)
    strong, weak = (
        made("PVS1", strength, Basis.RNA, Standing.SUGGESTED) for strength in ("strong", "moderate")
    )
    assert splice_base((pp3, pvs1)) is pvs1
    assert splice_base((replace(pvs1, strength="very strong", points=8), weak, pp3)) is weak
    assert splice_base((weak, strong, pvs1)) is strong
    assert splice_base((replace(pvs1, standing=Standing.POSSIBLE), pp3)) is pp3


def test_nothing_is_said_of_ps1_without_a_known_variant_or_outside_the_transcripts():
    assert not has(outside(), "PS1")
    assert not has(outside(splice=splice(0.15)), "PS1")
    assert not has(outside(in_use=frozenset(), known=(other(2095, P),)), "PS1")


def test_the_same_bases_are_those_of_one_chromosome_that_the_reference_has():
    here = variant(2095, "G", "A")
    assert changes_same_bases(here, variant(2095, "G", "C"))
    assert changes_same_bases(here, variant(2094, "TG", "TC"))
    assert not changes_same_bases(here, variant(2095, "G", "C", chrom="chr2"))
    assert not changes_same_bases(here, variant(2095, "GT", "CA"))
    assert not changes_same_bases(variant(2095, "G", "GA"), variant(2095, "G", "GC"))
