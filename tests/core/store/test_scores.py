from dataclasses import replace

import numpy as np
import pytest

from core.domain.ledger import EngineLedger
from core.domain.score import NotScored, NotScoredReason, SpliceTrack
from core.store import outcomes
from core.store.codes import REASON_CODES
from core.store.records import ScoredVariant
from tests.core.store.builders import RUN, score

OUTSIDE = NotScored("spliceai", NotScoredReason.OUTSIDE_GENES)
FAILED = NotScored("spliceai", NotScoredReason.ENGINE_FAILED, "out of memory")


def scored(variant_id: int, value: float = 0.9, *tracks: SpliceTrack) -> ScoredVariant:
    return ScoredVariant(variant_id, (score(value),), tracks)


def track(
    transcript: str = "NM_NF1", distance: int = 500, *, complete: bool = False, value: float = 0.5
) -> SpliceTrack:
    offsets = (
        np.arange(-distance, distance + 1, dtype=np.int32)
        if complete
        else np.array([-3, 40], np.int32)
    )
    probabilities = np.full((2, len(offsets)), value, np.float32)
    return SpliceTrack(
        transcript, "-", distance, complete, offsets, probabilities, probabilities / 2
    )


@pytest.fixture
def run_id(filled):
    return filled.engine_run(RUN)


def test_an_equal_run_keeps_its_id_and_another_gets_a_new_one(filled, run_id):
    other = replace(RUN, digest="d2", screening=True)
    assert filled.engine_run(RUN) == run_id
    assert filled.engine_run(other) != run_id
    assert [run for _, run in filled.engine_runs()] == [RUN, other]


def test_scores_come_back_exactly_as_given(filled, run_id):
    genes = (score(0.1, "A", wide=True), score(1 / 3, "B"))
    filled.write_scores(run_id, [ScoredVariant(2, genes, ()), scored(1)], [])
    assert filled.scores([1, 2, 3]) == {1: (score(0.9),), 2: genes, 3: ()}
    assert filled.max_deltas(run_id) == {1: 0.9, 2: 1 / 3}


def test_numbers_straight_from_an_array_are_accepted(filled, run_id):
    given = score(0.5)
    exact = replace(given.delta, acceptor_gain=np.float32(0.5), donor_loss_offset=np.int64(-400))
    filled.write_scores(run_id, [ScoredVariant(1, (replace(given, delta=exact),), ())], [])
    assert filled.scores([1])[1] == (given,)


def test_reasons_for_no_score_come_back_as_given(filled, run_id):
    filled.write_scores(run_id, [], [(4, OUTSIDE), (5, FAILED), (5, OUTSIDE)])
    assert filled.not_scored([4, 5, 6]) == {4: (OUTSIDE,), 5: (FAILED, OUTSIDE), 6: ()}


def test_pending_is_what_passed_the_gates_and_has_no_outcome(filled, run_id):
    assert filled.pending(run_id) == tuple(range(1, 11))
    filled.set_gates([(1, "population_frequency"), (2, "x")])
    filled.write_scores(run_id, [scored(3)], [(4, OUTSIDE)])
    assert filled.pending(run_id) == (5, 6, 7, 8, 9, 10)
    other = filled.engine_run(replace(RUN, version="2"))
    assert filled.pending(other) == tuple(range(3, 11))


def test_writing_again_replaces_what_the_variant_had_in_that_run(filled, run_id):
    filled.write_scores(run_id, [scored(1), scored(3)], [(2, OUTSIDE), (2, FAILED)])
    filled.write_scores(run_id, [scored(2, 0.4)], [(1, FAILED)])
    assert filled.scores([1, 2, 3]) == {1: (), 2: (score(0.4),), 3: (score(0.9),)}
    assert filled.not_scored([1, 2]) == {1: (FAILED,), 2: ()}
    assert filled.ledger().engines["spliceai"].scored == 2


def test_the_newest_run_of_an_engine_counts(filled, run_id):
    filled.write_scores(run_id, [scored(1, 0.1), scored(2, 0.2)], [(3, OUTSIDE)])
    newer = filled.engine_run(replace(RUN, digest="d2"))
    filled.write_scores(newer, [scored(1, 0.7)], [(3, FAILED)])
    assert filled.scores([1, 2]) == {1: (score(0.7),), 2: (score(0.2),)}
    assert filled.not_scored([3]) == {3: (FAILED,)}


def test_a_scored_variant_without_scores_is_a_bug(filled, run_id):
    with pytest.raises(ValueError, match="has scores"):
        filled.write_scores(run_id, [ScoredVariant(1, (), ())], [])
    with pytest.raises(ValueError, match="given once"):
        filled.write_scores(run_id, [scored(1), scored(1)], [])


def test_many_outcomes_are_written_in_small_transactions(filled, run_id, monkeypatch):
    monkeypatch.setattr(outcomes, "_BATCH", 3)
    filled.write_scores(
        run_id, [scored(key) for key in range(1, 8)], [(key, OUTSIDE) for key in range(6, 11)]
    )
    assert filled.pending(run_id) == ()
    assert len(filled.max_deltas(run_id)) == 7
    assert filled.not_scored([7, 8]) == {7: (OUTSIDE,), 8: (OUTSIDE,)}


def test_the_ledger_is_empty_of_engines_before_the_first_run(filled):
    assert filled.ledger().engines == {}


def test_the_ledger_of_an_engine_adds_up(filled, run_id):
    filled.set_gates([(1, "population_frequency"), (2, "population_frequency"), (3, "not_carried")])
    filled.set_gates([(2, "not_carried")])
    filled.write_scores(
        run_id, [scored(4), scored(1)], [(4, OUTSIDE), (5, OUTSIDE), (6, FAILED), (2, FAILED)]
    )
    ledger = filled.ledger()
    assert ledger.engines == {
        "spliceai": EngineLedger(
            variants=10,
            filtered={"population_frequency": 1, "not_carried": 2},
            scored=1,
            not_scored={"outside_genes": 1, "engine_failed": 1},
            pending=4,
        )
    }
    assert ledger.discrepancies() == ()


def test_a_variant_scored_in_any_run_counts_once_as_scored(filled, run_id):
    newer = filled.engine_run(replace(RUN, digest="d2"))
    filled.write_scores(run_id, [scored(1)], [(2, OUTSIDE)])
    filled.write_scores(newer, [scored(2)], [(1, OUTSIDE), (3, FAILED)])
    engine = filled.ledger().engines["spliceai"]
    assert (engine.scored, engine.not_scored, engine.pending) == (2, {"engine_failed": 1}, 7)


def test_every_reason_can_be_stored(filled, run_id):
    given = [
        (key, NotScored("spliceai", reason))
        for key, reason in enumerate(list(REASON_CODES)[:10], 1)
    ]
    filled.write_scores(run_id, [], given)
    assert filled.ledger().engines["spliceai"].not_scored == {
        reason.reason.value: 1 for _, reason in given
    }
    assert set(REASON_CODES) == set(NotScoredReason)


def assert_same(found: SpliceTrack, given: SpliceTrack) -> None:
    assert (found.transcript_id, found.strand, found.distance, found.is_complete) == (
        given.transcript_id,
        given.strand,
        given.distance,
        given.is_complete,
    )
    for name in ("offsets", "ref", "alt"):
        assert np.array_equal(getattr(found, name), getattr(given, name))
        assert getattr(found, name).dtype == getattr(given, name).dtype


def test_the_widest_track_of_each_transcript_is_given(filled, run_id):
    filled.write_scores(run_id, [scored(1, 0.9, track("A"), track("B"))], [])
    for given, expected in [
        (track("A", 4_999, value=0.1), track("A", 4_999, value=0.1)),
        (track("A", 500, complete=True), track("A", 4_999, value=0.1)),
        (track("A", 4_999, complete=True, value=0.7), track("A", 4_999, complete=True, value=0.7)),
        (track("A", 4_999, complete=True, value=0.8), track("A", 4_999, complete=True, value=0.8)),
    ]:
        filled.write_track(run_id, 1, given)
        first, second = filled.tracks(1)
        assert_same(first, expected)
        assert_same(second, track("B"))
    assert filled.tracks(2) == ()


def test_the_full_track_of_an_opened_variant_survives_scoring_it_again(filled, run_id):
    full = track("A", 4_999, complete=True)
    filled.write_track(run_id, 1, full)
    filled.write_scores(run_id, [scored(1, 0.9, track("A"))], [])
    assert_same(filled.tracks(1)[0], full)


def test_a_score_of_an_unknown_variant_leaves_nothing(filled, run_id):
    with pytest.raises(Exception, match="FOREIGN KEY"):
        filled.write_scores(run_id, [scored(1), scored(99)], [])
    assert filled.scores([1]) == {1: ()}
