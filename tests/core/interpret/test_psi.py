"""Shares of two forms: by hand, against the closed form, and over a thousand simulated samples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.interpret.isoform_reads import (
    FormCounts,
    Layout,
    count_forms,
    fits,
    forms_of,
    layout_of,
    places_of,
)
from core.interpret.psi import Counts, Places, densest, posterior, share
from core.interpret.rna_rules import load_rna_rules
from tests.core.simulated_rna import Isoform, Library, as_fragments

RULES = load_rna_rules()
ANCHOR = int(RULES.reads.min_anchor.value)
WITH = ((0, 300), (1000, 1120), (2000, 2140), (3000, 3120), (4000, 4500))
WITHOUT = WITH[:2] + WITH[3:]
FORMS = forms_of(WITH, WITHOUT)


def test_without_a_telling_fragment_there_is_no_share():
    assert share(Counts(0, 0, 40), Places(10, 10, 5, 5), RULES.psi) is None
    assert share(Counts(3, 0), Places(10, 0), RULES.psi) is None


def test_with_equal_places_the_posterior_is_that_of_a_proportion():
    # Beta(1 + 3, 1 + 1): mean 4 / 6.
    found = share(Counts(3, 1), Places(70, 70), RULES.psi)
    assert found.mean == pytest.approx(4 / 6, abs=1e-4)
    assert found.n_telling == 4


def test_a_form_with_twice_the_places_gives_twice_the_reads():
    # 2000 : 1000 reads from forms with 2 : 1 places is one molecule for one.
    found = share(Counts(2000, 1000), Places(140, 70), RULES.psi)
    assert found.mean == pytest.approx(0.5, abs=0.01)
    assert found.low < 0.5 < found.high


def test_fragments_that_do_not_tell_weigh_by_the_length_of_the_forms():
    # Form one has 300 places, form other 200, 100 of each do not tell: at psi 0.5 half of all
    # 500 fragments are of form one's own places and 100 of the other's own.
    found = share(Counts(200, 100, 200), Places(200, 100, 100, 100), RULES.psi)
    assert found.mean == pytest.approx(0.5, abs=0.02)


def test_the_interval_reaches_one_where_nothing_was_skipped():
    found = share(Counts(60, 0), Places(2, 1), RULES.psi)
    assert found.high == 1.0
    assert 0.85 < found.low < 0.95


def test_none_of_twenty_ends_at_thirteen_per_cent():
    # The number in the source of verdict.min_informative.
    assert share(Counts(0, 20), Places(1, 1), RULES.psi).high == pytest.approx(0.133, abs=0.002)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_the_densest_interval_holds_its_mass_and_the_peak(one, other, both):
    mass = posterior(Counts(one, other, both), Places(200, 70, 90, 90), (1.0, 1.0))
    low, high = densest(mass, 0.95)
    cells = slice(round(low * 10_000), round(high * 10_000))
    assert mass[cells].sum() >= 0.95 - 1e-9
    assert low <= (mass.argmax() + 0.5) / 10_000 <= high


@pytest.mark.parametrize(
    ("read", "with_exon", "without"),
    [
        (((1050, 1100),), True, True),
        (((2010, 2060),), True, False),
        (((1100, 1120), (2000, 2030)), True, False),
        (((1100, 1120), (3000, 3030)), False, True),
        (((1100, 1120), (2001, 2030)), False, False),
        (((1100, 1119), (2000, 2030)), False, False),
        (((1119, 1150),), False, False),
        (((1100, 1120), (2000, 2140), (3000, 3005)), True, False),
        (((4400, 4600),), False, False),
        (((-10, 20),), False, False),
    ],
)
def test_a_read_fits_the_forms_that_can_give_it(read, with_exon, without):
    assert (fits(read, WITH), fits(read, WITHOUT)) == (with_exon, without)


def test_only_the_differing_exon_and_its_neighbours_are_looked_at():
    assert (FORMS.start, FORMS.end) == (1000, 3120)
    assert forms_of(WITH, WITH) is None
    last = forms_of(WITH, (*WITH[:-1], (4000, 4400)))
    assert (last.start, last.end) == (3000, 4500)


def test_places_of_single_reads_are_those_counted_by_hand():
    # A read of 50 with 8 bases beyond a junction on each side can start at 50 - 15 = 35 places
    # over each junction. Cut to 36 bases it lies inside the exon of 140 at 105 places: 175 tell
    # inclusion; 35 tell skipping. Flanking exons of 120 are touched by cut reads that start from
    # 35 places before them up to their junction: 120 + 35 - 35 - ... counted for both alike.
    places = places_of(FORMS, Layout(50), 8)
    assert (places.one, places.other) == (35 + 105 + 35, 35)
    assert places.both_of_one == places.both_of_other


def test_every_read_of_a_form_fits_it_and_is_counted_as_it_was_laid_out():
    library = Library(read_length=60, fragment=(180, 20), seed=3)
    drawn = as_fragments(library.draw([Isoform(WITH)], [1.0], 3000))
    counts, neither = count_forms(drawn, FORMS, 8)
    assert isinstance(count_forms(drawn, FORMS, 8), FormCounts)
    assert (neither, counts.other) == (0, 0)
    places = places_of(FORMS, layout_of(drawn, FORMS, 0, 4500), 8)
    expected = places.one / (places.one + places.both_of_one)
    assert counts.one / (counts.one + counts.both) == pytest.approx(expected, abs=0.03)


def test_how_a_library_was_read_is_learnt_from_pairs_that_fit():
    drawn = as_fragments(Library(60, (200, 15), seed=5).draw([Isoform(WITH)], [1.0], 500))
    layout = layout_of(drawn, FORMS, 0, 4500)
    assert layout.read_length == 60
    assert np.mean(layout.fragment_lengths) == pytest.approx(200, abs=4)
    assert np.std(layout.fragment_lengths) == pytest.approx(15, abs=4)
    assert layout_of([], FORMS, 0, 4500) is None


LIBRARIES = {"single reads": None, "pairs": (220, 30)}


def test_the_interval_covers_the_truth_in_95_of_100_samples():
    """1,000 samples, each a mixture of its own, half of them of single reads and half of pairs."""
    isoforms = [Isoform(WITH), Isoform(WITHOUT)]
    covered = {"telling": 0, "all": 0}
    for kind, fragment in LIBRARIES.items():
        library = Library(75, fragment, seed=11)
        places = _places(kind)
        for _ in range(500):
            truth = float(library.rng.uniform())
            n_fragments = int(library.rng.integers(40, 250))
            drawn = as_fragments(library.draw(isoforms, [truth, 1 - truth], n_fragments))
            counts = count_forms(drawn, FORMS, ANCHOR).counts
            by_telling = share(Counts(counts.one, counts.other), places.telling, RULES.psi)
            by_all = share(counts, places, RULES.psi)
            covered["telling"] += by_telling is None or by_telling.low <= truth <= by_telling.high
            covered["all"] += by_all is None or by_all.low <= truth <= by_all.high
    for n_covered in covered.values():
        assert 930 <= n_covered <= 970, covered


_KNOWN: dict[str, Places] = {}


def _places(kind):
    """Places of both forms, for the lengths the library really has."""
    if kind not in _KNOWN:
        drawn = as_fragments(
            Library(75, LIBRARIES[kind], seed=2).draw([Isoform(WITH)], [1.0], 4000)
        )
        _KNOWN[kind] = places_of(FORMS, layout_of(drawn, FORMS, 0, 4500), ANCHOR)
    return _KNOWN[kind]


@settings(max_examples=25, deadline=None)
@given(st.floats(0.05, 0.95), st.integers(0, 10_000))
def test_deep_sequencing_gives_the_share_of_the_molecules(truth, seed):
    library = Library(75, None, seed)
    drawn = as_fragments(library.draw([Isoform(WITH), Isoform(WITHOUT)], [truth, 1 - truth], 3000))
    found = share(
        count_forms(drawn, FORMS, ANCHOR).counts, places_of(FORMS, Layout(75), ANCHOR), RULES.psi
    )
    assert found.mean == pytest.approx(truth, abs=0.2), (
        "some hundred informative reads: five standard errors"
    )
