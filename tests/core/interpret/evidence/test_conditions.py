"""Conditions of single rules that only one case each can tell from their absence."""

from dataclasses import replace

import pytest

from core.domain.consequence import Nmd, NmdVerdict
from core.domain.evidence import Basis, Standing
from core.domain.evidence_inputs import CanonicalSite
from core.domain.stated import (
    Answer,
    RegionRole,
    RegulatoryGate,
    RegulatoryLoss,
    StartLoss,
    Stated,
)
from core.domain.transcript import Mane
from core.interpret.evidence.combining import class_by_table
from core.interpret.evidence.guards import guarded
from core.interpret.evidence.pvs1_tree import Loss, walk
from tests.core.interpret.builders import transcript
from tests.core.interpret.evidence.cases import (
    ESCAPES,
    LOF,
    NO_STOP,
    RULES,
    RUN,
    bundle,
    codes,
    coding,
    has,
    inputs,
    known,
    lost_donor,
    made,
    one,
    protein,
    splice,
)

YES = Answer(True, "reporter assay, PMID 1")
GATE = RegulatoryGate("promoter", YES, YES, YES)
NEAR = 1_110


def test_beside_an_rna_assay_without_a_name_ps3_may_be_the_same_assay():
    rna = made("PVS1", basis=Basis.RNA)
    (gone,) = guarded([rna, made("PS3", basis=Basis.FUNCTION, assay="enzyme")]).dropped
    assert gone.code == "PS3"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Standing.ACCEPTED, Standing.ACCEPTED),
        (Standing.SUGGESTED, Standing.NOT_SUGGESTED),
    ],
)
def test_a_dropped_code_stays_accepted_but_not_suggested(before: Standing, after: Standing):
    given = [made("PVS1", basis=Basis.SPLICING), made("PM4", standing=before)]
    (gone,) = guarded(given).dropped
    assert (gone.code, gone.standing) == ("PM4", after)
    assert "Not counted" in gone.reason


@pytest.mark.parametrize(
    ("text", "is_contradictory"),
    [("PVS1 PS1", False), ("BS1 BS2", False), ("PVS1 PS1 BS1 BS2", True), ("PM2", False)],
)
def test_only_criteria_of_both_sides_contradict_each_other(text: str, is_contradictory: bool):
    assert class_by_table(bundle(text), RULES).is_contradictory is is_contradictory


def lost(share: float = 0.2, nmd: Nmd = ESCAPES, **more: bool) -> Loss:
    return Loss(protein(share, **more), nmd)


def test_a_lost_stop_codon_behind_a_new_stop_is_weighed_by_what_goes():
    branch = walk(lost(is_stop_lost=True), Stated(), RULES)
    assert (branch.strength, branch.is_known) == ("strong", True)
    branch = walk(lost(nmd=NO_STOP, is_stop_lost=True), Stated(), RULES)
    assert (branch.strength, branch.is_known) == ("", False)


def test_where_nobody_looked_for_another_start_a_lost_start_gives_nothing():
    looked_half = Stated(start_loss=StartLoss("x", None, has_pathogenic_before_next_start=True))
    branch = walk(lost(is_start_lost=True), looked_half, RULES)
    assert (branch.strength, branch.is_known) == ("", False)


@pytest.mark.parametrize(
    ("nmd", "told"), [(NO_STOP, "Frame kept; "), (ESCAPES, "Escape predicted")]
)
def test_the_tree_says_whether_the_frame_is_kept_or_decay_escaped(nmd: Nmd, told: str):
    assert walk(lost(nmd=nmd), Stated(), RULES).sentence.startswith(told)


@pytest.mark.parametrize("share", [0.05, 0.2])
def test_the_tree_says_what_is_not_known_of_the_region_and_what_is_common(share: float):
    told = walk(lost(share), Stated(), RULES).sentence
    assert "Its role is not known." in told
    assert "is common" not in told
    role = RegionRole("gnomAD", is_critical=False, lof_frequencies=(0.004,))
    told = walk(lost(share), Stated(region=role), RULES).sentence
    assert "Its role is not known." not in told
    assert "One loss-of-function variant of the exon is common." in told


def test_a_tree_that_cannot_be_walked_says_why():
    assert "the changed protein is not known" in walk(Loss(None, None), Stated(), RULES).sentence
    told = walk(Loss(None, None, why_unknown="its start is unknown"), Stated(), RULES)
    assert "its start is unknown" in told.sentence


def test_a_rescue_transcript_lowers_nothing_that_has_no_strength():
    rescued = Stated(region=RegionRole("x", has_rescue=True))
    untranslated = Loss(protein(), NO_STOP, touches_coding=False)
    assert walk(untranslated, rescued, RULES) == walk(untranslated, Stated(), RULES)


def test_unknown_decay_ends_the_tree():
    unknown = Nmd(NmdVerdict.UNKNOWN, "", NmdVerdict.UNKNOWN, None, (), "Not known.")
    assert not walk(lost(nmd=unknown), Stated(), RULES).is_known


def test_the_variant_itself_is_no_known_variant_beside_it():
    same = known(1_500, ref="A", alt="C")
    given = inputs(1_500, stated=Stated(gate=GATE), known=(same,))
    assert given.variant == same.variant
    assert not has(given, "PM1")
    assert not has(given, "PS1")


@pytest.mark.parametrize(
    ("gene_set", "mane", "is_asked"),
    [
        ("GENCODE basic", Mane.SELECT, True),
        ("MANE.gff3", Mane.NONE, True),
        ("GENCODE basic", Mane.NONE, False),
    ],
)
def test_cut_offs_hold_for_transcripts_of_the_set_or_of_a_gene_set_of_that_name(
    gene_set: str, mane: Mane, is_asked: bool
):
    run = replace(RUN, gene_set=gene_set)
    given = inputs(NEAR, model=transcript(mane=mane), splice=splice(0.01, run=run))
    assert ("BP4_Supporting" in codes(given)) is is_asked


def test_a_laboratory_may_use_the_cut_offs_for_other_transcripts():
    match = RULES.splicing.transcript_set.model_copy(update={"must_match": False})
    splicing = RULES.splicing.model_copy(update={"transcript_set": match})
    rules = RULES.model_copy(update={"splicing": splicing})
    run = replace(RUN, gene_set="GENCODE basic")
    given = inputs(NEAR, model=transcript(mane=Mane.NONE), splice=splice(0.01, run=run))
    assert "BP4_Supporting" in codes(given, rules)


@pytest.mark.parametrize(
    ("pos", "standing"), [(1_150, Standing.SUGGESTED), (1_151, Standing.POSSIBLE)]
)
def test_deep_begins_behind_the_fiftieth_base_of_the_intron(pos: int, standing: Standing):
    """Intron 1 begins at 1101: base 50 of it is 1150."""
    assert one(inputs(pos, splice=splice(0.01)), "BP4").standing is standing


def test_bp7_says_where_the_variant_lies():
    assert one(inputs(1_150), "BP7").reason.startswith("Beyond +7 and -21")
    silent = inputs(2_040, coding=coding("synonymous_variant"))
    assert one(silent, "BP7").reason.startswith("Synonymous, and not at an exon's edge")


def test_a_lost_promoter_is_no_pvs1_without_a_stated_mechanism():
    gate = replace(GATE, loss=RegulatoryLoss.WHOLE_PROMOTER)
    assert one(inputs(stated=Stated(gate=gate)), "PVS1").standing is Standing.NOT_SUGGESTED
    stated = Stated(gate=gate, mechanism=LOF)
    assert one(inputs(stated=stated), "PVS1").standing is Standing.POSSIBLE


def test_a_truncation_without_a_stated_mechanism_says_that_no_source_states_it():
    truncated = coding("stop_gained", changed=protein(), nmd=ESCAPES)
    assert "No source states" in one(inputs(1_050, coding=truncated), "PVS1").reason


def test_an_unread_sequence_says_nothing_of_pvs1_where_no_dinucleotide_is_touched():
    assert not has(inputs(1_500, sites=None), "PVS1")


@pytest.mark.parametrize(("ref", "is_lowered"), [("GT", True), ("AT", False)])
def test_only_gt_to_gc_is_lowered(ref: str, is_lowered: bool):
    site = CanonicalSite("donor", ref, "GC", is_kept=False)
    assert ("may keep some function" in one(lost_donor(sites=(site,)), "PVS1").reason) is is_lowered
