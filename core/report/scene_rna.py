"""Observed junctions of a drawing in pixels: arcs over a line, each with its count."""

import math

from core.domain.transcript_drawing import ArcState, JunctionArc, RnaRow
from core.report.scene_rows import TITLE
from core.report.shapes import Bow, Dash, Ink, Letters, Line, Pen, Room, text_width
from core.report.sheet import Sheet

_STEP, _BASE = 17.0, 12.0
_LETTERS, _LINE = 9.5, 12.0
_THICKEST = 4.0


def draw_rna(sheet: Sheet, row: RnaRow, ends: tuple[float, float], top: float) -> float:
    """Draw a row downwards from `top`, its line between two places of the axis; gives its end."""
    arcs = [arc for arc in row.arcs if sheet.shows(sheet.x(arc.x0), sheet.x(arc.x1))]
    labels = _labels(sheet, arcs)
    highest = max((height for _, height in labels), default=0.0)
    base = sheet.write(row.title, top + 1, TITLE) + highest + 6
    line = tuple((x, base) for x in sheet.clipped(sheet.x(ends[0]), sheet.x(ends[1])))
    sheet.add(Line(line, Pen(Ink.MUTED, 1.0)))
    if not row.arcs:
        text = "No junction was seen here."
        sheet.add(Letters(sheet.left, base + 14, text, _LETTERS, Ink.MUTED))
        return base + 24
    for arc in arcs:
        left, right = sheet.x(arc.x0), sheet.x(arc.x1)
        sheet.add(Bow(left, right, base, _rise(arc), _pen(arc)))
        for x in (left, right):
            sheet.add(Line(((x, base - 3), (x, base + 3)), Pen(Ink.RNA, 1.0)))
    for arc, (x, height) in zip(arcs, labels, strict=True):
        is_new = arc.state is ArcState.NEW
        at = x + _width(arc) / 2, base - height + 9
        ink = Ink.NEW if is_new else Ink.TEXT
        sheet.add(Letters(*at, arc.label, _LETTERS, ink, "middle", is_new, has_ground=True))
        width = max(_width(arc), 24.0)
        sheet.tell((x - 4, base - height - 2, width + 8, _LINE + 8), arc.words)
    return base + 12


def _labels(sheet: Sheet, arcs: list[JunctionArc]) -> list[tuple[float, float]]:
    """Give the left edge of each count and how high its upper edge stands over the line."""
    room = Room(sheet.left, sheet.right)
    found = []
    for arc in arcs:
        width = _width(arc)
        middle = (sheet.x(arc.x0) + sheet.x(arc.x1)) / 2
        y = -_rise(arc) - _LINE / 2
        x, y = room.place((width, _LINE), (middle - width / 2,), y, -_LINE)
        found.append((x, -y))
    return found


def _rise(arc: JunctionArc) -> float:
    return _BASE + (arc.level - 1) * _STEP


def _width(arc: JunctionArc) -> float:
    return text_width(arc.label, _LETTERS, is_bold=arc.state is ArcState.NEW)


def _pen(arc: JunctionArc) -> Pen:
    """Thicker for more; dotted where none was seen, dashed where neither transcript has it."""
    ink = Ink.NEW if arc.state is ArcState.NEW else Ink.RNA
    if arc.count == 0:
        return Pen(ink, 1.0, Dash.DOTTED)
    width = 1.0 + min(_THICKEST - 1.0, math.log10(1.0 + (arc.count or 0.0)))
    return Pen(ink, width, Dash.DASHED if arc.state is ArcState.OTHER else Dash.SOLID)
