"""Letters of sequence logos."""

import re

from core.report.canvas import Canvas
from core.report.logo_layout import Layout

BASE_COLOURS = {"A": "#00845f", "C": "#0060a8", "G": "#c47f00", "T": "#c23b00"}
"""Okabe-Ito hues, darkened for paper; the letter itself carries the meaning."""

_LETTERS = {
    "A": "M0,1 L.37,0 L.63,0 L1,1 L.79,1 L.71,.77 L.29,.77 L.21,1 Z M.35,.6 L.65,.6 L.5,.17 Z",
    "C": "M1,.3 C.94,.1 .77,0 .53,0 C.2,0 0,.2 0,.5 C0,.8 .2,1 .53,1 C.77,1 .94,.9 1,.7 "
    "L.78,.64 C.74,.76 .66,.82 .53,.82 C.33,.82 .22,.7 .22,.5 C.22,.3 .33,.18 .53,.18 "
    "C.66,.18 .74,.24 .78,.36 Z",
    "G": "M1,.28 C.93,.1 .77,0 .53,0 C.2,0 0,.2 0,.5 C0,.8 .2,1 .53,1 C.73,1 .9,.93 1,.82 "
    "L1,.46 L.52,.46 L.52,.63 L.79,.63 L.79,.75 C.72,.8 .63,.82 .53,.82 C.33,.82 .22,.7 .22,.5 "
    "C.22,.3 .33,.18 .53,.18 C.65,.18 .73,.23 .78,.34 Z",
    "T": "M0,0 L1,0 L1,.19 L.61,.19 L.61,1 L.39,1 L.39,.19 L0,.19 Z",
}
"""Outlines in a box of 1 x 1, so that a letter fills its column in every viewer."""

_POINT = re.compile(r"([\d.]+),([\d.]+)")


def draw_letter(
    canvas: Canvas, layout: Layout, index: int, letter: tuple[str, float, float]
) -> None:
    """Stretch the outline to its column; a negative height turns it upside down below zero."""
    base, zero, height = letter
    outline = _LETTERS.get(base)
    if outline is None or not abs(height) >= 0.25:
        return
    wide = layout.step * 0.92
    left = layout.x(index) + (layout.step - wide) / 2

    def place(point: re.Match[str]) -> str:
        x, y = float(point[1]), float(point[2])
        return f"{left + x * wide:.2f},{zero - height + y * height:.2f}"

    style = f'fill="{BASE_COLOURS[base]}" fill-rule="evenodd" stroke="none"'
    canvas.path(_POINT.sub(place, outline), style)
