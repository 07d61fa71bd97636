"""One transcript of a drawing in pixels: exons, introns, junctions, codons and splice sites."""

from collections.abc import Sequence
from itertools import pairwise

from core.domain.transcript_drawing import (
    ArcState,
    Box,
    BoxState,
    DrawingAxis,
    JunctionArc,
    Mark,
    MarkKind,
    SiteMark,
    TranscriptRow,
)
from core.report.canvas import probability_text
from core.report.scene_boxes import LOW, TALL, ExonName, draw_box, draw_break
from core.report.shapes import Bow, Dash, Ink, Letters, Line, Pen, Room, text_width
from core.report.sheet import Sheet

TITLE = Letters(0, 0, "", 11.0, is_bold=True, has_ground=True)
"""How the name of a row looks."""

_ARC_STEP, _ARC_BASE = 12.0, 8.0
_LETTERS, _LINE = 9.5, 13.0
_GLYPH = 7.0
_BELOW = 6.0
_ROOM_FOR_TIP = 44.0
"""Pixels an intron needs for the tip that shows the direction of reading."""

_ARC_PENS = {
    ArcState.KEPT: Pen(Ink.MUTED, 1.0),
    ArcState.NEW: Pen(Ink.NEW, 2.4),
    ArcState.LOST: Pen(Ink.LOST, 1.4, Dash.DASHED),
}
_STOPS = (MarkKind.STOP, MarkKind.PREMATURE_STOP, MarkKind.LATER_STOP)


def draw_row(sheet: Sheet, row: TranscriptRow, axis: DrawingAxis, top: float) -> float:
    """Draw a row downwards from `top`; gives its lower edge."""
    arcs_top = sheet.write(row.title, top + 1, TITLE) + 2
    highest = max((arc.level for arc in row.arcs), default=1)
    middle = arcs_top + _ARC_BASE + highest * _ARC_STEP + TALL / 2
    _draw_intron_line(sheet, row, axis, middle)
    _draw_arcs(sheet, row.arcs, middle - TALL / 2 - 1)
    unnamed = [one for box in row.boxes for one in draw_box(sheet, box, middle)]
    for segment in axis.segments:
        if segment.is_shortened and _is_within(row, segment.x0, segment.x1):
            height = _height_at(row.boxes, (segment.x0 + segment.x1) / 2)
            draw_break(sheet, sheet.x((segment.x0 + segment.x1) / 2), middle, height)
    return _draw_labels(sheet, row, unnamed, middle)


def _draw_intron_line(sheet: Sheet, row: TranscriptRow, axis: DrawingAxis, middle: float) -> None:
    kept = [box for box in row.boxes if box.state is not BoxState.LOST]
    if not kept:
        return
    ends = sheet.x(kept[0].x0), sheet.x(kept[-1].x1)
    pen, beyond = Pen(Ink.MUTED, 1.2), Pen(Ink.MUTED, 1.2, Dash.DOTTED)
    sheet.add(Line(tuple((x, middle) for x in sheet.clipped(*ends)), pen))
    if axis.is_cut_left:
        sheet.add(Line(((sheet.x(0), middle), (ends[0], middle)), beyond))
    if axis.is_cut_right:
        sheet.add(Line(((ends[1], middle), (sheet.x(axis.width), middle)), beyond))
    for left, right in pairwise(kept):
        start, end = sheet.x(left.x1), sheet.x(right.x0)
        if end - start > _ROOM_FOR_TIP:
            tip = end - 8
            points = ((tip - 4, middle - 3.5), (tip, middle), (tip - 4, middle + 3.5))
            sheet.add(Line(points, Pen(Ink.MUTED, 1.2)))


def _draw_arcs(sheet: Sheet, arcs: Sequence[JunctionArc], y: float) -> None:
    # Thin ones first: bold and dashed ones stay whole where arcs cross.
    order = (ArcState.KEPT, ArcState.LOST, ArcState.NEW)
    for arc in sorted(arcs, key=lambda one: order.index(one.state)):
        left, right = sheet.x(arc.x0), sheet.x(arc.x1)
        if not sheet.shows(left, right):
            continue
        rise = _ARC_BASE / 2 + arc.level * _ARC_STEP
        sheet.add(Bow(left, right, y, rise, _ARC_PENS[arc.state]))
        apex = (left + right) / 2
        reach = max(6.0, (right - left) / 4)
        sheet.tell((apex - reach, y - rise - 4, 2 * reach, 12), arc.words)


def _draw_labels(
    sheet: Sheet, row: TranscriptRow, unnamed: Sequence[ExonName], middle: float
) -> float:
    """Draw codons, sites and names of narrow exons below the boxes; gives the lower edge."""
    top = middle + TALL / 2 + _BELOW
    room = Room(sheet.left, sheet.right)
    pointers = [
        *(_codon(sheet, mark, middle) for mark in row.marks),
        *(_site(sheet, site, middle) for site in row.sites),
        *(_Pointer(name.x, name.long, Ink.MUTED, name.words) for name in unnamed),
    ]
    shown = sorted((one for one in pointers if sheet.shows(one.x, one.x)), key=lambda one: one.x)
    for one in shown:
        room.block(one.x - 4, top - 2, 8, _GLYPH + 2)
    lowest = top
    for one in shown:
        lowest = max(lowest, _draw_pointer(sheet, one, room, top))
    return lowest + 8


class _Pointer:
    """A text below a triangle that points at `x`."""

    def __init__(self, x: float, text: str, ink: Ink, words: str, *, is_bold: bool = False) -> None:
        self.x, self.text, self.ink, self.words = x, text, ink, words
        self.is_bold = is_bold


def _codon(sheet: Sheet, mark: Mark, middle: float) -> _Pointer:
    x, half = sheet.x(mark.x), TALL / 2 + 3
    is_premature = mark.kind is MarkKind.PREMATURE_STOP
    ink = Ink.STOP if is_premature else Ink.MUTED if mark.kind is MarkKind.OLD_STOP else Ink.TEXT
    dash = Dash.DOTTED if mark.kind is MarkKind.OLD_STOP else Dash.SOLID
    width = 3.0 if is_premature else 1.6
    sheet.add(Line(((x, middle - half), (x, middle + half)), Pen(ink, width, dash)))
    return _Pointer(x, mark.label, ink, mark.words, is_bold=mark.kind in _STOPS)


def _site(sheet: Sheet, site: SiteMark, middle: float) -> _Pointer:
    x, half = sheet.x(site.x), TALL / 2 + 3
    before, after = probability_text(site.ref), probability_text(site.alt)
    is_gained = site.alt > site.ref and before != after
    ink, dash = (Ink.NEW, Dash.SOLID) if is_gained else (Ink.LOST, Dash.DASHED)
    if before == after:
        # Such as the donor of an intron that stays because its acceptor is lost.
        ink, dash = Ink.MUTED, Dash.DOTTED
    sheet.add(Line(((x, middle - half), (x, middle + half)), Pen(ink, 1.6, dash)))
    text = f"{site.kind} {before} → {after}"
    return _Pointer(x, text, ink, site.words, is_bold=is_gained)


def _draw_pointer(sheet: Sheet, one: _Pointer, room: Room, top: float) -> float:
    """Draw a pointer; gives the lower edge of its text."""
    width = text_width(one.text, _LETTERS, is_bold=one.is_bold)
    wished = (one.x + 6, one.x - 6 - width)
    x, y = room.place((width, _LINE - 2), wished, top - 1, _LINE)
    if y > top:
        sheet.add(Line(((one.x, top + _GLYPH), (one.x, y + 8)), Pen(one.ink, 0.7)))
    glyph = ((one.x, top - 2), (one.x - 4, top + _GLYPH - 1), (one.x + 4, top + _GLYPH - 1))
    sheet.add(Line(glyph, fill=one.ink))
    # Widths are upper bounds: the text begins or ends beside its triangle.
    is_left = x + width < one.x
    at, anchor = (x + width, "end") if is_left else (x, "start")
    sheet.add(Letters(at, y + 9, one.text, _LETTERS, one.ink, anchor, one.is_bold, has_ground=True))
    sheet.tell((min(x, one.x - 5), y - 1, width + 12, _LINE), one.words)
    return y + _LINE


def _is_within(row: TranscriptRow, x0: float, x1: float) -> bool:
    return bool(row.boxes) and row.boxes[0].x0 <= x0 and x1 <= row.boxes[-1].x1


def _height_at(boxes: Sequence[Box], x: float) -> float:
    """Give how tall the row is at a place: a box, or the line of an intron."""
    for box in boxes:
        for part in box.parts:
            if part.x0 <= x < part.x1:
                return TALL if part.is_coding else LOW
    return 6.0
