"""What the plots decide before they draw."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from gui.plots.axis import tick_positions, tick_spacing
from gui.plots.gene_strip import arrange, describe, exon_numbers
from gui.plots.logo import envelope, scale_of, slots
from gui.plots.placing import Stem, letter_box, place_values
from gui.plots.sites import (
    Site,
    is_worth_a_letter,
    is_worth_a_value,
    per_pixel,
    sites_of,
    span_of,
)
from gui.plots.track import describe as describe_site
from gui.plots.track import nearest
from tests.gui.case_files import CAUSAL, NF1, OMG, attribution, track


def test_ticks_stand_at_round_absolute_positions_however_large():
    offsets = tick_positions(-500, 500, origin=249_250_621, spacing=200)
    assert [249_250_621 + offset for offset in offsets] == [
        249_250_200, 249_250_400, 249_250_600, 249_250_800, 249_251_000,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("span", "pixels", "spacing"),
    [(1_000, 1_000, 200), (10_000, 1_000, 2_000), (20, 1_000, 5), (3, 1_000, 1)],
)
def test_labels_of_the_axis_get_their_room(span, pixels, spacing):
    assert tick_spacing(0, span, pixels) == spacing


def test_sites_below_one_hundredth_in_both_alleles_are_not_drawn():
    found = sites_of(track(0.96))
    assert Site(-60, "D", pytest.approx(0.004), pytest.approx(0.5664, abs=1e-4)) in found
    assert all(max(site.ref, site.alt) >= 0.01 for site in found)
    assert [site.offset for site in found] == sorted(site.offset for site in found)


def test_below_one_pixel_a_base_only_the_highest_site_of_a_column_is_drawn():
    crowd = [Site(offset, "A", 0.1 + offset / 100, 0.1) for offset in range(10)]
    assert [site.offset for site in per_pixel(crowd, "ref", 0.1)] == [9]
    assert per_pixel(crowd, "ref", 2.0) == crowd


def stem(x: float, height: float, words: str = "", *, hangs: bool = False) -> Stem:
    return Stem(QPointF(x, 100 - height), 100, words, has_letter=True, hangs=hangs)


def test_a_value_covers_no_other_value_letter_or_stem():
    stems = [stem(50, 40, "0.40"), stem(56, 15, "0.15"), stem(70, 10, "0.10"), stem(58, 80, "0.80")]
    placed = place_values(stems, 26)
    boxes = [box for box, _ in placed] + [letter_box(one.top) for one in stems]
    assert len(placed) >= 2
    assert placed[0][1] == "0.40"
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))


def test_the_value_of_a_weakened_site_stands_beside_its_dotted_line():
    ((box, _),) = place_values([stem(50, 10, "0.02", hangs=True)], 26)
    assert box.left() > 50


def test_a_weak_unchanged_site_gets_no_value_and_where_it_is_dense_no_letter():
    weak = Site(0, "D", 0.015, 0.015)
    assert not is_worth_a_value(weak, "ref")
    assert not is_worth_a_letter(weak, "ref", pixels_per_base=5)
    assert is_worth_a_letter(weak, "ref", pixels_per_base=20)
    assert is_worth_a_letter(Site(0, "D", 0.98, 0.0), "alt", pixels_per_base=1)


def test_the_fitted_range_spans_the_changed_sites_and_the_variant():
    assert span_of(sites_of(track(0.96)), 1) == (-184, 22)
    assert span_of([], 4) == (0, 3)


def test_a_site_is_told_with_both_probabilities_and_its_absolute_position():
    words = describe_site(Site(-1, "D", 0.98, 0.02), CAUSAL)
    assert words == "donor site at 31,327,484: REF 0.98, ALT 0.02 (−0.96)"


def test_the_mouse_finds_the_nearest_site_within_reach():
    sites = [Site(-1, "D", 0.9, 0.1), Site(14, "A", 0.9, 0.1)]
    assert nearest(sites, 1.4, 3) == sites[0]
    assert nearest(sites, 7, 3) is None


def test_inserted_bases_share_the_column_of_the_base_before_them():
    lefts, widths = slots(np.array([-1, 0, 0, 0, 1], dtype=np.int32))
    assert lefts == pytest.approx([-1.5, -0.5, -0.5 + 1 / 3, -0.5 + 2 / 3, 0.5])
    assert widths == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 1])


def test_a_deleted_base_leaves_its_column_empty():
    lefts, widths = slots(np.array([-1, 2], dtype=np.int32))
    assert lefts == pytest.approx([-1.5, 1.5])
    assert widths == pytest.approx([1, 1])


def test_far_out_a_column_shows_highest_and_lowest_so_that_no_peak_is_lost():
    values = np.zeros(1_000, np.float32)
    values[500], values[501] = 0.7, -0.4
    columns = envelope(np.arange(1_000) - 0.5, values, 0.1)
    assert len(columns) == pytest.approx(100, abs=1)
    assert max(high for _, _, high in columns) == pytest.approx(0.7)
    assert min(low for _, low, _ in columns) == pytest.approx(-0.4)


def test_nothing_to_explain_gives_no_columns():
    assert envelope(np.empty(0), np.empty(0, np.float32), 0.1) == []


def test_ref_and_alt_share_one_scale():
    explained = attribution()
    assert scale_of(explained.ref, explained.alt) == pytest.approx(0.71)


def test_the_gene_strip_shows_one_transcript_of_each_gene_before_a_second_of_one():
    plain = NF1.__class__("ENST1", "NF1", "", "chr17", "+", NF1.start, NF1.end, NF1.exons)
    assert arrange([plain, OMG, NF1]) == [NF1, OMG, plain]


def test_exons_are_numbered_in_the_direction_of_the_transcript():
    assert exon_numbers(NF1) == [1, 2, 3, 4, 5, 6, 7]
    assert exon_numbers(OMG) == [2, 1]


@pytest.mark.parametrize(
    ("transcript", "pos", "words"),
    [
        (NF1, 31_327_484, "NF1 NM_001042492.3 (+ strand): exon 3 of 7"),
        (NF1, 31_327_485, "NF1 NM_001042492.3 (+ strand): intron 3 of 6"),
        (OMG, 31_296_000, "OMG NM_002544.5 (- strand): intron 1 of 1"),
        (OMG, 31_297_400, "OMG NM_002544.5 (- strand): exon 1 of 2"),
        (OMG, 31_297_401, ""),
    ],
)
def test_a_place_in_a_transcript_is_told_in_words(transcript, pos, words):
    assert describe(transcript, pos) == words
