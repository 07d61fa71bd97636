"""A sheet that shapes are laid on, and where places of an axis stand on it."""

import textwrap
from dataclasses import replace

from core.domain.transcript_drawing import DrawingAxis
from core.report.shapes import Letters, Scene, Shape, Spot, text_width

PAD = 12.0
"""Pixels left free at either side."""


class Sheet:
    """Collects shapes; x of the axis become pixels.

    Parameters
    ----------
    width
        Pixels.
    axis
        Where it is broken, numbers of exons make way.
    window
        The part of the axis that fills the sheet.
    """

    def __init__(self, width: float, axis: DrawingAxis, window: tuple[float, float]) -> None:
        self.width = width
        self._window = window
        self._scale = (width - 2 * PAD) / (window[1] - window[0])
        self.breaks = tuple(
            self.x((one.x0 + one.x1) / 2) for one in axis.segments if one.is_shortened
        )
        self._shapes: list[Shape] = []
        self._spots: list[Spot] = []

    @property
    def left(self) -> float:
        """Pixel of the left edge of the drawing."""
        return PAD

    @property
    def right(self) -> float:
        """Pixel of the right edge of the drawing."""
        return self.width - PAD

    def x(self, at: float) -> float:
        """Pixel of a place of the axis."""
        return PAD + (at - self._window[0]) * self._scale

    def shows(self, x0: float, x1: float) -> bool:
        """Tell whether a stretch of pixels can be seen."""
        return x1 >= 0 and x0 <= self.width

    def clipped(self, x0: float, x1: float) -> tuple[float, float]:
        """Give the part of a stretch of pixels that can be seen."""
        return max(x0, 0.0), min(x1, self.width)

    def add(self, *shapes: Shape) -> None:
        """Lay shapes on what is there."""
        self._shapes += shapes

    def write(self, text: str, top: float, look: Letters) -> float:
        """Write a text in lines from the left edge, as `look` looks; gives its lower edge."""
        room = self.right - self.left
        n_letters = max(20, int(room / text_width("n", look.size, is_bold=look.is_bold)))
        line_height = round(look.size * 1.35)
        for line in textwrap.wrap(text, n_letters):
            self.add(replace(look, x=self.left, y=top + look.size, text=line))
            top += line_height
        return top

    def tell(self, box: tuple[float, float, float, float], words: str) -> None:
        """Say what stands in a place (left, top, width, height)."""
        self._spots.append(Spot(*box, words))

    def scene(self, height: float) -> Scene:
        """Give everything laid down, texts on top."""
        drawn = [one for one in self._shapes if not isinstance(one, Letters)]
        written = [one for one in self._shapes if isinstance(one, Letters)]
        shapes, spots = (*drawn, *written), tuple(self._spots)
        return Scene(self.width, height, shapes, spots, PAD, self._window)
