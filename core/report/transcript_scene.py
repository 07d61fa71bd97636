"""The drawing of transcripts in pixels: the report and the window paint the same shapes.

Black and white suffices: what is kept is filled, what is new hatched, what is lost dashed.
"""

from collections.abc import Sequence

from core.domain.transcript_drawing import (
    DrawingAxis,
    Part,
    PartState,
    TranscriptDrawing,
    TranscriptRow,
    VariantPlace,
)
from core.report.scene_boxes import draw_break, draw_part
from core.report.scene_rna import draw_rna
from core.report.scene_rows import draw_row
from core.report.shapes import Dash, Ink, Letters, Line, Pen, Rect, Room, Scene, text_width
from core.report.sheet import Sheet

_TITLE = Letters(0, 0, "", 12.0, is_bold=True)
_NOTE = Letters(0, 0, "", 9.5, Ink.MUTED)
_VARIANT, _GAP = 16.0, 6.0
_SMALL = 9.5
_WIDE = 4.0
"""Pixels from which the changed bases are drawn as a stretch."""
_LEGEND = (
    (PartState.KEPT, "kept"),
    (PartState.NEW, "new"),
    (PartState.LOST, "lost"),
    (PartState.ABSENT, "not on this copy"),
)


def transcript_scene(
    drawing: TranscriptDrawing, width: float, window: tuple[float, float] | None = None
) -> Scene:
    """Lay a drawing out at a width in pixels.

    Parameters
    ----------
    window
        The part of the axis that is looked at, all of it by default.
    """
    axis = drawing.axis
    sheet = Sheet(width, axis, window or (0.0, axis.width))
    body = y = sheet.write(drawing.title, 3, _TITLE)
    y += _VARIANT if drawing.variant else 0.0
    for row in drawing.rows:
        y = draw_row(sheet, row, axis, y) + _GAP
    for seen in drawing.rna:
        y = draw_rna(sheet, seen, (axis.start, axis.end), y) + _GAP
    if drawing.variant is not None:
        _draw_variant(sheet, drawing.variant, (body + _VARIANT - 2, y))
    y = _draw_ruler(sheet, axis, drawing.rows, y)
    y = _draw_legend(sheet, drawing, y + 4)
    return sheet.scene(_draw_notes(sheet, drawing.notes, y) + 4)


def _draw_variant(sheet: Sheet, variant: VariantPlace, rows: tuple[float, float]) -> None:
    """Dashed lines through all rows, at both ends where several bases change."""
    left, right = sheet.x(variant.x0), sheet.x(variant.x1)
    if not sheet.shows(left, right):
        return
    pen = Pen(Ink.VARIANT, 1.3, Dash.DASHED)
    ends = (left, right) if right - left > _WIDE else ((left + right) / 2,)
    top, bottom = rows
    for x in ends:
        sheet.add(Line(((x, top), (x, bottom)), pen))
    if len(ends) > 1:
        sheet.add(Rect(left, top - 2, right - left, 3, fill=Ink.VARIANT))
    half = text_width(variant.label, 10.5, is_bold=True) / 2
    x = min(max((left + right) / 2, sheet.left + half), sheet.right - half)
    sheet.add(Letters(x, top - 4, variant.label, 10.5, Ink.VARIANT, "middle", is_bold=True))
    sheet.tell((left - 3, top, right - left + 6, bottom - top), f"variant {variant.label}")


def _draw_ruler(
    sheet: Sheet, axis: DrawingAxis, rows: Sequence[TranscriptRow], top: float
) -> float:
    """Draw the line of places, broken where it is shortened; gives its lower edge."""
    y = top + 8
    ends = sheet.clipped(sheet.x(axis.start), sheet.x(axis.end))
    sheet.add(Line(tuple((x, y) for x in ends), Pen(Ink.TEXT, 1.0)))
    _draw_ticks(sheet, axis, rows, y)
    for segment in axis.segments:
        if not segment.is_shortened:
            continue
        left, right = sheet.x(segment.x0), sheet.x(segment.x1)
        draw_break(sheet, (left + right) / 2, y, 6)
        told = f"{segment.n_bases:,} bases drawn short"
        sheet.tell((left, y - 8, right - left, 16), told)
    is_plus = axis.strand == "+"
    strand = "plus strand" if is_plus else "minus strand: genome coordinates fall to the right"
    text = f"5′ → 3′ of the transcript, {strand}"
    middle = (sheet.left + sheet.right) / 2
    sheet.add(Letters(middle, y + 29, text, _SMALL, Ink.MUTED, "middle"))
    return y + 34


def _draw_ticks(sheet: Sheet, axis: DrawingAxis, rows: Sequence[TranscriptRow], y: float) -> None:
    """Both ends of the axis by chromosome, then outer bases of normal exons where there is room."""
    room = Room(sheet.left, sheet.right)
    first, last = f"{axis.chrom}:{axis.first_pos:,}", f"{axis.chrom}:{axis.last_pos:,}"
    left, right = sheet.x(axis.start), sheet.x(axis.end)
    if left >= 0:
        _draw_tick(sheet, left, y, room, first, "start")
    if right <= sheet.width:
        _draw_tick(sheet, right, y, room, last, "end")
    for box in rows[0].boxes:
        for x in (box.x0, box.x1 - 1e-6):
            pos = axis.pos_at(x)
            at = sheet.x(x)
            if pos is not None and sheet.left <= at <= sheet.right:
                _draw_tick(sheet, at, y, room, f"{pos:,}", "middle")


def _draw_tick(sheet: Sheet, x: float, y: float, room: Room, text: str, anchor: str) -> None:
    letters = Letters(x, y + 14, text, _SMALL, anchor=anchor)
    if not room.takes((letters.left - 4, y + 5, letters.width + 8, 11)):
        return
    sheet.add(Line(((x, y), (x, y + 4)), Pen(Ink.TEXT, 1.0)), letters)


def _draw_legend(sheet: Sheet, drawing: TranscriptDrawing, top: float) -> float:
    """Name the fillings that occur; tall and low are named always."""
    states = {p.state for row in drawing.rows for box in row.boxes for p in box.parts}
    x, middle = sheet.left, top + 7
    for state, name in _LEGEND:
        if state not in states:
            continue
        draw_part(sheet, (x, x + 22), middle, Part(0, 0, is_coding=False, state=state))
        sheet.add(Letters(x + 27, middle + 3.5, name, _SMALL, Ink.MUTED))
        x += 27 + text_width(name, _SMALL) + 12
    text = "Tall: coding; low: not. Arcs: bold new, dashed lost."
    if drawing.rna:
        text += " RNA: bold number new, dashed in no transcript drawn, dotted not seen."
    return sheet.write(text, middle + 10, _NOTE) + 6


def _draw_notes(sheet: Sheet, notes: Sequence[str], top: float) -> float:
    for note in notes:
        top = sheet.write(note, top, _NOTE)
    return top
