"""A sheet that shapes are laid on, and where places of an axis stand on it."""

from core.report.shapes import Letters, Scene, Shape, Spot

PAD = 12.0
"""Pixels left free at either side."""


class Sheet:
    """Collects shapes; x of the axis become pixels.

    Parameters
    ----------
    width
        Pixels.
    window
        The part of the axis that fills the sheet.
    """

    def __init__(self, width: float, window: tuple[float, float]) -> None:
        self.width = width
        self._first, last = window
        self._scale = (width - 2 * PAD) / (last - self._first)
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
        return PAD + (at - self._first) * self._scale

    def shows(self, x0: float, x1: float) -> bool:
        """Tell whether a stretch of pixels can be seen."""
        return x1 >= 0 and x0 <= self.width

    def clipped(self, x0: float, x1: float) -> tuple[float, float]:
        """Give the part of a stretch of pixels that can be seen."""
        return max(x0, 0.0), min(x1, self.width)

    def add(self, *shapes: Shape) -> None:
        """Lay shapes on what is there."""
        self._shapes += shapes

    def tell(self, box: tuple[float, float, float, float], words: str) -> None:
        """Say what stands in a place (left, top, width, height)."""
        self._spots.append(Spot(*box, words))

    def scene(self, height: float) -> Scene:
        """Give everything laid down, texts on top."""
        drawn = [one for one in self._shapes if not isinstance(one, Letters)]
        written = [one for one in self._shapes if isinstance(one, Letters)]
        return Scene(self.width, height, (*drawn, *written), tuple(self._spots))
