"""Lines, boxes and letters in pixels, with the role of each colour: any painter can draw them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.report.canvas import TextStyle


class Ink(StrEnum):
    """What a colour stands for."""

    PAPER = "ground"
    TEXT = "text"
    MUTED = "less important text"
    EXON = "exon"
    ON_EXON = "text on an exon"
    NEW = "new in the predicted transcript"
    LOST = "lost in the predicted transcript"
    VARIANT = "variant"
    STOP = "premature stop"
    RNA = "observed junction"


class Dash(StrEnum):
    """How a line is broken."""

    SOLID = ""
    DASHED = "5 3"
    DOTTED = "1.5 2.5"


@dataclass(frozen=True, slots=True)
class Pen:
    """A line; `width` in pixels."""

    ink: Ink
    width: float = 1.0
    dash: Dash = Dash.SOLID


@dataclass(frozen=True, slots=True)
class Rect:
    """A box by its left upper corner."""

    x: float
    y: float
    width: float
    height: float
    fill: Ink | None = None
    pen: Pen | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Points joined by straight lines, closed and filled where `fill` is given."""

    points: tuple[tuple[float, float], ...]
    pen: Pen | None = None
    fill: Ink | None = None


@dataclass(frozen=True, slots=True)
class Bow:
    """An arc from (x0, y) to (x1, y) that rises by `rise` pixels in its middle."""

    x0: float
    x1: float
    y: float
    rise: float
    pen: Pen

    @property
    def handle(self) -> float:
        """Height of both control points of the cubic curve."""
        return self.y - self.rise * 4 / 3


@dataclass(frozen=True, slots=True)
class Letters:
    """A text; `y` is its baseline, `anchor` is start, middle or end, `size` in pixels."""

    x: float
    y: float
    text: str
    size: float = 10.0
    ink: Ink = Ink.TEXT
    anchor: str = "start"
    is_bold: bool = False
    has_ground: bool = False

    @property
    def left(self) -> float:
        """Where the text begins at the most."""
        return self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * self.width

    @property
    def width(self) -> float:
        """A width the text surely fits in."""
        return text_width(self.text, self.size, is_bold=self.is_bold)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place and what a person is told of it."""

    x: float
    y: float
    width: float
    height: float
    words: str

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies in it."""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


Shape = Rect | Line | Bow | Letters


@dataclass(frozen=True, slots=True)
class Scene:
    """Shapes in painting order and spots, of which small ones count first; sizes in pixels.

    Attributes
    ----------
    pad
        Pixels left free at either side.
    window
        What part of the axis lies between them.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    spots: tuple[Spot, ...]
    pad: float
    window: tuple[float, float]

    def axis_x(self, x: float) -> float:
        """Give the place of the axis under a pixel column."""
        first, last = self.window
        return first + (x - self.pad) / (self.width - 2 * self.pad) * (last - first)

    def words_at(self, x: float, y: float) -> str:
        """Give what lies under a point; empty for nothing."""
        found = [spot for spot in self.spots if spot.holds(x, y)]
        return min(found, key=lambda spot: spot.width * spot.height).words if found else ""


def text_width(text: str, size: float, *, is_bold: bool = False) -> float:
    """Give a width in pixels that a text surely fits in, as `core.report.canvas` does."""
    return TextStyle(size=size, is_bold=is_bold).width(text)


class Room:
    """Keeps texts from lying on each other."""

    def __init__(self, left: float, right: float) -> None:
        self._left, self._right = left, right
        self._taken: list[tuple[float, float, float, float]] = []

    def block(self, x: float, y: float, width: float, height: float) -> None:
        """Keep texts out of a place (left upper corner)."""
        self._taken.append((x, y, width, height))

    def takes(self, box: tuple[float, float, float, float]) -> bool:
        """Take the room of a text (left, top, width, height) if it is free."""
        is_free = self._is_free(*box)
        if is_free:
            self.block(*box)
        return is_free

    def place(
        self, size: tuple[float, float], wished: Sequence[float], y: float, step: float
    ) -> tuple[float, float]:
        """Give the left upper corner of a text (width, height) and take its room.

        It gets the first of the wished left edges that is free at `y`, else at `y` plus one or
        more steps; all are moved between the edges of the drawing.
        """
        width, height = size
        edges = [max(self._left, min(x, self._right - width)) for x in wished]
        while True:
            for x in edges:
                if self._is_free(x, y, width, height):
                    self.block(x, y, width, height)
                    return x, y
            y += step

    def _is_free(self, x: float, y: float, width: float, height: float) -> bool:
        return all(
            x + width <= left or left + wide <= x or y + height <= top or top + high <= y
            for left, top, wide, high in self._taken
        )
