"""RNA codes as a person enters them (standards 2.3)."""

from dataclasses import replace

import pytest

from core.domain.evidence import ASSAY, Basis, Standing
from core.domain.stated import AssayFinding, AssayMethod, Mechanism, Stated
from core.interpret.evidence.rna import missing_fields, share_hint
from tests.core.interpret.evidence.cases import (
    ESCAPES,
    LOF,
    NO_STOP,
    RULES,
    assay,
    codes,
    coding,
    inputs,
    lost_donor,
    one,
    outcome,
    protein,
)

RNA = Basis.RNA
NORMAL = AssayFinding.NORMAL


def entered(*assays, mechanism: Mechanism | None = LOF, **more):
    return inputs(2095, "G", "A", stated=Stated(mechanism=mechanism, assays=assays), **more)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "PVS1_VeryStrong (RNA)"),
        ({"lost_share": 0.91}, "PVS1_VeryStrong (RNA)"),
        ({"lost_share": 0.90}, "PVS1_Strong (RNA)"),
        ({"outcome": outcome(nmd=ESCAPES, changed=protein(0.2))}, "PVS1_Strong (RNA)"),
        ({"outcome": outcome(nmd=NO_STOP)}, "PVS1_Moderate (RNA)"),
        ({"method": AssayMethod.MINIGENE}, "PVS1_Strong (RNA)"),
        ({"strength": "moderate"}, "PVS1_Moderate (RNA)"),
        ({"outcome": outcome(nmd=NO_STOP), "strength": "very strong"}, "PVS1_Moderate (RNA)"),
        ({"outcome": None, "strength": "strong"}, "PVS1_Strong (RNA)"),
        ({"outcome": outcome(nmd=NO_STOP), "lost_share": 0.5}, "PVS1_Moderate (RNA)"),
        ({"method": AssayMethod.MINIGENE, "lost_share": 0.85}, "PVS1_Moderate (RNA)"),
        ({"method": AssayMethod.MINIGENE, "strength": "moderate"}, "PVS1_Supporting (RNA)"),
        ({"method": AssayMethod.RNA_SEQ}, "PVS1_VeryStrong (RNA)"),
    ],
)
def test_the_strength_is_that_of_the_observed_transcript_and_only_ever_lowered(change, expected):
    item = one(entered(assay(**change)), "PVS1", RNA)
    assert (item.label, item.standing) == (expected, Standing.SUGGESTED)


def test_an_assay_without_tree_or_strength_gives_no_code():
    item = one(entered(assay(outcome=None)), "PVS1", RNA)
    assert item.standing is Standing.NOT_SUGGESTED


def test_an_observed_change_of_the_utr_alone_gives_no_code():
    given = entered(assay(outcome=outcome(is_coding_touched=False)))
    assert one(given, "PVS1", RNA).standing is Standing.NOT_SUGGESTED


def test_a_minigene_that_lowers_the_least_strength_leaves_no_code():
    item = one(
        entered(assay(method=AssayMethod.MINIGENE, strength="supporting")),
        "PVS1",
        RNA,
    )
    assert (item.standing, item.points) == (Standing.NOT_SUGGESTED, 0)
    assert "minigene counts 1 step lower" in item.reason


def test_a_minigene_lowers_nothing_that_has_no_strength():
    untranslated = outcome(is_coding_touched=False)
    given = entered(assay(method=AssayMethod.MINIGENE, outcome=untranslated))
    assert "step lower" not in one(given, "PVS1", RNA).reason


@pytest.mark.parametrize(("share", "is_told"), [(0.91, False), (0.90, True), (None, True)])
def test_a_result_that_is_not_very_strong_says_why(share, is_told):
    item = one(entered(assay(lost_share=share)), "PVS1", RNA)
    assert item.strength == ("strong" if is_told else "very strong")
    assert ("hardly any functional transcript is left" in item.reason) is is_told
    reduced = entered(assay(lost_share=share, outcome=outcome(nmd=NO_STOP)))
    assert "hardly any functional transcript" not in one(reduced, "PVS1", RNA).reason


def test_rna_needs_the_mechanism_as_well():
    item = one(entered(assay(), mechanism=None), "PVS1", RNA)
    assert (item.standing, item.points) == (Standing.NOT_SUGGESTED, 0)
    assert item.reason == "No source states loss of function as the mechanism in GENE."


def test_an_observed_transcript_replaces_what_was_predicted():
    given = lost_donor(stated=Stated(mechanism=LOF, assays=(assay(outcome=outcome(nmd=NO_STOP)),)))
    assert codes(given) == {"PVS1_Moderate (RNA)"}


FIELDS = {
    "tissue": "",
    "is_nmd_inhibited": None,
    "is_allele_specific": None,
    "lost_share": None,
    "transcripts": (),
    "controls": " ",
    "reference": "",
}


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_to_be_told_before_an_aberrant_result_is_suggested(field):
    changed = replace(assay(), **{field: FIELDS[field]})
    assert len(missing_fields(changed)) == 1
    item = one(entered(changed), "PVS1", RNA)
    assert item.standing is Standing.POSSIBLE
    assert missing_fields(changed)[0] in item.reason


def test_a_complete_assay_misses_nothing():
    assert missing_fields(assay()) == ()
    assert missing_fields(assay(NORMAL, lost_share=None)) == ()


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.95, "full step"), (0.90, "one step lower"), (0.80, "one step lower"), (0.79, "no code")],
)
def test_the_laboratory_scheme_is_a_hint_in_words(share, words):
    assert words in share_hint(share, RULES)
    item = one(entered(assay(lost_share=share)), "PVS1", RNA)
    assert words in item.reason
    assert item.standing is Standing.SUGGESTED


SILENT = coding("synonymous_variant")


def test_no_change_of_splicing_is_bp7_strong_and_replaces_what_was_predicted():
    given = inputs(1110, stated=Stated(assays=(assay(NORMAL, outcome=None),)))
    assert codes(given) == {"BP7_Strong (RNA)"}
    assert one(given, "BP7", RNA).points == -4


@pytest.mark.parametrize(
    "change",
    [
        {"method": AssayMethod.MINIGENE},
        {"method": AssayMethod.MPSA},
        {"is_allele_specific": False},
        {"is_allele_specific": None},
        {"controls": ""},
    ],
)
def test_a_weak_or_incomplete_normal_result_is_only_possible(change):
    given = inputs(1110, stated=Stated(assays=(assay(NORMAL, **change),)))
    assert one(given, "BP7", RNA).standing is Standing.POSSIBLE


@pytest.mark.parametrize(
    ("terms", "is_excluded", "standing"),
    [
        (("synonymous_variant",), None, Standing.SUGGESTED),
        (("5_prime_UTR_variant",), None, Standing.SUGGESTED),
        (("missense_variant",), None, Standing.NOT_SUGGESTED),
        (("missense_variant",), False, Standing.NOT_SUGGESTED),
        (("missense_variant",), True, Standing.SUGGESTED),
        (("stop_gained",), None, Standing.NOT_SUGGESTED),
    ],
)
def test_a_changed_protein_has_to_be_excluded(terms, is_excluded, standing):
    normal = assay(NORMAL, is_protein_effect_excluded=is_excluded)
    given = inputs(2040, coding=coding(*terms), stated=Stated(assays=(normal,)))
    assert one(given, "BP7", RNA).standing is standing


def test_in_an_exon_nobody_looked_at_bp7_from_rna_is_only_possible():
    given = inputs(2040, coding=None, stated=Stated(assays=(assay(NORMAL),)))
    assert one(given, "BP7", RNA).standing is Standing.POSSIBLE


def test_a_normal_result_in_no_transcript_that_counts_is_only_possible():
    normal = Stated(assays=(assay(NORMAL),))
    item = one(inputs(1110, in_use=frozenset(), stated=normal), "BP7", RNA)
    assert item.standing is Standing.POSSIBLE
    assert "What it does to the protein is not known" in item.reason
    assert one(inputs(1110, stated=normal), "BP7", RNA).standing is Standing.SUGGESTED


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"method": AssayMethod.MINIGENE}, "minigene alone is not established enough"),
        ({"is_allele_specific": None}, "not shown that the allele itself"),
        ({"controls": ""}, "Not told of the assay: controls."),
        ({"controls": "", "tissue": " "}, "Not told of the assay: tissue or cells, controls."),
    ],
)
def test_a_weak_normal_result_says_what_it_lacks(change, words):
    item = one(inputs(1110, stated=Stated(assays=(assay(NORMAL, **change),))), "BP7", RNA)
    assert words in item.reason
    assert item.strength == "strong"


def test_every_assay_gives_its_own_code():
    given = entered(assay(strength="moderate"), assay(NORMAL, name="muscle"))
    assert one(given, "PVS1", RNA).saw(ASSAY) == "blood RT-PCR"
    assert one(given, "BP7", RNA).saw(ASSAY) == "muscle"


def test_what_the_assay_shows_is_told_and_what_is_not_described_too():
    told = one(entered(assay(transcripts=("r.1_2del", "r.3_4del"))), "PVS1", RNA).reason
    assert told.startswith("RT-PCR of blood shows r.1_2del, r.3_4del. ")
    told = one(entered(assay(tissue="", transcripts=())), "PVS1", RNA).reason
    assert told.startswith(
        "RT-PCR of tissue not told shows aberrant transcripts that are not described."
    )
    normal = Stated(assays=(assay(NORMAL),))
    told = one(inputs(1110, stated=normal), "BP7", RNA).reason
    assert told == "RT-PCR of blood shows no change of splicing."
    normal = Stated(assays=(assay(NORMAL, tissue=""),))
    told = one(inputs(1110, stated=normal), "BP7", RNA).reason
    assert told.startswith("RT-PCR of tissue not told shows no change of splicing.")


@pytest.mark.parametrize(
    ("change", "name", "expected"),
    [
        ({"is_nmd_inhibited": False}, "NMD inhibited", "no"),
        ({"is_nmd_inhibited": None}, "NMD inhibited", "not told"),
        ({"is_allele_specific": True}, "allele-specific", "yes"),
        ({"is_allele_specific": False}, "allele-specific", "no"),
        ({"is_allele_specific": None}, "allele-specific", "not told"),
        ({"lost_share": None}, "share lost", "not quantified"),
        ({"lost_share": 0.0}, "share lost", "0.00"),
    ],
)
def test_what_was_not_told_is_kept_as_not_told(change, name, expected):
    assert one(entered(assay(**change)), "PVS1", RNA).saw(name) == expected


def test_no_and_a_share_of_nought_are_told():
    told = assay(is_nmd_inhibited=False, is_allele_specific=False, lost_share=0.0)
    assert missing_fields(told) == ()


def test_the_assay_stands_with_the_code():
    item = one(entered(assay()), "PVS1", RNA)
    assert item.saw(ASSAY) == "blood RT-PCR"
    assert item.saw("NMD inhibited") == "yes"
    assert item.saw("share lost") == "0.95"
    assert item.source == "laboratory file 7"


def test_a_strength_the_rules_do_not_have_is_named_and_gives_none():
    item = one(entered(assay(outcome=None, strength="huge")), "PVS1", RNA)
    assert item.standing is Standing.NOT_SUGGESTED
    assert "has no strength huge. Neither the tree nor a person gives it a strength." in item.reason
