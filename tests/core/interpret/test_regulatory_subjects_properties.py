"""Subjects against a plain reading of both alleles, on either strand, however a variant is spelled."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.interpret.alleles import change_of
from core.interpret.regulatory_subjects import regulatory_subjects
from core.interpret.utr_rules import load_utr_rules
from models.registry import FIVE_PRIME_UTR, POLY_A, PROMOTER
from tests.core.interpret.utr_world import CODING, INTRON
from tests.core.interpret.wide_world import FIRST, spellings, wide

HEXAMERS = [one.hexamer for one in load_utr_rules().polyadenylation.signals]
FEW = st.sampled_from(["A", "T", "G", "C", "CC", "AA", "ATG", "GG"])
"""Letters that repeat."""
ENDS = st.sampled_from([*HEXAMERS, "A", "T", "G", "C", "AA", "GC"])

utrs = st.lists(FEW, min_size=8, max_size=14).map("".join)
tails = st.lists(ENDS, min_size=30, max_size=60).map("".join)


@st.composite
def cases(draw):
    """First exon, rest of the 5' UTR, 3' UTR; a place in the transcript, bases out and bases in."""
    first, second, tail = draw(utrs), draw(utrs), draw(tails)
    pieces = first, INTRON, second + CODING + tail
    length = sum(len(piece.replace("|", "")) for piece in pieces)
    at = FIRST + draw(st.integers(-80, length + 80))
    n_out = draw(st.sampled_from([0, 1, 1, 1, 2, 3, 9]))
    put_in = draw(st.text("ACGT", max_size=4))
    return pieces, at, n_out, put_in


def variant_of(here, case):
    _, at, n_out, put_in = case
    ref = here.sequence[at - 1 : at + n_out]
    alt = ref[0] + put_in
    return None if ref == alt else here.at(at - 1, ref, alt)


def asked(kind, here, variant):
    found = regulatory_subjects(kind, variant, [here.transcript], here.fetch)
    return [replace(one, strand="") for one in found]


KINDS = st.sampled_from([FIVE_PRIME_UTR, POLY_A, PROMOTER])


@settings(max_examples=200, deadline=None)
@given(cases(), KINDS)
def test_both_strands_give_the_same_subjects(case, kind):
    forward, backward = wide("+", *case[0]), wide("-", *case[0])
    variant = variant_of(forward, case)
    if variant is not None:
        there = asked(kind, backward, variant_of(backward, case))
        here = asked(kind, forward, variant)
        assert [without_distance(one) for one in here] == [without_distance(one) for one in there]


def without_distance(subject):
    """Without the distance of the variant itself, which is told as it was spelled."""
    if not hasattr(subject, "phrase") or not subject.phrase.startswith("promoter"):
        return subject
    return replace(subject, phrase="")


@settings(max_examples=200, deadline=None)
@given(cases(), KINDS, st.sampled_from("+-"))
def test_every_spelling_gives_the_same_subjects(case, kind, strand):
    here = wide(strand, *case[0])
    variant = variant_of(here, case)
    if variant is None:
        return
    known = [without_distance(one) for one in asked(kind, here, variant)]
    for other in spellings(here, change_of(variant), variant):
        assert [without_distance(one) for one in asked(kind, here, other)] == known, other


@settings(max_examples=200, deadline=None)
@given(cases(), st.sampled_from("+-"))
def test_requests_read_what_a_plain_reading_gives(case, strand):
    pieces, at, n_out, put_in = case
    here = wide(strand, *pieces)
    variant = variant_of(here, case)
    if variant is None:
        return
    whole = here.sequence[:at] + put_in + here.sequence[at + n_out :]
    for subject in [one for kind in (POLY_A, PROMOTER) for one in asked(kind, here, variant)]:
        if not hasattr(subject, "request"):
            continue
        length = 205 if subject.kind == POLY_A else 10_500
        assert subject.request.ref_sequence[-length:] in here.sequence
        assert subject.request.alt_sequence[-length:] in whole
        assert subject.request.ref_sequence[-length:] != subject.request.alt_sequence[-length:]
        if subject.phrase.startswith("poly-A"):
            assert subject.request.ref_sequence[-135:][:6] in subject.phrase
        if subject.phrase.startswith("new"):
            assert subject.request.alt_sequence[-135:][:6] in subject.phrase


@settings(max_examples=200, deadline=None)
@given(cases(), st.sampled_from("+-"))
def test_5_utrs_are_those_of_a_plain_splicing(case, strand):
    (first, intron, rest), at, n_out, put_in = case
    here = wide(strand, first, intron, rest)
    variant = variant_of(here, case)
    if variant is None:
        return
    second = rest.partition("|")[0]
    ends = FIRST, FIRST + len(first), FIRST + len(first) + len(intron)
    is_first = ends[0] < at and at + n_out < ends[1]
    is_second = ends[2] < at and at + n_out < ends[2] + len(second)
    found = asked(FIVE_PRIME_UTR, here, variant)
    if not is_first and not is_second:
        return
    exon, start = (first, ends[0]) if is_first else (second, ends[2])
    changed = exon[: at - start] + put_in + exon[at - start + n_out :]
    alt = changed + second if is_first else first + changed
    if len(found) == 1 and hasattr(found[0], "request"):
        request = found[0].request
        assert (request.ref_sequence, request.alt_sequence) == (first + second, alt)
        assert request.ref_sequence[: request.start] == request.alt_sequence[: request.start]
    else:
        assert [one.reason.value for one in found] in (["start_codon_changed"], [])
        assert alt == first + second or found
