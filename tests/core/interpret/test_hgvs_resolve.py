"""From a description back to the allele, on both strands."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.domain.assembly import Assembly
from core.domain.transcript import TranscriptTrait
from core.errors import UsageError
from core.interpret.hgvs import hgvs_g
from core.interpret.hgvs_resolve import variant_in, variant_on
from core.interpret.hgvs_text import parse_hgvs
from core.interpret.hgvs_transcript import TranscriptNames
from tests.core.interpret.transcript_world import (
    LENGTH,
    PLUS,
    SEQUENCE,
    TRANSCRIPTS,
    contig,
    fetch_of,
    variant_at,
)

BOTH = pytest.mark.parametrize("strand", ["+", "-"])
ARTIFICIAL = Assembly.ARTIFICIAL


def resolved(strand, words, sequence=SEQUENCE, **change):
    transcript = replace(TRANSCRIPTS[strand], **change)
    text = words if ":" in words else f"NM_1.1:c.{words}"
    return variant_in(parse_hgvs(text), transcript, ARTIFICIAL, fetch_of(contig(strand, sequence)))


def changed(variant, sequence):
    """The contig with a variant in it."""
    before, behind = sequence[: variant.pos - 1], sequence[variant.pos - 1 + len(variant.ref) :]
    assert sequence == before + variant.ref + behind
    return before + variant.alt + behind


@BOTH
@pytest.mark.parametrize(
    ("words", "pos", "ref", "alt"),
    [
        ("4A>G", 46, "A", "G"),
        ("-1C>G", 42, "C", "G"),
        ("-12G>C", 11, "G", "C"),
        ("*1C>T", 103, "C", "T"),
        ("*12A>C", 134, "A", "C"),
        ("15+1G>A", 58, "G", "A"),
        ("16-10C>G", 69, "C", "G"),
        ("15+20A>G", 77, "A", "G"),
        ("-7+1G>A", 17, "G", "A"),
        ("*5-2A>G", 125, "A", "G"),
        ("7del", 45, "GA", "G"),
        ("4del", 45, "GA", "G"),
        ("4_5delAA", 45, "GAA", "G"),
        ("7dup", 45, "G", "GA"),
        ("26_28dup", 84, "T", "TGTA"),
        ("9_10insC", 51, "T", "TC"),
        ("10_12inv", 52, "GCA", "TGC"),
        ("10_11delinsTT", 52, "GC", "TT"),
        ("10_12delGCAinsT", 52, "GCA", "T"),
        ("10_11GC>TT", 52, "GC", "TT"),
        ("15_15+3del", 55, "TACGT", "T"),
        ("15_15+1insT", 57, "C", "CT"),
        ("14_17del", 55, SEQUENCE[54:80], "T"),
    ],
)
def test_a_description_stands_for_its_allele(strand, words, pos, ref, alt):
    here = contig(strand)
    assert changed(resolved(strand, words), here) == changed(
        variant_at(strand, pos, ref, alt), here
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("5C>G", "the description says C, the reference has A there"),
        ("4_6delAAC", "the description says AAC, the reference has AAA"),
        ("4_6delAA", "says 2 bases where it names 3 places"),
        ("5_4del", "second place lies before the first"),
        ("4_6insT", "3 bases from first to last"),
        ("15_16insT", "23 bases from first to last"),
        ("40A>G", "has no base 40; it has 39 coding bases, 12 before and 12 behind"),
        ("-13A>G", "has no base -13"),
        ("*13A>G", r"has no base \*13"),
        ("*0A>G", r"has no base \*0"),
        ("0A>G", "has no base 0"),
        ("14+1A>G", "is not the last of an exon"),
        ("17-1A>G", "is not the first of an exon"),
        ("*12+5A>G", "is not the last of an exon"),
        ("-12-5A>G", "is not the first of an exon"),
        ("15+22A>G", "the intron at 15.22 has only 21 bases"),
        ("4_6delinsAAA", "changes nothing"),
        ("NM_1.1:n.64A>G", "has no base 64; it has 63 bases"),
    ],
)
def test_what_does_not_fit_transcript_or_reference_is_refused(words, told):
    with pytest.raises(UsageError, match=told):
        resolved("+", words)


@BOTH
def test_the_refusal_speaks_in_the_direction_of_the_transcript(strand):
    with pytest.raises(UsageError, match="says T, the reference has A there"):
        resolved(strand, "4T>G")


def test_a_coding_transcript_is_also_numbered_from_its_first_base():
    assert resolved("+", "NM_1.1:n.16A>G") == resolved("+", "4A>G")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"traits": frozenset({TranscriptTrait.DIFFERS_FROM_GENOME})}, "differs from the genome"),
        ({"traits": frozenset({TranscriptTrait.START_UNKNOWN})}, "is not known"),
        ({"cds_start": None, "cds_end": None}, "know no coding sequence of NM_1.1"),
    ],
)
def test_a_transcript_with_unsure_numbers_is_refused(change, told):
    with pytest.raises(UsageError, match=told):
        resolved("+", "4A>G", **change)


def test_unknown_bases_have_to_be_stated():
    unknown = SEQUENCE[:45] + "NN" + SEQUENCE[47:]
    assert resolved("+", "4A>G", unknown).ref == "A"
    assert resolved("+", "4_5delAA", unknown).ref == "AAA"
    with pytest.raises(UsageError, match="does not know the bases there"):
        resolved("+", "4_5del", unknown)


def on_contig(words, sequence=SEQUENCE):
    return variant_on(parse_hgvs(f"demo:g.{words}"), "demo", ARTIFICIAL, fetch_of(sequence))


def test_places_on_a_chromosome_are_plain_numbers():
    assert changed(on_contig("46A>G"), SEQUENCE) == changed(variant_at("+", 46, "A", "G"), SEQUENCE)
    for words in ("46+1A>G", "*46A>G", "-46A>G", "0A>G"):
        with pytest.raises(UsageError, match="one number"):
            on_contig(words)
    with pytest.raises(UsageError, match="beyond the end of demo"):
        on_contig(f"{LENGTH + 1}A>G")
    with pytest.raises(UsageError, match="deletes the end of a chromosome"):
        on_contig(f"{LENGTH}del")


@given(strand=st.sampled_from("+-"), data=st.data())
def test_every_name_leads_back_to_the_same_changed_sequence(strand, data):
    start = data.draw(st.integers(PLUS.start + 1, PLUS.end - 9))
    end = data.draw(st.integers(start + 1, start + 7))
    ref, alt = SEQUENCE[start:end], data.draw(st.text("ACGT", min_size=1, max_size=7))
    assume(ref != alt)
    here, transcript = contig(strand), TRANSCRIPTS[strand]
    variant = variant_at(strand, start + 1, ref, alt)
    name = TranscriptNames(transcript, fetch_of(here)).c(variant)
    back = variant_in(parse_hgvs(name), transcript, ARTIFICIAL, fetch_of(here))
    assert changed(back, here) == changed(variant, here)
    genomic = hgvs_g(variant, fetch_of(here))
    back = variant_on(parse_hgvs(genomic), "demo", ARTIFICIAL, fetch_of(here))
    assert changed(back, here) == changed(variant, here)
