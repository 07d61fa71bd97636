"""One spelling per allele."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.sources.normalise import normalise
from core.sources.reference import Reference
from tests.core.sources.files import write_fasta

TEXT = "GGGCACACACTTTTTAGCCCNNNNAAATCGATCGATCGTTTGACA"


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    with Reference(write_fasta(tmp_path_factory.mktemp("n"), {"chr1": TEXT})) as reference:
        yield reference


@pytest.mark.parametrize(
    ("given_as", "expected"),
    [
        ((8, "CAC", "C"), (3, "GCA", "G")),
        ((7, "ACA", "A"), (3, "GCA", "G")),
        ((15, "T", "TT"), (10, "C", "CT")),
        ((10, "CTTTTT", "CTTTT"), (10, "CT", "C")),
        ((4, "CACACA", "CGCACA"), (5, "A", "G")),
        ((4, "CACA", "CGTA"), (5, "AC", "GT")),
        ((4, "C", "T"), (4, "C", "T")),
        ((25, "AAA", "AA"), (25, "AA", "A")),
        ((27, "A", "AA"), (25, "A", "AA")),
        ((1, "GG", "G"), (1, "GG", "G")),
        ((2, "GG", "G"), (1, "GG", "G")),
        ((3, "G", "GG"), (1, "G", "GG")),
        ((20, "CN", "C"), (20, "CN", "C")),
    ],
)
def test_known_alleles_take_their_leftmost_shortest_form(reference, given_as, expected):
    assert normalise("chr1", *given_as, reference) == expected


def applied(text: str, pos: int, ref: str, alt: str) -> str:
    assert text[pos - 1 : pos - 1 + len(ref)] == ref
    return text[: pos - 1] + alt + text[pos - 1 + len(ref) :]


class TextReference:
    """The one method of a reference that `normalise` uses, over a text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def fetch(self, _chrom: str, start: int, end: int) -> str:
        return self.text[max(0, start) : end]


@st.composite
def spelled_alleles(draw):
    """A sequence with many repeats, an edit in it, and two spellings of that edit."""
    text = "".join(draw(st.lists(st.sampled_from(["A", "C", "CA", "GT"]), min_size=4, max_size=40)))
    start = draw(st.integers(0, len(text) - 1))
    size = draw(st.integers(0, min(4, len(text) - start)))
    new = draw(st.text("ACGT", max_size=4))
    spellings = []
    for _ in range(2):
        left = draw(st.integers(0, start))
        right = draw(st.integers(start + size, len(text)))
        ref, alt = text[left:right], text[left:start] + new + text[start + size : right]
        spellings.append((left + 1, ref, alt))
    return text, spellings


@settings(max_examples=400, suppress_health_check=[HealthCheck.filter_too_much], deadline=None)
@given(spelled_alleles())
def test_two_spellings_of_one_allele_become_one_and_mean_the_same(case):
    text, spellings = case
    reference = TextReference(text)
    usable = [s for s in spellings if s[1] and s[2] and s[1] != s[2]]
    found = {normalise("chr1", *spelling, reference) for spelling in usable}
    assert len(found) <= 1
    for pos, ref, alt in found:
        assert applied(text, pos, ref, alt) == applied(text, *usable[0])
        assert normalise("chr1", pos, ref, alt, reference) == (pos, ref, alt)
        assert len(ref) == 1 or len(alt) == 1 or (ref[0] != alt[0] and ref[-1] != alt[-1])
