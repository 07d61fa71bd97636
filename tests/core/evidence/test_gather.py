"""What is really predicted and computed of a variant of a case reaches the rules of evidence."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.consequence import OutcomeKind
from core.domain.evidence import Standing
from core.domain.stated import Mechanism, Stated
from core.evidence import EvidenceSheet, evidence_sheet
from core.evidence.changes import state
from core.evidence.told import evidence_reasons
from core.interpret.evidence.rules import load_evidence_rules
from core.session import CaseReader
from core.store.case_store import CaseStore
from tests.core.coding_toy import coding_text, codon_pos, scored_case
from tests.core.pipeline.toy import PLUS, World, put

RULES = load_evidence_rules()
END_OF_2 = PLUS[1][1]
LOF = Stated(mechanism=Mechanism("ClinGen dosage: haploinsufficiency, sufficient evidence (3)"))


def sheet(world: World, spelled: str, stated: Stated | None = None) -> EvidenceSheet:
    with CaseStore.open(scored_case(world), write=True) as store:
        (stored,) = store.variants((1,))
        assert stored.variant.spelled_short == spelled
        if stated is not None:
            state(store, 1, stated, "A. Lee", "2026-01-01T00:00:00+00:00")
        return evidence_sheet(store, 1, RULES)


def code(found: EvidenceSheet, name: str):
    return next(one for one in found.codes if one.code == name)


def toy(folder: Path, text: str | None = None) -> World:
    return World(folder, text or coding_text())


def test_pp3_comes_with_the_aberration_that_is_really_predicted(tmp_path: Path):
    world = toy(tmp_path)
    found = sheet(world, world.add(END_OF_2 + 5))
    outcomes = found.inputs.used_outcomes
    assert {(one.kind, one.exon_numbers, one.intron_number) for one in outcomes} == {
        (OutcomeKind.EXON_SKIPPING, (2,), None),
        (OutcomeKind.INTRON_RETENTION, (), 2),
    }
    pp3 = code(found, "PP3")
    assert (pp3.standing, pp3.points) == (Standing.SUGGESTED, 1)
    assert "Raw delta 0.90 reaches 0.20; predicted: " in pp3.reason
    assert f"{outcomes[0].kind} in NM_1.1" in dict(pp3.inputs)["outcome"]


def test_pp3_is_refused_where_an_annotated_site_is_only_strengthened(tmp_path: Path):
    weak = put(coding_text(), END_OF_2, "GTAAAT")
    world = toy(tmp_path, weak)
    found = sheet(world, world.add(END_OF_2 + 5, "A", "G"))
    assert [one.kind for one in found.inputs.used_outcomes] == [OutcomeKind.SITE_STRENGTHENED]
    pp3 = code(found, "PP3")
    assert pp3.standing is Standing.NOT_SUGGESTED
    assert "native site strengthened" in pp3.reason
    assert not [one for one in found.codes if one.standing is Standing.SUGGESTED]


@pytest.mark.parametrize(
    ("stated", "standing"), [(None, Standing.NOT_SUGGESTED), (LOF, Standing.SUGGESTED)]
)
def test_pvs1_of_a_truncation_comes_only_with_a_stated_mechanism(
    tmp_path: Path, stated: Stated | None, standing: Standing
):
    # Codon 20 lies in exon 1: AAG becomes TAG, far before the last junction.
    world = toy(tmp_path, coding_text({20: "AAG"}))
    found = sheet(world, world.add(codon_pos(20), "A", "T"), stated)
    assert found.inputs.coding is not None
    assert "stop_gained" in found.inputs.coding.terms
    pvs1 = code(found, "PVS1")
    assert pvs1.standing is standing
    assert ("No source states" in pvs1.reason) is (stated is None)
    assert pvs1.points == (8 if stated else 0)


def test_a_truncation_in_the_last_exon_is_pvs1_by_the_share_it_loses(tmp_path: Path):
    # Of 156 amino acids codon 150 and all behind it go: 4 %, and nothing is known of their role.
    world = toy(tmp_path, coding_text({150: "AAG"}))
    pvs1 = code(sheet(world, world.add(codon_pos(150), "A", "T"), LOF), "PVS1")
    assert (pvs1.standing, pvs1.strength) == (Standing.SUGGESTED, "moderate")
    assert "4% of the protein lost" in pvs1.reason


def test_bp7_is_suggested_for_a_silent_change_that_splicing_is_not_touched_by(tmp_path: Path):
    world = toy(tmp_path, coding_text({20: "GCC"}))
    found = sheet(world, world.add(codon_pos(20) + 2, "C", "T"))
    assert found.inputs.coding is not None
    assert found.inputs.coding.is_silent
    assert [code(found, name).standing for name in ("BP4", "BP7")] == [Standing.SUGGESTED] * 2


def test_bp7_is_only_possible_where_the_protein_cannot_be_told(tmp_path: Path):
    """The reference has a stop inside the coding sequence: the transcript is not what is annotated."""
    world = toy(tmp_path, coding_text({20: "GCC", 60: "TAA"}))
    found = sheet(world, world.add(codon_pos(20) + 2, "C", "T"))
    assert found.inputs.coding is None
    for name in ("BP4", "BP7"):
        assert code(found, name).standing is Standing.POSSIBLE
        assert "its effect on the protein is not known" in code(found, name).reason


def test_no_code_for_the_protein_comes_where_the_protein_cannot_be_told(tmp_path: Path):
    world = toy(tmp_path, coding_text({20: "AAG", 60: "TAA"}))
    found = sheet(world, world.add(codon_pos(20), "A", "T"), LOF)
    assert found.inputs.coding is None
    assert not {one.code for one in found.codes} & {"PVS1", "PM4"}


def test_a_reference_that_is_gone_is_named_beside_the_codes_it_holds_back(tmp_path: Path):
    world = toy(tmp_path)
    world.add(END_OF_2 + 5)
    case = scored_case(world)
    world.reference.rename(tmp_path / "elsewhere.fa")
    with CaseStore.open(case, write=True) as store:
        pp3 = code(evidence_sheet(store, 1, RULES), "PP3")
    assert pp3.standing is Standing.POSSIBLE
    assert pp3.reason.endswith("the reference of the case is not at hand.")


def test_the_rank_names_what_was_suggested_then_and_sums_nothing(tmp_path: Path):
    world = toy(tmp_path)
    world.add(END_OF_2 + 5)
    with CaseReader(scored_case(world)) as reader:
        (one,) = reader.rows([1])
        facts = replace(one.facts, interpretation=reader.interpretations([one.facts])[1])
        found = evidence_reasons(reader.store, [replace(one, facts=facts)])
    assert found[1].sentence == (
        "Codes suggested when it was ranked: PP3 supporting. What counts now stands with its evidence."
    )
    assert found[1].points == 0
