"""Modes of inheritance, case by case."""

import pytest

from core.domain.assembly import Assembly
from core.domain.candidate import InheritanceFit as Fit
from core.domain.sample import Affection, Pedigree, Sex
from core.interpret.inheritance import fits, segregation
from core.interpret.rules import load_rules
from core.interpret.sex_chromosomes import Inheritance, inheritance_of
from tests.core.interpret.builders import (
    HALF,
    HALF_REF,
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

RULES = load_rules().de_novo
ILL, WELL, UNSAID = Affection.AFFECTED, Affection.UNAFFECTED, Affection.UNKNOWN
X = variant(50_000_000, chrom="chrX")


def judged(genotypes, pedigree, where=None):
    return fits(where or variant(), genotypes, pedigree, RULES)


@pytest.mark.parametrize(
    ("child", "dad", "mum", "dad_is", "mum_is", "expected"),
    [
        (HET, REF, REF, WELL, WELL, {Fit.DE_NOVO}),
        (HALF, REF, REF, WELL, WELL, {Fit.DE_NOVO}),
        (HET, REF, NONE, WELL, WELL, {Fit.POSSIBLY_DE_NOVO}),
        (HET, REF, HALF_REF, WELL, WELL, {Fit.POSSIBLY_DE_NOVO}),
        (HET, NONE, NONE, WELL, WELL, {Fit.UNKNOWN}),
        (HET, REF, NONE, WELL, ILL, {Fit.UNKNOWN}),
        (HET, HET, REF, WELL, WELL, {Fit.NO_FIT}),
        (HET, HET, REF, UNSAID, WELL, {Fit.UNKNOWN}),
        (HET, HET, HET, WELL, WELL, {Fit.NO_FIT}),
        (HET, HET, REF, ILL, WELL, {Fit.DOMINANT}),
        (HET, HALF, REF, ILL, WELL, {Fit.DOMINANT}),
        (HET, HET, NONE, ILL, WELL, {Fit.DOMINANT}),
        (HET, HET, HET, ILL, WELL, {Fit.NO_FIT}),
        (HET, REF, HET, ILL, WELL, {Fit.NO_FIT}),
        (HET, REF, REF, ILL, WELL, {Fit.DE_NOVO, Fit.NO_FIT}),
        (HOM, HET, HET, WELL, WELL, {Fit.RECESSIVE}),
        (HOM, HET, NONE, WELL, WELL, {Fit.RECESSIVE}),
        (HOM, NONE, NONE, WELL, WELL, {Fit.RECESSIVE}),
        (HOM, HOM, HET, ILL, WELL, {Fit.RECESSIVE}),
        (HOM, HOM, HET, WELL, WELL, {Fit.NO_FIT}),
        (HOM, HET, REF, WELL, WELL, {Fit.UNKNOWN}),
        (HOM, REF, REF, WELL, WELL, {Fit.POSSIBLY_DE_NOVO}),
        (HOM, HET, REF, ILL, WELL, {Fit.DOMINANT}),
        (NONE, REF, REF, WELL, WELL, {Fit.UNKNOWN}),
        (HALF_REF, HET, REF, ILL, WELL, {Fit.UNKNOWN}),
        (REF, HET, HET, WELL, WELL, {Fit.NO_FIT}),
    ],
)
def test_autosomal_trios(child, dad, mum, dad_is, mum_is, expected):
    assert set(judged((child, dad, mum), trio(Sex.FEMALE, dad_is, mum_is))) == expected


@pytest.mark.parametrize(
    ("sex", "child", "dad", "mum", "expected"),
    [
        (Sex.MALE, HEMI, REF_ONE, HET, {Fit.X_LINKED}),
        (Sex.MALE, HOM, REF, HET, {Fit.X_LINKED}),
        (Sex.MALE, HET, REF, HET, {Fit.X_LINKED}),
        (Sex.MALE, HEMI, NONE, HET, {Fit.X_LINKED}),
        (Sex.MALE, HEMI, REF_ONE, NONE, {Fit.X_LINKED}),
        (Sex.MALE, HEMI, NONE, REF, {Fit.DE_NOVO, Fit.X_LINKED}),
        (Sex.MALE, HEMI, REF_ONE, REF, {Fit.DE_NOVO, Fit.X_LINKED}),
        (Sex.MALE, HOM, REF, REF, {Fit.DE_NOVO, Fit.X_LINKED}),
        (Sex.MALE, HOM, NONE, REF, {Fit.DE_NOVO, Fit.X_LINKED}),
        (Sex.MALE, HOM, HOM, REF, {Fit.DE_NOVO, Fit.NO_FIT}),
        (Sex.MALE, HEMI, HEMI, HET, {Fit.NO_FIT}),
        (Sex.MALE, HEMI, REF_ONE, HOM, {Fit.NO_FIT}),
        (Sex.MALE, HEMI, HEMI, REF, {Fit.DE_NOVO, Fit.NO_FIT}),
        (Sex.UNKNOWN, HEMI, REF_ONE, HET, {Fit.X_LINKED}),
        (Sex.FEMALE, HET, REF_ONE, REF, {Fit.DE_NOVO, Fit.X_LINKED}),
        (Sex.FEMALE, HOM, REF, REF, {Fit.POSSIBLY_DE_NOVO, Fit.X_LINKED}),
        (Sex.UNKNOWN, HOM, REF, REF, {Fit.POSSIBLY_DE_NOVO, Fit.X_LINKED}),
        (Sex.FEMALE, HET, REF_ONE, HET, {Fit.NO_FIT}),
        (Sex.FEMALE, HET, HEMI, REF, {Fit.NO_FIT}),
        (Sex.FEMALE, HOM, NONE, HET, {Fit.X_LINKED}),
        (Sex.FEMALE, HOM, HEMI, HET, {Fit.NO_FIT}),
        (Sex.FEMALE, HOM, HET, HET, {Fit.NO_FIT}),
    ],
)
def test_x_linked_trios_with_healthy_parents(sex, child, dad, mum, expected):
    assert set(judged((child, dad, mum), trio(sex), X)) == expected


def test_x_linked_with_an_affected_father():
    daughter = trio(Sex.FEMALE, father=ILL)
    assert judged((HOM, HEMI, HET), daughter, X) == (Fit.X_LINKED,)
    assert judged((HET, HEMI, REF), daughter, X) == (Fit.X_LINKED,)
    assert Fit.NO_FIT in judged((HET, REF_ONE, REF), daughter, X)
    assert judged((HEMI, REF_ONE, HET), trio(Sex.MALE, father=ILL), X) == (Fit.NO_FIT,)


def test_a_pseudoautosomal_place_is_autosomal():
    inside = variant(2_781_479, chrom="chrX")
    outside = variant(2_781_480, chrom="chrX")
    old = variant(2_699_521, chrom="chrX", assembly=Assembly.GRCH37)
    assert inheritance_of(inside) is Inheritance.AUTOSOMAL
    assert inheritance_of(outside) is Inheritance.X
    assert inheritance_of(old) is Inheritance.X
    assert inheritance_of(variant(155_701_383, chrom="chrX")) is Inheritance.AUTOSOMAL
    assert inheritance_of(variant(57_217_416, chrom="chrY")) is Inheritance.Y
    assert inheritance_of(variant(59_363_566, chrom="chrY", assembly=Assembly.GRCH37)) is (
        Inheritance.AUTOSOMAL
    )
    assert judged((HET, HET, REF), trio(Sex.MALE), inside) == (Fit.NO_FIT,)
    assert judged((HOM, HET, HET), trio(Sex.MALE), inside) == (Fit.RECESSIVE,)
    assert judged((HOM, REF, REF), trio(Sex.MALE), inside) == (Fit.POSSIBLY_DE_NOVO,)


def test_the_y_passes_from_father_to_son():
    son, where = trio(Sex.MALE), variant(10_000_000, chrom="chrY")
    assert judged((HEMI, REF_ONE, NONE), son, where) == (Fit.DE_NOVO,)
    assert judged((HOM, REF, NONE), son, where) == (Fit.DE_NOVO,)
    assert judged((HEMI, HEMI, NONE), son, where) == (Fit.NO_FIT,)
    assert judged((HEMI, HEMI, NONE), trio(Sex.FEMALE), where) == (Fit.UNKNOWN,)


def test_mitochondrial_inheritance_is_not_judged():
    assert judged((HOM, REF, HOM), trio(), variant(3243, chrom="chrM")) == (Fit.UNKNOWN,)


@pytest.mark.parametrize(
    ("mum", "words"),
    [
        (REF._replace(depth=9), "covered by 9 reads"),
        (REF._replace(quality=19), "quality of 19"),
        (REF._replace(alt_depth=2), "2 reads with the allele"),
        (REF._replace(depth=None, quality=None), "not stated"),
        (NONE, "no complete call"),
    ],
)
def test_a_thin_parent_call_makes_it_possibly_de_novo_and_says_why(mum, words):
    found = segregation(variant(), (HET, REF, mum), trio(), RULES)
    assert found.fits == (Fit.POSSIBLY_DE_NOVO,)
    assert words in " ".join(found.notes)
    assert "the mother" in " ".join(found.notes)


def test_calls_at_the_limits_are_good_enough():
    limit = REF._replace(depth=10, quality=20, alt_depth=1)
    assert judged((HET, limit, limit), trio()) == (Fit.DE_NOVO,)
    assert judged((HET, REF._replace(quality=None), REF), trio()) == (Fit.DE_NOVO,)


def test_a_thin_call_of_the_patient_makes_it_possibly_de_novo():
    found = segregation(variant(), (HET._replace(depth=5), REF, REF), trio(), RULES)
    assert found.fits == (Fit.POSSIBLY_DE_NOVO,)
    assert found.notes == ("the patient is covered by 5 reads only",)


def test_a_missing_parent_is_unknown():
    family = trio()
    duo = Pedigree(tuple(p for p in family.individuals if p.name != "dad"), "child")
    assert judged((HET, REF), duo) == (Fit.POSSIBLY_DE_NOVO,)
    assert judged((HET, HET), duo) == (Fit.NO_FIT,)
    assert judged((HOM, HET), duo) == (Fit.RECESSIVE,)


def test_a_patient_alone_is_judged_by_copies_only():
    alone = segregation(variant(), (HET,), singleton(), RULES)
    assert alone.fits == (Fit.UNKNOWN,)
    assert alone.notes == ("no relative is called here",)
    assert judged((HOM,), singleton()) == (Fit.RECESSIVE,)
    assert judged((HEMI,), singleton(Sex.MALE), X) == (Fit.X_LINKED,)


def test_siblings_count():
    family = trio()
    brother = person("brother", Sex.MALE, ILL, ("dad", "mum"))
    sister = person("sister", Sex.FEMALE, WELL, ("dad", "mum"))
    quad = Pedigree((*family.individuals, brother, sister), "child")
    assert judged((HOM, HET, HET, HOM, HET), quad) == (Fit.RECESSIVE,)
    assert judged((HOM, HET, HET, HET, HET), quad) == (Fit.NO_FIT,)
    assert judged((HOM, HET, HET, HOM, HOM), quad) == (Fit.NO_FIT,)
    assert judged((HOM, HET, HET, NONE, NONE), quad) == (Fit.RECESSIVE,)
    assert judged((HET, REF, REF, HET, REF), quad) == (Fit.DE_NOVO, Fit.DOMINANT)
    assert judged((HET, REF, REF, REF, REF), quad) == (Fit.DE_NOVO, Fit.NO_FIT)
    assert judged((HET, REF, REF, NONE, HET), quad) == (Fit.DE_NOVO, Fit.NO_FIT)


def test_the_reasons_name_who_contradicts():
    found = segregation(variant(), (HET, HET, REF), trio(mother=ILL), RULES)
    assert found.notes == (
        "affected without it: the mother",
        "unaffected with it: the father",
    )
    conflict = segregation(variant(), (HOM, HET, REF), trio(), RULES)
    assert "uniparental disomy" in conflict.notes[-1]
