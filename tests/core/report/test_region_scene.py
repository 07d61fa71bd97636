"""The drawing of a region: what stands where, and how little is painted of much."""

import numpy as np
import pytest

from core.report.region_numbers import binned
from core.report.region_scene import LEFT, RIGHT, region_scene
from core.report.shapes import Ink, Letters, Line, Rect, Scene
from tests.core.report.region_examples import PLACE, POS, TRACKS, region, scan

WIDTH = 1_000.0


def texts(scene: Scene) -> set[str]:
    return {one.text for one in scene.shapes if isinstance(one, Letters)}


def fills(scene: Scene, ink: Ink) -> list[Line]:
    return [one for one in scene.shapes if isinstance(one, Line) and one.fill is ink]


def test_everything_is_named_with_its_unit_in_plain_words():
    told = texts(region_scene(region(), scan(), WIDTH))
    assert {"chr19", "Variants", "Genes", "TOY →", "In tables", "enhancer-like"} <= told
    assert any("HepG2 liver cells" in one for one in told)
    assert any("Bound by CTCF" in one for one in told)
    assert {"standard deviations of activity", "reads per base"} <= told
    assert "11,040,000" in told


def test_without_a_scan_genes_and_elements_stand_alone():
    told = texts(region_scene(region(), None, WIDTH))
    assert "TOY →" in told
    assert not any("CTCF" in one for one in told)


def test_a_peak_stands_at_its_place_and_reaches_the_highest_value():
    scene = region_scene(region(), scan(), WIDTH)
    strip = fills(scene, Ink.RNA)[0]
    top = min(y for _, y in strip.points)
    places = [
        scene.window[0] + (x - LEFT) / (WIDTH - LEFT - RIGHT) * 100_000
        for x, y in strip.points
        if y == top
    ]
    assert all(PLACE.start + 39_600 < one < PLACE.start + 40_500 for one in places)


def test_a_peak_of_one_base_survives_when_a_hundred_thousand_are_shown():
    found = scan().activities[0]
    found.values[70_123] = 9.0
    places, low, high = binned(found, (PLACE.start, PLACE.end), 900)
    assert len(places) <= 900
    assert high.max() == 9.0
    assert abs(places[high.argmax()] - PLACE.start - 70_123) < 120
    assert low.min() == 0.25


def test_close_up_every_base_is_a_point():
    found = scan().activities[0]
    places, low, high = binned(found, (PLACE.start + 500, PLACE.start + 600), 900)
    assert 100 <= len(places) <= 103
    np.testing.assert_array_equal(low, high)


def test_what_is_not_scanned_yet_is_left_blank():
    scene = region_scene(region(), scan(n_known=30_000, has_alt=False), WIDTH)
    right = max(x for x, _ in fills(scene, Ink.RNA)[0].points)
    assert right == pytest.approx(LEFT + 0.3 * (WIDTH - LEFT - RIGHT), abs=2)


def test_alt_is_a_line_near_the_variant_only():
    window = POS - 501.0, POS + 499.0
    scene = region_scene(region(), scan(), WIDTH, window)
    lines = [
        one
        for one in scene.shapes
        if isinstance(one, Line) and one.pen and one.pen.ink is Ink.VARIANT and len(one.points) > 2
    ]
    assert len(lines) == len(TRACKS)
    xs = [x for x, _ in lines[0].points]
    assert xs[-1] - xs[0] == pytest.approx((WIDTH - LEFT - RIGHT) / 2, rel=0.02)


def test_what_lies_under_the_mouse_is_told():
    scene = region_scene(region(), scan(), WIDTH)
    words = " ".join(one.words for one in scene.spots)
    assert "variant chr19-11040001-C-T" in words
    assert (
        "enhancer-like HepG2: 3.00 (threshold 1.5, mpra-dragonn 1), chr19:11,039,901-11,040,200"
        in words
    )
    assert "TOY (NM_1.1), + strand" in words


def test_exons_are_boxes_and_coding_ones_higher():
    boxes = [one for one in region_scene(region(), None, WIDTH).shapes if isinstance(one, Rect)]
    exons = [one.height for one in boxes if one.fill is Ink.EXON]
    assert exons == [5.0, 10.0, 10.0, 5.0]
