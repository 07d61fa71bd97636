"""Scoring a case: nearest first, resumable at any point, wide where it is called for."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.domain.candidate import Lane, Mark
from core.domain.ledger import Unlisted
from core.domain.score import NotScoredReason
from core.errors import EngineUnavailableError, ReferenceMissingError
from core.pipeline import rank as rank_module
from core.pipeline import score as score_module
from core.pipeline.intake import read_case
from core.pipeline.rank import Ranker, rank_case
from core.pipeline.score import score_case
from core.report.data import freeze
from core.report.unlisted import unlisted
from core.session import CaseReader, Waiting
from core.store.case_store import CaseStore
from core.store.records import ScoredVariant
from core.trace import trace
from tests.core.pipeline.toy import MINUS, PLUS, UNKNOWN, ToyEngine, World, drive

LOSS = PLUS[1][1] + 1
QUIET = 22_000


@pytest.fixture
def case(world: World) -> Path:
    world.add(QUIET)
    world.add(LOSS)
    world.add(MINUS[1][0])
    world.add(45_000)
    world.add(UNKNOWN[0] + 5, ref="N", alt="A")
    world.add(QUIET + 7, info="gnomAD_AF=0.3")
    spec = world.spec()
    drive(read_case(spec))
    return spec.case


def ids(store: CaseStore) -> dict[int, int]:
    return {stored.variant.pos: stored.variant_id for stored in store.variants()}


def snapshot(case: Path) -> tuple[object, ...]:
    """Everything a run leaves behind that a person or a report can see."""
    with CaseStore.open(case) as store:
        every = [stored.variant_id for stored in store.variants()]
        tracks = {key: [(t.distance, t.offsets.tolist(), t.alt.tolist()) for t in store.tracks(key)] for key in every}  # fmt: skip
        return (
            store.ledger(),
            store.candidate_rows(),
            store.scores(every),
            store.not_scored(every),
            tracks,
        )


def test_each_variant_gets_a_score_or_a_reason(case: Path):
    steps, n_done = drive(score_case(case, engine=ToyEngine()))
    assert n_done == 5
    with CaseStore.open(case) as store:
        at = ids(store)
        scores, reasons = store.scores(list(at.values())), store.not_scored(list(at.values()))
        assert scores[at[LOSS]][0].delta.donor_loss == pytest.approx(0.9)
        assert scores[at[MINUS[1][0]]][0].delta.donor_loss == pytest.approx(0.9)
        assert scores[at[QUIET]][0].delta.max_delta == 0
        assert reasons[at[45_000]][0].reason is NotScoredReason.OUTSIDE_GENES
        assert not scores[at[QUIET + 7]]
        ledger = store.ledger()
        assert ledger.discrepancies() == ()
        engine = ledger.engines["toy"]
        assert (engine.scored, engine.pending) == (3, 0)
        assert engine.filtered == {"population_frequency": 1}
        assert engine.not_scored == {"outside_genes": 2}
        rows = store.candidate_rows()
        assert [row.rank for row in rows] == [1, 2, 3]
        assert {row.variant_id for row in rows[:2]} == {at[LOSS], at[MINUS[1][0]]}
        assert rows[0].lane is Lane.SPLICE
    changed = {one for step in steps for one in step.changed}
    distal = {at[45_000], at[UNKNOWN[0] + 5]}
    assert changed == {row.variant_id for row in rows} | distal


def test_the_run_names_all_that_the_scores_depend_on(case: Path):
    drive(score_case(case, engine=ToyEngine()))
    with CaseStore.open(case) as store:
        ((_, run),) = store.engine_runs()
        reference = store.info().source("reference")
        ((name, digest),) = store.gene_sets()
    assert (run.engine_id, run.version, run.distance) == ("toy", "1", 500)
    assert reference is not None
    assert run.reference_digest == reference.sha256
    assert run.gene_set == f"{name} {digest}"
    assert not run.screening


def test_variants_nearest_to_a_splice_site_come_first(case: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(score_module, "_CPU_PAGE", 1)
    steps, _ = drive(score_case(case, engine=ToyEngine()))
    scoring = [step for step in steps if step.stage == "scoring variants"]
    with CaseStore.open(case) as store:
        at = ids(store)
    scored = {at[LOSS], at[MINUS[1][0]], at[QUIET]}
    order = [one for step in scoring for one in step.changed if one in scored]
    assert order == [at[LOSS], at[MINUS[1][0]], at[QUIET]]
    assert [step.done for step in scoring] == [3, 4, 5]
    assert {step.total for step in scoring} == {5}


class _Paged(ToyEngine):
    """Remembers the places of each page it was given, and how many."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[tuple[int, list[int]]] = []

    def score(self, requests, *, distance):
        self.pages.append((distance, [request.place[1] for request in requests]))
        return super().score(requests, distance=distance)


def test_the_engine_is_given_pages_in_order_of_place_so_that_neighbours_share_a_window(
    world: World,
):
    for step in range(60):
        world.add(22_500 - 10 * step)
    drive(read_case(spec := world.spec()))
    engine = _Paged()
    drive(score_case(spec.case, engine=engine))
    pages = [places for distance, places in engine.pages if distance == 500]
    assert [len(page) for page in pages] == [8, 16, 32, 4]
    assert all(page == sorted(page) for page in pages)
    assert all(max(page) - min(page) == 10 * (len(page) - 1) for page in pages)


def test_what_the_engine_answers_is_stored_at_once_and_then_every_moment(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    for step in range(8):
        world.add(22_000 + 10 * step)
    drive(read_case(spec := world.spec()))
    monkeypatch.setattr(score_module, "_WRITE_SECONDS", 1e9)
    steps = score_case(spec.case, engine=ToyEngine())
    first = next(step for step in steps if step.changed)
    with CaseStore.open(spec.case) as store:
        assert store.ledger().engines["toy"].scored == len(first.changed) == 1
    second = next(step for step in steps if step.changed)
    assert len(second.changed) == 7
    steps.close()


def test_what_was_answered_before_the_engine_broke_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    for step in range(8):
        world.add(22_000 + 10 * step)
    drive(read_case(spec := world.spec()))
    monkeypatch.setattr(score_module, "_WRITE_SECONDS", 1e9)
    with pytest.raises(EngineUnavailableError, match="out of order"):
        drive(score_case(spec.case, engine=ToyEngine(breaks_after=5)))
    with CaseStore.open(spec.case) as store:
        engine = store.ledger().engines["toy"]
        assert (engine.scored, engine.pending) == (5, 3)


def test_only_changes_and_splice_sites_are_looked_at_far_and_wide(case: Path):
    engine = ToyEngine()
    drive(score_case(case, engine=engine))
    with CaseStore.open(case) as store:
        at = ids(store)
        scores = store.scores(list(at.values()))
        assert scores[at[QUIET]][0].wide is None
        wide = scores[at[LOSS]][0].wide
        assert wide is not None
        assert wide.distance == 4_999
        assert wide.donor_loss == pytest.approx(0.9)
        (track,) = store.tracks(at[LOSS])
        assert track.distance == 4_999
        assert not track.is_complete
        assert track.offsets.max() > 2_000
        assert store.tracks(at[QUIET])[0].distance == 500
    assert sorted(distance for _, distance in engine.asked) == [500, 500, 500, 4_999, 4_999]


def test_an_indel_over_a_junction_and_a_marked_variant_are_looked_at_wide(world: World):
    start = PLUS[1][1] - 2
    world.add(start, ref=world.text[start - 1 : start + 1], alt=world.base(start))
    world.add(QUIET)
    world.add(QUIET + 50)
    spec = world.spec()
    drive(read_case(spec))
    drive(score_case(spec.case, engine=ToyEngine()))
    with CaseStore.open(spec.case, write=True) as store:
        at = ids(store)
        wide = {pos: store.scores([key])[key][0].wide for pos, key in at.items()}
        assert wide[QUIET] is None
        store.set_mark(at[QUIET], Mark.REPORT, "")
    again = ToyEngine()
    drive(score_case(spec.case, engine=again))
    assert [distance for _, distance in again.asked] == [4_999]
    with CaseStore.open(spec.case) as store:
        assert store.scores([at[QUIET]])[at[QUIET]][0].wide is not None
        assert store.scores([at[QUIET + 50]])[at[QUIET + 50]][0].wide is None


def test_a_second_run_has_nothing_to_do(case: Path):
    drive(score_case(case, engine=ToyEngine()))
    before = snapshot(case)
    engine = ToyEngine()
    _, n_done = drive(score_case(case, engine=engine))
    assert (n_done, engine.asked) == (0, [])
    assert snapshot(case) == before


def test_a_run_stopped_after_any_step_is_taken_up_again(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    for step in range(0, 60, 2):
        world.add(PLUS[1][1] - 20 + step)
    spec = world.spec()
    drive(read_case(spec))
    undisturbed = spec.case.with_name("undisturbed.intronaut")
    undisturbed.write_bytes(spec.case.read_bytes())
    drive(score_case(undisturbed, engine=ToyEngine()))
    monkeypatch.setattr(rank_module, "INTERVAL_SECONDS", 0.0)
    monkeypatch.setattr(rank_module, "_SHARE_OF_TIME", 1e9)
    n_runs = 0
    is_over = False
    while not is_over:
        n_runs += 1
        steps = score_case(spec.case, engine=ToyEngine())
        n_useful = 0
        while n_useful < 1:
            step = next(steps, None)
            if step is None:
                is_over = True
                break
            n_useful += bool(step.changed)
        steps.close()
    assert n_runs > 4
    assert snapshot(spec.case) == snapshot(undisturbed)


def test_a_run_stopped_during_the_wider_look_says_that_it_is_not_at_its_end(case: Path):
    steps = score_case(case, engine=ToyEngine())
    while next(steps).stage != "looking further around variants":
        pass
    steps.close()
    with CaseReader(case) as reader:
        assert reader.waiting() == Waiting(0, is_unfinished=True)
    drive(score_case(case, engine=ToyEngine()))
    with CaseReader(case) as reader:
        assert reader.waiting() == Waiting(0, is_unfinished=False)


def test_before_any_run_all_that_passed_the_gates_waits(world: World):
    world.add(QUIET)
    drive(read_case(spec := world.spec()))
    with CaseReader(spec.case) as reader:
        assert reader.waiting() == Waiting(1, is_unfinished=False)


def test_a_variant_the_engine_fails_on_is_kept_with_the_reason(world: World):
    world.add(QUIET)
    world.add(QUIET + 10, alt="ACACACAC")
    world.add(QUIET + 20)
    spec = world.spec()
    drive(read_case(spec))
    with CaseStore.open(spec.case) as store:
        alt = next(one.variant.alt for one in store.variants() if len(one.variant.alt) > 2)
    drive(score_case(spec.case, engine=ToyEngine(fails_on=[alt])))
    with CaseStore.open(spec.case) as store:
        engine = store.ledger().engines["toy"]
        assert (engine.scored, engine.not_scored, engine.pending) == (2, {"engine_failed": 1}, 0)
        assert len(store.candidate_ids()) == 3


def test_an_engine_that_breaks_stops_the_run_and_what_was_done_is_kept(world: World):
    for step in range(20):
        world.add(QUIET + 10 * step)
    spec = world.spec()
    drive(read_case(spec))
    with pytest.raises(EngineUnavailableError, match="out of order"):
        drive(score_case(spec.case, engine=ToyEngine(breaks_after=8)))
    with CaseStore.open(spec.case) as store:
        engine = store.ledger().engines["toy"]
        assert (engine.scored, engine.pending) == (8, 12)
        assert engine.not_scored == {}
    drive(score_case(spec.case, engine=ToyEngine()))
    with CaseStore.open(spec.case) as store:
        assert store.ledger().engines["toy"].scored == 20


def test_another_reference_under_the_same_name_is_refused(case: Path, world: World):
    world.reference.write_text(world.reference.read_text().replace("ACGT", "TCGT"))
    with pytest.raises(ReferenceMissingError, match="changed since"):
        drive(score_case(case, engine=ToyEngine()))


def test_an_engine_that_is_not_installed_says_how_to_get_it(case: Path):
    with pytest.raises(EngineUnavailableError, match="intronaut packs install spliceai"):
        drive(score_case(case))


def test_candidates_appear_while_scoring_runs(case: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rank_module, "INTERVAL_SECONDS", 0.0)
    steps = score_case(case, engine=ToyEngine())
    with CaseStore.open(case) as reader:
        assert reader.candidate_ids() == ()
        while next(steps).stage != "scoring variants":
            pass
        assert len(reader.candidate_ids()) > 0
    drive(steps)


def test_of_a_genome_only_what_something_speaks_for_is_listed(
    case: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("core.listing.LISTED_WHOLE", 1)
    drive(score_case(case, engine=ToyEngine()))
    with CaseStore.open(case, write=True) as store:
        at = ids(store)
        assert set(store.candidate_ids()) == {at[LOSS], at[MINUS[1][0]]}
        ledger = store.ledger()
        assert ledger.discrepancies() == ()
        assert (ledger.engines["toy"].scored, ledger.engines["toy"].pending) == (3, 0)
        assert store.unlisted() == Unlisted(1, {"outside_genes": 2})
        told, distal = unlisted(store)
        assert distal.startswith("Unranked distal: 2 variants")
        assert "3 more passed the gates, lie deep in introns" in told
        quiet = trace(store, next(store.variants([at[QUIET]])).variant)
        assert quiet.conclusion.endswith(
            "its place is deep intron, no engine saw a change of 0.02 or more, and more than 1 "
            "variants of the case passed the gates."
        )
        assert freeze(store, generated_at="2026-01-01T00:00:00Z").selection.endswith(distal)
        before = store.candidate_rows()
        store.set_mark(at[QUIET], Mark.REPORT, "")
    drive(rank_case(case))
    with CaseStore.open(case) as store:
        rows = store.candidate_rows()
        assert store.unlisted().scored == 0
    assert {row.variant_id for row in rows} == {at[LOSS], at[MINUS[1][0]], at[QUIET]}
    assert [row.reasons for row in rows[:2]] == [row.reasons for row in before]


def test_a_change_deep_in_an_intron_of_a_genome_is_listed_as_soon_as_it_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("core.listing.LISTED_WHOLE", 1)
    deep = 22_000
    for pos in (deep, deep + 200, deep + 400):
        world.add(pos)
    world.add(PLUS[1][1] + 1)
    drive(read_case(spec := world.spec()))
    shows = ToyEngine()
    drive(score_case(spec.case, engine=shows))
    with CaseStore.open(spec.case) as store:
        at = ids(store)
        assert store.candidate_ids() == (at[PLUS[1][1] + 1],)
        (run_id, _), *_ = store.engine_runs()
        scores = store.scores([at[PLUS[1][1] + 1]])[at[PLUS[1][1] + 1]]
    with CaseStore.open(spec.case, write=True) as store:
        ranker = Ranker(store)
        store.write_scores(run_id, [ScoredVariant(at[deep], scores, ())], ())
        ranker.refresh([at[deep], at[deep + 200]])
        ranker.rank()
        assert set(store.candidate_ids()) == {at[PLUS[1][1] + 1], at[deep]}


def test_genes_asked_about_come_first_near_their_splice_sites(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(score_module, "_CPU_PAGE", 1)
    near_plus, near_minus, far_minus = PLUS[1][1] + 1, MINUS[1][0] - 30, MINUS[1][0] - 400
    for pos in (near_plus, near_minus, far_minus):
        world.add(pos)
    panel = tmp_path / "ours.txt"
    panel.write_text("MINUSGENE\n")
    spec = replace(world.spec(), panels=(panel,))
    drive(read_case(spec))
    engine = _Paged()
    drive(score_case(spec.case, engine=engine))
    places = [place for distance, page in engine.pages if distance == 500 for place in page]
    assert places == [near_minus, near_plus, far_minus]


def test_ranking_alone_changes_nothing(case: Path):
    drive(score_case(case, engine=ToyEngine()))
    before = snapshot(case)
    _, n_ranked = drive(rank_case(case))
    assert n_ranked == 3
    assert snapshot(case) == before


def test_stored_probabilities_are_those_of_the_engine(case: Path):
    drive(score_case(case, engine=ToyEngine()))
    with CaseStore.open(case) as store:
        key = ids(store)[LOSS]
        (track,) = store.tracks(key)
    assert track.ref.dtype == np.float32
    assert track.ref.max() == pytest.approx(0.9)
    assert {LOSS + int(offset) for offset in track.offsets} >= {PLUS[1][0] + 1, PLUS[1][1]}
