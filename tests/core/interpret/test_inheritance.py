"""Modes of inheritance, case by case."""

import pytest

from core.domain.assembly import Assembly
from core.domain.candidate import InheritanceFit as Fit
from core.domain.sample import Affection, Pedigree, Sex
from core.interpret.de_novo import chance_of_new
from core.interpret.inheritance import fits, segregation
from core.interpret.inheritance_rules import load_segregation_rules
from core.interpret.rules import Limit
from core.interpret.sex_chromosomes import Inheritance, inheritance_of
from tests.core.interpret.builders import (
    CALLED_MOSAIC,
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
    singleton,
    trio,
    variant,
)

RULES = load_segregation_rules()
ILL, WELL, UNSAID = Affection.AFFECTED, Affection.UNAFFECTED, Affection.UNKNOWN
X = variant(50_000_000, chrom="chrX")


def judged(genotypes, pedigree, where=None):
    return fits(where or variant(), genotypes, pedigree, RULES)


# Autosomes: the patient's call, then the father's and the mother's, each of every kind.


@pytest.mark.parametrize(
    ("child", "dad", "mum", "dad_is", "mum_is", "expected"),
    [
        # De novo.
        (HET, REF, REF, WELL, WELL, (Fit.DE_NOVO,)),
        (HALF, REF, REF, WELL, WELL, (Fit.DE_NOVO,)),
        (HET, REF, REF, UNSAID, UNSAID, (Fit.DE_NOVO,)),
        (HET, REF, NONE, WELL, WELL, (Fit.POSSIBLY_DE_NOVO,)),
        (HET, NONE, REF, WELL, WELL, (Fit.POSSIBLY_DE_NOVO,)),
        (HET, REF, HALF_REF, WELL, WELL, (Fit.POSSIBLY_DE_NOVO,)),
        (HET, REF, THIN, WELL, WELL, (Fit.POSSIBLY_DE_NOVO,)),
        (HET, THIN, NONE, WELL, WELL, (Fit.POSSIBLY_DE_NOVO,)),
        (HET, REF, MOSAIC, WELL, WELL, (Fit.DE_NOVO_OR_MOSAIC,)),
        (HET, MOSAIC, REF, WELL, WELL, (Fit.DE_NOVO_OR_MOSAIC,)),
        (HET, CALLED_MOSAIC, REF, WELL, WELL, (Fit.DE_NOVO_OR_MOSAIC,)),
        (HET, REF, CALLED_MOSAIC, WELL, ILL, (Fit.DE_NOVO_OR_MOSAIC, Fit.NO_FIT)),
        (HET, MOSAIC, NONE, WELL, WELL, (Fit.POSSIBLY_DE_NOVO,)),
        (HET, MOSAIC, THIN, WELL, WELL, (Fit.POSSIBLY_DE_NOVO,)),
        (HET, REF, NONE, WELL, ILL, (Fit.UNKNOWN,)),
        (HET, REF, REF, ILL, WELL, (Fit.DE_NOVO, Fit.NO_FIT)),
        # Nothing known of the parents.
        (HET, NONE, NONE, WELL, WELL, (Fit.UNKNOWN,)),
        (HET, HALF_REF, HALF_REF, WELL, WELL, (Fit.UNKNOWN,)),
        # Dominant.
        (HET, HET, REF, ILL, WELL, (Fit.DOMINANT,)),
        (HALF, HET, REF, ILL, WELL, (Fit.DOMINANT,)),
        (HET, HALF, REF, ILL, WELL, (Fit.DOMINANT,)),
        (HET, HET, NONE, ILL, WELL, (Fit.DOMINANT,)),
        (HET, HET, HALF_REF, ILL, WELL, (Fit.DOMINANT,)),
        (HET, HET, REF, UNSAID, WELL, (Fit.UNKNOWN,)),
        (HET, HOM, REF, ILL, WELL, (Fit.DOMINANT,)),
        # Incomplete penetrance: one unaffected carrier and nobody ill without it.
        (HET, HET, REF, WELL, WELL, (Fit.INCOMPLETE_PENETRANCE,)),
        (HALF, REF, HALF, WELL, WELL, (Fit.INCOMPLETE_PENETRANCE,)),
        (HET, HET, NONE, WELL, WELL, (Fit.INCOMPLETE_PENETRANCE,)),
        (HET, HET, HET, ILL, WELL, (Fit.INCOMPLETE_PENETRANCE,)),
        (HET, HET, HET, WELL, WELL, (Fit.NO_FIT,)),
        (HET, HOM, REF, WELL, WELL, (Fit.NO_FIT,)),
        (HET, REF, HET, ILL, WELL, (Fit.NO_FIT,)),
        # Recessive.
        (HOM, HET, HET, WELL, WELL, (Fit.RECESSIVE,)),
        (HOM, HET, NONE, WELL, WELL, (Fit.RECESSIVE,)),
        (HOM, HALF, HET, WELL, WELL, (Fit.RECESSIVE,)),
        (HOM, HET, HALF_REF, WELL, WELL, (Fit.RECESSIVE,)),
        (HOM, NONE, NONE, WELL, WELL, (Fit.RECESSIVE,)),
        (HOM, HOM, HET, ILL, WELL, (Fit.RECESSIVE,)),
        (HOM, HALF, HET, ILL, WELL, (Fit.RECESSIVE,)),
        (HOM, HOM, HET, WELL, WELL, (Fit.NO_FIT,)),
        (HOM, HET, REF, WELL, WELL, (Fit.POSSIBLY_RECESSIVE,)),
        (HOM, REF, HALF, WELL, WELL, (Fit.POSSIBLY_RECESSIVE,)),
        (HALF, HET, HET, WELL, WELL, (Fit.POSSIBLY_RECESSIVE,)),
        (HALF, HET, NONE, WELL, WELL, (Fit.POSSIBLY_RECESSIVE,)),
        (HOM, REF, NONE, WELL, WELL, (Fit.POSSIBLY_DE_NOVO,)),
        (HOM, REF, REF, WELL, WELL, (Fit.POSSIBLY_DE_NOVO,)),
        (HOM, HET, REF, ILL, WELL, (Fit.DOMINANT,)),
        # The patient's own call.
        (NONE, REF, REF, WELL, WELL, (Fit.UNKNOWN,)),
        (HALF_REF, HET, REF, ILL, WELL, (Fit.UNKNOWN,)),
        (REF, HET, HET, WELL, WELL, (Fit.NO_FIT,)),
    ],
)
def test_autosomal_trios(child, dad, mum, dad_is, mum_is, expected):
    assert judged((child, dad, mum), trio(Sex.FEMALE, dad_is, mum_is)) == expected


# The X. One copy is coded 1, 1/1 or, with doubt, 0/1.


@pytest.mark.parametrize("child", [HEMI, HOM, HET, HALF])
@pytest.mark.parametrize("reference", [REF_ONE, REF, NONE])
@pytest.mark.parametrize(
    ("mum", "mum_is", "expected"),
    [
        (HET, WELL, (Fit.X_RECESSIVE,)),
        (HALF, WELL, (Fit.X_RECESSIVE,)),
        (HET, ILL, (Fit.X_DOMINANT,)),
        (HOM, ILL, (Fit.X_LINKED,)),
        (HET, UNSAID, (Fit.X_LINKED,)),
        (NONE, WELL, (Fit.X_LINKED,)),
        (HALF_REF, WELL, (Fit.X_LINKED,)),
        (REF, WELL, (Fit.DE_NOVO, Fit.X_LINKED)),
        (THIN, WELL, (Fit.POSSIBLY_DE_NOVO, Fit.X_LINKED)),
        (MOSAIC, WELL, (Fit.DE_NOVO_OR_MOSAIC, Fit.X_LINKED)),
        (HOM, WELL, (Fit.NO_FIT,)),
        (REF, ILL, (Fit.DE_NOVO, Fit.NO_FIT)),
    ],
)
def test_sons_have_their_x_from_the_mother(child, reference, mum, mum_is, expected):
    found = segregation(X, (child, reference, mum), trio(Sex.MALE, mother=mum_is), RULES)
    assert found.fits == expected
    is_doubtful = "a heterozygous call on the single X of a male is doubtful" in found.notes
    assert is_doubtful == (child in (HET, HALF))


@pytest.mark.parametrize("dad", [HEMI, HOM, HET])
def test_a_father_who_is_well_with_it_clears_an_x_of_a_son(dad):
    assert judged((HEMI, dad, HET), trio(Sex.MALE), X) == (Fit.NO_FIT,)
    assert judged((HEMI, dad, REF), trio(Sex.MALE), X) == (Fit.DE_NOVO, Fit.NO_FIT)


@pytest.mark.parametrize(
    ("child", "dad", "mum", "expected"),
    [
        (HET, REF_ONE, REF, (Fit.DE_NOVO, Fit.X_DOMINANT)),
        (HET, REF, REF, (Fit.DE_NOVO, Fit.X_DOMINANT)),
        (HET, NONE, REF, (Fit.POSSIBLY_DE_NOVO, Fit.X_DOMINANT)),
        (HET, REF_ONE, MOSAIC, (Fit.DE_NOVO_OR_MOSAIC, Fit.X_DOMINANT)),
        (HOM, REF, REF, (Fit.POSSIBLY_DE_NOVO, Fit.X_DOMINANT)),
        (HET, REF_ONE, HET, (Fit.INCOMPLETE_PENETRANCE,)),
        (HET, NONE, NONE, (Fit.UNKNOWN,)),
        (HET, HEMI, REF, (Fit.NO_FIT,)),
        (HET, HET, REF, (Fit.NO_FIT,)),
        (HOM, NONE, HET, (Fit.X_RECESSIVE,)),
        (HOM, NONE, NONE, (Fit.X_RECESSIVE,)),
        (HOM, REF_ONE, HET, (Fit.POSSIBLY_RECESSIVE,)),
        (HALF, NONE, HET, (Fit.POSSIBLY_RECESSIVE,)),
        (HOM, HEMI, HET, (Fit.NO_FIT,)),
        (HOM, HET, HET, (Fit.NO_FIT,)),
        (NONE, HEMI, HET, (Fit.UNKNOWN,)),
    ],
)
def test_daughters_have_two_x(child, dad, mum, expected):
    assert judged((child, dad, mum), trio(Sex.FEMALE), X) == expected


def test_an_affected_father_gives_his_x_to_his_daughters_only():
    daughter = trio(Sex.FEMALE, father=ILL)
    assert judged((HOM, HEMI, HET), daughter, X) == (Fit.X_RECESSIVE,)
    assert judged((HET, HEMI, REF), daughter, X) == (Fit.X_DOMINANT,)
    assert Fit.NO_FIT in judged((HET, REF_ONE, REF), daughter, X)
    assert judged((HEMI, REF_ONE, HET), trio(Sex.MALE, father=ILL), X) == (Fit.NO_FIT,)


def test_where_the_sex_is_not_stated_the_call_tells_how_many_x_there_are():
    one = segregation(X, (HEMI, REF_ONE, HET), trio(Sex.UNKNOWN), RULES)
    two = segregation(X, (HOM, REF, REF), trio(Sex.UNKNOWN), RULES)
    assert one.fits == (Fit.X_RECESSIVE,)
    assert "the sex of the patient is not stated; the call has one allele" in one.notes
    assert two.fits == (Fit.POSSIBLY_DE_NOVO, Fit.X_DOMINANT)
    assert "the sex of the patient is not stated" in two.notes


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
    assert judged((HET, HET, REF), trio(Sex.MALE), inside) == (Fit.INCOMPLETE_PENETRANCE,)
    assert judged((HOM, HET, HET), trio(Sex.MALE), inside) == (Fit.RECESSIVE,)
    assert judged((HOM, REF, REF), trio(Sex.MALE), inside) == (Fit.POSSIBLY_DE_NOVO,)


def test_the_y_passes_from_father_to_son():
    son, where = trio(Sex.MALE), variant(10_000_000, chrom="chrY")
    assert judged((HEMI, REF_ONE, NONE), son, where) == (Fit.DE_NOVO,)
    assert judged((HOM, REF, NONE), son, where) == (Fit.DE_NOVO,)
    assert judged((HEMI, HEMI, NONE), son, where) == (Fit.NO_FIT,)
    assert judged((HEMI, HEMI, NONE), trio(Sex.FEMALE), where) == (Fit.UNKNOWN,)


@pytest.mark.parametrize(
    ("mum", "words"),
    [
        (HET, "the mother has it in 50 % of 30 reads"),
        (REF, "not called in the mother; the mother has it in 0 % of 30 reads"),
        (NONE, "the mother has no complete call"),
    ],
)
def test_mitochondrial_variants_tell_their_share_of_reads_and_the_mothers(mum, words):
    child = HET._replace(ref_depth=1900, alt_depth=100)
    found = segregation(variant(3243, chrom="chrM"), (child, HOM, mum), trio(), RULES)
    assert found.fits == (Fit.MITOCHONDRIAL,)
    assert found.notes == (
        "the patient has it in 5 % of 2,000 reads",
        words,
        "mitochondrial variants are not scored",
    )


def test_a_share_of_reads_that_is_not_stated_is_not_made_up():
    found = segregation(variant(3243, chrom="chrM"), (HALF,), singleton(), RULES)
    assert found.notes[:2] == (
        "share of reads of the patient not stated",
        "nothing is known of the mother",
    )


# De novo: what makes it doubtful, and how likely it is.


@pytest.mark.parametrize(
    ("mum", "words"),
    [
        (REF._replace(depth=9), "covered by 9 reads"),
        (REF._replace(quality=19), "quality of 19"),
        (REF._replace(depth=None, quality=None), "not stated"),
        (NONE, "no complete call"),
    ],
)
def test_a_thin_parent_call_makes_it_possibly_de_novo_and_says_why(mum, words):
    found = segregation(variant(), (HET, REF, mum), trio(), RULES)
    assert found.fits == (Fit.POSSIBLY_DE_NOVO,)
    assert words in " ".join(found.notes)
    assert "the mother" in " ".join(found.notes)


def test_reads_of_a_parent_are_told_with_their_number():
    found = segregation(variant(), (HET, REF, MOSAIC), trio(), RULES)
    assert found.notes[0] == "the mother has 2 reads with the allele among 30"
    one = segregation(variant(), (HET, REF, REF._replace(alt_depth=1)), trio(), RULES)
    assert one.fits == (Fit.DE_NOVO,)


def test_calls_at_the_limits_are_good_enough():
    limit = REF._replace(depth=10, quality=20, ref_depth=10, alt_depth=0)
    assert judged((HET, limit, limit), trio()) == (Fit.DE_NOVO,)
    assert judged((HET, REF._replace(quality=None), REF), trio()) == (Fit.DE_NOVO,)


def test_a_thin_call_of_the_patient_makes_it_possibly_de_novo():
    found = segregation(variant(), (HET._replace(depth=5), REF, REF), trio(), RULES)
    assert found.fits == (Fit.POSSIBLY_DE_NOVO,)
    assert found.notes == ("the patient is covered by 5 reads only",)


def only_quality(quality):
    return REF._replace(depth=None, quality=quality, ref_depth=None, alt_depth=None)


@pytest.mark.parametrize(
    ("parents", "expected"),
    [
        ((REF._replace(ref_depth=10),) * 2, 70 / (70 + 40_000 * (0.5 / 0.995) ** 10)),
        ((REF._replace(ref_depth=10), REF._replace(ref_depth=1000)), 70 / (70 + 21.03)),
        ((only_quality(30), only_quality(30)), 70 / (70 + 40)),
        ((only_quality(20), only_quality(20)), 70 / (70 + 400)),
        ((REF._replace(depth=20, ref_depth=None, alt_depth=None),), 0.9994),
        ((REF._replace(ref_depth=5, alt_depth=5),), 70 / 40_070),
        ((REF, only_quality(None)), None),
    ],
)
def test_the_probability_weighs_new_variants_against_missed_ones(parents, expected):
    found = chance_of_new(parents, RULES.de_novo)
    assert found == (None if expected is None else pytest.approx(expected, rel=0.02))


def test_a_variant_rather_missed_than_new_is_only_possibly_de_novo():
    weak = only_quality(25)
    found = segregation(variant(), (HET, weak, weak), trio(), RULES)
    assert found.fits == (Fit.POSSIBLY_DE_NOVO,)
    assert found.notes == (
        "the calls of the parents may well have missed it",
        "by the calls of the parents the probability of being new is 35.6 %",
    )
    assert judged((HET, only_quality(40), only_quality(40)), trio()) == (Fit.DE_NOVO,)


def test_a_missing_parent_is_unknown():
    family = trio()
    duo = Pedigree(tuple(p for p in family.individuals if p.name != "dad"), "child")
    new = segregation(variant(), (HET, REF), duo, RULES)
    assert new.fits == (Fit.POSSIBLY_DE_NOVO,)
    assert new.notes == ("one parent is not in the file",)
    assert judged((HET, HET), duo) == (Fit.INCOMPLETE_PENETRANCE,)
    assert judged((HET, NONE), duo) == (Fit.UNKNOWN,)
    assert judged((HOM, REF), duo) == (Fit.POSSIBLY_DE_NOVO,)
    found = segregation(variant(), (HOM, HET), duo, RULES)
    assert found.fits == (Fit.RECESSIVE,)
    assert found.notes == ("the call of the father is not known",)


def test_relatives_that_are_left_out_are_not_told_to_be_unknown():
    alone = trio().with_patient_alone()
    assert segregation(variant(), (HET, HET, REF), alone, RULES).notes == (
        "relatives are left out by choice",
    )


def test_a_patient_alone_is_judged_by_copies_only():
    alone = segregation(variant(), (HET,), singleton(), RULES)
    assert alone.fits == (Fit.UNKNOWN,)
    assert alone.notes == ("no relative is called here",)
    assert judged((HOM,), singleton()) == (Fit.RECESSIVE,)
    assert judged((HALF,), singleton()) == (Fit.POSSIBLY_RECESSIVE,)
    assert judged((HEMI,), singleton(Sex.MALE), X) == (Fit.X_LINKED,)


def carriers_allowed(number):
    limit = {"max_unaffected_carriers": Limit(value=number, source="ours")}
    return RULES.model_copy(update={"penetrance": RULES.penetrance.model_copy(update=limit)})


def test_how_many_may_be_well_with_it_is_a_rule():
    assert fits(variant(), (HET, HET, REF), trio(), carriers_allowed(0)) == (Fit.NO_FIT,)
    two = carriers_allowed(2)
    assert fits(variant(), (HET, HET, HET), trio(), two) == (Fit.INCOMPLETE_PENETRANCE,)
    assert fits(variant(), (HET, HOM, HET), trio(), two) == (Fit.NO_FIT,)


@pytest.mark.parametrize(
    ("mum", "words"),
    [
        (HET, ("the mother carries it",)),
        (NONE, ("the mother's call is not known",)),
        (HALF_REF, ("the mother's call is not known",)),
        (REF._replace(depth=4), ("the mother is covered by 4 reads only",)),
    ],
)
def test_what_is_known_of_the_mother_is_told_for_the_x_of_a_son(mum, words):
    assert segregation(X, (HEMI, REF_ONE, mum), trio(Sex.MALE), RULES).notes == words
    alone = segregation(X, (HEMI,), singleton(Sex.MALE), RULES)
    assert alone.notes == ("the mother's call is not known",)


def test_what_is_not_proven_about_two_x_is_told():
    found = segregation(X, (HOM, NONE, HET), trio(), RULES)
    assert found.notes == ("the call of the father is not known",)
    assert segregation(X, (HET, REF_ONE, HET), trio(), RULES).notes == (
        "unaffected with it: the mother",
    )


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
    assert judged((HET, HET, REF, HET, REF), quad) == (Fit.INCOMPLETE_PENETRANCE,)
    assert judged((HET, HET, REF, REF, REF), quad) == (Fit.NO_FIT,)
    assert judged((HET, HET, REF, HET, HET), quad) == (Fit.NO_FIT,)
    assert judged((HOM, HET, HET, HALF, HALF), quad) == (Fit.RECESSIVE,)


def test_the_reasons_name_who_contradicts():
    found = segregation(variant(), (HET, HET, REF), trio(mother=ILL), RULES)
    assert found.notes == (
        "affected without it: the mother",
        "unaffected with it: the father",
    )
    conflict = segregation(variant(), (HOM, HET, REF), trio(), RULES)
    assert conflict.notes == (
        "two copies while the mother has none: a deletion, uniparental disomy or a wrong call",
    )
