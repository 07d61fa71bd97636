"""Rows of a table by place: through a tabix index, or held in memory where the table is small."""

import gzip
import struct
import zlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import pysam

from core.domain.assembly import canonical_chrom
from core.errors import InputFileError
from core.sources.table_columns import Columns, Row, is_data, table_lines, unreadable

MAX_IN_MEMORY = 3_000_000
"""Rows of a table without an index that are held in memory."""

_UCSC = 0x10000
"""Flag of a tabix index whose positions count from 0."""


_NO_PLACE = "a row has no whole number as a position, or its columns are not separated by tabs"


class Rows(Protocol):
    """Rows of a table by place; `start`, `end` are 0-based half-open."""

    def covers(self, chrom: str) -> bool:
        """Tell whether the table has any row of that contig."""

    def contigs(self) -> tuple[str, ...]:
        """Give the contigs it has rows of, in our own spelling."""

    def overlapping(self, chrom: str, start: int, end: int) -> Iterator[Row]:
        """Give the rows that share a base with the stretch, in the order of the file."""

    def close(self) -> None:
        """Close the file."""


class TabixRows:
    """Rows through an index.

    Raises
    ------
    InputFileError
        If file or index cannot be read, or the index was built on other columns.
    """

    def __init__(self, path: Path, columns: Columns) -> None:
        self._path, self._columns = path, columns
        _demand_index_on(path, columns)
        try:
            self._file = pysam.TabixFile(str(path), encoding="utf-8")
        except (OSError, ValueError) as error:
            raise unreadable(path, error) from error
        self._spelling = {canonical_chrom(name): name for name in reversed(self._file.contigs)}

    def covers(self, chrom: str) -> bool:
        """Tell whether the index knows the contig."""
        return chrom in self._spelling

    def contigs(self) -> tuple[str, ...]:
        """Give the contigs of the index."""
        return tuple(self._spelling)

    def overlapping(self, chrom: str, start: int, end: int) -> Iterator[Row]:
        """Give the rows that share a base with the stretch."""
        name = self._spelling.get(chrom)
        if name is None:
            return
        try:
            for line in self._file.fetch(name, start, end):
                row = str(line).split("\t")
                first, last = self._columns.place(row)
                if first < end and last > start:
                    yield row
        except (OSError, ValueError) as error:
            raise unreadable(self._path, error) from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class MemoryRows:
    """Rows of a table without an index, by the places that `places` tells of each.

    A million rows of sixty bytes take about 100 MB: text stays one block of bytes.

    Raises
    ------
    InputFileError
        If the table cannot be read, or is too large to be held in memory.
    """

    def __init__(
        self,
        path: Path,
        columns: Columns,
        places: Callable[[Row], Iterable[tuple[str, int, int]]],
    ) -> None:
        self._text = bytearray()
        drafts: dict[str, _Draft] = defaultdict(_Draft)
        for number, (line, row) in enumerate(_rows(path, columns)):
            if number >= MAX_IN_MEMORY:
                raise InputFileError(
                    path,
                    f"it has no index and more than {MAX_IN_MEMORY:,} rows.",
                    columns.layout.note or "Sort it by place, bgzip it and index it with tabix.",
                )
            at = len(self._text)
            self._text += line.encode()
            for chrom, start, end in places(row):
                if chrom:
                    drafts[chrom].add(start, end, at, len(self._text))
        self._by_chrom = {chrom: _Contig(draft) for chrom, draft in drafts.items()}

    def covers(self, chrom: str) -> bool:
        """Tell whether the table has a row of that contig."""
        return chrom in self._by_chrom

    def contigs(self) -> tuple[str, ...]:
        """Give the contigs of the rows."""
        return tuple(self._by_chrom)

    def overlapping(self, chrom: str, start: int, end: int) -> Iterator[Row]:
        """Give the rows that share a base with the stretch."""
        contig = self._by_chrom.get(chrom)
        for first, last in () if contig is None else contig.overlapping(start, end):
            yield self._text[first:last].decode().split("\t")

    def close(self) -> None:
        """Nothing is open."""


class _Draft:
    """Stretches of one contig as they are read; `at` is where their row stands in the text."""

    def __init__(self) -> None:
        self.columns = tuple(array("q") for _ in range(4))

    def add(self, start: int, end: int, at: int, behind: int) -> None:
        for column, value in zip(self.columns, (start, end, at, behind), strict=True):
            column.append(value)


class _Contig:
    """Stretches of one contig in order of their start."""

    def __init__(self, draft: _Draft) -> None:
        start, end, at, behind = (np.array(one, dtype=np.int64) for one in draft.columns)
        order = np.lexsort((end, start))
        self._start, self._end, self._at, self._behind = (
            one[order] for one in (start, end, at, behind)
        )
        self._reach = np.maximum.accumulate(self._end)

    def overlapping(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Give where the rows stand in the text."""
        first = int(np.searchsorted(self._reach, start, side="right"))
        last = int(np.searchsorted(self._start, end, side="left"))
        found = first + np.flatnonzero(self._end[first:last] > start)
        yield from zip(self._at[found].tolist(), self._behind[found].tolist(), strict=True)


def open_rows(path: Path, columns: Columns) -> Rows:
    """Open a table through its index, or read it whole where it has none.

    Raises
    ------
    InputFileError
        If it cannot be read, or is large and has no index.
    """
    if has_index(path) and "variant" not in columns.at:
        return TabixRows(path, columns)
    if columns.layout.kind in {"allele", "base"}:
        raise InputFileError(
            path,
            "the table has no index.",
            columns.layout.note or "Bgzip it, then index it with tabix.",
        )
    return MemoryRows(path, columns, lambda row: [(columns.chrom(row), *columns.place(row))])


def has_index(path: Path) -> bool:
    """Tell whether a tabix index lies beside the file."""
    return index_of(path) is not None


def index_of(path: Path) -> Path | None:
    """Give the tabix index beside a file, None where there is none."""
    known = (path.with_name(path.name + ending) for ending in (".tbi", ".csi"))
    return next((one for one in known if one.is_file()), None)


def _demand_index_on(path: Path, columns: Columns) -> None:
    """Refuse an index on other columns, which would find nothing and look like an empty table."""
    index = index_of(path)
    found = None if index is None else _indexed_columns(index)
    if found is None:
        return
    first = "pos" if "pos" in columns.layout.columns else "start"
    wanted = (columns.at["chrom"] + 1, columns.at[first] + 1)
    if found[:2] != wanted or found[2] != columns.layout.first_base:
        base = columns.layout.first_base
        raise InputFileError(
            path,
            f"its index is built on columns {found[0]} and {found[1]} counting from {found[2]}, "
            f"but {columns.layout.title} has contig and position in {wanted[0]} and {wanted[1]} "
            f"counting from {base}.",
            f"Build the index anew: tabix -f {'-0 ' if base == 0 else ''}-s {wanted[0]} "
            f"-b {wanted[1]} -e {columns.at[_last(columns)] + 1} FILE",
        )


def _last(columns: Columns) -> str:
    return "pos" if "pos" in columns.layout.columns else "end"


def _indexed_columns(index: Path) -> tuple[int, int, int] | None:
    """Give column of contig and of start, and the first base's number; None where it is not told."""
    try:
        with gzip.open(index) as file:
            head = file.read(40)
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(index, error) from error
    if head[:4] == b"TBI\x01" and len(head) >= 20:
        preset, chrom, start = struct.unpack_from("<3i", head, 8)
    elif head[:4] == b"CSI\x01" and len(head) >= 28:
        preset, chrom, start = struct.unpack_from("<3i", head, 16)
    else:
        return None
    return int(chrom), int(start), 0 if preset & _UCSC else 1


def _rows(path: Path, columns: Columns) -> Iterator[tuple[str, Row]]:
    """Yield rows of data; a row that is none is refused, but for one header before them."""
    row: Row = ()
    is_begun = has_data = False
    try:
        for columns.line, line in enumerate(table_lines(path), start=1):
            if line.startswith(("#", "track", "browser")) or not line.strip():
                continue
            row = line.split("\t")
            if is_data(row):
                if len(row) < columns.reach:
                    raise columns.wrong(row, f"a row has too few columns, it needs {columns.reach}")
                has_data = True
                yield line, row
            elif is_begun:
                raise columns.wrong(row, _NO_PLACE)
            is_begun = True
    finally:
        columns.line = None
    if not has_data:
        raise columns.wrong(row, f"no row of data: {_NO_PLACE}")
