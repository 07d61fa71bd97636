"""Promoters, branch points, elements and listed regions of a case: shown, flagged, chosen by a gate."""

from pathlib import Path

import pytest

from core.domain.local_value import Registration
from core.domain.zone import Zone
from core.gate_presets import Preset
from core.interpret.gate_rules import Doubt, GateRules, changed, load_gate_rules
from core.pipeline.annotate import annotate_case
from core.pipeline.gating import GateBench, apply_gates
from core.pipeline.intake import read_case
from core.pipeline.local_sources import add_local_source, remove_local_source
from core.review import facts
from core.store.case_store import CaseStore
from core.trace import trace_text
from tests.core.pipeline.toy import PLUS, World, drive

BRANCH = PLUS[1][0] - 17
"""1-based place 18 bases before an acceptor."""

DEEP, PROMOTER, OUTSIDE = PLUS[1][1] + 400, PLUS[0][0] - 300, 10_000


@pytest.fixture
def case(world: World) -> Path:
    for pos in (OUTSIDE, PROMOTER, BRANCH, BRANCH + 1, DEEP):
        world.add(pos)
    # Two bases at 5 and 6 bases after the deep place, and an insertion that only borders a region.
    world.add(DEEP + 5, ref=world.base(DEEP + 5) + world.base(DEEP + 6), alt=world.base(DEEP + 5))
    world.add(DEEP + 9, alt=world.base(DEEP + 9) + "GATTACA")
    drive(read_case(spec := world.spec()))
    return spec.case


def register(folder: Path, layout: str, *spans: tuple[int, int]) -> None:
    path = folder / f"{layout}.bed"
    path.write_text("".join(f"toy1\t{start}\t{end}\n" for start, end in spans))
    asked = Registration(path, layout, name=layout, assembly="artificial")
    drive(add_local_source(asked))


def zones(case: Path) -> dict[int, set[Zone]]:
    with CaseStore.open(case) as store:
        ids = [one.variant_id for one in store.variants()]
        found = {one.variant.pos: set(one.zones) for one in facts(store, ids)}
        from core.zones import CaseZones

        masks = CaseZones(store, store.columns())
        for zone in Zone:
            mask = masks.mask(zone)
            alone = {pos for pos, here in found.items() if zone in here}
            places = [one.variant.pos for one in store.variants()]
            together = (
                set()
                if mask is None
                else {pos for pos, here in zip(places, mask, strict=True) if here}
            )
            assert together == alone, "all at once and one by one say the same"
        return found


def test_gene_models_tell_promoters_and_branch_points(case):
    found = zones(case)
    assert found[PROMOTER] == {Zone.PROMOTER}
    assert found[BRANCH] == {Zone.BRANCH_POINT}
    assert not any(found[pos] for pos in (OUTSIDE, BRANCH + 1, DEEP))


def test_region_lists_are_taken_into_the_case_and_go_when_they_are_forgotten(world, case):
    register(world.folder, "listed", (DEEP + 5, DEEP + 9), (DEEP - 1, DEEP))
    register(world.folder, "elements", (OUTSIDE - 1, OUTSIDE))
    drive(annotate_case(case))
    found = zones(case)
    assert found[OUTSIDE] == {Zone.ELEMENT}
    assert {pos for pos, here in found.items() if Zone.LISTED in here} == {DEEP, DEEP + 5}
    with CaseStore.open(case) as store:
        assert [one.description for one in store.info().sources if one.role == "region list"] == [
            "Regions where calls are doubtful: listed (no version stated)",
            "Regulatory elements: elements (no version stated)",
        ]
    remove_local_source("listed")
    drive(annotate_case(case))
    assert not any(Zone.LISTED in here for here in zones(case).values())


def test_a_list_that_cannot_be_read_is_told_and_stops_nothing(world, case):
    register(world.folder, "listed", (1, 9))
    (world.folder / "listed.bed").write_text("toy1\tnowhere\t9\n")
    drive(annotate_case(case))
    with CaseStore.open(case) as store:
        assert any("has changed since it was registered" in one for one in store.info().warnings)


def counts(case: Path, rules: GateRules) -> dict[str, tuple[int, int]]:
    with CaseStore.open(case) as store:
        found = GateBench(store).counts(rules)
    return {one.gate: (one.n_failing, one.n_flagged) for one in found.gates}


def test_a_call_in_a_listed_region_is_flagged_and_left_out_only_on_request(world, case):
    before = counts(case, load_gate_rules())["call_quality"]
    register(world.folder, "listed", (DEEP - 1, DEEP))
    drive(annotate_case(case))
    rules = load_gate_rules()
    assert counts(case, rules)["call_quality"] == (before[0], before[1] + 1)
    dropping = changed(rules, "a test", {"drop": (Doubt.LISTED,)})
    assert counts(case, dropping)["call_quality"] == (1, before[1])
    drive(apply_gates(case, Preset("own", "1", False, dropping)))
    with CaseStore.open(case) as store:
        assert [one.variant.pos for one in store.variants() if one.gate == "call_quality"] == [DEEP]
        (step,) = [one for one in trace_text(store, deep(store)).steps if "quality of" in one.name]
    assert "listed region" in step.value


def deep(store: CaseStore) -> str:
    return next(one.variant.spelled for one in store.variants() if one.variant.pos == DEEP)


def test_the_gate_of_regions_keeps_what_lies_in_a_chosen_zone(world, case):
    rules = changed(load_gate_rules("all"), "a test", {"zones": (Zone.BRANCH_POINT,)})
    drive(apply_gates(case, Preset("own", "1", False, rules)))
    with CaseStore.open(case) as store:
        assert [one.variant.pos for one in store.variants() if not one.gate] == [BRANCH]
        steps = trace_text(store, deep(store)).steps
    assert any("chosen: branch-point zone" in one.value for one in steps)


def test_a_zone_that_nothing_tells_of_holds_nothing_back(case):
    rules = changed(load_gate_rules("all"), "a test", {"zones": (Zone.ELEMENT,)})
    assert counts(case, rules)["region"] == (0, 0)
