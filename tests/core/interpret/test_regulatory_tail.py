"""How unusual a change is among background variants of the same kind of place."""

from dataclasses import replace

import numpy as np
import pytest

from core.domain.regulatory import RegulatoryScore, TrackChange
from core.domain.regulatory_track import RegulatoryTrack
from core.domain.score import EngineRun
from core.interpret.change_class import CHANGE_CLASSES, ONE_BASE
from core.interpret.regulatory_tail import ENOUGH, Background, Setting
from core.interpret.rules import EngineWeight, EngineWeights, Limit

TRACKS = (RegulatoryTrack("quiet"), RegulatoryTrack("loud"))
N = 2_000
PROMOTER = Setting("promoter", ONE_BASE, gc=0.5)
EVEN = EngineWeights(engines=(), other=Limit(value=1.0, source="made up"))


def background(**more: object) -> Background:
    """Changes 1 to 2,000 by `one` in promoters, ten times as large elsewhere; `two` is a mirror."""
    sizes = np.arange(1, N + 1, dtype=np.float32)
    largest = np.concatenate([np.stack([sizes, sizes[::-1]], 1), 10 * np.stack([sizes, sizes], 1)])
    known = {
        "digests": {"one": "d1", "two": "d2"},
        "usual": {"one": {"quiet": 0.1, "loud": 10.0}, "two": {"quiet": 1.0, "loud": 1.0}},
        "largest": largest,
        "element_class": np.repeat(["promoter", "intron"], N),
        "change": np.full(2 * N, ONE_BASE.name),
        "gc": np.full(2 * N, 0.5, np.float32),
        "source": "made up",
    }
    return Background(**(known | more))


def score(engine: str, quiet: float, loud: float, digest: str = "") -> RegulatoryScore:
    changes = tuple(
        TrackChange(track, 0.0, delta, delta)
        for track, delta in zip(TRACKS, (quiet, loud), strict=True)
    )
    run = EngineRun(
        engine, "1", digest or {"one": "d1", "two": "d2"}[engine], 10, "", "", "float32"
    )
    return RegulatoryScore("", "", "", "", changes, 2, 0.5, run)


def test_the_share_of_background_variants_with_as_large_a_change_is_told():
    tail = background().tail([score("one", -190.1, 0.0)], PROMOTER, EVEN)
    assert tail is not None
    # 1,901 in units of the usual change: the first thousand by GC hold 1 to 1,000.
    assert tail.n_background == ENOUGH
    assert tail.probability == 1 / (ENOUGH + 1)
    half = background().tail([score("one", 50.1, 0.0)], PROMOTER, EVEN)
    assert half is not None
    assert half.probability == pytest.approx((1 + 500) / (1 + ENOUGH), abs=0.002)


def test_a_track_counts_by_what_is_usual_for_it():
    tail = background().tail([score("one", 5.0, 400.0)], PROMOTER, EVEN)
    assert tail is not None
    assert tail.strongest.track.name == "quiet"


def test_another_kind_of_place_is_compared_with_its_own_background():
    same = score("one", 90.0, 0.0)
    promoter = background().tail([same], PROMOTER, EVEN)
    intron = background().tail([same], Setting("intron", ONE_BASE, gc=0.5), EVEN)
    assert promoter is not None
    assert intron is not None
    assert promoter.probability < intron.probability


def test_those_nearest_in_gc_content_are_compared_with():
    gc = np.concatenate([np.linspace(0, 1, N), np.linspace(0, 1, N)]).astype(np.float32)
    rich = background(gc=gc).tail(
        [score("one", 100.0, 0)], Setting("promoter", ONE_BASE, 1.0), EVEN
    )
    poor = background(gc=gc).tail(
        [score("one", 100.0, 0)], Setting("promoter", ONE_BASE, 0.0), EVEN
    )
    assert rich is not None
    assert poor is not None
    assert rich.probability == pytest.approx(1.0, abs=0.01)
    assert poor.probability == pytest.approx(1 / (ENOUGH + 1), abs=0.002)


def test_the_best_of_two_engines_is_compared_with_the_best_of_two():
    # In the mirror image the larger of both ranks is always in the upper half.
    alone = background().tail([score("one", 100.0, 0.0)], PROMOTER, EVEN)
    both = background().tail([score("one", 100.0, 0.0), score("two", 1.0, 0.0)], PROMOTER, EVEN)
    assert alone is not None
    assert both is not None
    assert both.engine_id == "one"
    assert both.probability >= alone.probability


def test_networks_that_were_not_measured_get_no_probability():
    assert background().tail([score("one", 5.0, 0.0, digest="other")], PROMOTER, EVEN) is None
    assert background().tail([], PROMOTER, EVEN) is None


def test_a_change_beyond_all_background_is_told_as_fewer_than_one_in_so_many():
    tail = background().tail([score("one", 5_000.0, 0.0)], PROMOTER, EVEN)
    assert tail is not None
    assert tail.share_of == "fewer than 1 in 1,000"
    assert (
        "; fewer than 1 in 1,000 random variants in the same kind of place change" in tail.sentence
    )


def test_an_engine_that_gave_no_score_to_a_background_variant_is_left_out_there():
    largest = background().largest.copy()
    largest[: N // 2, 0] = np.nan
    tail = background(largest=largest).tail([score("one", 300.0, 0.0)], PROMOTER, EVEN)
    assert tail is not None
    assert tail.n_background == N // 2


def test_random_background_variants_get_evenly_spread_probabilities():
    rng = np.random.default_rng(5)
    largest = rng.gamma(2.0, size=(2 * N, 2)).astype(np.float32)
    known = background(largest=largest)
    found = [
        known.tail([score("one", 0.1 * a, 0), score("two", b, 0)], PROMOTER, EVEN)
        for a, b in rng.gamma(2.0, size=(400, 2))
    ]
    values = np.array([one.probability for one in found if one is not None])
    assert abs(np.mean(values < 0.05) - 0.05) < 0.04
    assert abs(np.mean(values < 0.5) - 0.5) < 0.08


def test_weights_move_how_much_an_engine_counts_and_leave_probabilities_true():
    rng = np.random.default_rng(6)
    largest = rng.gamma(2.0, size=(2 * N, 2)).astype(np.float32)
    known = background(largest=largest)
    heavy = EngineWeight(name="one", value=0.9, source="made up")
    uneven = EngineWeights(engines=(heavy,), other=Limit(value=0.1, source="made up"))
    pairs = [
        [score("one", 0.1 * a, 0), score("two", b, 0)] for a, b in rng.gamma(2.0, size=(400, 2))
    ]
    values = np.array([known.tail(pair, PROMOTER, uneven).probability for pair in pairs])
    assert abs(np.mean(values < 0.05) - 0.05) < 0.04
    assert abs(np.mean(values < 0.5) - 0.5) < 0.08
    # Both are as unusual as each other: 1 of 100.
    edge = np.sort(largest[:N], axis=0)[int(0.99 * N)]
    same = [score("one", 0.1 * edge[0], 0), score("two", edge[1], 0)]
    even, weighed = known.tail(same, PROMOTER, EVEN), known.tail(same, PROMOTER, uneven)
    assert weighed.engine_id == "one"
    assert even.probability == pytest.approx(0.02, abs=0.008)
    assert weighed.probability == pytest.approx(0.01 / 0.9, abs=0.004)


def test_only_variants_of_the_same_size_tell_how_unusual_a_change_is():
    longer = np.arange(2 * N) % 2 == 0
    largest = background().largest.copy()
    largest[longer] *= 100
    two = next(one for one in CHANGE_CLASSES if one.longest == 2)
    change = np.where(longer, two.name, ONE_BASE.name)
    known = background(largest=largest, change=change)
    found = known.tail([score("one", 190.0, 0.0)], PROMOTER, EVEN)
    assert found is not None
    # 1,900 of 1 to 2,000, of which every other one counts.
    assert found.probability == pytest.approx(0.05, abs=0.003)
    same = known.tail([score("one", 190.0, 0.0)], Setting("promoter", two, 0.5), EVEN)
    assert same is not None
    assert same.probability > 0.9
    assert same.among == "of such a size in the same kind of place"
    other = Setting("promoter", CHANGE_CLASSES[-1], 0.5)
    assert known.tail([score("one", 190.0, 0.0)], other, EVEN) is None, "that was not measured"


def test_an_engine_that_refused_changes_of_that_size_hides_none_that_did_not():
    largest = background().largest.copy()
    largest[:, 1] = np.nan
    known = background(largest=largest)
    both = [score("one", 90.0, 0.0), score("two", 5_000.0, 0.0)]
    assert known.tail(both, PROMOTER, EVEN) == known.tail(both[:1], PROMOTER, EVEN) is not None
    assert known.tail(both[1:], PROMOTER, EVEN) is None


def test_replicates_of_a_pooled_output_are_not_compared():
    tracks = tuple(RegulatoryTrack(f"HepG2_{end}") for end in ("replicate1", "pooled"))
    usual = {"one": {one.name: 1.0 for one in tracks}, "two": {"quiet": 1.0, "loud": 1.0}}
    changes = tuple(
        TrackChange(track, 0.0, delta, delta)
        for track, delta in zip(tracks, (1_900.0, 100.0), strict=True)
    )
    said = replace(score("one", 0.0, 0.0), changes=changes)
    tail = background(usual=usual).tail([said], PROMOTER, EVEN)
    assert tail is not None
    assert tail.strongest.track.name == "HepG2_pooled"
    alone = background(usual=usual).tail([replace(said, changes=changes[:1])], PROMOTER, EVEN)
    assert alone is None
