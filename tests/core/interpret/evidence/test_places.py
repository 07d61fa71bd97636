"""Places among splice motifs, and dinucleotides read on the changed sequence, by hand."""

import pytest

from core.interpret.evidence.places import canonical_sites, intron_ends, splice_place
from core.interpret.mrna import reverse_complement
from tests.core.interpret.builders import transcript, variant
from tests.core.interpret.evidence.cases import RULES

# Exon 10 bases, intron 30, exon 10; 0-based 10..20, 20..50, 50..60.
LEFT = "ACGTACGTAC"
EXON1 = "CATGCATGCA"
INTRON = "GTAAGTCCCCCCCCCCTTTTTTTTTTTCAG"
EXON2 = "GATTACAGAT"
RIGHT = "TTTTTTTTTT"
PLUS = LEFT + EXON1 + INTRON + EXON2 + RIGHT
EXONS = ((10, 20), (50, 60))
assert len(INTRON) == 30


def fetch_of(bases):
    return lambda start, end: bases[max(0, start) : max(0, end)]


def model(strand):
    return transcript(strand=strand, exons=EXONS, cds_start=12, cds_end=58)


def read(pos, ref, alt, bases=PLUS, strand="+"):
    """Sites of a change at a 1-based place of the plus strand."""
    assert bases[pos - 1 : pos - 1 + len(ref)] == ref
    found = canonical_sites(variant(pos, ref, alt), model(strand), fetch_of(bases))
    return [(one.kind, one.ref, one.alt, one.is_kept) for one in found]


def mirrored(pos, ref, alt):
    """The same change read on a transcript of the other strand."""
    bases = reverse_complement(PLUS)
    start = len(PLUS) - (pos - 1 + len(ref))
    exons = tuple((len(PLUS) - end, len(PLUS) - start_) for start_, end in reversed(EXONS))
    other = transcript(strand="-", exons=exons, cds_start=12, cds_end=58)
    changed = variant(start + 1, reverse_complement(ref), reverse_complement(alt))
    found = canonical_sites(changed, other, fetch_of(bases))
    return [(one.kind, one.ref, one.alt, one.is_kept) for one in found]


CHANGES = {
    "+1 G>A": ((21, "G", "A"), [("donor", "GT", "AT", False)]),
    "+2 T>C": ((22, "T", "C"), [("donor", "GT", "GC", False)]),
    "-1 G>C": ((50, "G", "C"), [("acceptor", "AG", "AC", False)]),
    "-2 A>T": ((49, "A", "T"), [("acceptor", "AG", "TG", False)]),
    "+3": ((23, "A", "G"), []),
    "last base of the exon": ((20, "A", "G"), []),
    "both bases of the donor deleted": ((20, "AGT", "A"), [("donor", "GT", "AA", False)]),
    "GTAA deleted, GT follows": ((20, "AGTAA", "A"), [("donor", "GT", "GT", True)]),
    "A put in behind +1": ((21, "G", "GA"), [("donor", "GT", "GA", False)]),
    "CAG deleted": ((47, "TCAG", "T"), [("acceptor", "AG", "TT", False)]),
    "exon end and GT deleted, GT follows": ((19, "CAGTAA", "C"), [("donor", "GT", "GT", True)]),
    "AG and first base deleted": ((48, "CAGG", "C"), [("acceptor", "AG", "TC", False)]),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES)
def test_dinucleotides_on_the_changed_sequence(change, expected):
    assert read(*change) == expected
    assert mirrored(*change) == expected


def test_an_insertion_that_repeats_the_site_loses_nothing_on_either_strand():
    """It can be written before or behind the site: either it touches none, or the site is there."""
    for change in ((21, "G", "GTG"), (49, "A", "AGCA")):
        for found in (read(*change), mirrored(*change)):
            assert all(is_kept for *_, is_kept in found)


def test_ends_of_introns_are_read_on_the_transcript():
    change = variant(30, "C", "T")
    assert intron_ends(change, model("+"), fetch_of(PLUS), RULES.splicing) == ("GT-AG",)
    assert intron_ends(change, model("-"), fetch_of(PLUS), RULES.splicing) == ("CT-AC",)
    exonic = variant(15, "C", "T")
    assert intron_ends(exonic, model("+"), fetch_of(PLUS), RULES.splicing) == ()
    edge = variant(20, "A", "T")
    assert intron_ends(edge, model("+"), fetch_of(PLUS), RULES.splicing) == ("GT-AG",)


def test_a_variant_deep_in_a_long_intron_touches_nothing():
    place = splice_place(variant(1500), transcript(), RULES.splicing)
    assert place.motifs == ()
    assert place.is_beyond
    assert place.depth == 400


def test_a_deletion_over_an_edge_is_not_intronic():
    place = splice_place(variant(1098, "AAAAA", "A"), transcript(), RULES.splicing)
    assert not place.is_intronic
    assert place.touches_dinucleotide
    assert place.touches_exon_rim


def test_an_insertion_at_an_edge_is_not_beyond():
    place = splice_place(variant(1100, "A", "AT"), transcript(), RULES.splicing)
    assert not place.is_beyond
    assert [site.kind for site in place.motifs] == ["donor"]


def test_outside_a_transcript_it_is_not_intronic():
    assert not splice_place(variant(500), transcript(), RULES.splicing).is_beyond
