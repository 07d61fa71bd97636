"""Stretches above a threshold become elements."""

import numpy as np
import pytest

from core.domain.activity import Activity, ActivityTrack
from core.domain.element import ElementKind, Stretch
from core.interpret.predicted import (
    ActivityRule,
    PredictedRules,
    load_predicted_rules,
    predicted_in,
)

NAN = float("nan")


def rules(*, min_width: int = 3, gap: int = 1) -> PredictedRules:
    rule = ActivityRule(
        source="test",
        engine="toy",
        track="a",
        kind=ElementKind.ENHANCER,
        near_start=ElementKind.PROMOTER,
        threshold=2.0,
        min_width=min_width,
        gap=gap,
    )
    return PredictedRules(name="toy", version="1", date="2026-01-01", rule=(rule,), label=())


def found(values: list[float], *, stride: int = 1, near: tuple[Stretch, ...] = (), **how: int):
    track = ActivityTrack("toy", "Toy", "1", "d", "a", cell_type="liver", stride=stride)
    activity = Activity(track, 100, np.array(values, np.float32))
    return list(predicted_in("chr1", activity, rules(**how), near))


def test_a_stretch_at_the_threshold_and_wide_enough_is_an_element():
    (one,) = found([0, 2, 3, 2, 1])
    assert (one.place.start, one.place.end) == (101, 104)
    assert (one.score, one.threshold, one.cell_type) == (3.0, 2.0, "liver")
    assert (one.kind, one.engine_id, one.digest) == (ElementKind.ENHANCER, "toy", "d")


def test_a_narrow_one_is_none():
    assert found([0, 2, 3, 1]) == []


def test_a_small_gap_is_bridged_and_a_larger_one_parts():
    assert [(one.place.start, one.place.end) for one in found([2, 2, 0, 2, 2])] == [(100, 105)]
    assert found([2, 2, 0, 0, 2, 2]) == []


def test_what_is_not_known_ends_an_element():
    assert [one.place.end for one in found([2, 2, 2, NAN, 2, 2, 2])] == [103, 107]


def test_width_counts_bases_not_places():
    (one,) = found([0, 2, 0], stride=50, min_width=50)
    assert (one.place.start, one.place.end) == (150, 200)


def test_at_the_start_of_a_transcript_it_is_promoter_like():
    (one,) = found([2, 2, 2], near=(Stretch("chr1", 102, 500),))
    assert one.kind is ElementKind.PROMOTER
    (other,) = found([2, 2, 2], near=(Stretch("chr1", 103, 500),))
    assert other.kind is ElementKind.ENHANCER


def test_nothing_is_predicted_of_a_track_without_a_rule():
    track = ActivityTrack("toy", "Toy", "1", "d", "b")
    activity = Activity(track, 0, np.full(9, 9, np.float32))
    assert not list(predicted_in("chr1", activity, rules()))


@pytest.mark.parametrize(
    ("engine", "track"), [("mpra-dragonn", "K562_SV40_pooled"), ("bpnet-ctcf", "CTCF_reads")]
)
def test_the_rules_of_the_program_name_the_tracks_of_its_engines(engine: str, track: str):
    shipped = load_predicted_rules()
    assert shipped.of(engine, track) is not None
    assert shipped.label(engine, track) is not None
