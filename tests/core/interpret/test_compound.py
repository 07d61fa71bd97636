"""Two heterozygous variants of one gene: on two copies, on one, or unknown."""

import pytest

from core.domain.candidate import InheritanceFit as Fit
from core.domain.sample import Affection, Pedigree, Sex
from core.interpret.compound import Hit, compound_pairs
from tests.core.interpret.builders import (
    HEMI,
    HET,
    HOM,
    NONE,
    REF,
    REF_ONE,
    person,
    singleton,
    trio,
    variant,
)

TRANS, UNPHASED = Fit.COMPOUND_HET, Fit.COMPOUND_HET_UNPHASED


def phased(*, first, phase_set):
    return HET._replace(phased=True, first_allele_is_alt=first, phase_set=phase_set)


def pairs(first, second, pedigree=None, chrom="chr1", leads=None):
    hits = [Hit(1, variant(100, chrom=chrom), first), Hit(2, variant(200, chrom=chrom), second)]
    return compound_pairs(pedigree or trio(), {"GENE": hits}, leads)


def fit(*arguments, **more):
    found = pairs(*arguments, **more)
    return found[0].fit if found else None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((HET, HET, REF), (HET, REF, HET), TRANS),
        ((HET, REF, HET), (HET, HET, REF), TRANS),
        ((HET, HET, REF), (HET, HET, REF), None),
        ((HET, REF, HET), (HET, REF, HET), None),
        ((HET, REF, REF), (HET, HET, REF), UNPHASED),
        ((HET, REF, REF), (HET, REF, REF), UNPHASED),
        ((HET, HET, NONE), (HET, REF, HET), UNPHASED),
        ((HET, NONE, NONE), (HET, NONE, NONE), UNPHASED),
        ((HET, HET, HET), (HET, REF, REF), UNPHASED),
        ((HET, HET, HET), (HET, HET, REF), None),
        ((HOM, HET, HET), (HET, HET, REF), None),
        ((HET, HET, REF), (NONE, REF, HET), None),
    ],
)
def test_the_parents_tell_the_phase(first, second, expected):
    assert fit(first, second) is expected


def test_without_parents_the_phase_is_unknown():
    assert fit((HET,), (HET,), singleton()) is UNPHASED


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (phased(first=True, phase_set=5), phased(first=False, phase_set=5), TRANS),
        (phased(first=True, phase_set=5), phased(first=True, phase_set=5), None),
        (phased(first=True, phase_set=5), phased(first=False, phase_set=6), UNPHASED),
        (phased(first=True, phase_set=None), phased(first=False, phase_set=None), TRANS),
        (phased(first=True, phase_set=5), HET, UNPHASED),
    ],
)
def test_phase_sets_tell_the_phase(first, second, expected):
    assert fit((first,), (second,), singleton()) is expected


def test_phase_sets_decide_where_one_of_two_is_new():
    new, inherited = phased(first=True, phase_set=5), phased(first=False, phase_set=5)
    assert fit((new, REF, REF), (inherited, HET, REF)) is TRANS


def test_parents_and_phase_sets_that_disagree_leave_it_open():
    one, other = phased(first=True, phase_set=5), phased(first=False, phase_set=5)
    (pair,) = pairs((one, HET, REF), (other, HET, REF), trio(father=Affection.UNKNOWN))
    assert (pair.fit, pair.note) == (UNPHASED, "parents and phase sets disagree")


def test_two_variants_of_an_affected_parent_on_one_copy_are_no_pair():
    assert fit((HET, HET, REF), (HET, HET, REF), trio(father=Affection.AFFECTED)) is None


def test_an_affected_parent_with_one_of_the_two_is_not_explained_by_the_pair():
    assert fit((HET, HET, REF), (HET, REF, HET), trio(father=Affection.AFFECTED)) is None
    assert fit((HET, HET, REF), (HET, NONE, HET), trio(father=Affection.AFFECTED)) is UNPHASED


def test_siblings_can_contradict():
    family = trio()
    for affection, brother, expected in [
        (Affection.UNAFFECTED, (HET, HET), None),
        (Affection.UNAFFECTED, (HET, REF), TRANS),
        (Affection.AFFECTED, (HET, HET), TRANS),
        (Affection.AFFECTED, (HET, REF), None),
        (Affection.AFFECTED, (NONE, HET), TRANS),
    ]:
        sibling = person("brother", Sex.MALE, affection, ("dad", "mum"))
        quad = Pedigree((*family.individuals, sibling), "child")
        one, other = brother
        assert fit((HET, HET, REF, one), (HET, REF, HET, other), quad) is expected


def test_the_single_x_of_a_male_has_no_second_copy():
    assert fit((HEMI, REF_ONE, HET), (HET, REF, HET), trio(Sex.MALE), chrom="chrX") is None
    assert fit((HET, HEMI, REF), (HET, REF_ONE, HET), trio(), chrom="chrX") is TRANS


def test_only_pairs_with_a_lead_are_looked_at():
    first, second = (HET, HET, REF), (HET, REF, HET)
    assert len(pairs(first, second, leads={2})) == 1
    assert pairs(first, second, leads={3}) == ()


def test_one_symbol_on_two_chromosomes_is_no_gene():
    hits = [
        Hit(1, variant(100, chrom="chrX"), (HET,)),
        Hit(2, variant(100, chrom="chr2"), (HET,)),
    ]
    assert compound_pairs(singleton(), {"GENE": hits}) == ()
