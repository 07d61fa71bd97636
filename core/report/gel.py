"""The bands of an assay as they would run on a gel, in black on white."""

import math
from collections.abc import Sequence

from core.domain.rna_plan import Assay, Band
from core.report.canvas import GREY, INK, Canvas, TextStyle

_LADDER = (100, 200, 300, 400, 500, 700, 1000, 1500)
_WIDTH, _TOP, _HEIGHT, _BOTTOM = 640.0, 16.0, 76.0, 4.0
_LEFT, _LANE = 44.0, 34.0


def gel_svg(assay: Assay) -> str:
    """Draw a ladder and one lane for each template; lanes are numbered in the order of the bands.

    Only bands that are seen are drawn.
    """
    sizes = [band.size for band in assay.bands if band.is_seen and band.size is not None]
    ladder = _ladder(sizes)
    canvas = Canvas(_WIDTH, _TOP + _HEIGHT + _BOTTOM, "Expected bands")
    label = TextStyle(size=9, colour=GREY, anchor="end")
    for size in ladder:
        y = _y(size, ladder)
        canvas.rect((_LEFT, y - 1, _LANE - 8, 2), f'fill="{GREY}"')
        canvas.text((_LEFT - 4, y + 3), str(size), label)
    step = min(90.0, (_WIDTH - _LEFT - _LANE) / max(1, len(assay.bands)))
    for number, band in enumerate(assay.bands, 1):
        _lane(canvas, band, (_LEFT + _LANE + (number - 1) * step, number), ladder)
    canvas.text((_LEFT, _TOP - 5), "ladder", TextStyle(size=9, colour=GREY))
    return canvas.svg()


def _lane(canvas: Canvas, band: Band, place: tuple[float, int], ladder: Sequence[int]) -> None:
    left, number = place
    canvas.text((left + 2, _TOP - 5), str(number), TextStyle(size=10, is_bold=True))
    canvas.rect((left, _TOP, _LANE, _HEIGHT), f'fill="none" stroke="{GREY}" stroke-width="0.5"')
    if band.is_seen and band.size is not None:
        y = _y(band.size, ladder)
        canvas.rect((left + 3, y - 2, _LANE - 6, 4), f'fill="{INK}"')
        canvas.text((left + _LANE + 3, y + 3), f"{band.size:,}", TextStyle(size=9))


def _ladder(sizes: Sequence[int]) -> tuple[int, ...]:
    """Give the part of the ladder that holds all sizes, with one step beyond on either side."""
    low, high = min(sizes, default=_LADDER[0]), max(sizes, default=_LADDER[-1])
    below = [one for one in _LADDER if one <= low][-1:] or [_LADDER[0] // 2]
    above = [one for one in _LADDER if one >= high][:1] or [_LADDER[-1] * 2]
    return tuple(sorted({*below, *above, *(one for one in _LADDER if low <= one <= high)}))


def _y(size: float, ladder: Sequence[int]) -> float:
    """Short products run far: the logarithm of the size sets the place."""
    low, high = math.log(ladder[0] * 0.9), math.log(ladder[-1] * 1.1)
    return _TOP + _HEIGHT * (high - math.log(size)) / (high - low)
