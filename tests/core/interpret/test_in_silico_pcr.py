"""Products of primers on known sequence."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.rna_plan import Band, Separation
from core.interpret.bands import separation_of
from core.interpret.in_silico_pcr import binding_sites, places, product_sizes
from core.interpret.mrna import Mrna, reverse_complement
from core.interpret.pcr_templates import (
    PcrTemplate,
    changed_stretch,
    exon_edges,
    genome_places,
    places_in,
)
from core.interpret.plan_rules import load_plan_rules
from tests.core.interpret.builders import transcript
from tests.core.real_genes import skipping

RULES = load_plan_rules()
FORWARD, REVERSE = "ACGTTGCAAGCTTACGGA", "TTGACCATGGCAATCGAC"


def test_a_product_holds_both_primers():
    template = "CC" + FORWARD + "A" * 50 + reverse_complement(REVERSE) + "GG"
    assert product_sizes(template, FORWARD, REVERSE, 1000) == (18 + 50 + 18,)
    assert product_sizes(template, FORWARD, REVERSE, 85) == ()
    assert product_sizes(template, REVERSE, FORWARD, 1000) == ()
    assert product_sizes(reverse_complement(template), FORWARD, REVERSE, 1000) == ()
    assert product_sizes(reverse_complement(template), REVERSE, FORWARD, 1000) == (86,)


def test_primers_that_bind_twice_give_every_product():
    template = FORWARD + "A" * 10 + FORWARD + "C" * 10 + reverse_complement(REVERSE)
    assert product_sizes(template, FORWARD, REVERSE, 1000) == (46, 74)


def test_primers_that_overlap_give_nothing():
    template = FORWARD[:10] + reverse_complement(REVERSE)
    assert product_sizes(template, template[:18], REVERSE, 1000) == ()


def test_a_primer_may_bind_with_mismatches_away_from_its_end():
    wrong = "T" + FORWARD[1:3] + "A" + FORWARD[4:]
    template = "G" * 30 + wrong + "G" * 30
    assert binding_sites(template, FORWARD, 12, 2) == ((30, "+"),)
    assert binding_sites(template, FORWARD, 12, 1) == ()
    assert binding_sites(template, FORWARD, 16, 2) == ()
    assert binding_sites(reverse_complement(template), FORWARD, 12, 2) == ((30, "-"),)


def test_places_overlap():
    assert list(places("AAAA", "AA")) == [0, 1, 2]


@given(st.integers(0, 10_000))
def test_binding_is_found_on_either_strand(seed):
    rng = random.Random(seed)
    template = "".join(rng.choices("ACGT", k=200))
    start = rng.randrange(180)
    primer = template[start : start + 20]
    assert (start, "+") in binding_sites(template, primer, 12, 0)
    assert (start, "-") in binding_sites(template, reverse_complement(primer), 12, 0)


def rna(*pieces):
    """A transcript of exons that lie 100 bases apart on the genome, by their lengths."""
    origins = np.concatenate([np.arange(100 * i, 100 * i + n) for i, n in pieces])
    ends = np.cumsum([n for _, n in pieces])[:-1]
    return Mrna("A" * len(origins), origins, tuple(int(end) for end in ends))


def test_what_changes_lies_between_what_both_begin_and_end_with():
    native = rna((0, 50), (1, 40), (2, 60))
    assert changed_stretch(native, rna((0, 50), (2, 60))) == (50, 90)
    assert changed_stretch(native, rna((0, 50), (1, 30), (2, 60))) == (80, 90)
    longer = rna((0, 50), (1, 55), (2, 60))
    assert changed_stretch(native, longer) == (90, 90)
    assert changed_stretch(longer, native) == (90, 105)
    assert changed_stretch(native, native) == (150, 150)


def test_bases_that_came_in_have_no_place_on_the_genome():
    origins = np.array([8, 9, -1, -1, 10, 50])
    changed = Mrna("ACGTAC", origins, (5,))
    assert genome_places(changed, 0, 6) == ((8, 11), (50, 51))
    assert genome_places(changed, 2, 4) == ()


def test_exons_and_places_of_a_transcript():
    native = rna((0, 50), (1, 40), (2, 60))
    assert exon_edges(native) == ((0, 50), (50, 90), (90, 150))
    assert places_in(native, [(45, 110), (259, 300)]) == ((45, 60), (149, 150))


MODEL = transcript()
USUAL = PcrTemplate("unchanged splicing", rna((0, 50)))
ABERRANT = PcrTemplate("skipping", rna((0, 50)), skipping(MODEL, 2))


@pytest.mark.parametrize(
    ("first", "second", "method"),
    [
        (300, 280, Separation.AGAROSE),
        (300, 281, Separation.CAPILLARY),
        (480, 457, Separation.CAPILLARY),
        (500, 490, Separation.CAPILLARY),
        (501, 490, Separation.SEQUENCING),
        (600, 570, Separation.AGAROSE),
        (300, 298, Separation.CAPILLARY),
        (300, 299, Separation.SEQUENCING),
        (300, 300, Separation.SEQUENCING),
    ],
)
def test_the_simplest_method_that_tells_bands_apart_is_named(first, second, method):
    bands = [Band("", first, is_seen=True), Band("", second, is_seen=True)]
    assert separation_of([USUAL, ABERRANT], bands, RULES.gel) is method


def test_unchanged_splicing_of_both_alleles_is_one_thing():
    bands = [Band("", 300, is_seen=True), Band("", 301, is_seen=True)]
    assert separation_of([USUAL, USUAL], bands, RULES.gel) is None
    assert separation_of([USUAL, ABERRANT], [bands[0], Band("", None, is_seen=False)], RULES.gel) is None  # fmt: skip
