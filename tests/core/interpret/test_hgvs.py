"""Genomic descriptions, and a proof that each gives back the changed sequence."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.domain.assembly import Assembly
from core.domain.variant import Variant
from core.interpret.hgvs import hgvs_g

#           123456789012345678
SEQUENCE = "GCAAAATCGTCGTCGACN"


def fetch_from(sequence):
    return lambda start, end: sequence[max(0, start) : max(0, end)]


def described(pos, ref, alt, sequence=SEQUENCE):
    assert sequence[pos - 1 : pos - 1 + len(ref)] == ref
    named = hgvs_g(Variant(Assembly.ARTIFICIAL, "demo", pos, ref, alt), fetch_from(sequence))
    return named.removeprefix("demo:g.")


@pytest.mark.parametrize(
    ("pos", "ref", "alt", "expected"),
    [
        (2, "C", "T", "2C>T"),
        (2, "CA", "C", "6del"),
        (2, "CAA", "C", "5_6del"),
        (2, "CAAAA", "C", "3_6del"),
        (6, "ATCG", "A", "13_15del"),
        (2, "C", "CA", "6dup"),
        (2, "C", "CAA", "5_6dup"),
        (6, "A", "ATCG", "13_15dup"),
        (6, "A", "ATCGTCG", "10_15dup"),
        (2, "C", "CT", "2_3insT"),
        (2, "C", "CAT", "3_4insTA"),
        (6, "AT", "CG", "6_7delinsCG"),
        (7, "TCG", "TAA", "8_9delinsAA"),
        (6, "A", "CG", "6delinsCG"),
        (6, "ATC", "GAT", "6_8inv"),
        (8, "C", "CA", "8_9insA"),
        (1, "G", "TG", "1delinsTG"),
        (17, "CN", "C", "18del"),
        (18, "N", "NA", "18delinsNA"),
    ],
)
def test_descriptions_follow_the_3_prime_rule(pos, ref, alt, expected):
    assert described(pos, ref, alt) == expected


def test_accession_and_kind_of_the_contig():
    nf1 = Variant(Assembly.GRCH38, "chr17", 31327485, "C", "G")
    assert hgvs_g(nf1, None) == "NC_000017.11:g.31327485C>G"
    old = Variant(Assembly.GRCH37, "chrX", 5, "C", "G")
    assert hgvs_g(old, None) == "NC_000023.10:g.5C>G"
    mito = Variant(Assembly.GRCH38, "chrM", 3243, "A", "G")
    assert hgvs_g(mito, None) == "NC_012920.1:m.3243A>G"


def test_without_sequence_nothing_is_shifted():
    assert hgvs_g(Variant(Assembly.ARTIFICIAL, "demo", 2, "CA", "C"), None) == "demo:g.3del"
    assert hgvs_g(Variant(Assembly.ARTIFICIAL, "demo", 2, "C", "CA"), None) == "demo:g.2_3insA"


def test_a_long_repeat_is_crossed_in_several_fetches():
    sequence = "C" + "AT" * 700 + "GG"
    assert described(1, "CAT", "C", sequence) == "1400_1401del"


_FORM = re.compile(
    r"^(?P<first>\d+)(?:_(?P<last>\d+))?(?P<kind>delins|del|dup|inv|ins|[ACGT]>)(?P<bases>[ACGT]*)$"
)
_COMPLEMENT = str.maketrans("ACGT", "TGCA")


def applied(description, sequence):
    """The sequence a description stands for, by an independent reading of HGVS."""
    found = _FORM.match(description)
    assert found is not None, description
    first, last = int(found["first"]), int(found["last"] or found["first"])
    old = sequence[first - 1 : last]
    if found["kind"].endswith(">"):
        assert old == found["kind"][0]
    if found["kind"] == "ins":
        assert last == first + 1
        return sequence[:first] + found["bases"] + sequence[first:]
    new = {
        "del": "",
        "dup": old + old,
        "inv": old.translate(_COMPLEMENT)[::-1],
    }.get(found["kind"], found["bases"])
    return sequence[: first - 1] + new + sequence[last:]


@given(
    sequence=st.text("ACGT", min_size=5, max_size=30) | st.text("AC", min_size=5, max_size=30),
    data=st.data(),
)
def test_every_description_gives_back_the_changed_sequence(sequence, data):
    start = data.draw(st.integers(0, len(sequence) - 1))
    end = data.draw(st.integers(start + 1, min(len(sequence), start + 8)))
    ref = sequence[start:end]
    alt = data.draw(st.text("ACGT", min_size=1, max_size=8))
    assume(ref != alt)
    changed = sequence[:start] + alt + sequence[end:]
    assume(changed)
    text = described(start + 1, ref, alt, sequence)
    assert applied(text, sequence) == changed


@given(
    unit=st.text("ACGT", min_size=1, max_size=4), copies=st.integers(2, 8), where=st.integers(0, 6)
)
def test_all_spellings_of_one_indel_have_one_description(unit, copies, where):
    sequence = "GATTACA" + unit * copies + "CTTGCAT"
    where = min(where, copies - 1)
    shifted = described(7, "A" + unit, "A", sequence)
    pos = 7 + where * len(unit)
    ref = sequence[pos - 1 : pos + len(unit)]
    assert described(pos, ref, ref[0], sequence) == shifted
