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


@pytest.mark.parametrize("of_calls", [False, None])
def test_a_person_may_say_that_parents_are_proven_where_calls_do_not(of_calls):
    family = FamilyEvidence(DeNovoCall.YES, is_parentage_confirmed=of_calls)
    stated = Stated(phenotype_fit=SPECIFIC, is_parentage_confirmed=True)
    assert codes(quiet(family=family, stated=stated)) == {"PS2_Strong"}


def test_one_patient_of_proven_parents_makes_the_whole_sum_ps2():
    """One proven (1) and two assumed (0.5 each) are 2 points."""
    cases = (DeNovoCase(CONSISTENT, True, "PMID 1"),) + (DeNovoCase(CONSISTENT, False, "LOVD"),) * 2
    item = one(quiet(stated=Stated(de_novo_cases=cases)), "PS2")
    assert (item.label, item.standing) == ("PS2_Strong", Standing.SUGGESTED)
    assert item.reason == "De novo in 3 patients: 2 points."
    assert item.source == "PMID 1; LOVD"
    assert item.saw("sum") == "2"
    assert item.saw("cases").startswith(f"PMID 1: parents confirmed, {CONSISTENT}, 1; LOVD: ")
    assert f"LOVD: parents assumed, {CONSISTENT}, 0.5" in item.saw("cases")
    assert not has(quiet(stated=Stated(de_novo_cases=cases)), "PM6")


def test_one_patient_is_told_as_one_and_two_as_two():
    reason = one(trio(SPECIFIC, confirmed=True), "PS2").reason
    assert reason == "De novo in 1 patient: 2 points."
    two = trio(SPECIFIC, confirmed=True, cases=(DeNovoCase(SPECIFIC, True, "PMID 1"),))
    assert one(two, "PS2").reason == "De novo in 2 patients: 4 points."
    assert one(trio(MANY, confirmed=False), "PM6").reason.endswith("Too few for a code.")


def test_an_unstated_phenotype_beside_stated_ones_is_offered_at_the_strength_of_these():
    stated = Stated(de_novo_cases=(DeNovoCase(SPECIFIC, True, "PMID 1"),))
    family = FamilyEvidence(DeNovoCall.YES, is_parentage_confirmed=True)
    item = one(quiet(family=family, stated=stated), "PS2")
    assert (item.label, item.standing) == ("PS2_Strong", Standing.POSSIBLE)
    assert "is not stated" in item.reason
    assert "least strength" not in item.reason
    assert "least strength" in one(trio(FIT.UNKNOWN, confirmed=True), "PS2").reason


def test_a_patient_elsewhere_counts_beside_a_doubtful_call():
    stated = Stated(de_novo_cases=(DeNovoCase(SPECIFIC, True, "PMID 1"),))
    given = quiet(family=FamilyEvidence(DeNovoCall.DOUBTFUL), stated=stated)
    assert codes(given) == {"PS2_Strong"}
    assert one(given, "PM6").standing is Standing.NOT_SUGGESTED


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
        ((partner(TRANS),) + (partner(HOM, ""),) * 2, "PM3_Strong"),  # 1 + 1
        ((partner(TRANS),) + (partner(HOM, ""),) * 6, "PM3_Strong"),  # 1 + at most 1
        ((partner(TRANS),) * 3 + (partner(HOM, ""),), "PM3_Strong"),  # 3.5
        ((partner(UNKNOWN),) * 4 + (partner(HOM, ""),) * 4, "PM3_Strong"),  # 2 + 1
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


def test_a_homozygous_patient_whose_class_rests_on_this_variant_gives_nothing():
    given = pairs(*(partner(HOM, "", rests_on_this=True),) * 2)
    assert one(given, "PM3").standing is Standing.NOT_SUGGESTED


def test_pm3_tells_each_second_allele_with_its_points():
    given = pairs(
        partner(TRANS),
        partner(CIS, ""),
        partner(UNKNOWN, "likely pathogenic", rests_on_this=True),
        partner(HOM, ""),
    )
    item = one(given, "PM3")
    assert item.reason == (
        "Second alleles: c.1A>G (pathogenic, in trans); c.1A>G (not classified, in cis); "
        "c.1A>G (likely pathogenic, phase unknown, its class counts this variant); homozygous; "
        "1.5 points."
    )
    assert item.saw("second alleles").startswith("c.1A>G (pathogenic, in trans) 1; ")
    assert item.saw("second alleles").endswith("; homozygous 0.5")
    assert (item.saw("sum"), item.saw("inheritance"), item.source) == (
        "1.5",
        KnownMode.BIALLELIC.value,
        "ClinVar",
    )


def test_a_second_allele_of_no_source_adds_none_to_the_code():
    unsourced = Partner("c.2C>T", TRANS, "pathogenic")
    assert one(pairs(unsourced, partner(TRANS)), "PM3").source == "ClinVar"


def test_a_gene_of_several_modes_has_pm3_and_one_of_no_known_mode_says_so():
    both = GeneEvidence("GENE", modes=frozenset({KnownMode.BIALLELIC, KnownMode.MONOALLELIC}))
    assert codes(pairs(partner(TRANS), gene=both)) == {"PM3_Moderate"}
    item = one(pairs(partner(TRANS), gene=GeneEvidence("GENE")), "PM3")
    assert item.standing is Standing.NOT_SUGGESTED
    assert item.reason == "No source at hand says how disease of GENE is inherited."
    assert item.saw("inheritance") == "not known"


def test_without_second_alleles_there_is_no_pm3():
    assert not has(pairs(), "PM3")


def test_pm3_is_for_recessive_disease():
    dominant = GeneEvidence("GENE", modes=frozenset({KnownMode.MONOALLELIC}))
    item = one(pairs(partner(TRANS), gene=dominant), "PM3")
    assert item.standing is Standing.NOT_SUGGESTED
    assert "is not known for recessive disease" in item.reason


def test_stated_second_alleles_count_too():
    given = quiet(gene=RECESSIVE, stated=Stated(partners=(partner(TRANS),)))
    assert codes(given) == {"PM3_Moderate"}


@pytest.mark.parametrize(
    ("match", "words"), [(True, "terms match GENE"), (False, "terms do not match GENE")]
)
def test_a_phenotype_match_is_a_hint_without_points(match, words):
    gene = GeneEvidence("GENE", is_phenotype_match=match, phenotype_words="score 0.93")
    item = one(quiet(gene=gene), "PP4")
    assert (item.points, item.standing) == (0, Standing.NOT_SUGGESTED)
    assert words in item.reason


def test_without_terms_there_is_no_hint():
    assert not has(quiet(), "PP4")
