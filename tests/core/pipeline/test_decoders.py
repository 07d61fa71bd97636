"""Pages decoded in other processes are those decoded in this one."""

import multiprocessing
from collections.abc import Iterator

import pytest

from core.domain.assembly import Assembly
from core.errors import WorkerDiedError
from core.interpret.gate_rules import load_gate_rules
from core.interpret.position_arrays import PlacedGenes
from core.pipeline import decoders
from core.pipeline.decoders import decoded
from core.pipeline.decoding import DecodingPlan, FilePlan
from core.pipeline.intake import read_case
from core.sources.vcf import VcfSource
from core.sources.vcf_pages import LinePage
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import World, drive, other


@pytest.fixture
def many_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A file of some pages: variants, repeated alleles, a wrong REF, records out of order."""
    monkeypatch.setattr("core.sources.vcf_stream._CHUNK", 1_024)
    for step in range(120):
        world.add(21_500 + step, calls=("0/1", "0/0", "0/1" if step % 3 else "./."))
    world.add(21_510, calls=("1/1", "0/0", "0/0"))
    world.add(21_512, ref=other(world.base(21_512)), alt=world.base(21_512))
    world.add(21_600, alt="<DEL>")
    return world


def contents(world: World, name: str) -> tuple[object, ...]:
    """All that a case read from the file says."""
    spec = world.spec(case=world.folder / f"{name}.intronaut")
    lines = spec.vcf.read_text().splitlines(keepends=True)
    spec.vcf.write_text("".join([*lines[:-30], *lines[-20:], *lines[-30:-20]]))
    drive(read_case(spec))
    with CaseStore.open(spec.case) as store:
        return (
            list(store.variants()),
            store.ledger(),
            store.records_set_aside(10),
            store.alleles_set_aside(10),
            list(store.original_lines()),
            store.info().warnings,
            store.columns().gate.tolist(),
            [store.origins(one.variant_id) for one in store.variants()],
        )


def test_a_case_read_by_several_processes_is_the_one_read_by_one(
    many_pages: World, monkeypatch: pytest.MonkeyPatch
):
    here = contents(many_pages, "here")
    monkeypatch.setattr(decoders, "PARALLEL_FROM_BYTES", 0)
    there = contents(many_pages, "there")
    assert there == here
    assert len(here[0]) == 120
    assert any("not sorted by position: 1 time," in text for text in here[5])
    assert any("repeat an allele" in text for text in here[5])
    assert multiprocessing.active_children() == []


def test_a_process_that_dies_is_told_and_none_is_left(
    many_pages: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(decoders, "PARALLEL_FROM_BYTES", 0)
    monkeypatch.setattr(decoders, "_WAITING_PER_PROCESS", 1)

    def pages(source: VcfSource) -> Iterator[LinePage]:
        for number, page in enumerate(source.pages()):
            if number == 6:
                for child in multiprocessing.active_children():
                    child.kill()
            yield page

    with (
        VcfSource(many_pages.spec().vcf) as source,
        pytest.raises(WorkerDiedError, match="stopped unexpectedly"),
    ):
        list(decoded(pages(source), plan_of(many_pages, source), 1))
    assert multiprocessing.active_children() == []


def plan_of(world: World, source: VcfSource) -> DecodingPlan:
    return DecodingPlan(
        files=(FilePlan(source.header, "", ("child",), (0,)),),
        n_people=1,
        reference=world.reference,
        assembly=Assembly.ARTIFICIAL,
        genes=PlacedGenes(()),
        rules=load_gate_rules(),
        patient=0,
        by_frequency=True,
    )
