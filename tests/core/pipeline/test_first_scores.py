"""First candidates while a file is read: the same scores, and nothing that depends on them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.pipeline import first_scores as module
from core.pipeline.first_scores import FROM_BYTES, FirstScores
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import MINUS, PLUS, World, drive

PATIENCE = 120.0
NEAR, FAR, OUTSIDE, COMMON = PLUS[1][1] + 1, 22_000, 45_000, MINUS[1][0]


@pytest.fixture
def case(world: World) -> Path:
    world.add(NEAR)
    world.add(FAR)
    world.add(OUTSIDE)
    world.add(COMMON, info="gnomAD_AF=0.3")
    spec = world.spec()
    drive(read_case(spec))
    return spec.case


@pytest.fixture
def store(case: Path) -> Iterator[CaseStore]:
    with CaseStore.open(case, write=True) as store:
        yield store


def looked(store: CaseStore, first: FirstScores, n: int) -> list[int]:
    """Let the engine answer until so many variants have an outcome, or it is silent."""
    first.attend(store)
    changed = [*first.look()]
    while len(changed) < n and first.wait(PATIENCE):
        changed += first.look()
    return changed


def test_variants_are_scored_as_the_scoring_job_does_and_stand_in_the_list(
    store: CaseStore, case: Path, spliceai_pack: Path
):
    at = {one.variant.pos: one.variant_id for one in store.variants()}
    with FirstScores(FROM_BYTES) as first:
        changed = looked(store, first, 2)
    assert set(changed) == {at[NEAR], at[FAR]}
    assert set(store.candidate_ids()) == {at[NEAR], at[FAR]}
    ledger = store.ledger()
    assert ledger.discrepancies() == ()
    assert (ledger.engines["spliceai"].scored, ledger.engines["spliceai"].pending) == (2, 1)
    early = store.scores([at[NEAR], at[FAR]])
    store.close()
    _, n_done = drive(score_case(case))
    assert n_done == 1
    with CaseStore.open(case) as reader:
        assert len(reader.engine_runs()) == 1
        later = reader.scores([at[NEAR], at[FAR]])
    for key, (score,) in later.items():
        assert score.delta == early[key][0].delta


def test_what_no_longer_passes_leaves_the_list(store: CaseStore, spliceai_pack: Path):
    at = {one.variant.pos: one.variant_id for one in store.variants()}
    with FirstScores(FROM_BYTES) as first:
        looked(store, first, 2)
        store.set_gates([(at[FAR], "population_frequency")])
        first.list_again()
    assert store.candidate_ids() == (at[NEAR],)


@pytest.mark.parametrize("engines", [(), ("no-such-engine",)])
def test_without_an_engine_that_answers_nothing_happens(
    store: CaseStore, monkeypatch: pytest.MonkeyPatch, engines: tuple[str, ...]
):
    monkeypatch.setattr(module, "scoring_engines", lambda: engines)
    with FirstScores(FROM_BYTES) as first:
        assert looked(store, first, 1) == []
        assert first.look() == ()
    assert store.candidate_ids() == ()
    assert store.ledger().engines == {}


def test_a_small_file_is_simply_read(store: CaseStore, spliceai_pack: Path):
    with FirstScores(FROM_BYTES - 1) as first:
        assert looked(store, first, 1) == []
