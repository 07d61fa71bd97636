"""What holds for any change and any probabilities on the toy gene."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.domain.consequence import NmdVerdict
from tests.core.interpret.outcomes.rna_applier import Numbered, applied
from tests.core.interpret.outcomes.toy_gene import (
    ACCEPTOR,
    DONOR,
    EXONS,
    LENGTH,
    PLUS,
    PROTEIN,
    SEQUENCE,
    Edit,
    Toy,
)

NUMBERED = Numbered(SEQUENCE, EXONS, PLUS.cds_start, PLUS.cds_end)
NATIVE = NUMBERED.bases

_ORDER = "TCAG"
_AMINO = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
CODE = {
    _ORDER[i // 16] + _ORDER[i // 4 % 4] + _ORDER[i % 4]: amino for i, amino in enumerate(_AMINO)
}

NAMES = [f"A{number}" for number in range(2, 6)] + [f"D{number}" for number in range(1, 5)]
PROBABILITY = st.floats(0, 1, width=32).map(lambda value: round(value, 3))
NEAR_EXONS = sorted({place for start, end in EXONS for place in range(start - 60, end + 60)})
BASES = st.text("ACGT", max_size=6)


@st.composite
def edits(draw):
    """A change of up to six bases, or a large deletion, mostly near exons."""
    place = draw(st.one_of(st.sampled_from(NEAR_EXONS[10:-60]), st.integers(310, 3750)))
    length = draw(st.one_of(st.integers(0, 6), st.sampled_from([0, 1, 30, 70, 500])))
    edit = Edit(place, max(place, min(place + length, 3755)), draw(BASES))
    assume(SEQUENCE[edit.start : edit.end] != edit.new)
    return edit


@st.composite
def substitutions(draw):
    place = draw(st.one_of(st.sampled_from(NEAR_EXONS), st.integers(310, 3750)))
    new = draw(st.sampled_from("ACGT"))
    assume(SEQUENCE[place] != new)
    return Edit(place, place + 1, new)


ANNOTATED = st.dictionaries(st.sampled_from(NAMES), PROBABILITY, max_size=5)
OTHER = st.dictionaries(
    st.tuples(st.sampled_from([ACCEPTOR, DONOR]), st.integers(310, 3700)), PROBABILITY, max_size=5
)


def told(found):
    """All of an outcome that does not depend on the strand."""
    return (
        found.kind,
        round(found.share, 6),
        found.score,
        found.size,
        found.exon_numbers,
        found.intron_number,
        found.is_coding_touched,
        found.protein,
        found.nmd,
        found.hgvs_r,
        found.sentence,
        found.cautions,
    )


def check(toy, outcomes):
    """Everything that must hold whatever goes in."""
    aberrant = [found for found in outcomes if found.kind.is_aberration]
    assert all(found.share > 0 for found in aberrant)
    assert sum(found.share for found in aberrant) <= 1 + 1e-6
    assert all(found.share == 0 for found in outcomes if not found.kind.is_aberration)
    assert [found.share for found in aberrant] == sorted(
        (found.share for found in aberrant), reverse=True
    )
    assert len({found.exons for found in aberrant}) == len(aberrant)
    for found in aberrant:
        bases = toy.mrna(found)
        assert found.exons == tuple(sorted(found.exons))
        assert found.size == abs(len(bases) - len(NATIVE))
        check_protein(found, bases)
        assert applied(found.hgvs_r, NUMBERED) == bases, found.hgvs_r


def check_protein(found, bases):
    """Against a translation from the start codon written here."""
    protein = found.protein
    start = bases.find(NATIVE[25:40]) + 5
    if protein.is_start_lost:
        assert (protein.protein, protein.lost_fraction) == ("", 1.0)
        assert found.nmd.verdict is NmdVerdict.UNKNOWN
        return
    if start == 4:
        return
    if protein.is_stop_lost and not protein.protein:
        assert (protein.hgvs_p, found.nmd.verdict) == ("p.?", NmdVerdict.UNKNOWN)
        return
    amino = [CODE[bases[at : at + 3]] for at in range(start, len(bases) - 2, 3)]
    expected = "".join(amino)
    expected = expected[: expected.index("*") + 1] if "*" in expected else expected
    assert protein.protein == expected
    check_change(protein, expected)
    assert (found.nmd.verdict is NmdVerdict.UNKNOWN) == (not expected.endswith("*"))


def check_change(protein, expected):
    if expected == PROTEIN:
        assert (protein.first_changed, protein.n_new, protein.n_lost) == (None, 0, 0)
        assert protein.hgvs_p.endswith("=)")
        return
    first = protein.first_changed
    assert PROTEIN[: first - 1] == expected[: first - 1]
    assert PROTEIN[first - 1 : first] != expected[first - 1 : first]
    assert 0 <= protein.lost_fraction <= 1
    if protein.stop_after is not None:
        assert len(expected) == first - 1 + protein.stop_after
    named = re.search(r"fsTer(\d+)\)$", protein.hgvs_p)
    if named:
        assert int(named[1]) == protein.stop_after
        assert int(re.search(r"\d+", protein.hgvs_p)[0]) == first
        assert not protein.is_frame_kept


@settings(max_examples=150, deadline=None)
@given(edit=substitutions(), annotated=ANNOTATED, other=OTHER)
def test_substitutions_keep_all_promises_and_mirror_each_other(edit, annotated, other):
    sites = {name: (0.9, value) for name, value in annotated.items()}
    sites |= {name: (0.0, value) for name, value in other.items()}
    plus, minus = Toy("+", edit), Toy("-", edit)
    forward, backward = plus.outcomes(sites), minus.outcomes(sites)
    check(plus, forward)
    check(minus, backward)
    assert sorted(map(repr, map(told, forward))) == sorted(map(repr, map(told, backward)))
    assert {plus.mrna(found) for found in forward} == {minus.mrna(found) for found in backward}


@settings(max_examples=150, deadline=None)
@given(edit=edits(), annotated=ANNOTATED, other=OTHER, strand=st.sampled_from("+-"))
def test_indels_keep_all_promises(edit, annotated, other, strand):
    toy = Toy(strand, edit)
    alt = {
        (kind, place): value
        for (kind, place), value in other.items()
        if place < LENGTH + edit.shift
    }
    check(toy, toy.outcomes({}, annotated | alt))


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("r.(=)", NATIVE),
        ("r.(31_90del)", NATIVE[:60] + NATIVE[120:]),
        ("r.(-30_-29del)", NATIVE[2:]),
        ("r.(30g>u)", NATIVE[:59] + "T" + NATIVE[60:]),
        ("r.(31dup)", NATIVE[:61] + NATIVE[60:]),
        ("r.(30_31ins30+1_30+6)", NATIVE[:60] + "GTAAGT" + NATIVE[60:]),
        ("r.(30_31ins[30+1_30+6;a])", NATIVE[:60] + "GTAAGTA" + NATIVE[60:]),
        ("r.[(30_31delinsuu;31_90del)]", None),
        ("r.[(29_30delinsuu;32_90del)]", NATIVE[:58] + "TT" + NATIVE[60:61] + NATIVE[120:]),
        ("r.(*60del)", NATIVE[:-1]),
    ],
)
def test_the_applier_of_this_folder_reads_descriptions(description, expected):
    if expected is not None:
        assert applied(description, NUMBERED) == expected
