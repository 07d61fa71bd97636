"""How a transcript is read, and introns of the minor spliceosome."""

from dataclasses import replace

import pytest

from core.interpret.reading import disagreement, reading_of, selenoprotein_rules
from core.interpret.u12 import is_u12_like, u12_introns
from tests.core.interpret.transcript_world import PLUS, SEQUENCE, TRANSCRIPTS, contig, fetch_of


@pytest.mark.parametrize("strand", ["+", "-"])
def test_the_coding_sequence_is_spliced_and_translated(strand):
    reading = reading_of(TRANSCRIPTS[strand], fetch_of(contig(strand)))
    assert len(reading.bases) == 63
    assert (reading.start, reading.end) == (12, 51)
    assert reading.protein == "MKTAYLVVVGRW*"
    assert reading.start_codon == "ATG"
    assert disagreement(TRANSCRIPTS[strand], reading) == ""


def test_a_non_coding_transcript_is_not_read():
    assert reading_of(replace(PLUS, cds_start=None, cds_end=None), fetch_of(SEQUENCE)) is None


def test_a_stop_in_a_selenoprotein_is_read_although_the_models_do_not_say_so():
    """MANE says nothing of selenocysteines; codon 4 becomes TGA."""
    fetch = fetch_of(SEQUENCE[:51] + "TGA" + SEQUENCE[54:])
    assert "stop at codon 4" in disagreement(PLUS, reading_of(PLUS, fetch))
    gpx4 = replace(PLUS, gene_symbol="GPX4")
    reading = reading_of(gpx4, fetch)
    assert (reading.protein, disagreement(gpx4, reading)) == ("MKTUYLVVVGRW*", "")
    assert len(selenoprotein_rules().genes) == 25


def test_the_last_codon_of_a_selenoprotein_is_its_stop():
    fetch = fetch_of(SEQUENCE[:99] + "TGA" + SEQUENCE[102:])
    reading = reading_of(replace(PLUS, gene_symbol="GPX4"), fetch)
    assert reading.protein == "MKTAYLVVVGRW*"


def test_the_mitochondrion_has_its_own_code_and_completes_stops_behind_transcription():
    mito = replace(PLUS, chrom="chrM", exons=((36, 57), (78, 100)), start=36, end=100, cds_end=100)
    reading = reading_of(mito, fetch_of(SEQUENCE[:98] + "AT" + SEQUENCE[100:]))
    assert reading.protein == "MKTAYLVVVGRW"
    assert disagreement(mito, reading) == ""
    assert "no multiple of three" in disagreement(replace(mito, chrom="chr1"), reading)


@pytest.mark.parametrize(
    ("donor", "acceptor", "is_u12"),
    [
        ("GTATCCTT", "AG", True),
        ("GTATCCTA", "AG", True),
        ("GTATCCAA", "AG", False),
        ("GTATCATT", "AG", False),
        ("GTAAGTAT", "AG", False),
        ("ATATCCTT", "AC", True),
        ("ATAAAAAA", "AC", True),
        ("ATATCCTT", "AG", False),
        ("GCATCCTT", "AG", False),
        ("GTATCCNT", "AG", True),
        ("GTATCNTT", "AG", False),
        ("GTATCC", "AG", False),
    ],
)
def test_u12_introns_are_told_by_their_ends(donor, acceptor, is_u12):
    assert is_u12_like(donor, acceptor) == is_u12


@pytest.mark.parametrize("strand", ["+", "-"])
def test_u12_introns_are_numbered_along_the_transcript(strand):
    sequence = SEQUENCE[:57] + "GTATCCTT" + SEQUENCE[65:]
    assert u12_introns(TRANSCRIPTS[strand], fetch_of(contig(strand, sequence))) == (2,)
    assert u12_introns(TRANSCRIPTS[strand], fetch_of(contig(strand))) == ()
