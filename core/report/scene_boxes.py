"""Exons as boxes: kept ones filled, new ones hatched, lost ones dashed, deleted ones dotted."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.transcript_drawing import Box, BoxState, Part, PartState
from core.report.shapes import Dash, Ink, Letters, Line, Pen, Rect, text_width
from core.report.sheet import Sheet

TALL, LOW = 24.0, 14.0
"""Heights of coding and of other parts."""

_HATCH = 5.0
_LETTERS = 10.5
_BREAK = 4.0
_LEAST = 1.5

_PENS = {
    PartState.NEW: Pen(Ink.NEW, 1.5),
    PartState.LOST: Pen(Ink.LOST, 1.3, Dash.DASHED),
    PartState.ABSENT: Pen(Ink.MUTED, 1.0, Dash.DOTTED),
}


@dataclass(frozen=True, slots=True)
class ExonName:
    """What an exon is called, short on it or long beside it, and the pixel of its middle."""

    x: float
    short: str
    long: str
    words: str


def draw_box(sheet: Sheet, box: Box, middle: float) -> list[ExonName]:
    """Draw an exon around a height; gives the names there was no room for."""
    left, right = sheet.x(box.x0), sheet.x(box.x1)
    if not sheet.shows(left, right):
        return []
    for part in box.parts:
        draw_part(sheet, (sheet.x(part.x0), sheet.x(part.x1)), middle, part)
    wide = max(right - left, 6.0)
    sheet.tell(((left + right - wide) / 2, middle - TALL / 2, wide, TALL), box.words)
    return _draw_names(sheet, box, middle)


def draw_part(sheet: Sheet, ends: tuple[float, float], middle: float, part: Part) -> None:
    """Draw a part of an exon between two pixel columns."""
    left, right = sheet.clipped(*ends)
    if right < left:
        return
    height = TALL if part.is_coding else LOW
    box = left, middle - height / 2, max(right - left, _LEAST), height
    if part.state is PartState.KEPT:
        sheet.add(Rect(*box, fill=Ink.EXON))
        return
    sheet.add(Rect(*box, fill=Ink.PAPER))
    if part.state is PartState.NEW:
        _hatch(sheet, box)
    sheet.add(Rect(*box, pen=_PENS[part.state]))


def draw_break(sheet: Sheet, x: float, middle: float, height: float) -> None:
    """Mark that something is drawn shorter than it is: two slanted strokes on the ground."""
    half = height / 2 + 2
    slant = half * 0.35
    top, bottom = middle - half, middle + half
    ground = (
        (x - _BREAK / 2 + slant, top),
        (x + _BREAK / 2 + slant, top),
        (x + _BREAK / 2 - slant, bottom),
        (x - _BREAK / 2 - slant, bottom),
    )
    sheet.add(Line(ground, fill=Ink.PAPER))
    for side in (-_BREAK / 2, _BREAK / 2):
        stroke = ((x + side + slant, top), (x + side - slant, bottom))
        sheet.add(Line(stroke, Pen(Ink.MUTED, 1.1)))


def _hatch(sheet: Sheet, box: tuple[float, float, float, float]) -> None:
    """Slanted lines, cut at the edges of the box: not every painter knows patterns."""
    left, top, width, height = box
    offset = _HATCH / 2
    while offset < width + height:
        # Along each line x + y is the same; from the lower left to the upper right.
        start = left + max(0.0, offset - height), top + min(offset, height)
        end = left + min(offset, width), top + max(0.0, offset - width)
        sheet.add(Line((start, end), Pen(Ink.NEW, 0.9)))
        offset += _HATCH


def _draw_names(sheet: Sheet, box: Box, middle: float) -> list[ExonName]:
    """Write the number of each exon in a box on its widest part."""
    if not box.label:
        return []
    numbers = sorted({part.exon_number for part in box.parts if part.exon_number is not None})
    if not numbers:
        return _draw_name(sheet, box, box.parts, (box.label, f"{box.label} exon"), middle)
    unnamed = []
    for number in numbers:
        parts = [part for part in box.parts if part.exon_number == number]
        unnamed += _draw_name(sheet, box, parts, (str(number), f"exon {number}"), middle)
    return unnamed


def _draw_name(
    sheet: Sheet, box: Box, parts: Sequence[Part], names: tuple[str, str], middle: float
) -> list[ExonName]:
    short, long = names
    part = max(parts, key=lambda one: (one.state is PartState.KEPT, one.x1 - one.x0))
    ends = (part.x0, part.x1) if part.state is PartState.KEPT else (parts[0].x0, parts[-1].x1)
    left, right = sheet.clipped(*(sheet.x(end) for end in ends))
    at, wide = (left + right) / 2, 0.9 * text_width(short, _LETTERS, is_bold=True) + 3
    if right - left < wide:
        return [ExonName(at, short, long, box.words)] if right >= left else []
    if any(abs(at - one) < wide / 2 + _BREAK for one in sheet.breaks):
        at -= wide / 2 + 2 * _BREAK
    is_kept = part.state is PartState.KEPT
    ink = Ink.ON_EXON if is_kept else Ink.LOST if box.state is BoxState.LOST else Ink.TEXT
    y = middle + _LETTERS * 0.36
    sheet.add(Letters(at, y, short, _LETTERS, ink, "middle", is_bold=True, has_ground=not is_kept))
    return []
