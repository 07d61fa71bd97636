"""PS2 and PM6, PM3, and the hint at PP4 (standards 1.3)."""

import pytest

from core.domain.evidence import Standing
from core.domain.evidence_inputs import DeNovoCall, FamilyEvidence, GeneEvidence
from core.domain.gene_knowledge import KnownMode
from core.domain.stated import DeNovoCase, Partner, PartnerPhase, PhenotypeFit, Stated
from tests.core.interpret.evidence.cases import codes, has, inputs, one

FIT = PhenotypeFit
SPECIFIC, CONSISTENT, MANY = FIT.SPECIFIC, FIT.CONSISTENT, FIT.HETEROGENEOUS
RECESSIVE = GeneEvidence("GENE", modes=frozenset({KnownMode.BIALLELIC}))


def quiet(**more):
    return inputs(splice=None, **more)


def trio(fit, *, confirmed, cases=()):
    family = FamilyEvidence(DeNovoCall.YES, is_parentage_confirmed=confirmed)
    return quiet(family=family, stated=Stated(phenotype_fit=fit, de_novo_cases=cases))


@pytest.mark.parametrize(
    ("fit", "confirmed", "expected"),
    [
        (SPECIFIC, True, "PS2_Strong"),
        (SPECIFIC, False, "PM6_Moderate"),
        (SPECIFIC, None, "PM6_Moderate"),
        (CONSISTENT, True, "PS2_Moderate"),
        (CONSISTENT, False, "PM6_Supporting"),
        (MANY, True, "PS2_Supporting"),
        (MANY, False, ""),
        (FIT.INCONSISTENT, True, ""),
        (FIT.INCONSISTENT, False, ""),
    ],
)
def test_points_of_one_patient(fit, confirmed, expected):
    assert codes(trio(fit, confirmed=confirmed)) == ({expected} if expected else set())


@pytest.mark.parametrize(
    ("n_more", "expected"),
    [(1, "PS2_VeryStrong"), (0, "PS2_Strong")],
)
def test_points_of_several_patients_are_summed(n_more, expected):
    more = (DeNovoCase(SPECIFIC, True, "PMID 1"),) * n_more
    assert codes(trio(SPECIFIC, confirmed=True, cases=more)) == {expected}


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        ((MANY, MANY), "PM6_Supporting"),  # 0.25 + 0.25
        ((MANY,), ""),
        ((CONSISTENT, MANY), "PM6_Supporting"),  # 0.75
        ((CONSISTENT, CONSISTENT), "PM6_Moderate"),  # 1
        ((SPECIFIC, CONSISTENT), "PM6_Moderate"),  # 1.5
        ((SPECIFIC, SPECIFIC), "PM6_Strong"),  # 2
        ((SPECIFIC,) * 4, "PM6_VeryStrong"),  # 4
    ],
)
def test_every_step_of_the_sum(cases, expected):
    stated = Stated(de_novo_cases=tuple(DeNovoCase(fit, False, "PMID 1") for fit in cases))
    assert codes(quiet(stated=stated)) == ({expected} if expected else set())


def test_an_unstated_phenotype_leaves_it_possible():
    item = one(trio(FIT.UNKNOWN, confirmed=True), "PS2")
    assert (item.label, item.standing) == ("PS2_Supporting", Standing.POSSIBLE)


def test_a_person_may_say_that_parents_are_proven_or_are_not():
    family = FamilyEvidence(DeNovoCall.YES, is_parentage_confirmed=True)
    stated = Stated(phenotype_fit=SPECIFIC, is_parentage_confirmed=False)
    assert codes(quiet(family=family, stated=stated)) == {"PM6_Moderate"}


@pytest.mark.parametrize("call", [DeNovoCall.NO, DeNovoCall.UNKNOWN])
def test_what_is_inherited_or_not_known_gives_nothing(call):
    given = quiet(family=FamilyEvidence(call), stated=Stated(phenotype_fit=SPECIFIC))
    assert not has(given, "PS2")
    assert not has(given, "PM6")


def test_a_doubtful_call_is_to_be_confirmed():
    given = quiet(family=FamilyEvidence(DeNovoCall.DOUBTFUL), stated=Stated(phenotype_fit=SPECIFIC))
    item = one(given, "PM6")
    assert item.standing is Standing.NOT_SUGGESTED
    assert "confirm it" in item.reason


def partner(phase, classified="pathogenic", **more):
    return Partner("c.1A>G", phase, classified, "ClinVar", **more)


TRANS, UNKNOWN, CIS, HOM = (
    PartnerPhase.TRANS,
    PartnerPhase.UNKNOWN,
    PartnerPhase.CIS,
    PartnerPhase.HOMOZYGOUS,
)


def pairs(*partners, gene=RECESSIVE):
    return quiet(gene=gene, family=FamilyEvidence(partners=partners))


@pytest.mark.parametrize(
    ("partners", "expected"),
    [
        ((partner(TRANS),), "PM3_Moderate"),
        ((partner(TRANS, "likely pathogenic"),), "PM3_Moderate"),
        ((partner(UNKNOWN),), "PM3_Supporting"),
        ((partner(UNKNOWN, "likely pathogenic"),), ""),
        ((partner(UNKNOWN, "likely pathogenic"),) * 2, "PM3_Supporting"),
        ((partner(HOM, ""),), "PM3_Supporting"),
        ((partner(HOM, ""),) * 2, "PM3_Moderate"),
        ((partner(HOM, ""),) * 6, "PM3_Moderate"),  # at most 1 from homozygous patients
        ((partner(TRANS),) * 2, "PM3_Strong"),
        ((partner(TRANS),) * 3, "PM3_Strong"),
        ((partner(TRANS),) * 4, "PM3_VeryStrong"),
        ((partner(TRANS), partner(HOM, "")), "PM3_Moderate"),  # 1.5
        ((partner(CIS),), ""),
    ],
)
def test_points_of_second_alleles(partners, expected):
    assert codes(pairs(*partners)) == ({expected} if expected else set())


@pytest.mark.parametrize(
    "classified", ["uncertain significance", "", "likely benign", "conflicting"]
)
@pytest.mark.parametrize("phase", [TRANS, UNKNOWN])
def test_a_partner_of_uncertain_significance_never_gives_pm3(classified, phase):
    given = pairs(*(partner(phase, classified),) * 5)
    item = one(given, "PM3")
    assert item.standing is Standing.NOT_SUGGESTED
    assert "uncertain significance gives nothing" in item.reason


def test_two_variants_never_lift_each_other():
    given = pairs(partner(TRANS, rests_on_this=True))
    assert one(given, "PM3").standing is Standing.NOT_SUGGESTED


def test_pm3_is_for_recessive_disease():
    dominant = GeneEvidence("GENE", modes=frozenset({KnownMode.MONOALLELIC}))
    assert one(pairs(partner(TRANS), gene=dominant), "PM3").standing is Standing.NOT_SUGGESTED


def test_stated_second_alleles_count_too():
    given = quiet(gene=RECESSIVE, stated=Stated(partners=(partner(TRANS),)))
    assert codes(given) == {"PM3_Moderate"}


@pytest.mark.parametrize(("match", "words"), [(True, "match GENE"), (False, "do not match GENE")])
def test_a_phenotype_match_is_a_hint_without_points(match, words):
    gene = GeneEvidence("GENE", is_phenotype_match=match, phenotype_words="score 0.93")
    item = one(quiet(gene=gene), "PP4")
    assert (item.points, item.standing) == (0, Standing.NOT_SUGGESTED)
    assert words in item.reason


def test_without_terms_there_is_no_hint():
    assert not has(quiet(), "PP4")
