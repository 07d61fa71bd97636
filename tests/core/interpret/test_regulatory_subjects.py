"""Subjects of networks that read transcripts: what is asked, and why nothing is."""

from dataclasses import replace

import pytest

from core.domain.assembly import Assembly
from core.domain.score import NotScoredReason
from core.domain.transcript import Mane, TranscriptTrait
from core.domain.variant import Variant
from core.interpret.regulatory_subjects import regulatory_subjects
from models.registry import FIVE_PRIME_UTR, POLY_A, PROMOTER
from tests.core.interpret.utr_world import CODING, FLANK, INTRON, World, world
from tests.core.interpret.wide_world import BEYOND, FIRST, wide

STRANDS = pytest.mark.parametrize("strand", "+-")
UTR = ("CCTTGGCCTTGG", INTRON, "GGCCTTGCC")
"""5' UTR in two exons, the second up to the start codon."""
END = "CCGGTTCCGG" + "AATAAA" + "GGCCTTGGCCTTGGC"
"""3' UTR with one signal, 15 bases before the end."""
SIGNAL = FIRST + len("GG" + CODING.replace("|", "")) + END.index("AATAAA")


def found(kind, here, told, *transcripts):
    variant = here.variant(told) if isinstance(told, str) else told
    return regulatory_subjects(kind, variant, transcripts or (here.transcript,), here.fetch)


def only(kind, here, told, *transcripts):
    (subject,) = found(kind, here, told, *transcripts)
    return subject


def with_utr(strand):
    return world(strand, UTR[0], UTR[1], UTR[2] + CODING + END)


def with_end(strand):
    return wide(strand, "GG" + CODING + END)


@STRANDS
def test_a_5_utr_is_spliced_on_both_alleles_up_to_the_start_codon(strand):
    subject = only(FIVE_PRIME_UTR, with_utr(strand), "CCTTGG[C/A]CTTGGGTAA")
    assert subject.phrase == "5' UTR of ABC1"
    assert (subject.kind, subject.transcript_id, subject.strand) == (
        FIVE_PRIME_UTR,
        "NM_1.1",
        strand,
    )
    request = subject.request
    assert request.ref_sequence == "CCTTGGCCTTGGGGCCTTGCC"
    assert request.alt_sequence == "CCTTGGACTTGGGGCCTTGCC"
    assert request.change == (6, 1, 1)


@STRANDS
@pytest.mark.parametrize(
    ("told", "alt"),
    [
        ("T[C/A]CTTGGCCTTGGG", "ACTTGGCCTTGGGGCCTTGCC"),
        ("TTGC[C/A]ATGGC", "CCTTGGCCTTGGGGCCTTGCA"),
        ("GGCCTT[G/]CCATG", "CCTTGGCCTTGGGGCCTTCC"),
        ("GGCCTT[/AAA]GCCATG", "CCTTGGCCTTGGGGCCTTAAAGCC"),
        ("TTGCC[/A]ATGGCTC", "CCTTGGCCTTGGGGCCTTGCCA"),
        ("TTGC[C/GT]ATGGC", "CCTTGGCCTTGGGGCCTTGCGT"),
    ],
)
def test_first_and_last_base_and_other_lengths_of_a_5_utr(strand, told, alt):
    assert only(FIVE_PRIME_UTR, with_utr(strand), told).request.alt_sequence == alt


@STRANDS
@pytest.mark.parametrize(
    ("told", "reason", "detail"),
    [
        ("TTGC[CAT/]GGCT", NotScoredReason.START_CODON_CHANGED, ""),
        ("CTTGG[GTAAG/]TCTT", NotScoredReason.SPLICED_FORM_UNKNOWN, ""),
        ("TTGGG[T/C]AAG", NotScoredReason.SPLICED_FORM_UNKNOWN, ""),
        ("CCTT[GGGTAA/]GTC", NotScoredReason.SPLICED_FORM_UNKNOWN, "reaches over the end"),
    ],
)
def test_where_a_5_utr_cannot_be_read_the_reason_is_told(strand, told, reason, detail):
    subject = only(FIVE_PRIME_UTR, with_utr(strand), told)
    assert subject.reason is reason
    assert detail in subject.detail


@STRANDS
@pytest.mark.parametrize("told", ["GTAAGTC[T/A]TCAA", "ATGGC[T/A]CCTGC", "AATAAAG[G/C]CCTT"])
def test_changes_in_introns_and_behind_the_start_codon_leave_the_5_utr_alone(strand, told):
    assert found(FIVE_PRIME_UTR, with_utr(strand), told) == ()


@pytest.mark.parametrize(
    ("trait", "reason"),
    [
        (TranscriptTrait.START_UNKNOWN, NotScoredReason.TRANSLATION_START_UNKNOWN),
        (TranscriptTrait.RNA_START_UNKNOWN, NotScoredReason.TRANSCRIPT_START_UNKNOWN),
    ],
)
def test_a_5_utr_that_is_not_known_is_told(trait, reason):
    here = with_utr("+").but(traits=frozenset({trait}))
    assert only(FIVE_PRIME_UTR, here, "CCTTGG[C/A]CTTGGGTAA").reason is reason


def test_transcripts_without_a_told_coding_sequence_are_told_and_non_coding_ones_are_not():
    here = with_utr("+").but(cds_start=None, cds_end=None)
    subject = only(FIVE_PRIME_UTR, here, "CCTTGG[C/A]CTTGGGTAA")
    assert subject.reason is NotScoredReason.TRANSLATION_START_UNKNOWN
    assert found(FIVE_PRIME_UTR, here.but(biotype="lncRNA"), "CCTTGG[C/A]CTTGGGTAA") == ()


def test_every_transcript_has_its_5_utr_and_mane_comes_first():
    here = with_utr("+")
    mane = replace(here.transcript, transcript_id="NM_2.1", mane=Mane.SELECT)
    other = found(FIVE_PRIME_UTR, here, "CCTTGG[C/A]CTTGGGTAA", here.transcript, mane)
    assert [one.transcript_id for one in other] == ["NM_2.1", "NM_1.1"]


def test_a_5_utr_with_one_unknown_base_in_twenty_is_read_with_two_not():
    for n_unknown, is_read in ((1, True), (2, False)):
        here = with_utr("+")
        start = here.transcript.start
        sequence = here.sequence[:start] + "N" * n_unknown + here.sequence[start + n_unknown :]
        subject = only(FIVE_PRIME_UTR, World(sequence, here.transcript), "TTGG[C/A]CTTGGGTAA")
        assert hasattr(subject, "request") is is_read
    assert subject.reason is NotScoredReason.REFERENCE_UNKNOWN


def test_mitochondrial_and_other_contigs_have_no_subject():
    here = with_utr("+")
    variant = replace(here.variant("CCTTGG[C/A]CTTGGGTAA"), chrom="chrM")
    mitochondrial = replace(here.transcript, chrom="chrM")
    for kind in (FIVE_PRIME_UTR, POLY_A, PROMOTER):
        assert regulatory_subjects(kind, variant, [mitochondrial], here.fetch) == ()
        assert regulatory_subjects(kind, variant, [here.transcript], here.fetch) == ()


@STRANDS
@pytest.mark.parametrize(
    ("told", "alt"),
    [
        ("GGAA[T/C]AAAGG", "AACAAAGGCC"),
        ("CCGG[/TTTT]AATAAAGG", "AATAAAGGCC"),
        ("CCGG[TT/]CCGGAATAAAGG", "AATAAAGGCC"),
        ("AATAAAG[G/]CCTT", "AATAAAGCCT"),
        ("GG[AATAAA/]GGCC", "GGCCTTGGCC"),
        ("CGG[AATA/CC]AAGG", "CCAAGGCCTT"),
    ],
)
def test_the_signal_of_the_end_stays_at_its_place_in_both_alleles(strand, told, alt):
    subject = only(POLY_A, with_end(strand), told)
    assert subject.phrase == "poly-A signal AATAAA of ABC1, 15 bases before the end"
    request = subject.request
    assert request.ref_sequence[-205:][70:80] == "AATAAAGGCC"
    assert request.alt_sequence[-205:][70:80] == alt


@STRANDS
def test_a_poly_a_signal_is_read_with_the_bases_behind_the_end_of_the_transcript(strand):
    here = with_end(strand)
    request = only(POLY_A, here, "GGAA[T/C]AAAGG").request
    assert request.ref_sequence == here.sequence[SIGNAL - 70 : SIGNAL + 135]
    assert request.change == (72, 1, 1)


@STRANDS
@pytest.mark.parametrize(
    ("offset", "is_read"), [(-71, False), (-70, True), (134, True), (135, False)]
)
def test_a_signal_is_read_seventy_bases_before_and_to_the_134th_behind(strand, offset, is_read):
    here = with_end(strand)
    ref = here.sequence[SIGNAL + offset]
    variant = here.at(SIGNAL + offset, ref, "C" if ref != "C" else "G")
    subjects = found(POLY_A, here, variant)
    assert bool(subjects) is is_read
    if is_read:
        assert subjects[0].request.change == (70 + offset, 1, 1)


@STRANDS
def test_a_new_signal_in_the_3_utr_is_a_subject_of_its_own(strand):
    tail = "CCGG" + "AACAAA" + "GGTTCC" * 50 + "AATAAA" + "GGCCTTGGCCTTGGC"
    here = wide(strand, "GG" + CODING + tail)
    subject = only(POLY_A, here, "GGAA[C/T]AAAGG")
    assert subject.phrase == (
        "new poly-A signal AATAAA in the 3' UTR of ABC1, 321 bases before the end"
    )
    assert subject.request.ref_sequence[70:76] == "AACAAA"
    assert subject.request.alt_sequence[70:76] == "AATAAA"


@STRANDS
def test_an_inserted_signal_lies_at_its_place_in_alt(strand):
    tail = "CCGG" + "GGTTCC" * 50 + "AATAAA" + "GGCCTTGGCCTTGGC"
    here = wide(strand, "GG" + CODING + tail)
    subject = only(POLY_A, here, "GACCGGGG[/TATTAAATC]TTCCGG")
    assert "new poly-A signal ATTAAA" in subject.phrase
    assert subject.request.alt_sequence[-205:][70:76] == "ATTAAA"
    assert len(subject.request.ref_sequence) >= 205


@STRANDS
def test_a_signal_that_becomes_another_is_told_once(strand):
    subject = only(POLY_A, with_end(strand), "GGA[A/T]TAAAGG")
    assert subject.request.alt_sequence[70:76] == "ATTAAA"


@STRANDS
def test_a_signal_near_the_kept_one_is_told_beside_it(strand):
    here = wide(strand, "GG" + CODING + "CCGGACTACAGTTCCGG" + "AATAAA" + "GGCCTTGGCC")
    kept, made = found(POLY_A, here, "ACTA[C/A]AGTT")
    assert kept.phrase == "poly-A signal AATAAA of ABC1, 10 bases before the end"
    assert made.phrase == "new poly-A signal ACTAAA in the 3' UTR of ABC1, 23 bases before the end"


def test_a_transcript_without_signal_and_one_without_known_end_are_told():
    here = wide("+", "GG" + CODING + "CCGGTTCCGGTTGCTTCC")
    assert only(POLY_A, here, "GGTTG[C/G]TTCC").reason is NotScoredReason.NO_POLY_A_SIGNAL
    here = with_end("+").but(traits=frozenset({TranscriptTrait.RNA_END_UNKNOWN}))
    assert only(POLY_A, here, "GGAA[T/C]AAAGG").reason is NotScoredReason.TRANSCRIPT_END_UNKNOWN


@STRANDS
def test_a_change_longer_than_what_is_read_is_told(strand):
    here = with_end(strand)
    for n_bases, is_read in ((200, True), (206, False)):
        start = SIGNAL + 20
        ref = here.sequence[start - 1 : start + n_bases]
        subject = only(POLY_A, here, here.at(start - 1, ref, ref[0]))
        assert hasattr(subject, "request") is is_read
    assert subject.reason is NotScoredReason.CHANGE_TOO_LONG


def test_one_end_is_told_once_and_for_the_mane_transcript():
    here = with_end("+")
    mane = replace(here.transcript, transcript_id="NM_2.1", mane=Mane.SELECT)
    subject = only(POLY_A, here, "GGAA[T/C]AAAGG", here.transcript, mane)
    assert subject.transcript_id == "NM_2.1"


@STRANDS
@pytest.mark.parametrize(
    ("offset", "where"),
    [
        (-7_000, "7,000 bases before"),
        (-1, "1 base before"),
        (0, "at"),
        (3_499, "3,499 bases behind"),
    ],
)
def test_a_promoter_is_read_from_7000_before_to_3499_behind(strand, offset, where):
    here = with_end(strand)
    place = FIRST + offset
    ref = here.sequence[place]
    subject = only(PROMOTER, here, here.at(place, ref, "C" if ref != "C" else "G"))
    assert subject.phrase == f"promoter of ABC1, {where} the start of transcription"
    assert subject.request.ref_sequence == here.sequence[FIRST - 7_000 : FIRST + 3_500]
    assert subject.request.change == (7_000 + offset, 1, 1)


@STRANDS
@pytest.mark.parametrize("offset", [-7_001, 3_500])
def test_changes_beyond_a_promoter_are_none_of_it(strand, offset):
    here = with_end(strand)
    ref = here.sequence[FIRST + offset]
    assert found(PROMOTER, here, here.at(FIRST + offset, ref, "C" if ref != "C" else "G")) == ()


@STRANDS
@pytest.mark.parametrize("offset", [-300, 2_000])
@pytest.mark.parametrize(("n_out", "put_in"), [(7, ""), (0, "AACCA"), (3, "AAAAA")])
def test_the_start_of_transcription_stays_at_its_place_in_alt(strand, offset, n_out, put_in):
    here = with_end(strand)
    place = FIRST + offset
    ref = here.sequence[place - 1 : place + n_out]
    alt = here.sequence[place - 1] + put_in
    request = only(PROMOTER, here, here.at(place - 1, ref, alt)).request
    sequence = here.sequence[:place] + put_in + here.sequence[place + n_out :]
    start = FIRST + (len(put_in) - n_out if offset < 0 else 0)
    assert request.ref_sequence[-10_500:] == here.sequence[FIRST - 7_000 : FIRST + 3_500]
    assert request.alt_sequence[-10_500:] == sequence[start - 7_000 : start + 3_500]


@STRANDS
def test_a_start_of_transcription_that_is_deleted_is_told(strand):
    here = with_end(strand)
    ref = here.sequence[FIRST - 3 : FIRST + 2]
    subject = only(PROMOTER, here, here.at(FIRST - 3, ref, ref[0]))
    assert subject.reason is NotScoredReason.TRANSCRIPT_START_CHANGED


def test_each_start_of_transcription_is_told_once_mane_first():
    here = with_end("+")
    mane = replace(here.transcript, transcript_id="NM_2.1", mane=Mane.SELECT)
    start = here.transcript.start + 1
    other = replace(here.transcript, transcript_id="NM_3.1", start=start)
    other = replace(other, exons=((start, other.end),))
    variant = here.at(FIRST - 100, here.sequence[FIRST - 100], "A")
    subjects = found(PROMOTER, here, variant, other, here.transcript, mane)
    assert [one.transcript_id for one in subjects] == ["NM_2.1", "NM_3.1"]


def test_a_promoter_with_too_many_unknown_bases_is_told():
    for n_unknown, is_read in ((525, True), (526, False)):
        here = with_end("+")
        first = FIRST - 7_000
        sequence = here.sequence[:first] + "N" * n_unknown + here.sequence[first + n_unknown :]
        variant = here.at(FIRST - 100, here.sequence[FIRST - 100], "A")
        subject = only(PROMOTER, World(sequence, here.transcript), variant)
        assert hasattr(subject, "request") is is_read
    assert subject.reason is NotScoredReason.REFERENCE_UNKNOWN


def test_beyond_the_contig_every_base_is_unknown():
    here = world("+", "GG" + CODING + END)
    variant = here.at(2, here.sequence[2], "A")
    assert only(PROMOTER, here, variant).reason is NotScoredReason.REFERENCE_UNKNOWN


def test_a_variant_far_from_every_transcript_has_no_subject():
    here = with_end("+")
    variant = Variant(Assembly.ARTIFICIAL, "demo", 5, here.sequence[4], "A")
    for kind in (FIVE_PRIME_UTR, POLY_A, PROMOTER):
        assert found(kind, here, variant) == ()
    assert BEYOND + len(FLANK) == FIRST
