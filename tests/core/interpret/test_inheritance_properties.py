"""What must hold of inheritance whatever the family and its calls."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.candidate import InheritanceFit as Fit
from core.domain.sample import Affection, Pedigree, Sex
from core.interpret.compound import Hit, deletion_pair, judged_pairs
from core.interpret.deletions import Deletion
from core.interpret.inheritance import segregation
from core.interpret.inheritance_rules import load_segregation_rules
from core.interpret.losses import Losses
from tests.core.interpret.builders import (
    HALF,
    HALF_REF,
    HEMI,
    HET,
    HOM,
    MOSAIC,
    NONE,
    REF,
    REF_ONE,
    THIN,
    person,
    variant,
)

RULES = load_segregation_rules()
PHASED = [
    HET._replace(phased=True, first_allele_is_alt=first, phase_set=phase_set)
    for first in (True, False)
    for phase_set in (5, 6, None)
]
CALLS = st.sampled_from([HET, HOM, HEMI, HALF, HALF_REF, REF, REF_ONE, NONE, THIN, MOSAIC, *PHASED])
PLACES = st.sampled_from(
    [
        variant(1_500),
        variant(50_000_000, chrom="chrX"),
        variant(2_781_479, chrom="chrX"),
        variant(10_000_000, chrom="chrY"),
        variant(3_243, chrom="chrM"),
    ]
)
SEXES, STATES = st.sampled_from(Sex), st.sampled_from(Affection)


@st.composite
def families(draw):
    people = [
        person("child", draw(SEXES), Affection.AFFECTED, ("dad", "mum")),
        person("dad", Sex.MALE, draw(STATES)),
        person("mum", Sex.FEMALE, draw(STATES)),
        person("sib", draw(SEXES), draw(STATES), ("dad", "mum")),
        person("aunt", draw(SEXES), draw(STATES)),
    ]
    absent = draw(st.sets(st.sampled_from(["dad", "mum", "sib", "aunt"])))
    return Pedigree(tuple(one for one in people if one.name not in absent), "child")


@st.composite
def called(draw, n=1):
    """A family with `n` calls of each, and the same in another order."""
    family = draw(families())
    people = family.individuals
    rows = [tuple(draw(CALLS) for _ in people) for _ in range(n)]
    order = draw(st.permutations(range(len(people))))
    other = Pedigree(tuple(people[index] for index in order), "child")
    return family, rows, other, [tuple(row[index] for index in order) for row in rows]


@settings(max_examples=300, deadline=None)
@given(called(), PLACES)
def test_the_order_of_the_samples_changes_no_mode(case, where):
    family, (row,), other, (again,) = case
    first = segregation(where, row, family, RULES)
    second = segregation(where, again, other, RULES)
    assert first.fits == second.fits
    assert sorted(_words(first.notes)) == sorted(_words(second.notes))


@settings(max_examples=200, deadline=None)
@given(called(n=2))
def test_the_order_of_the_samples_changes_no_call_over_a_deletion(case):
    family, (row, deleted), other, (again, deleted_again) = case
    where = variant(1_500)
    first, second = (
        segregation(
            where, calls, people, RULES, Losses.of([Deletion("chr1", 1_000, 2_000, lost)], people)
        )
        for people, calls, lost in ((family, row, deleted), (other, again, deleted_again))
    )
    assert first.fits == second.fits


@settings(max_examples=300, deadline=None)
@given(called(n=2))
def test_neither_the_order_of_samples_nor_of_hits_changes_a_pair(case):
    family, (one, two), other, (one_again, two_again) = case
    straight = _pair(one, two, family)
    assert _pair(one_again, two_again, other) == straight
    assert _pair(two, one, family) == straight


@settings(max_examples=300, deadline=None)
@given(called(n=2))
def test_which_copy_is_written_first_changes_no_pair(case):
    family, (one, two), *_ = case
    assert _pair(_turned(one), _turned(two), family) == _pair(one, two, family)


@settings(max_examples=300, deadline=None)
@given(called(), PLACES)
def test_a_missing_or_thin_call_of_a_parent_is_never_called_de_novo(case, where):
    family, (row,), *_ = case
    calls = dict(zip((one.name for one in family.individuals), row, strict=True))
    if where.chrom == "chr1" and {calls.get("dad", NONE), calls.get("mum", NONE)} & {
        NONE,
        HALF_REF,
        THIN,
    }:
        assert Fit.DE_NOVO not in segregation(where, row, family, RULES).fits


@settings(max_examples=300, deadline=None)
@given(called(n=2))
def test_without_phase_and_parents_nothing_is_said_to_be_on_different_copies(case):
    family, rows, *_ = case
    names = [one.name for one in family.individuals]
    one, two = (
        tuple(
            NONE if name in ("dad", "mum") else call._replace(phased=False)
            for name, call in zip(names, row, strict=True)
        )
        for row in rows
    )
    assert _pair(one, two, family) != Fit.COMPOUND_HET
    pair = deletion_pair("G", Hit(1, variant(500), one), Deletion("chr1", 900, 990, two), family)
    assert pair is None or pair.fit is not Fit.COMPOUND_HET


def _pair(one, two, family):
    found = list(judged_pairs("G", [Hit(1, variant(100), one), Hit(2, variant(200), two)], family))
    return found[0].fit if found else "not heterozygous"


def _turned(row):
    return tuple(
        call._replace(first_allele_is_alt=not call.first_allele_is_alt) if call.phased else call
        for call in row
    )


def _words(notes):
    """Notes with the people they name in one order."""
    return [" ".join(sorted(note.replace(" and ", " ").split())) for note in notes]
