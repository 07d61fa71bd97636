"""Terms for places beside splice sites and around a transcript, counted by hand on both strands."""

from dataclasses import replace

import pytest

from core.domain.assembly import Assembly
from core.domain.variant import Variant
from core.interpret.coding_effects import coding_effect
from core.interpret.mrna import reverse_complement
from tests.core.interpret.coding_cases import BOTH
from tests.core.interpret.transcript_world import PLUS, fetch_of, variant_at

# One long intron: donor at 1001, acceptor ends at 2000; a hundred bases of exon on either side.
WIDE = replace(
    PLUS, start=900, end=2100, exons=((900, 1000), (2000, 2100)), cds_start=None, cds_end=None,
    biotype="lncRNA",
)  # fmt: skip
WIDE_SEQUENCE = "ACGT" * 2000
WIDE_LENGTH = len(WIDE_SEQUENCE)
WIDE_MINUS = replace(
    WIDE,
    strand="-",
    start=WIDE_LENGTH - 2100,
    end=WIDE_LENGTH - 900,
    exons=tuple((WIDE_LENGTH - end, WIDE_LENGTH - start) for start, end in reversed(WIDE.exons)),
)


def wide(strand, pos, length=1):
    """Terms of a substitution of bases (A to C and so on), or of `length` bases by as many."""
    ref = WIDE_SEQUENCE[pos - 1 : pos - 1 + length]
    alt = ref.translate(str.maketrans("ACGT", "CATG"))
    variant = variant_at(strand, pos, ref, alt, WIDE_SEQUENCE)
    transcript = WIDE if strand == "+" else WIDE_MINUS
    sequence = WIDE_SEQUENCE if strand == "+" else reverse_complement(WIDE_SEQUENCE)
    return set(coding_effect(variant, transcript, fetch_of(sequence)).names)


EXON, INTRON = "non_coding_transcript_exon_variant", "intron_variant"
REGION, PYRIMIDINES = "splice_region_variant", "splice_polypyrimidine_tract_variant"
DONOR_REGION, FIFTH = "splice_donor_region_variant", "splice_donor_5th_base_variant"


@BOTH
@pytest.mark.parametrize(
    ("pos", "names"),
    [
        (997, {EXON}),
        (998, {EXON, REGION}),
        (1000, {EXON, REGION}),
        (1001, {"splice_donor_variant"}),
        (1002, {"splice_donor_variant"}),
        (1003, {INTRON, REGION, DONOR_REGION}),
        (1004, {INTRON, REGION, DONOR_REGION}),
        (1005, {INTRON, REGION, DONOR_REGION, FIFTH}),
        (1006, {INTRON, REGION, DONOR_REGION}),
        (1007, {INTRON, REGION}),
        (1008, {INTRON, REGION}),
        (1009, {INTRON}),
        (1983, {INTRON}),
        (1984, {INTRON, PYRIMIDINES}),
        (1992, {INTRON, PYRIMIDINES}),
        (1993, {INTRON, REGION, PYRIMIDINES}),
        (1998, {INTRON, REGION, PYRIMIDINES}),
        (1999, {"splice_acceptor_variant"}),
        (2000, {"splice_acceptor_variant"}),
        (2001, {EXON, REGION}),
        (2003, {EXON, REGION}),
        (2004, {EXON}),
    ],
)
def test_every_distance_from_a_splice_site(strand, pos, names):
    assert wide(strand, pos) == names


@BOTH
@pytest.mark.parametrize(
    ("pos", "names"),
    [
        (997, {EXON}),
        (998, {EXON, REGION}),
        (1000, {EXON, REGION}),
        (1001, {"splice_donor_variant"}),
        (1002, {INTRON, REGION}),
        (1003, {INTRON, REGION, DONOR_REGION}),
        (1007, {INTRON, REGION}),
        (1008, {INTRON}),
        (1982, {INTRON}),
        (1983, {INTRON}),
        (1984, {INTRON, PYRIMIDINES}),
        (1998, {INTRON, REGION}),
        (1999, {"splice_acceptor_variant"}),
        (2000, {EXON, REGION}),
        (2003, {EXON}),
    ],
)
def test_an_insertion_lies_between_two_bases(strand, pos, names):
    """One base behind base `pos` that is like none beside it, so that it has one place alone."""
    ref, following = WIDE_SEQUENCE[pos - 1], WIDE_SEQUENCE[pos]
    new = next(base for base in "ACGT" if base not in (ref, following))
    variant = variant_at(strand, pos, ref, ref + new, WIDE_SEQUENCE)
    transcript = WIDE if strand == "+" else WIDE_MINUS
    sequence = WIDE_SEQUENCE if strand == "+" else reverse_complement(WIDE_SEQUENCE)
    assert set(coding_effect(variant, transcript, fetch_of(sequence)).names) == names


@BOTH
def test_distances_around_a_transcript(strand):
    far = replace(
        WIDE if strand == "+" else WIDE_MINUS,
        exons=(mirrored_far(strand, 6000, 6100),),
        start=mirrored_far(strand, 6000, 6100)[0],
        end=mirrored_far(strand, 6000, 6100)[1],
    )
    sequence = WIDE_SEQUENCE if strand == "+" else reverse_complement(WIDE_SEQUENCE)

    def term(pos):
        ref = WIDE_SEQUENCE[pos - 1]
        alt = "C" if ref == "A" else "A"
        variant = variant_at(strand, pos, ref, alt, WIDE_SEQUENCE)
        return coding_effect(variant, far, fetch_of(sequence)).names

    assert term(6000) == ("upstream_gene_variant",)
    assert term(1001) == ("upstream_gene_variant",)
    assert term(1000) == ("intergenic_variant",)
    assert term(6101) == ("downstream_gene_variant",)
    other = Variant(Assembly.ARTIFICIAL, "else", 6050, "A", "C")
    assert coding_effect(other, far, fetch_of(sequence)).names == ("intergenic_variant",)


def mirrored_far(strand, start, end):
    return (start, end) if strand == "+" else (WIDE_LENGTH - end, WIDE_LENGTH - start)


@BOTH
def test_several_bases_have_every_term_they_touch(strand):
    """Bases 999 to 1005 are replaced: exon, donor and what follows it."""
    assert wide(strand, 999, 7) == {
        EXON, INTRON, REGION, DONOR_REGION, FIFTH, "splice_donor_variant",
    }  # fmt: skip
