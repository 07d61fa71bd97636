"""A case scored by several engines: each its own run, one ranked, all shown side by side."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.candidate import ENGINES
from core.domain.consensus import Agreement
from core.listing import CandidateQuery
from core.pipeline.attribute import open_variant
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.report import engines as engines_module
from core.report.data import freeze
from core.report.html import report_html
from core.report.json import report_dict
from core.report.words import unscored
from core.session import CaseReader
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import PLUS, Blind, ToyEngine, World, drive

LOSS = PLUS[1][1] + 1
QUIET = 22_000


def named(engine: ToyEngine, engine_id: str, **changes: object) -> ToyEngine:
    engine.info = replace(engine.info, engine_id=engine_id, name=engine_id, **changes)
    return engine


@pytest.fixture
def case(world: World) -> Path:
    world.add(LOSS)
    world.add(QUIET)
    drive(read_case(spec := world.spec()))
    return spec.case


def loss_id(case: Path) -> int:
    with CaseStore.open(case) as store:
        return next(one.variant_id for one in store.variants() if one.variant.pos == LOSS)


@pytest.mark.parametrize("order", [("spliceai", "other"), ("other", "spliceai")])
def test_spliceai_is_ranked_whichever_engine_came_first(case: Path, order: tuple[str, ...]):
    for engine_id in order:
        toy = ToyEngine() if engine_id == "spliceai" else Blind()
        drive(score_case(case, engine=named(toy, engine_id)))
    key = loss_id(case)
    with CaseStore.open(case) as store:
        assert store.splice_engines() == ("spliceai", "other")
        (score,) = store.scores([key])[key]
        assert score.delta.donor_loss == pytest.approx(0.9)
        first, second = store.scores_by_engine([key])[key]
        assert (first.run.engine_id, second.run.engine_id) == ("spliceai", "other")
        assert second.scores[0].delta.max_delta == 0
        assert store.candidate_rows()[0].variant_id == key
        assert store.tracks(key)[0].alt.tolist() != store.tracks_by("other", key)[0].alt.tolist()
        ledger = store.ledger()
        assert [ledger.engines[name].scored for name in ("spliceai", "other")] == [2, 2]
        assert ledger.discrepancies() == ()


def test_without_spliceai_the_engine_that_scored_first_is_ranked(case: Path):
    drive(score_case(case, engine=named(ToyEngine(), "first")))
    with CaseStore.open(case) as store:
        before = [(row.variant_id, row.points) for row in store.candidate_rows()]
    drive(score_case(case, engine=named(Blind(), "second")))
    with CaseStore.open(case) as store:
        assert store.primary_engine() == "first"
        assert [(row.variant_id, row.points) for row in store.candidate_rows()] == before


def test_a_disagreement_is_a_reason_without_points_and_can_be_filtered_for(case: Path):
    drive(score_case(case, engine=named(ToyEngine(), "spliceai")))
    with CaseReader(case) as reader:
        assert not reader.order(CandidateQuery()).has_disputes
    drive(score_case(case, engine=named(Blind(), "other")))
    key = loss_id(case)
    with CaseReader(case) as reader:
        assert reader.order(CandidateQuery()).has_disputes
        assert reader.ids(CandidateQuery(disagreeing_only=True)) == (key,)
        (candidate,) = reader.rows([key])
        (reason,) = (one for one in candidate.reasons if one.topic == ENGINES)
        assert reason.points == 0
        assert reason.sentence == (
            f"The engines disagree. SpliceAI sees the donor at toy1:{LOSS - 1:,} lost; "
            "other sees no change there (at most 0.00)."
        )
        assert [one.agreement for one in candidate.facts.consensus] == [Agreement.DISAGREE]


def test_a_case_with_one_engine_has_nothing_to_compare(case: Path):
    drive(score_case(case, engine=named(ToyEngine(), "spliceai")))
    with CaseReader(case) as reader:
        facts = reader.detail(loss_id(case)).facts
    assert facts.consensus == ()
    assert len(facts.engines) == 1
    assert not engines_module.has_several(facts)


def test_the_report_lays_the_engines_side_by_side(case: Path):
    drive(score_case(case, engine=named(ToyEngine(), "spliceai")))
    drive(score_case(case, engine=named(Blind(), "other", precision="bfloat16", screening=True)))
    with CaseStore.open(case) as store:
        data = freeze(store, generated_at="2026-01-01T00:00:00+00:00")
    shape = report_dict(data)["candidates"][0]
    assert [(one["engine"], one["precision"], one["screening"]) for one in shape["scores"]] == [
        ("spliceai", "float32", False),
        ("other", "bfloat16", True),
    ]
    assert shape["consensus"][0]["agreement"] == "disagree"
    html = report_html(data)
    assert "THE ENGINES DISAGREE" in html
    assert "not calibrated, bfloat16, screening" in html
    assert "Deltas of different engines are not on one scale" in html


def test_each_score_names_the_run_it_comes_from(case: Path):
    drive(score_case(case, engine=named(ToyEngine(), "spliceai")))
    drive(score_case(case, engine=named(ToyEngine(), "spliceai", precision="bfloat16")))
    key = loss_id(case)
    with CaseStore.open(case) as store:
        (one,) = store.scores_by_engine([key])[key]
        assert one.run.precision == "bfloat16"
        assert [run.precision for _, run in store.engine_runs()] == ["float32", "bfloat16"]


def test_a_variant_is_opened_with_the_engine_that_is_ranked(case: Path):
    drive(score_case(case, engine=named(ToyEngine(), "first", precision="bfloat16")))
    key = loss_id(case)
    drive(open_variant(case, key, engine=named(ToyEngine(), "first")))
    with CaseStore.open(case) as store:
        (one,) = store.scores_by_engine([key])[key]
        assert one.run.precision == "float32"
        assert one.scores[0].delta.donor_loss == pytest.approx(0.9)
        assert one.scores[0].wide is not None
        assert store.tracks(key)[0].is_complete


def test_what_a_second_engine_has_not_scored_leaves_the_list_complete(case: Path):
    drive(score_case(case, engine=named(ToyEngine(), "spliceai")))
    steps = score_case(case, engine=named(Blind(), "other"))
    next(step for step in steps if step.stage == "loading the networks")
    next(steps)
    steps.close()
    with CaseReader(case) as reader:
        assert reader.waiting().n_pending == 0
        (sentence,) = unscored(reader.ledger(), reader.primary_engine())
    assert "not yet scored by other" in sentence
    assert sentence.endswith("the order of the list does not rest on it.")


def test_the_trace_tells_what_the_engines_say_together(case: Path):
    drive(score_case(case, engine=named(ToyEngine(), "spliceai")))
    drive(score_case(case, engine=named(Blind(), "other")))
    with CaseReader(case) as reader:
        candidate = reader.rows([loss_id(case)])[0]
        told = reader.trace(candidate.facts.variant.spelled)
    (step,) = (one for one in told.steps if one.name == "engines")
    assert step.value.startswith("disagree: SpliceAI sees the donor")
