"""Regions a variant lies in, and genes that the element it lies in is linked to."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.domain.assembly import canonical_chrom
from core.domain.element import Stretch
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
"""Regions told of one variant; more are counted in words."""

MOST_LINKS = 2_000
"""The same of links: a table of many cell types has hundreds at one place."""


class RegionTable:
    """Regions of a BED file or another table of stretches; a context manager.

    Attributes
    ----------
    cell_type
        Of the whole table, as a person stated it; a row may tell its own.

    Raises
    ------
    InputFileError
        If the table is missing, lacks columns, or is too large to be used without an index.
    """

    def __init__(self, path: Path, layout: TableLayout) -> None:
        self.path, self.layout = path, layout
        self.cell_type = ""
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
        return limited(entries, self.most_entries)

    @property
    def most_entries(self) -> int:
        """Entries told of one variant."""
        return MOST_ENTRIES

    def spans(
        self, keep: Callable[[str], bool] | None = None
    ) -> Iterator[tuple[str, NDArray[np.int64], NDArray[np.int64]]]:
        """Give all stretches contig by contig, 0-based half-open, in the order of the file.

        `keep` is asked with the word a row has for what it lists ("" for none); None keeps all.

        Raises
        ------
        InputFileError
            If the table is damaged.
        """
        columns = self._columns
        is_kept = cache(keep) if keep is not None and "word" in columns.at else None
        for chrom in self._rows.contigs():
            rows = self._rows.overlapping(chrom, 0, _END)
            places = [
                place
                for row in rows
                if is_kept is None or is_kept(columns.text(row, "word"))
                for place in self._places(row, chrom)
            ]
            table = np.array(places, np.int64).reshape(-1, 2)
            yield chrom, table[:, 0], table[:, 1]

    def _places(self, row: Row, chrom: str) -> Iterable[tuple[int, int]]:  # noqa: ARG002 -- links have two ends
        yield self._columns.place(row)

    def _open(self, path: Path) -> Rows:
        return open_rows(path, self._columns)

    def _holds(self, row: Row, bases: ChangedBases) -> bool:
        first, last = self._columns.place(row)
        return first <= bases.start and last >= bases.end

    def _entry(self, row: Row, bases: ChangedBases) -> LocalEntry:
        columns = self._columns
        place = Stretch(bases.chrom, *columns.place(row))
        text = columns.text(row, "text")
        return LocalEntry(
            columns.number(row, "score"),
            f"{text} ({place.words})" if text else place.words,
            columns.text(row, "gene"),
            columns.text(row, "transcript"),
            place=place,
            name=columns.text(row, "name"),
            word=columns.text(row, "word"),
            cell_type=columns.text(row, "cell") or self.cell_type,
        )


class LinkTable(RegionTable):
    """Elements and what they are linked to: pairs of places (BEDPE), or an element and a gene."""

    @property
    def most_entries(self) -> int:
        """More than of regions: scores are spread over all of them."""
        return MOST_LINKS

    def _open(self, path: Path) -> Rows:
        if "chrom2" not in self.layout.columns:
            return open_rows(path, self._columns)
        return MemoryRows(
            path,
            self._columns,
            lambda row: [(one.chrom, one.start, one.end) for one in self._ends(row)],
        )

    def _places(self, row: Row, chrom: str) -> Iterable[tuple[int, int]]:
        return ((one.start, one.end) for one in self._ends(row) if one.chrom == chrom)

    def _holds(self, row: Row, bases: ChangedBases) -> bool:
        return any(
            one.chrom == bases.chrom and one.start <= bases.start and one.end >= bases.end
            for one in self._ends(row)
        )

    def _entry(self, row: Row, bases: ChangedBases) -> LocalEntry:
        columns = self._columns
        here = Stretch(bases.chrom, bases.start, bases.end)
        ends = self._ends(row)
        near = next((one for one in ends if one.meets(here)), ends[0])
        far = next((one for one in ends if one != near), None)
        text = f"element {near.words}" + (f", linked to {far.words}" if far else "")
        return LocalEntry(
            columns.number(row, "score"),
            text,
            columns.text(row, "gene"),
            place=near,
            far=far,
            name=columns.text(row, "name"),
            word=columns.text(row, "word"),
            cell_type=columns.text(row, "cell") or self.cell_type,
        )

    def _ends(self, row: Row) -> list[Stretch]:
        """Give the element and, of a pair, the other place; an unknown end is left out."""
        columns = self._columns
        if "chrom2" not in self.layout.columns:
            return [Stretch(columns.chrom(row), *columns.place(row))]
        ends = []
        if self._is_known(row, "chrom", "start", "end"):
            ends.append(Stretch(columns.chrom(row), *columns.place(row)))
        if self._is_known(row, "chrom2", "start2", "end2"):
            start, end = columns.span(row, "start2", "end2")
            # Pairs of the ABC program give the start of a gene as a place of no width.
            far = canonical_chrom(columns.text(row, "chrom2"))
            ends.append(Stretch(far, start, max(end, start + 1)))
        return ends

    def _is_known(self, row: Row, chrom: str, first: str, last: str) -> bool:
        """BEDPE writes an unknown end as "." for its contig, or -1 for both of its positions."""
        columns = self._columns
        is_placed = [columns.text(row, key) for key in (first, last)] != ["-1", "-1"]
        return is_placed and bool(columns.text(row, chrom))


def limited(entries: list[LocalEntry], most: int = MOST_ENTRIES) -> LocalValue:
    """Give the entries, each once; those beyond the limit are counted."""
    each = list(dict.fromkeys(entries))
    if len(each) <= most:
        return said(*each)
    return said(*each[:most], LocalEntry(None, f"and {len(each) - most} more"))
