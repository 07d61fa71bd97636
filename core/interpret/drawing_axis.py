"""Both chromosome copies on one line, and that line laid out so that it can be read.

Columns: the bases of the reference and of the changed copy side by side. Bases before the change
share their columns, those behind it as well; the change takes as many as its longer side has. A
`Span` is a stretch of columns (half-open) in reading direction: mirrored for the minus strand.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.domain.transcript_drawing import DrawingAxis, Segment
from core.interpret.allele_map import AlleleMap

Span = tuple[int, int]

WIDTH = 1000.0
"""Units of the axis, margins for the rest of the transcript included."""
MARGIN = 24.0

_LONG_INTRON, _INTRON_FLANK, _INTRON_BREAK = 160, 50, 60
_LONG_EXON, _EXON_FLANK, _EXON_BREAK = 700, 250, 200
"""Bases from which a stretch is shortened, those at its ends that keep the scale, and the bases
whose room the middle takes."""

_LEAST_EXON, _LEAST_INTRON, _LEAST_FLANK, _LEAST_CHANGE = 20.0, 28.0, 12.0, 5.0
"""Units that stretches have at the least."""
_MOST_LEAST = 0.6
"""Share of the axis that least widths may take together."""


class Columns:
    """Where bases of either chromosome copy stand on the common line.

    Attributes
    ----------
    only_reference, only_changed
        Columns of bases that the other copy does not have, None if there are none.
    """

    def __init__(self, allele: AlleleMap, strand: str) -> None:
        self._is_forward = strand == "+"
        change = allele.change
        self._ends = (0, 0)
        self._gaps = (0, 0)
        self.only_reference: Span | None = None
        self.only_changed: Span | None = None
        self.changed_bases: Span | None = None
        if change is None:
            return
        n_deleted, n_inserted = len(change.deleted), len(change.inserted)
        self._ends = (change.start + n_deleted, change.start + n_inserted)
        self._gaps = (max(0, n_inserted - n_deleted), max(0, n_deleted - n_inserted))
        reference_end, changed_end = self._ends
        self.changed_bases = self._oriented(change.start, max(self._ends))
        if n_deleted > n_inserted:
            self.only_reference = self._oriented(changed_end, reference_end)
        if n_inserted > n_deleted:
            self.only_changed = self._oriented(reference_end, changed_end)

    def reference(self, start: int, end: int) -> Span:
        """Give the columns of reference bases, 0-based half-open, at least one base."""
        return self._span(start, end, 0)

    def changed(self, start: int, end: int) -> Span:
        """Give the columns of bases of the changed copy, 0-based half-open, at least one base."""
        return self._span(start, end, 1)

    def pos(self, at: int) -> int | None:
        """Give the 1-based genome place of a column in reading direction; None for one put in."""
        if self.only_changed and self.only_changed[0] <= at < self.only_changed[1]:
            return None
        column = at if self._is_forward else -at - 1
        return 1 + (column - self._gaps[0] if column >= self._ends[0] else column)

    def _span(self, start: int, end: int, copy: int) -> Span:
        first, last = (self._column(base, copy) for base in (start, end - 1))
        return self._oriented(first, last + 1)

    def _column(self, base: int, copy: int) -> int:
        return base + self._gaps[copy] if base >= self._ends[copy] else base

    def _oriented(self, start: int, end: int) -> Span:
        return (start, end) if self._is_forward else (-end, -start)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Columns of one scale: the bases whose room they take, and their least width."""

    start: int
    end: int
    shown: int
    least: float

    @property
    def is_shortened(self) -> bool:
        return self.shown < self.end - self.start


class AxisLayout:
    """The line laid out: exons to scale, long stretches shortened, nothing too small to be seen."""

    def __init__(self, within: Span, exons: Sequence[Span], columns: Columns) -> None:
        self.within = within
        self._columns = columns
        self._pieces = _pieces(within, exons, columns)
        widths = _widths(self._pieces, WIDTH - 2 * MARGIN)
        self._starts = [piece.start for piece in self._pieces]
        self._lefts = [MARGIN]
        for width in widths:
            self._lefts.append(self._lefts[-1] + width)

    def covers(self, span: Span) -> bool:
        """Tell whether a stretch lies wholly on the axis."""
        return self.within[0] <= span[0] and span[1] <= self.within[1]

    def x(self, at: int) -> float:
        """Give the place of an edge between columns, that of the nearer end beyond the axis."""
        inside = min(max(at, self.within[0]), self.within[1])
        number = min(max(bisect_right(self._starts, inside) - 1, 0), len(self._pieces) - 1)
        piece, left = self._pieces[number], self._lefts[number]
        share = (inside - piece.start) / (piece.end - piece.start)
        return left + share * (self._lefts[number + 1] - left)

    def axis(self, chrom: str, strand: str, *, is_cut: tuple[bool, bool]) -> DrawingAxis:
        """Give the axis for the painter; `is_cut` tells of its left and right end."""
        segments = tuple(
            Segment(
                left,
                right,
                piece.end - piece.start,
                self._columns.pos(piece.start),
                self._columns.pos(piece.end - 1),
                piece.is_shortened,
            )
            for piece, (left, right) in zip(self._pieces, pairwise(self._lefts), strict=True)
        )
        return DrawingAxis(chrom, strand, WIDTH, segments, *is_cut)


def _pieces(within: Span, exons: Sequence[Span], columns: Columns) -> list[_Piece]:
    change = columns.only_reference or columns.only_changed
    edges = {edge for span in exons for edge in span}
    edges |= set(change or ()) | set(within)
    inside = sorted(edge for edge in edges if within[0] <= edge <= within[1])
    found: list[_Piece] = []
    for start, end in pairwise(inside):
        is_exon = any(first <= start and end <= last for first, last in exons)
        is_change = (start, end) == change
        found += _scaled(start, end, is_exon=is_exon, is_change=is_change)
    return found


def _scaled(start: int, end: int, *, is_exon: bool, is_change: bool) -> list[_Piece]:
    """Cut a long stretch into two ends to scale and a shortened middle."""
    long, flank, middle = (
        (_LONG_EXON, _EXON_FLANK, _EXON_BREAK)
        if is_exon
        else (_LONG_INTRON, _INTRON_FLANK, _INTRON_BREAK)
    )
    if end - start > long:
        return [
            _Piece(start, start + flank, flank, _LEAST_FLANK),
            _Piece(start + flank, end - flank, middle, _LEAST_EXON),
            _Piece(end - flank, end, flank, _LEAST_FLANK),
        ]
    least = _LEAST_EXON if is_exon else _LEAST_INTRON
    return [_Piece(start, end, end - start, _LEAST_CHANGE if is_change else least)]


def _widths(pieces: Sequence[_Piece], room: float) -> list[float]:
    """Share out the room to scale; who would get less than its least width gets that."""
    too_much = sum(piece.least for piece in pieces) / (room * _MOST_LEAST)
    least = [piece.least / max(1.0, too_much) for piece in pieces]
    small: set[int] = set()
    while True:
        left = room - sum(least[number] for number in small)
        n_bases = sum(piece.shown for number, piece in enumerate(pieces) if number not in small)
        scale = left / n_bases if n_bases else 0.0
        found = {n for n, piece in enumerate(pieces) if piece.shown * scale < least[n]} - small
        if not found or len(small | found) == len(pieces):
            break
        small |= found
    if found:
        return [one / sum(least) * room for one in least]
    return [
        least[number] if number in small else piece.shown * scale
        for number, piece in enumerate(pieces)
    ]
