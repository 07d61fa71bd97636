"""Places relative to transcripts, counted by hand on both strands."""

import pytest

from core.domain.transcript import Mane, Region
from core.interpret.position import locate, most_severe, positions_as_read, preferred, summary
from tests.core.interpret.builders import transcript, variant
from tests.core.interpret.interpretations import coded, interpreted

# Exons 1001-1100, 2001-2090, 3001-3200 (1-based); coding from 1051 to 3100.
PLUS = transcript()
MINUS = transcript(strand="-")


def place(model, pos, ref="A", alt="C"):
    (found,) = locate(variant(pos, ref, alt), [model])
    return found


@pytest.mark.parametrize(
    ("pos", "region", "exon", "intron", "distance", "site"),
    [
        (1001, Region.UTR5, 1, None, 100, "donor"),
        (1050, Region.UTR5, 1, None, 51, "donor"),
        (1051, Region.CODING, 1, None, 50, "donor"),
        (1097, Region.CODING, 1, None, 4, "donor"),
        (1098, Region.EXON_EDGE, 1, None, 3, "donor"),
        (1100, Region.EXON_EDGE, 1, None, 1, "donor"),
        (1101, Region.SPLICE_DINUCLEOTIDE, None, 1, 1, "donor"),
        (1102, Region.SPLICE_DINUCLEOTIDE, None, 1, 2, "donor"),
        (1103, Region.NEAR_SPLICE, None, 1, 3, "donor"),
        (1108, Region.NEAR_SPLICE, None, 1, 8, "donor"),
        (1109, Region.INTRON, None, 1, 9, "donor"),
        (1150, Region.INTRON, None, 1, 50, "donor"),
        (1151, Region.DEEP_INTRON, None, 1, 51, "donor"),
        (1950, Region.DEEP_INTRON, None, 1, 51, "acceptor"),
        (1951, Region.NEAR_SPLICE, None, 1, 50, "acceptor"),
        (1998, Region.NEAR_SPLICE, None, 1, 3, "acceptor"),
        (1999, Region.SPLICE_DINUCLEOTIDE, None, 1, 2, "acceptor"),
        (2000, Region.SPLICE_DINUCLEOTIDE, None, 1, 1, "acceptor"),
        (2001, Region.EXON_EDGE, 2, None, 1, "acceptor"),
        (2002, Region.NEAR_SPLICE, 2, None, 2, "acceptor"),
        (2003, Region.NEAR_SPLICE, 2, None, 3, "acceptor"),
        (2004, Region.CODING, 2, None, 4, "acceptor"),
        (3001, Region.EXON_EDGE, 3, None, 1, "acceptor"),
        (3101, Region.UTR3, 3, None, 101, "acceptor"),
        (3200, Region.UTR3, 3, None, 200, "acceptor"),
    ],
)
def test_single_bases_on_the_plus_strand(pos, region, exon, intron, distance, site):
    found = place(PLUS, pos)
    assert (found.region, found.exon_number, found.intron_number) == (region, exon, intron)
    assert (found.distance_to_splice_site, found.site) == (distance, site)


@pytest.mark.parametrize(
    ("pos", "region", "exon", "intron", "distance", "site"),
    [
        (3200, Region.UTR5, 1, None, 200, "donor"),
        (3101, Region.UTR5, 1, None, 101, "donor"),
        (3100, Region.CODING, 1, None, 100, "donor"),
        (3003, Region.EXON_EDGE, 1, None, 3, "donor"),
        (3001, Region.EXON_EDGE, 1, None, 1, "donor"),
        (3000, Region.SPLICE_DINUCLEOTIDE, None, 1, 1, "donor"),
        (2999, Region.SPLICE_DINUCLEOTIDE, None, 1, 2, "donor"),
        (2993, Region.NEAR_SPLICE, None, 1, 8, "donor"),
        (2992, Region.INTRON, None, 1, 9, "donor"),
        (2141, Region.DEEP_INTRON, None, 1, 51, "acceptor"),
        (2092, Region.SPLICE_DINUCLEOTIDE, None, 1, 2, "acceptor"),
        (2090, Region.EXON_EDGE, 2, None, 1, "acceptor"),
        (2088, Region.NEAR_SPLICE, 2, None, 3, "acceptor"),
        (1101, Region.SPLICE_DINUCLEOTIDE, None, 2, 1, "acceptor"),
        (1100, Region.EXON_EDGE, 3, None, 1, "acceptor"),
        (1001, Region.UTR3, 3, None, 100, "acceptor"),
    ],
)
def test_single_bases_on_the_minus_strand(pos, region, exon, intron, distance, site):
    found = place(MINUS, pos)
    assert (found.region, found.exon_number, found.intron_number) == (region, exon, intron)
    assert (found.distance_to_splice_site, found.site) == (distance, site)


@pytest.mark.parametrize(
    ("pos", "region", "distance"),
    [
        (1096, Region.CODING, 4),  # between exonic bases -5 and -4 of the donor
        (1097, Region.CODING, 3),  # between -4 and -3: not between two of the last three
        (1098, Region.EXON_EDGE, 2),  # between -3 and -2
        (1100, Region.EXON_EDGE, 1),  # between the last exonic and the first intronic base
        (1101, Region.SPLICE_DINUCLEOTIDE, 1),  # between +1 and +2
        (1102, Region.NEAR_SPLICE, 2),  # after +2: the dinucleotide itself stays whole
        (1107, Region.NEAR_SPLICE, 7),
        (1108, Region.INTRON, 8),
        (1998, Region.NEAR_SPLICE, 2),
        (1999, Region.SPLICE_DINUCLEOTIDE, 1),
        (2000, Region.EXON_EDGE, 1),
        (2001, Region.NEAR_SPLICE, 1),
        (2003, Region.CODING, 3),
    ],
)
def test_an_insertion_lies_between_two_bases(pos, region, distance):
    found = place(PLUS, pos, "A", "AT")
    assert (found.region, found.distance_to_splice_site) == (region, distance)


@pytest.mark.parametrize(
    ("pos", "region"),
    [(3000, Region.EXON_EDGE), (2999, Region.SPLICE_DINUCLEOTIDE), (2998, Region.NEAR_SPLICE)],
)
def test_an_insertion_at_a_donor_of_the_minus_strand(pos, region):
    assert place(MINUS, pos, "A", "AT").region is region


def test_an_insertion_at_a_rim_names_exon_and_intron():
    found = place(PLUS, 1100, "A", "ATT")
    assert (found.exon_number, found.intron_number) == (1, 1)


@pytest.mark.parametrize(
    ("pos", "length", "region", "distance"),
    [
        (1090, 10, Region.EXON_EDGE, 1),  # deletes 1091-1100
        (1090, 11, Region.SPLICE_DINUCLEOTIDE, 1),  # reaches +1
        (1102, 3, Region.NEAR_SPLICE, 3),  # deletes +3..+5
        (1101, 1, Region.SPLICE_DINUCLEOTIDE, 2),  # deletes +2 alone
        (1500, 400, Region.DEEP_INTRON, 101),
        (1990, 200, Region.SPLICE_DINUCLEOTIDE, 1),  # deletes exon 2 whole
    ],
)
def test_a_deletion_counts_by_the_bases_it_removes(pos, length, region, distance):
    found = place(PLUS, pos, "A" + "C" * length, "A")
    assert (found.region, found.distance_to_splice_site) == (region, distance)


def test_shared_bases_of_a_long_spelling_do_not_count():
    assert place(PLUS, 1099, "ACG", "ACT").region is Region.SPLICE_DINUCLEOTIDE
    assert place(PLUS, 1096, "ACGTG", "TCGTG").region is Region.CODING


def test_rims_of_a_transcript_are_no_splice_sites():
    single = transcript(exons=((1000, 1300),), cds_start=None, cds_end=None)
    found = place(single, 1001)
    assert found.region is Region.NON_CODING_EXON
    assert (found.distance_to_splice_site, found.site, found.intron_number) == (None, "", None)


def test_a_variant_outside_every_transcript_has_no_place():
    assert locate(variant(900), [PLUS]) == ()
    assert locate(variant(1000, "A", "AT"), [PLUS]) == ()
    assert locate(variant(3200, "A", "AT"), [PLUS]) == ()
    assert locate(variant(1500, chrom="chr2"), [PLUS]) == ()
    assert summary(()) == (Region.INTERGENIC, None, "")
    assert most_severe(()) is None


def test_the_preferred_transcript_comes_first():
    clinical = transcript(transcript_id="NM_2", mane=Mane.PLUS_CLINICAL)
    short = transcript(transcript_id="T1", mane=Mane.NONE, exons=((1000, 1100), (2000, 2050)))
    long = transcript(transcript_id="T2", mane=Mane.NONE, exons=((1000, 1100), (2000, 2300)))
    silent = transcript(
        transcript_id="T3", mane=Mane.NONE, cds_start=None, cds_end=None, exons=((0, 9000),)
    )
    models = [silent, short, long, clinical, PLUS]
    ordered = [found.transcript for found in locate(variant(1050), models)]
    assert ordered == [PLUS, clinical, long, short, silent]
    assert preferred(models) is PLUS
    assert preferred([silent, short]) is short


def test_the_summary_takes_the_most_severe_place_of_all_genes():
    other = transcript("OTHER", exons=((900, 1500), (1502, 1600)))
    found = locate(variant(1501), [PLUS, other])
    assert summary(found) == (Region.SPLICE_DINUCLEOTIDE, 1, "OTHER,GENE")


IN_INTRON = {"exon_number": None, "intron_number": 1}


@pytest.mark.parametrize(
    ("coding", "expected"),
    [
        ([coded("splice_donor_5th_base_variant", **IN_INTRON)], (Region.NEAR_SPLICE, None, 1)),
        ([coded("frameshift_variant")], (Region.EXON_EDGE, 1, None)),
        ([coded("splice_donor_variant", **IN_INTRON)], (Region.SPLICE_DINUCLEOTIDE, None, 1)),
        ([coded("intron_variant", why_unknown="?")], (Region.SPLICE_DINUCLEOTIDE, None, 1)),
        ([coded("intron_variant", symbol="OTHER")], (Region.SPLICE_DINUCLEOTIDE, None, 1)),
        ([], (Region.SPLICE_DINUCLEOTIDE, None, 1)),
    ],
)
def test_a_dinucleotide_that_reads_the_same_after_a_deletion_is_not_touched(coding, expected):
    places = locate(variant(1101, "GTGAG", "G"), [PLUS])
    assert places[0].region is Region.SPLICE_DINUCLEOTIDE
    (read,) = positions_as_read(places, interpreted(coding=coding))
    assert (read.region, read.exon_number, read.intron_number) == expected


def test_an_insertion_at_a_donor_that_is_kept_lies_in_the_intron():
    places = locate(variant(1100, "G", "GGT"), [PLUS])
    assert places[0].region is Region.EXON_EDGE
    (read,) = positions_as_read(places, interpreted(coding=[coded("intron_variant", **IN_INTRON)]))
    assert (read.region, read.exon_number, read.intron_number) == (Region.NEAR_SPLICE, None, 1)
    (kept,) = positions_as_read(places, interpreted(coding=[coded("frameshift_variant")]))
    assert kept == places[0]
