"""Small SVG building blocks: a canvas of escaped elements and a genomic axis. Sizes in pixels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

INK = "#1a1a1a"
GREY = "#5f6670"
RULE = "#c9ced6"
BAND = "#f0f2f5"
REF_COLOUR = "#0000b4"
ALT_COLOUR = "#05d0d2"
ALT_OUTLINE = "#03595a"
FONT = "DejaVu Sans, Liberation Sans, Arial, sans-serif"

_CHARACTER = 0.64
"""Width of an average character of the widest likely font, in font sizes."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text looks: `anchor` is start, middle or end, `size` in pixels."""

    size: float = 10.0
    colour: str = INK
    anchor: str = "start"
    is_bold: bool = False
    halo: bool = False

    def width(self, text: str) -> float:
        """Give a width the text surely fits in."""
        return len(text) * self.size * _CHARACTER * (1.1 if self.is_bold else 1.0)


class Canvas:
    """Elements of one drawing in painting order; every text is escaped."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width = width
        self.height = height
        self._title = title
        self._elements: list[str] = []

    def rect(self, box: tuple[float, float, float, float], style: str) -> None:
        """Add a rectangle (x, y, width, height)."""
        x, y, width, height = box
        self._elements.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{max(width, 0):.2f}" '
            f'height="{max(height, 0):.2f}" {style}/>'
        )

    def line(self, start: tuple[float, float], end: tuple[float, float], style: str) -> None:
        """Add a straight line."""
        self._elements.append(
            f'<line x1="{start[0]:.2f}" y1="{start[1]:.2f}" '
            f'x2="{end[0]:.2f}" y2="{end[1]:.2f}" {style}/>'
        )

    def path(self, description: str, style: str) -> None:
        """Add a path; `description` is the program's own, never a user's text."""
        self._elements.append(f'<path d="{description}" {style}/>')

    def text(
        self, at: tuple[float, float], text: str, style: TextStyle, *, upside_down: bool = False
    ) -> None:
        """Add a text whose baseline starts (or is centred, or ends) at a point."""
        x, y = at
        left = {"start": x, "middle": x - style.width(text) / 2, "end": x - style.width(text)}
        if style.halo:
            box = (left[style.anchor], y - style.size * 0.82, style.width(text), style.size * 1.02)
            self.rect(box, 'fill="#ffffff" fill-opacity="0.85"')
        turn = (
            f' transform="rotate(180 {x:.2f} {y - style.size * 0.36:.2f})"' if upside_down else ""
        )
        weight = ' font-weight="bold"' if style.is_bold else ""
        self._elements.append(
            f'<text x="{x:.2f}" y="{y:.2f}" font-size="{style.size:g}" fill="{style.colour}" '
            f'text-anchor="{style.anchor}"{weight}{turn}>{escape(text)}</text>'
        )

    def label(self, at: tuple[float, float], text: str, style: TextStyle) -> None:
        """Add a centred text, moved sideways where it would leave the drawing."""
        half = style.width(text) / 2
        x = min(max(at[0], half + 1), self.width - half - 1)
        self.text((x, at[1]), text, style)

    def svg(self) -> str:
        """Give the drawing as a self-contained SVG document."""
        size = f'width="{self.width:g}" height="{self.height:g}"'
        return "\n".join(
            (
                (
                    f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
                    f'viewBox="0 0 {self.width:g} {self.height:g}" font-family="{FONT}" role="img">'
                ),
                f"<title>{escape(self._title)}</title>",
                f'<rect x="0" y="0" {size} fill="#ffffff"/>',
                *self._elements,
                "</svg>",
            )
        )


@dataclass(frozen=True, slots=True)
class Axis:
    """Positions `start`..`end` (1-based, both inside) over `width` pixels from `left`."""

    start: int
    end: int
    left: float
    width: float

    @property
    def base(self) -> float:
        """Pixels of one base."""
        return self.width / (self.end - self.start + 1)

    @property
    def right(self) -> float:
        """Pixel of the right edge."""
        return self.left + self.width

    def x(self, pos: float) -> float:
        """Pixel of the middle of a base."""
        return self.left + (pos - self.start + 0.5) * self.base

    def covers(self, pos: float) -> bool:
        """Tell whether a base lies on the axis."""
        return self.start <= pos <= self.end

    def clipped(self, start: int, end: int) -> tuple[float, float] | None:
        """Left edge and width in pixels of the visible part of 1-based `start`..`end`."""
        first, last = max(start, self.start), min(end, self.end)
        if first > last:
            return None
        return self.left + (first - self.start) * self.base, (last - first + 1) * self.base

    def ticks(self, most: int) -> tuple[int, ...]:
        """Round positions, at most `most`, evenly spaced by 1, 2 or 5 times a power of ten."""
        span = self.end - self.start + 1
        step = 10 ** max(0, math.floor(math.log10(max(span / most, 1))))
        while span / step > most:
            step = step * 5 // 2 if str(step)[0] == "2" else step * 2
        first = -(-self.start // step) * step
        return tuple(range(first, self.end + 1, step))


def draw_axis(canvas: Canvas, axis: Axis, y: float, caption: str) -> None:
    """Draw the ruler: 16 pixels of ticks and coordinates, then the caption below."""
    style = TextStyle(size=9.5, colour=INK, anchor="middle")
    longest = style.width(f"{axis.end:,}") + 14
    canvas.line((axis.left, y), (axis.right, y), f'stroke="{INK}" stroke-width="1"')
    for tick in axis.ticks(max(2, int(axis.width / longest))):
        x = axis.x(tick)
        canvas.line((x, y), (x, y + 4), f'stroke="{INK}" stroke-width="1"')
        canvas.label((x, y + 14), f"{tick:,}", style)
    at = (axis.left + axis.width / 2, y + 28)
    canvas.label(at, caption, TextStyle(size=9.5, colour=GREY, anchor="middle"))


def probability_text(value: float) -> str:
    """Give a probability with two decimals; what would round to 0 is told as below 0.01."""
    return f"{value:.2f}" if value >= 0.005 else "<0.01"


def place_labels(
    wanted: Sequence[tuple[float, float]],
    shifts: Sequence[float] = (0.0,),
    limits: tuple[float, float] = (-math.inf, math.inf),
) -> dict[int, float]:
    """Give the centre of each label (centre, width) that fits in one row, by index.

    Earlier labels go first; each takes the first of `shifts` where it touches no other and stays
    between `limits`.
    """
    taken: list[tuple[float, float]] = []
    placed: dict[int, float] = {}
    for index, (wish, width) in enumerate(wanted):
        for centre in (wish + shift for shift in shifts):
            left, right = centre - width / 2, centre + width / 2
            inside = limits[0] <= left and right <= limits[1]
            if inside and all(right <= start or left >= end for start, end in taken):
                taken.append((left, right))
                placed[index] = centre
                break
    return placed


@dataclass(frozen=True, slots=True)
class Pointer:
    """A text beside a triangle whose tip points at `x` from below."""

    x: float
    text: str


POINTER_ROW = 14.0
"""Height of one row of pointers in pixels."""

_POINTER_STYLE = TextStyle(size=9.5, is_bold=True, halo=True)


def pointer_rows(pointers: Sequence[Pointer], width: float) -> tuple[tuple[Pointer, ...], ...]:
    """Distribute pointers over as few rows as they need without touching, earlier ones on top."""
    rows: list[tuple[Pointer, ...]] = []
    waiting = list(pointers)
    while waiting:
        wanted = []
        for pointer in waiting:
            size = _POINTER_STYLE.width(pointer.text) + 14
            side = 1 if _points_right(pointer, width) else -1
            wanted.append((pointer.x + side * (size / 2 - 6), size))
        placed = place_labels(wanted)
        rows.append(tuple(waiting[index] for index in placed))
        waiting = [item for index, item in enumerate(waiting) if index not in placed]
    return tuple(rows)


def draw_pointers(canvas: Canvas, rows: Sequence[Sequence[Pointer]], top: float) -> None:
    """Draw rows of pointers downwards from `top`."""
    for index, row in enumerate(rows):
        y = top + index * POINTER_ROW
        for pointer in row:
            canvas.path(f"M{pointer.x:.1f},{y + 2:.1f} l-4,8 h8 Z", f'fill="{INK}"')
            is_right = _points_right(pointer, canvas.width)
            anchor = "start" if is_right else "end"
            at = (pointer.x + (7 if is_right else -7), y + 10)
            canvas.text(at, pointer.text, replace(_POINTER_STYLE, anchor=anchor))


def _points_right(pointer: Pointer, width: float) -> bool:
    return pointer.x + 8 + _POINTER_STYLE.width(pointer.text) <= width
