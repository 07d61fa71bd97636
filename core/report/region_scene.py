"""A region of the genome in pixels: ruler, genes, elements, variants, and activity base by base."""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from core.domain.activity import Activity, RegionScan
from core.domain.element import ElementKind, PredictedElement, Stretch
from core.domain.transcript import Transcript
from core.region import RegionView, Strip, strips, unread
from core.report.region_numbers import axis_range, binned, known_parts, round_step
from core.report.shapes import (
    Dash,
    Ink,
    Letters,
    Line,
    Pen,
    Rect,
    Room,
    Scene,
    Shape,
    Spot,
    text_width,
)

LEFT, RIGHT = 74.0, 12.0
"""Pixels for numbers of the axes, and at the right edge."""

_SMALL, _NAME = 9.5, 11.0
_STRIP, _LABEL = 58.0, 17.0
_ROW, _BOX = 24.0, 10.0
_LEAST_GAP = 110.0
"""Pixels between two numbers of the ruler."""

_Height = Callable[[NDArray[np.float32]], NDArray[np.float64]]
"""Pixel rows of values."""

_KINDS = (
    (ElementKind.PROMOTER, "promoter-like"),
    (ElementKind.ENHANCER, "enhancer-like"),
    (ElementKind.INSULATOR, "CTCF-like"),
)


def region_scene(
    view: RegionView,
    scan: RegionScan | None,
    width: float,
    window: tuple[float, float] | None = None,
) -> Scene:
    """Lay a region out at a width in pixels.

    Parameters
    ----------
    scan
        What is known of its activity, None for nothing.
    window
        The part that is looked at in 0-based places, all by default.
    """
    sheet = _Sheet(view, width, window or (view.place.start, view.place.end))
    y = sheet.ruler(view.place.chrom)
    top = y
    y = sheet.variants(view.marks, y)
    y = sheet.genes(view.transcripts, y)
    y = sheet.elements(view, scan, y)
    for one in strips(scan, view.rules) if scan else ():
        y = sheet.strip(one, y)
    y = sheet.notes(unread(scan) if scan else (), y)
    if view.selected is not None:
        sheet.selected(view.selected.spelled, view.selected.pos, (top, y))
    return sheet.scene(y + 4)


class _Sheet:
    """Collects shapes; places of the genome become pixels."""

    def __init__(self, view: RegionView, width: float, window: tuple[float, float]) -> None:
        self._width, self._window = width, window
        self._scale = (width - LEFT - RIGHT) / (window[1] - window[0])
        self._shapes: list[Shape] = []
        self._texts: list[Shape] = []
        self._spots: list[Spot] = []
        self._place = view.place

    def ruler(self, chrom: str) -> float:
        """Draw the line of places with round numbers; gives its lower edge."""
        first, last = self._window
        y = 20.0
        self._shapes.append(Line(((LEFT, y), (self._width - RIGHT, y)), Pen(Ink.TEXT)))
        self._write(6, y + 3, chrom, _SMALL, Ink.MUTED)
        step = round_step(_LEAST_GAP / self._scale)
        for pos in range(math.ceil((first + 1) / step) * step, math.floor(last) + 1, step):
            x = self._x(pos - 0.5)
            self._shapes.append(Line(((x, y - 4), (x, y)), Pen(Ink.TEXT)))
            half = text_width(f"{pos:,}", _SMALL) / 2
            if x - half >= LEFT and x + half <= self._width - RIGHT:
                self._write(x, y - 7, f"{pos:,}", _SMALL, Ink.TEXT, "middle")
        return y + 4

    def variants(self, marks: Sequence[int], y: float) -> float:
        """Draw a short line for each variant of the case that passed the gates."""
        self._write(6, y + 12, "Variants", _SMALL, Ink.MUTED)
        columns: dict[int, list[int]] = {}
        for pos in marks:
            if self._window[0] <= pos - 0.5 <= self._window[1]:
                columns.setdefault(round(self._x(pos - 0.5)), []).append(pos)
        for x, here in columns.items():
            self._shapes.append(Rect(x - 1, y + 3, 2, 10, fill=Ink.VARIANT))
            told = f"variant at {here[0]:,}" if len(here) == 1 else f"{len(here)} variants"
            self._spots.append(Spot(x - 3, y, 6, 16, told))
        return y + 18

    def genes(self, transcripts: Sequence[Transcript], y: float) -> float:
        """Draw one transcript of each gene, in as many rows as keep them apart."""
        room = Room(LEFT, self._width - RIGHT)
        lowest = y
        self._write(6, y + 14, "Genes", _SMALL, Ink.MUTED)
        for one in transcripts:
            left, right = self._clipped(one.start, one.end)
            if right <= left:
                continue
            arrow = "→" if one.strand == "+" else "←"
            name = f"{one.gene_symbol} {arrow}"
            wide = max(right - left, text_width(name, _NAME)) + 8
            row = y
            while not room.takes((left, row, wide, _ROW + 4)):
                row += _ROW + 6
            self._gene(one, name, (left, right), row)
            lowest = max(lowest, row + _ROW + 6)
        return max(lowest, y + 18)

    def elements(self, view: RegionView, scan: RegionScan | None, y: float) -> float:
        """Draw elements of tables, then those an engine predicts, a row for each kind."""
        if view.listed:
            self._boxes([(one, "element of a table") for one in view.listed], Ink.MUTED, y)
            self._write(6, y + 9, "In tables", _SMALL, Ink.MUTED)
            y += 16
        predicted = scan.predicted if scan and scan.predicted else view.predicted
        for kind, words in _KINDS:
            told = [
                (
                    one.place,
                    f"{words} {one.cell_type}: {_told(one)}",
                )
                for one in predicted
                if one.kind is kind
            ]
            if told:
                self._boxes(told, Ink.RNA, y)
                self._write(6, y + 9, words, _SMALL, Ink.MUTED)
                y += 16
        return y + 4

    def strip(self, strip: Strip, y: float) -> float:
        """Draw the activity of one track, filled from 0, with ALT as a line."""
        lowest, highest = axis_range(strip)
        self._write(LEFT, y + 12, strip.words, _NAME, Ink.TEXT)
        top, bottom = y + _LABEL, y + _LABEL + _STRIP

        def at(values: NDArray[np.float32]) -> NDArray[np.float64]:
            share = (np.clip(values, lowest, highest) - lowest) / (highest - lowest)
            return np.asarray(bottom - share * _STRIP)

        self._axis(strip, (lowest, highest), (top, bottom))
        for shape in self._filled(strip.ref, at):
            self._shapes.append(shape)
        if strip.threshold is not None and lowest < strip.threshold < highest:
            line = float(at(np.array(strip.threshold, np.float32)))
            ends = ((LEFT, line), (self._width - RIGHT, line))
            self._shapes.append(Line(ends, Pen(Ink.LOST, 1.0, Dash.DOTTED)))
            box = (LEFT, line - 3, self._width - LEFT - RIGHT, 6)
            self._spots.append(Spot(*box, f"threshold {strip.threshold:g} {strip.unit}"))
        if strip.alt is not None:
            for shape in self._outline(strip.alt, at):
                self._shapes.append(shape)
        return bottom + 8

    def notes(self, sentences: Sequence[str], y: float) -> float:
        """Write a line for each sentence; gives the lower edge."""
        for words in sentences:
            y += 14
            self._write(LEFT, y, words, _SMALL, Ink.TEXT)
        return y

    def selected(self, spelled: str, pos: int, rows: tuple[float, float]) -> None:
        """Draw a dashed line at the variant that is looked at."""
        x = self._x(pos - 0.5)
        if LEFT <= x <= self._width - RIGHT:
            self._shapes.append(
                Line(((x, rows[0]), (x, rows[1])), Pen(Ink.VARIANT, 1.2, Dash.DASHED))
            )
            self._spots.append(Spot(x - 3, rows[0], 6, rows[1] - rows[0], f"variant {spelled}"))

    def scene(self, height: float) -> Scene:
        """Give everything drawn, texts on top."""
        shapes = (*self._shapes, *self._texts)
        return Scene(self._width, height, shapes, tuple(self._spots), LEFT, self._window)

    def _gene(self, transcript: Transcript, name: str, ends: tuple[float, float], y: float) -> None:
        middle = y + 18
        self._write(ends[0], y + 10, name, _NAME, Ink.TEXT)
        self._shapes.append(Line(((ends[0], middle), (ends[1], middle)), Pen(Ink.MUTED)))
        for start, end, high in _pieces(transcript):
            left, right = self._clipped(start, end)
            if right > left:
                wide = max(right - left, 1.0)
                self._shapes.append(Rect(left, middle - high / 2, wide, high, fill=Ink.EXON))
        told = f"{transcript.gene_symbol} ({transcript.transcript_id}), {transcript.strand} strand"
        self._spots.append(Spot(ends[0], y, ends[1] - ends[0], _ROW, told))

    def _boxes(self, told: Sequence[tuple[Stretch, str]], ink: Ink, y: float) -> None:
        for place, words in told:
            left, right = self._clipped(place.start, place.end)
            if right > left:
                wide = max(right - left, 2.0)
                self._shapes.append(Rect(left, y, wide, _BOX, fill=ink))
                self._spots.append(Spot(left - 1, y, wide + 2, _BOX, f"{words}, {place.words}"))

    def _axis(self, strip: Strip, limits: tuple[float, float], ends: tuple[float, float]) -> None:
        (lowest, highest), (top, bottom) = limits, ends
        self._shapes.append(Line(((LEFT, top), (LEFT, bottom)), Pen(Ink.MUTED)))
        for value, y in ((highest, top + 7), (lowest, bottom)):
            self._write(LEFT - 5, y, f"{value:g}".replace("-", "−"), _SMALL, Ink.MUTED, "end")
        if lowest < 0 < highest:
            y = bottom + lowest / (highest - lowest) * _STRIP
            if top + 18 < y + 3 < bottom - 8:
                self._write(LEFT - 5, y + 3, "0", _SMALL, Ink.MUTED, "end")
        self._spots.append(Spot(0, top, LEFT, bottom - top, strip.unit))
        right = self._width - RIGHT
        self._write(right, top - 5, strip.unit, _SMALL, Ink.MUTED, "end")

    def _filled(self, activity: Activity, at: _Height) -> Iterator[Line]:
        """Yield a filled shape for each part that is known."""
        places, low, high = binned(activity, self._window, round(self._width - LEFT - RIGHT))
        columns = np.clip(self._columns(places), LEFT, self._width - RIGHT)
        upper, lower = at(np.maximum(high, 0)), at(np.minimum(low, 0))
        for part in known_parts(high):
            there = zip(columns[part].tolist(), upper[part].tolist(), strict=True)
            back = zip(columns[part][::-1].tolist(), lower[part][::-1].tolist(), strict=True)
            yield Line((*there, *back), None, Ink.RNA)

    def _outline(self, activity: Activity, at: _Height) -> Iterator[Line]:
        """Yield a line for each part that is known."""
        places, _, high = binned(activity, self._window, round(self._width - LEFT - RIGHT))
        columns = self._columns(places)
        high = np.where((columns >= LEFT) & (columns <= self._width - RIGHT), high, np.nan)
        for part in known_parts(high):
            points = zip(columns[part].tolist(), at(high[part]).tolist(), strict=True)
            yield Line(tuple(points), Pen(Ink.VARIANT, 1.2))

    def _columns(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        return LEFT + (places - self._window[0]) * self._scale

    def _x(self, place: float) -> float:
        return LEFT + (place - self._window[0]) * self._scale

    def _inside(self, place: float) -> float:
        return min(max(self._x(place), LEFT), self._width - RIGHT)

    def _clipped(self, start: int, end: int) -> tuple[float, float]:
        return self._inside(start), self._inside(end)

    def _write(
        self, x: float, y: float, text: str, size: float, ink: Ink, anchor: str = "start"
    ) -> None:
        self._texts.append(Letters(x, y, text, size, ink, anchor))


def _pieces(transcript: Transcript) -> Iterator[tuple[int, int, float]]:
    """Yield the exons with their height in pixels, cut where the coding sequence begins and ends."""
    first, last = transcript.cds_start, transcript.cds_end
    for start, end in transcript.exons:
        if first is None or last is None:
            yield start, end, _BOX / 2
            continue
        inner = max(start, first), min(end, last)
        yield start, min(end, first), _BOX / 2
        yield *inner, _BOX
        yield max(start, last), end, _BOX / 2


def _told(element: PredictedElement) -> str:
    by = f"{element.engine_id} {element.version}"
    return f"{element.score:.2f} (threshold {element.threshold:g}, {by})"
