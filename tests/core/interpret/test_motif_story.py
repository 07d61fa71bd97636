"""Motifs that are broken or made, told with what explanations rest on there."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.assembly import Assembly
from core.domain.attribution import AlleleAttribution, Attribution, AttributionMethod
from core.domain.motif import Motif, MotifChange, MotifHit
from core.domain.regulatory_track import RegulatoryTrack
from core.domain.variant import Variant
from core.interpret.motif_story import MotifEvent, load_motif_rules, motif_stories

SNV = Variant(Assembly.GRCH38, "chr1", 1_000, "C", "T")
TRACK = RegulatoryTrack("HepG2_minP", "MPRA", "HepG2")


def motif(name: str, n: int = 4) -> Motif:
    return Motif(f"{name}.1", name, "", "Homo sapiens", ((1.0, 0.0, 0.0, 0.0),) * n)


def change(
    name: str, ref: float, alt: float, offset: int = -2, n: int = 4, at: int | None = None
) -> MotifChange:
    """A motif with these p-values; `at` is its offset in ALT."""
    place = offset if at is None else at
    return MotifChange(
        motif(name, n), MotifHit(offset, "+", 9.0, ref), MotifHit(place, "-", 2.0, alt)
    )


def allele(name: str, value: float, offsets: range = range(-5, 6)) -> AlleleAttribution:
    """Every base contributes the same."""
    n = len(offsets)
    contribution = np.full(n, value, np.float32)
    return AlleleAttribution(name, "A" * n, np.array(offsets, np.int32), contribution, None, 1.0)


def explained(ref: float, alt: float) -> Attribution:
    sides = allele("ref", ref), allele("alt", alt)
    return Attribution(
        "mpra", "", "", None, 0, AttributionMethod.ISM, *sides, digest="d", track=TRACK
    )


def test_a_broken_motif_is_told_with_its_place_and_both_p_values():
    (story,) = motif_stories([change("HNF4A", 3e-6, 2e-2)], SNV)
    assert (story.event, story.first, story.last) == (MotifEvent.BROKEN, 998, 1_001)
    assert story.sentence == (
        "Breaks a motif of HNF4A (HNF4A.1): best match p 3e-06 → 2e-02 at chr1:998–1,001, "
        "plus strand."
    )


def test_a_motif_that_only_alt_has_is_made_at_its_place_there():
    (story,) = motif_stories([change("MYB", 2e-3, 5e-6, offset=-30, at=-1)], SNV)
    assert (story.event, story.first, story.last) == (MotifEvent.MADE, 999, 1_002)
    assert "Makes a motif of MYB" in story.sentence
    assert "minus strand" in story.sentence


def test_in_an_insertion_a_made_motif_lies_on_the_genome_beside_it():
    inserted = Variant(Assembly.GRCH38, "chr1", 1_000, "C", "CGGG")
    (story,) = motif_stories([change("MYB", 2e-3, 5e-6, at=1)], inserted)
    assert (story.first, story.last) == (1_000, 1_001)


@pytest.mark.parametrize(
    ("ref", "alt", "is_told"),
    [
        (1e-4, 1e-3, True),
        (1.1e-4, 1e-2, False),
        (1e-6, 9e-6, False),
        (1e-6, 1e-6, False),
        (1e-3, 1e-4, True),
    ],
)
def test_a_motif_has_to_fit_one_allele_and_change_tenfold(ref, alt, is_told):
    assert bool(motif_stories([change("A", ref, alt)], SNV)) is is_told


def test_motifs_on_the_same_bases_are_one_story_and_no_factor_is_chosen():
    changes = [change("KLF8", 3e-5, 7e-4), change("SP1", 2e-5, 5e-4, offset=-3)]
    other = change("FAR", 1e-6, 1e-2, offset=-40)
    first, second = motif_stories([*changes, other], SNV)
    assert first.motif.motif.factor == "FAR"
    assert (second.motif.motif.factor, [one.motif.factor for one in second.alike]) == (
        "SP1",
        ["KLF8"],
    )
    assert "the sequence does not tell which of the factors binds" in second.sentence


def test_one_broken_and_one_made_on_the_same_bases_are_two_stories():
    stories = motif_stories([change("A", 1e-6, 1e-2), change("B", 1e-2, 1e-5)], SNV)
    assert [one.event for one in stories] == [MotifEvent.BROKEN, MotifEvent.MADE]


def test_what_an_explanation_rests_on_there_is_told_with_the_share_that_is_lost():
    known = explained(1.0, 0.29)
    (story,) = motif_stories([change("A", 1e-6, 1e-2)], SNV, [known], {"mpra": "MPRA-DragoNN"})
    (found,) = story.contributions
    assert (found.ref, found.alt) == pytest.approx((4.0, 1.16))
    assert story.sentence.endswith(
        "The attribution of MPRA-DragoNN in HepG2 (HepG2_minP, in-silico mutagenesis) drops "
        "by 71 % at these 4 bases "
        "(+4.00 → +1.16)."
    )


@pytest.mark.parametrize(
    ("ref", "alt", "words"),
    [
        (1.0, 0.0, "drops to nothing"),
        (1.0, -0.5, "turns from +4.00 to −2.00 at these 4 bases."),
        (1.0, 0.9, "hardly changes"),
        (1.0, 2.0, "rises at these 4 bases (+4.00 → +8.00)"),
        (-1.0, 0.0, "does not rest on the motif at these 4 bases"),
    ],
)
def test_other_explanations_are_told_as_they_are(ref, alt, words):
    (story,) = motif_stories([change("A", 1e-6, 1e-2)], SNV, [explained(ref, alt)])
    assert words in story.sentence


@pytest.mark.parametrize(
    ("factor", "is_told"), [("", True), ("A", True), ("LIKE", True), ("CTCF", False)]
)
def test_a_track_of_a_factor_counts_only_in_the_story_of_that_factor(factor: str, is_told: bool):
    known = replace(explained(1.0, 0.2), track=replace(TRACK, factor=factor))
    changes = [change("A::B", 1e-6, 1e-2), change("LIKE", 1e-5, 1e-2)]
    (story,) = motif_stories(changes, SNV, [known])
    assert bool(story.contributions) is is_told


def test_a_made_motif_rises():
    (story,) = motif_stories([change("A", 1e-2, 1e-6)], SNV, [explained(0.1, 1.0)])
    assert "rises at these 4 bases (+0.40 → +4.00)" in story.sentence


def test_bases_of_a_made_motif_may_contribute_less_than_before():
    (story,) = motif_stories([change("A", 1e-2, 1e-6)], SNV, [explained(1.0, 0.25)])
    assert "drops by 75 % at these 4 bases (+4.00 → +1.00)" in story.sentence


def test_mutagenesis_counts_before_gradients_whichever_came_last():
    gradients = replace(explained(-1.0, -1.0), method=AttributionMethod.INTEGRATED_GRADIENTS)
    for known in ([explained(1.0, 0.0), gradients], [gradients, explained(1.0, 0.0)]):
        (story,) = motif_stories([change("A", 1e-6, 1e-2)], SNV, known)
        assert [one.method for one in story.contributions] == [AttributionMethod.ISM]


def test_explanations_without_sign_of_sites_or_of_other_bases_do_not_count():
    whole = explained(1.0, 0.0)
    unsigned = replace(whole, method=AttributionMethod.SALIENCY)
    of_site = replace(whole, track=None)
    short = replace(whole, ref=allele("ref", 1.0, range(-1, 2)))
    (story,) = motif_stories([change("A", 1e-6, 1e-2)], SNV, [unsigned, of_site, short])
    assert story.contributions == ()


def test_every_rule_names_its_source():
    rules = load_motif_rules()
    assert all(one.source for one in (rules.fits, rules.ratio, rules.moves))


P = st.floats(1e-9, 1.0)
CHANGES = st.lists(
    st.builds(change, st.text("ABC", min_size=1, max_size=3), P, P, st.integers(-9, 3)), max_size=12
)


@given(CHANGES)
def test_every_motif_that_counts_is_told_once_and_no_other(changes):
    rules = load_motif_rules()
    wanted = [one for one in changes if rules.tells(one.ref.p, one.alt.p)]
    told = [one for story in motif_stories(changes, SNV) for one in (story.motif, *story.alike)]
    assert sorted(map(repr, told)) == sorted(map(repr, wanted))


@given(CHANGES, st.randoms())
def test_the_order_in_which_motifs_are_given_does_not_matter(changes, random):
    by_fold = {(one.ref.p, one.alt.p): one for one in changes}
    distinct = list(by_fold.values())
    shuffled = random.sample(distinct, len(distinct))

    def places(of) -> set[tuple[MotifEvent, float]]:
        stories = motif_stories(of, SNV)
        return {(one.event, min(one.motif.ref.p, one.motif.alt.p)) for one in stories[:1]}

    folds = sorted(abs(np.log10(one.ref.p / one.alt.p)) for one in distinct)
    if all(b - a > 1e-6 for a, b in pairwise(folds)):
        assert places(shuffled) == places(distinct)
