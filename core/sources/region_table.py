"""Regions a variant lies in, and genes that the element it lies in is linked to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.domain.assembly import canonical_chrom
from core.domain.local_value import (
    ChangedBases,
    LocalEntry,
    LocalValue,
    changed_bases,
    not_covered,
    said,
)
from core.domain.variant import Variant
from core.sources.table_columns import Columns, Row
from core.sources.table_layout import TableLayout
from core.sources.table_rows import MemoryRows, Rows, open_rows

_END = 2**29
"""Behind the end of every contig, and within what an index can hold."""

MOST_ENTRIES = 50
"""Regions or links told of one variant; more are counted in words."""


class RegionTable:
    """Regions of a BED file or another table of stretches; a context manager.

    Raises
    ------
    InputFileError
        If the table is missing, lacks columns, or is too large to be used without an index.
    """

    def __init__(self, path: Path, layout: TableLayout) -> None:
        self.path, self.layout = path, layout
        self._columns = Columns(path, layout)
        self._rows = self._open(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._rows.close()

    def of(self, variant: Variant) -> LocalValue:
        """Give the regions that hold a changed base; an insertion lies where both its sides do.

        Raises
        ------
        InputFileError
            If the table is damaged.
        """
        bases = changed_bases(variant.chrom, variant.pos, variant.ref, variant.alt)
        if not self._rows.covers(bases.chrom):
            return not_covered(bases.chrom)
        entries = [
            self._entry(row, bases)
            for row in self._rows.overlapping(bases.chrom, bases.start, bases.end)
            if not bases.is_insertion or self._holds(row, bases)
        ]
        return limited(entries)

    def spans(self) -> Iterator[tuple[str, NDArray[np.int64], NDArray[np.int64]]]:
        """Give all stretches contig by contig, 0-based half-open, in the order of the file.

        Raises
        ------
        InputFileError
            If the table is damaged.
        """
        for chrom in self._rows.contigs():
            rows = self._rows.overlapping(chrom, 0, _END)
            places = [self._columns.place(row) for row in rows]
            table = np.array(places, np.int64).reshape(-1, 2)
            yield chrom, table[:, 0], table[:, 1]

    def _open(self, path: Path) -> Rows:
        return open_rows(path, self._columns)

    def _holds(self, row: Row, bases: ChangedBases) -> bool:
        first, last = self._columns.place(row)
        return first <= bases.start and last >= bases.end

    def _entry(self, row: Row, bases: ChangedBases) -> LocalEntry:
        first, last = self._columns.place(row)
        columns = self._columns
        name = columns.text(row, "text")
        place = _spelled((bases.chrom, first, last))
        text = f"{name} ({place})" if name else place
        gene, transcript = columns.text(row, "gene"), columns.text(row, "transcript")
        return LocalEntry(columns.number(row, "score"), text, gene, transcript)


class LinkTable(RegionTable):
    """Elements and what they are linked to: pairs of places (BEDPE), or an element and a gene."""

    def _open(self, path: Path) -> Rows:
        if "chrom2" not in self.layout.columns:
            return open_rows(path, self._columns)
        ends = [("chrom", "start", "end"), ("chrom2", "start2", "end2")]
        return MemoryRows(path, self._columns, ends)

    def _holds(self, row: Row, bases: ChangedBases) -> bool:
        return any(
            name == bases.chrom and first <= bases.start and last >= bases.end
            for name, first, last in self._ends(row)
        )

    def _entry(self, row: Row, bases: ChangedBases) -> LocalEntry:
        columns = self._columns
        ends = self._ends(row)
        here = [one for one in ends if _meets(one, bases)]
        others = [one for one in ends if one not in here]
        text = f"element {_spelled(here[0])}" if here else ""
        text += f", linked to {_spelled(others[0])}" if others else ""
        return LocalEntry(columns.number(row, "score"), text, columns.text(row, "gene"))

    def _ends(self, row: Row) -> list[tuple[str, int, int]]:
        columns = self._columns
        ends = [(canonical_chrom(columns.text(row, "chrom")), *columns.place(row))]
        if "chrom2" in self.layout.columns:
            name = canonical_chrom(columns.text(row, "chrom2"))
            if name:
                ends.append((name, *columns.span(row, "start2", "end2")))
        return ends


def limited(entries: list[LocalEntry]) -> LocalValue:
    """Give the entries, each once; those beyond the limit are counted."""
    each = list(dict.fromkeys(entries))
    if len(each) <= MOST_ENTRIES:
        return said(*each)
    more = LocalEntry(None, f"and {len(each) - MOST_ENTRIES} more")
    return said(*each[:MOST_ENTRIES], more)


def _meets(place: tuple[str, int, int], bases: ChangedBases) -> bool:
    chrom, start, end = place
    return chrom == bases.chrom and start < bases.end and end > bases.start


def _spelled(place: tuple[str, int, int]) -> str:
    chrom, start, end = place
    return f"{chrom}:{start + 1:,}-{end:,}"
