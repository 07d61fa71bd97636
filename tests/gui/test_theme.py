"""Colours can be read, in both themes."""

from itertools import pairwise

import pytest

from gui.theme import Theme, contrast, load_theme, style_sheet

PAIRS = [
    ("text", "window"), ("text", "surface"), ("text", "alternate"), ("text", "selection"),
    ("muted", "window"), ("muted", "surface"), ("muted", "alternate"),
    ("accent", "surface"), ("accent_text", "accent"), ("selection_text", "selection"),
    ("tier_1_text", "tier_1"), ("tier_2_text", "tier_2"), ("tier_3_text", "tier_3"),
    ("eyes_text", "eyes"), ("warning_text", "warning"), ("danger_text", "danger"),
    ("good_text", "good"), ("danger_text", "surface"),
]  # fmt: skip
LINES = (
    "ref",
    "alt",
    "variant",
    "exon",
    "intron",
    "outline",
    "base_a",
    "base_c",
    "base_g",
    "base_t",
)


@pytest.fixture(params=["light", "dark"])
def palette(request: pytest.FixtureRequest) -> Theme:
    return load_theme(request.param)


def test_black_on_white_has_the_largest_contrast_there_is():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_reaches_the_contrast_of_wcag_aa(palette: Theme, ink: str, ground: str):
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("name", LINES)
def test_what_plots_draw_stands_out_from_their_ground(palette: Theme, name: str):
    assert contrast(getattr(palette, name), palette.surface) >= 3.0


def test_the_steps_of_the_tier_ramp_differ_in_lightness_not_only_in_hue(palette: Theme):
    grounds = [palette.surface, *(palette.tier(step)[0] for step in (1, 2, 3))]
    away = [contrast(ground, palette.surface) for ground in grounds]
    assert away == sorted(away)
    assert all(later - earlier > 0.15 for earlier, later in pairwise(away))


def test_ref_and_alt_tell_apart_in_both_themes(palette: Theme):
    assert palette.ref != palette.alt


def test_the_style_sheet_leaves_no_colour_unfilled(palette: Theme):
    assert "$" not in style_sheet(palette)
