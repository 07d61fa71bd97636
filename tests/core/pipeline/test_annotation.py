"""The published layout, and what the published tool leaves out."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from core.domain.score import NotScoredReason
from core.domain.transcript import Transcript
from core.pipeline.annotation import (
    Place,
    blank_text,
    boundary_offsets,
    refusal,
    request_for,
    score_text,
)
from core.pipeline.bodies import GeneBody, gene_bodies
from core.sources.reference import Reference
from models.splice.protocol import SpliceProfile
from tests.core.pipeline.toy import LENGTH, PLUS, UNKNOWN, World, other

DISTANCE = 50
FIRST_SCORED = 5_000 + DISTANCE + 1
LAST_SCORED = LENGTH - 5_000 - DISTANCE


@pytest.fixture
def reference(world: World) -> Iterator[Reference]:
    with Reference(world.reference) as opened:
        yield opened


def place(world: World, pos: int, n_ref: int = 1, chrom: str = "toy1") -> Place:
    return Place(chrom, pos, world.text[pos - 1 : pos - 1 + n_ref])


def body(strand: str = "+") -> GeneBody:
    exons = ((20_000, 20_150), (24_000, 24_200))
    return gene_bodies([Transcript("T", "GENE", "", "toy1", strand, 20_000, 24_200, exons)])[0]


def test_the_context_has_to_fit_on_the_contig_to_the_base(world, reference):
    for pos, reason in (
        (FIRST_SCORED - 1, NotScoredReason.NEAR_CONTIG_END),
        (FIRST_SCORED, None),
        (LAST_SCORED, None),
        (LAST_SCORED + 1, NotScoredReason.NEAR_CONTIG_END),
    ):
        assert refusal(place(world, pos), reference, DISTANCE) is reason


def test_an_unknown_base_under_any_part_of_ref_is_a_reason(world, reference):
    before = UNKNOWN[0] - 1
    assert refusal(place(world, before), reference, DISTANCE) is None
    for n_ref in (2, 3):
        found = refusal(place(world, before + 1, n_ref), reference, DISTANCE)
        assert found is NotScoredReason.REFERENCE_UNKNOWN
    known_in_file = Place("toy1", UNKNOWN[0] + 1, "A")
    assert refusal(known_in_file, reference, DISTANCE) is NotScoredReason.REFERENCE_UNKNOWN


def test_another_ref_than_the_reference_is_a_reason(world, reference):
    wrong = Place("toy1", 22_000, other(world.base(22_000)))
    assert refusal(wrong, reference, DISTANCE) is NotScoredReason.REFERENCE_MISMATCH


def test_a_ref_that_runs_past_the_contig_does_not_match(world, reference):
    beyond = Place("toy1", LENGTH, world.base(LENGTH) + "A")
    assert refusal(beyond, reference, DISTANCE) is NotScoredReason.REFERENCE_MISMATCH


def test_a_deletion_may_be_twice_as_long_as_the_distance_and_no_longer(world, reference):
    longest = 2 * DISTANCE
    assert refusal(place(world, 22_000, longest), reference, DISTANCE) is None
    found = refusal(place(world, 22_000, longest + 1), reference, DISTANCE)
    assert found is NotScoredReason.REF_TOO_LONG


def test_the_mitochondrion_and_missing_contigs_have_reasons_of_their_own(reference):
    found = refusal(Place("chrM", 10_000, "A"), reference, DISTANCE)
    assert found is NotScoredReason.MITOCHONDRIAL
    found = refusal(Place("chr7", 10_000, "A"), reference, DISTANCE)
    assert found is NotScoredReason.CONTIG_MISSING


def test_a_request_is_centred_on_the_position_and_knows_its_gene(world, reference):
    here = place(world, 22_000)
    request = request_for(here, "T", body("-"), reference, DISTANCE)
    assert len(request.window) == 10_000 + 2 * DISTANCE + 1
    assert request.window[len(request.window) // 2] == here.ref
    assert (request.strand, request.alt) == ("-", "T")
    assert (request.body_start_offset, request.body_end_offset) == (20_001 - 22_000, 2_200)


def test_a_request_without_room_is_a_bug_of_the_caller(world, reference):
    with pytest.raises(ValueError, match="too close"):
        request_for(place(world, 100), "T", body(), reference, DISTANCE)


def profile() -> SpliceProfile:
    """A donor lost 2 bases upstream, an acceptor gained 3 bases downstream."""
    ref, alt = np.zeros((2, 11), np.float32), np.zeros((2, 11), np.float32)
    ref[1, 3], alt[0, 8] = 0.916, 0.125
    return SpliceProfile(5, ref, alt)


def test_the_layout_is_the_published_one_with_two_decimals():
    text = score_text("G", "NF1", profile(), boundary_offsets=None)
    assert text == "G|NF1|0.12|0.00|0.00|0.92|3|-5|-5|-2"


def test_masked_a_gain_at_the_boundary_and_losses_elsewhere_are_zero():
    assert score_text("G", "NF1", profile(), boundary_offsets=[3, -5]) == (
        "G|NF1|0.00|0.00|0.00|0.00|3|-5|-5|-2"
    )
    assert score_text("G", "NF1", profile(), boundary_offsets=[-2, 4]) == (
        "G|NF1|0.12|0.00|0.00|0.92|3|-5|-5|-2"
    )


def test_two_long_alleles_get_dots():
    assert blank_text("GT", "NF1") == "GT|NF1|.|.|.|.|.|.|.|."


def test_over_tissues_every_boundary_counts_and_the_second_best_site_is_found():
    """Gains 0.5 at 3 and 0.25 at -4; losses 0.75 at -2 and 0.5 at 4; boundaries 1, 3 and 4."""
    gains, losses = np.zeros((2, 11), np.float32), np.zeros((2, 11), np.float32)
    gains[0, [8, 1]] = 0.5, 0.25
    losses[1, [3, 9]] = -0.75, -0.5
    over_tissues = replace(profile(), gains=gains, losses=losses)
    raw = score_text("G", "NF1", over_tissues, boundary_offsets=None)
    assert raw == "G|NF1|0.50|0.00|0.00|0.75|3|-5|-5|-2"
    masked = score_text("G", "NF1", over_tissues, boundary_offsets=[1, 3, 4])
    assert masked == "G|NF1|0.25|0.00|0.00|0.50|-4|-5|-5|4"


def test_boundaries_are_told_from_the_position():
    assert boundary_offsets(body(), 20_001) == (0, 149, 4_000, 4_199)


def test_of_two_equally_near_boundaries_the_left_one_counts():
    ref, alt = np.ones((2, 11), np.float32), np.ones((2, 11), np.float32)
    alt[:, 0] = 0.5
    even = gene_bodies([Transcript("T", "G", "", "c", "+", 0, 30, ((0, 10), (19, 30)))])[0]
    found = score_text(
        "G", "G", SpliceProfile(5, ref, alt), boundary_offsets=boundary_offsets(even, 15)
    )
    assert found.split("|")[3] == "0.50"
    alt = alt[:, ::-1]
    found = score_text(
        "G", "G", SpliceProfile(5, ref, alt), boundary_offsets=boundary_offsets(even, 15)
    )
    assert found.split("|")[3] == "0.00"


def test_the_toy_world_has_the_gene_used_here(world):
    assert PLUS[0][0] == 20_000
    assert world.text[PLUS[0][1] : PLUS[0][1] + 6] == "GTAAGT"
