"""The PVS1 tree with the drawn consequence (standards 3)."""

import pytest

from core.domain.consequence import OutcomeKind
from core.domain.evidence import MECHANISM, Standing
from core.domain.evidence_inputs import CanonicalSite, GeneEvidence
from core.domain.gene_knowledge import (
    GeneKnowledge,
    GeneSource,
    GeneSourceKind,
    GeneStatement,
    SourceSays,
)
from core.domain.stated import (
    Answer,
    RegionRole,
    RegulatoryGate,
    RegulatoryLoss,
    StartLoss,
    Stated,
)
from core.interpret.evidence.mechanism import lof_mechanism, mechanism_remarks
from tests.core.interpret.evidence.cases import (
    ESCAPES,
    EXPECTED,
    LOF,
    NO_STOP,
    RULES,
    UNKNOWN_NMD,
    codes,
    coding,
    has,
    inputs,
    lost_donor,
    one,
    outcome,
    protein,
)


def stated(**role):
    start = role.pop("start", None)
    region = RegionRole("a curator", **role) if role else None
    return Stated(mechanism=LOF, region=region, start_loss=start)


TREE = {
    "frame broken, NMD expected": ({"nmd": EXPECTED}, {}, "PVS1_VeryStrong"),
    "in frame with a stop, NMD expected": (
        {"nmd": EXPECTED, "changed": protein(frame=True)},
        {},
        "PVS1_VeryStrong",
    ),
    "NMD escaped, critical": ({"nmd": ESCAPES}, {"is_critical": True}, "PVS1_Strong"),
    "NMD escaped, common loss": (
        {"nmd": ESCAPES, "changed": protein(0.5)},
        {"lof_frequencies": (0.004, 0.01)},
        "",
    ),
    "NMD escaped, more than 10 %": (
        {"nmd": ESCAPES, "changed": protein(0.11, frame=False)},
        {},
        "PVS1_Strong",
    ),
    "NMD escaped, 10 %": ({"nmd": ESCAPES, "changed": protein(0.10)}, {}, "PVS1_Moderate"),
    "frame kept, critical": ({"nmd": NO_STOP}, {"is_critical": True}, "PVS1_Strong"),
    "frame kept, common loss": ({"nmd": NO_STOP}, {"lof_frequencies": (0.004, 0.01)}, ""),
    "frame kept, more than 10 %": (
        {"nmd": NO_STOP, "changed": protein(0.2)},
        {},
        "PVS1_Strong",
    ),
    "frame kept, more than 10 %, not critical": (
        {"nmd": NO_STOP, "changed": protein(0.2)},
        {"is_critical": False},
        "PVS1_Strong",
    ),
    "frame kept, less than 10 %": (
        {"nmd": NO_STOP, "changed": protein(0.05)},
        {},
        "PVS1_Moderate",
    ),
    "frame kept, one common loss is no reason": (
        {"nmd": NO_STOP},
        {"lof_frequencies": (0.004, 0.003)},
        "PVS1_Moderate",
    ),
    "rescue transcript, NMD expected": ({"nmd": EXPECTED}, {"has_rescue": True}, "PVS1_Strong"),
    "rescue transcript, frame kept": ({"nmd": NO_STOP}, {"has_rescue": True}, "PVS1_Supporting"),
    "only the UTR changes": ({"is_coding_touched": False}, {}, ""),
    "start lost, another start": (
        {"changed": protein(is_start_lost=True)},
        {"start": StartLoss("x", has_other_start=True)},
        "",
    ),
    "start lost, pathogenic before the next": (
        {"changed": protein(is_start_lost=True)},
        {"start": StartLoss("x", False, True)},
        "PVS1_Moderate",
    ),
    "start lost, none before the next": (
        {"changed": protein(is_start_lost=True)},
        {"start": StartLoss("x", False, False)},
        "PVS1_Supporting",
    ),
}


@pytest.mark.parametrize(("drawn", "role", "expected"), TREE.values(), ids=TREE)
def test_every_branch_of_the_tree(drawn, role, expected):
    given = lost_donor(outcomes=(outcome(**drawn),), stated=stated(**role))
    item = one(given, "PVS1")
    if expected:
        assert (item.label, item.standing) == (expected, Standing.SUGGESTED)
    else:
        assert item.standing is Standing.NOT_SUGGESTED


UNKNOWN = {
    "no protein": {"protein": None, "why_no_protein": "its coding sequence is not known."},
    "NMD not known": {"nmd": UNKNOWN_NMD},
    "no NMD verdict": {"nmd": None},
    "stop lost": {"nmd": NO_STOP, "changed": protein(is_stop_lost=True)},
    "start lost, nobody looked": {"changed": protein(is_start_lost=True)},
}


@pytest.mark.parametrize("drawn", UNKNOWN.values(), ids=UNKNOWN)
def test_what_nobody_knows_ends_the_tree_without_a_code(drawn):
    item = one(lost_donor(outcomes=(outcome(**drawn),)), "PVS1")
    assert item.standing is Standing.NOT_SUGGESTED
    assert item.points == 0


def test_pvs1_takes_the_place_of_pp3_and_both_are_never_there():
    assert codes(lost_donor()) == {"PVS1_VeryStrong"}


def test_a_utr_needed_for_expression_is_left_to_a_person():
    given = lost_donor(
        outcomes=(outcome(is_coding_touched=False),), stated=stated(is_expression_critical=True)
    )
    assert "needed for expression" in one(given, "PVS1").reason


# The range over outcomes


def test_the_weakest_of_several_outcomes_is_suggested_and_the_range_told():
    outcomes = (
        outcome(share=0.6),
        outcome(OutcomeKind.PARTIAL_EXON_LOSS, share=0.3, nmd=NO_STOP),
    )
    item = one(lost_donor(outcomes=outcomes), "PVS1")
    assert (item.label, item.standing) == ("PVS1_Moderate", Standing.SUGGESTED)
    assert "Range over the outcomes: moderate, very strong." in item.reason
    assert "exon skipping" in item.saw("outcomes")


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.09, "PVS1_VeryStrong"), (0.0962, "PVS1_Moderate"), (0.10, "PVS1_Moderate")],
)
def test_an_outcome_below_the_least_share_does_not_widen_the_range(share, expected):
    outcomes = (
        outcome(share=0.8),
        outcome(OutcomeKind.PARTIAL_EXON_LOSS, share=share, nmd=NO_STOP),
    )
    assert one(lost_donor(outcomes=outcomes), "PVS1").label == expected


def test_where_one_outcome_gives_no_code_pvs1_is_only_possible():
    outcomes = (outcome(share=0.6), outcome(share=0.3, is_coding_touched=False))
    item = one(lost_donor(outcomes=outcomes), "PVS1")
    assert (item.label, item.standing) == ("PVS1_VeryStrong", Standing.POSSIBLE)
    assert "not applicable" in item.reason


def test_where_one_outcome_is_not_known_pvs1_is_only_possible():
    outcomes = (outcome(share=0.6), outcome(share=0.3, nmd=UNKNOWN_NMD))
    assert one(lost_donor(outcomes=outcomes), "PVS1").standing is Standing.POSSIBLE


def test_increased_inclusion_and_other_transcripts_are_no_loss():
    for outcomes in ((outcome(OutcomeKind.INCREASED_INCLUSION),), (outcome(transcript_id="X"),)):
        item = one(lost_donor(outcomes=outcomes), "PVS1")
        assert item.standing is Standing.NOT_SUGGESTED
        assert "person's eyes" in item.reason


def test_without_a_drawn_consequence_there_is_no_pvs1():
    item = one(lost_donor(outcomes=None), "PVS1")
    assert item.standing is Standing.NOT_SUGGESTED
    assert "not predicted" in item.reason


# The sequence, not the coordinate


def test_a_site_that_the_changed_sequence_still_has_is_no_loss():
    kept = (CanonicalSite("donor", "GT", "GT", is_kept=True),)
    item = one(lost_donor(sites=kept), "PVS1")
    assert item.standing is Standing.NOT_SUGGESTED
    assert "nothing is lost" in item.reason


def test_without_the_changed_sequence_there_is_no_pvs1():
    item = one(lost_donor(sites=None), "PVS1")
    assert item.standing is Standing.NOT_SUGGESTED
    assert "could not be read" in item.reason


def test_gt_to_gc_is_one_step_lower_and_asks_for_rna():
    gc = (CanonicalSite("donor", "GT", "GC", is_kept=False),)
    item = one(lost_donor(sites=gc), "PVS1")
    assert item.label == "PVS1_Strong"
    assert "ask for RNA" in item.reason


def test_gt_to_gc_of_the_weakest_strength_leaves_nothing():
    gc = (CanonicalSite("donor", "GT", "GC", is_kept=False),)
    weak = stated(start=StartLoss("x", False, False))
    given = lost_donor(
        sites=gc, outcomes=(outcome(changed=protein(is_start_lost=True)),), stated=weak
    )
    assert one(given, "PVS1").standing is Standing.NOT_SUGGESTED


def test_an_at_ac_intron_gets_no_pvs1():
    assert "AT-AC" in one(lost_donor(intron_ends=("AT-AC",)), "PVS1").reason


# The mechanism


def test_without_a_stated_mechanism_there_is_no_pvs1_and_loeuf_is_none():
    gene = GeneEvidence("GENE", remarks=("LOEUF 0.11, which is no mechanism",))
    item = one(lost_donor(stated=Stated(), gene=gene), "PVS1")
    assert item.standing is Standing.NOT_SUGGESTED
    assert "No source states loss of function" in item.reason
    assert "LOEUF 0.11, which is no mechanism" in item.reason


def test_the_source_of_the_mechanism_stands_with_the_code():
    assert one(lost_donor(), "PVS1").saw(MECHANISM) == LOF.source
    by_gene = lost_donor(stated=Stated(), gene=GeneEvidence("GENE", mechanism=LOF))
    assert one(by_gene, "PVS1").saw(MECHANISM) == LOF.source


def knowledge(*statements):
    source = GeneSource(
        GeneSourceKind.CLINGEN_DOSAGE, "ClinGen dosage", "", "2026", "CC0", "f", "d"
    )
    dosage = SourceSays(GeneSourceKind.CLINGEN_DOSAGE, "ClinGen dosage", source, statements)
    loeuf = GeneStatement("GENE", "", "LOEUF", value=0.1)
    constraint = SourceSays(GeneSourceKind.CONSTRAINT, "gnomAD", None, (loeuf,))
    validity = GeneStatement("GENE", "", "a disease", "Definitive", ("AD",))
    curated = SourceSays(GeneSourceKind.CLINGEN_VALIDITY, "ClinGen", None, (validity,))
    return GeneKnowledge("GENE", (curated, dosage, constraint))


def dosage(verdict, subject="haploinsufficiency", **more):
    return GeneStatement("GENE", "", subject, verdict, dated="2025-01-02", **more)


def test_only_a_haploinsufficiency_score_of_3_states_the_mechanism():
    found = lof_mechanism(
        knowledge(dosage("sufficient evidence (3)", disease_id="MONDO:7")), RULES.mechanism
    )
    assert found is not None
    assert "sufficient evidence (3)" in found.source
    assert "2025-01-02" in found.source
    assert found.disease == "MONDO:7"


@pytest.mark.parametrize(
    "statement",
    [
        dosage("emerging evidence (2)"),
        dosage("gene of a recessive condition (30)"),
        dosage("dosage sensitivity unlikely (40)"),
        dosage("sufficient evidence (3)", "triplosensitivity"),
        dosage("sufficient evidence (3)", may_mean=("GENE", "OTHER")),
    ],
)
def test_other_statements_constraint_and_validity_state_none(statement):
    assert lof_mechanism(knowledge(statement), RULES.mechanism) is None


def test_what_is_near_a_mechanism_is_told_as_none():
    told = mechanism_remarks(knowledge(dosage("emerging evidence (2)")), RULES.mechanism)
    assert told == (
        "ClinGen dosage: haploinsufficiency, emerging evidence (2)",
        "LOEUF 0.10, which is no mechanism",
    )


# Truncating coding changes


@pytest.mark.parametrize(
    ("terms", "changed", "nmd", "expected"),
    [
        (("stop_gained",), protein(0.6, frame=False), EXPECTED, "PVS1_VeryStrong"),
        (("frameshift_variant",), protein(0.6, frame=False), ESCAPES, "PVS1_Strong"),
        (("frameshift_variant",), protein(0.02, frame=False), ESCAPES, "PVS1_Moderate"),
    ],
)
def test_nonsense_and_frameshift_take_the_same_branches(terms, changed, nmd, expected):
    given = inputs(
        2040, coding=coding(*terms, changed=changed, nmd=nmd), stated=Stated(mechanism=LOF)
    )
    assert one(given, "PVS1").label == expected


def test_a_truncation_outside_transcripts_in_use_does_not_count():
    change = coding("stop_gained", changed=protein(), nmd=EXPECTED)
    given = inputs(2040, coding=change, stated=Stated(mechanism=LOF), in_use=frozenset({"X"}))
    assert one(given, "PVS1").standing is Standing.NOT_SUGGESTED


def test_a_truncation_without_mechanism_does_not_count():
    change = coding("stop_gained", changed=protein(), nmd=EXPECTED)
    assert one(inputs(2040, coding=change), "PVS1").standing is Standing.NOT_SUGGESTED


def test_a_missense_change_asks_for_no_pvs1():
    assert not has(inputs(2040, coding=coding("missense_variant")), "PVS1")


# Regulation


def test_pvs1_is_not_used_for_regulation_but_for_loss_of_promoter_or_start():
    yes = Answer(True, "a source")
    for loss, standing in (
        (RegulatoryLoss.NONE, Standing.NOT_SUGGESTED),
        (RegulatoryLoss.WHOLE_PROMOTER, Standing.POSSIBLE),
        (RegulatoryLoss.START_EXON, Standing.POSSIBLE),
    ):
        gate = RegulatoryGate("promoter", yes, yes, yes, loss)
        given = lost_donor(stated=Stated(mechanism=LOF, gate=gate))
        assert one(given, "PVS1").standing is standing
