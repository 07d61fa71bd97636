"""Exons and introns of predicted transcripts on the reference; what is told of them in words."""

import pytest

from core.domain.consequence import OutcomeKind
from core.domain.context import DomainLoss, ExonInclusion, OutcomeContext, SeenJunction
from core.interpret.allele_map import AlleleMap
from core.interpret.alleles import Change
from core.interpret.context_words import (
    context_gaps,
    context_lines,
    domain_words,
    inclusion_words,
    seen_words,
)
from core.interpret.outcome_context import predicted_exons, predicted_introns, touched_exons
from tests.core.interpret.builders import transcript
from tests.core.interpret.evidence.cases import outcome

# Exons 1-based: 1001..1100, 2001..2090, 3001..3200.
SNV = AlleleMap(Change(2_090, "G", "A"), lambda *_: "")


@pytest.mark.parametrize(
    ("strand", "numbers", "places"),
    [
        ("+", (1,), [(1, (1_000, 1_100))]),
        ("-", (1,), [(1, (3_000, 3_200))]),
        ("+", (2, 3), [(2, (2_000, 2_090)), (3, (3_000, 3_200))]),
        ("+", (), []),
        ("+", (4,), []),
    ],
)
def test_exons_are_counted_in_the_direction_of_the_transcript(strand, numbers, places):
    found = touched_exons(outcome(exon_numbers=numbers), transcript(strand=strand))
    assert list(found) == places


def test_a_skipped_exon_leaves_one_new_intron_and_no_new_exon():
    skip = outcome(exons=((1_000, 1_100), (3_000, 3_200)))
    assert predicted_introns(skip, transcript(), SNV) == ((1_100, 3_000),)
    assert predicted_exons(skip, transcript(), SNV) == ()


def test_a_moved_edge_is_one_new_exon_and_one_new_intron():
    moved = outcome(exons=((1_000, 1_100), (2_000, 2_150), (3_000, 3_200)))
    assert predicted_introns(moved, transcript(), SNV) == ((2_150, 3_000),)
    assert predicted_exons(moved, transcript(), SNV) == ((2_000, 2_150),)


def test_a_pseudoexon_has_two_new_introns():
    pseudo = outcome(exons=((1_000, 1_100), (1_500, 1_560), (2_000, 2_090), (3_000, 3_200)))
    assert predicted_introns(pseudo, transcript(), SNV) == ((1_100, 1_500), (1_560, 2_000))


def test_a_kept_intron_has_no_new_one():
    kept = outcome(exons=((1_000, 1_100), (2_000, 3_200)))
    assert predicted_introns(kept, transcript(), SNV) == ()


def test_places_behind_an_indel_are_told_on_the_reference():
    five_less = AlleleMap(Change(1_500, "ACGTA", ""), lambda *_: "")
    skip = outcome(exons=((1_000, 1_100), (2_995, 3_195)))
    assert predicted_introns(skip, transcript(), five_less) == ((1_100, 3_000),)
    assert predicted_exons(skip, transcript(), five_less) == ()


def test_an_exon_with_an_end_in_inserted_bases_is_known_to_nobody():
    put_in = AlleleMap(Change(1_500, "", "ACGTACGTAC"), lambda *_: "")
    new = outcome(exons=((1_000, 1_100), (1_400, 1_505), (2_010, 2_100), (3_010, 3_210)))
    assert predicted_exons(new, transcript(), put_in) == ()
    assert predicted_introns(new, transcript(), put_in) == ((1_100, 1_400),)


def test_inclusion_is_told_with_its_tissues():
    found = ExonInclusion(2_000, 2_090, 2, 48, 0.061, 1.0, "Liver", "Whole Blood")
    assert inclusion_words(found) == (
        "Exon 2 (2,001-2,090) in people without the variant (GTEx, 48 tissues): "
        "included 0.06 (Liver) to 1.00 (Whole Blood)."
    )


def test_an_exon_without_a_value_is_told_as_not_known():
    assert "not known in any tissue" in inclusion_words(ExonInclusion(1, 2, None))
    assert inclusion_words(ExonInclusion(1, 2, None)).startswith("The exon as predicted")


@pytest.mark.parametrize(
    ("samples", "reads", "told"),
    [
        (1.0, None, "Seen in 1 sample without the variant"),
        (1200.0, 5000.0, "Seen in 1,200 samples with 5,000 reads without the variant"),
        (None, 7.0, "Seen in 7 reads without the variant"),
        (None, None, "Seen in an unknown number of samples without the variant"),
    ],
)
def test_a_seen_junction_is_told_with_its_event(samples, reads, told):
    seen = SeenJunction("Own (2026)", 1_100, 3_000, "exon skipping", samples, reads)
    assert seen_words(seen) == f"{told}: exon skipping (junction 1,101-3,000; Own (2026))."


def test_of_an_outcome_that_is_no_aberration_only_domains_are_told():
    context = OutcomeContext(
        inclusion=(ExonInclusion(1, 2, 1),), why_not_seen="x", domains=(DomainLoss("D", "s", 1, 4),)
    )
    strengthened = outcome(OutcomeKind.SITE_STRENGTHENED)
    assert context_lines(strengthened, context) == (
        "Domains touched: D (1 of 4 amino acids, 25%, lost or changed).",
    )


def test_what_is_not_known_is_told_as_not_known():
    context = OutcomeContext(why_no_inclusion="the pack is not installed", why_not_seen="not known")
    assert context_lines(outcome(), context) == ()
    assert context_gaps(outcome(), context) == (
        "Inclusion in people without the variant: not known: the pack is not installed.",
        "Junctions in people without the variant: not known.",
    )
    assert context_gaps(outcome(OutcomeKind.SITE_STRENGTHENED), context) == ()


def test_amino_acids_put_into_a_domain_are_told():
    assert domain_words([DomainLoss("D", "s", 0, 250, 12)]) == (
        "Domains touched: D (12 amino acids put into its 250)."
    )
