"""Where the things that are read stand in the rows of one very table."""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from core.domain.assembly import canonical_chrom
from core.errors import InputFileError
from core.sources.table_layout import TableKind, TableLayout

Row = Sequence[str]

_GZIP = b"\x1f\x8b"
_HEADS = 200
"""Lines among which the header is sought."""

_EMPTY = frozenset({".", "NA", "nan", "NaN", "-"})


class Columns:
    """Where the things of a layout stand in a row of one very table.

    Attributes
    ----------
    reach
        Cells a row has at least.
    line
        Number of the line that is read, from 1; None while rows are read out of order.

    Raises
    ------
    InputFileError
        If the table lacks a column that the layout names.
    """

    def __init__(self, path: Path, layout: TableLayout) -> None:
        self.path, self.layout = path, layout
        self.line: int | None = None
        header = _header(path)
        self.at = {key: self._place(header, one) for key, one in layout.columns.items()}
        self.reach = 1 + max(self.at[key] for key in self._keys())

    def text(self, row: Row, key: str) -> str:
        """Give a cell, empty where there is none or it says "." or "NA"."""
        place = self.at.get(key)
        if place is None or place >= len(row):
            return ""
        cell = row[place].strip()
        return "" if cell in _EMPTY and key != "strand" else cell

    def number(self, row: Row, key: str) -> float | None:
        """Give a cell as a number, None where it is empty.

        Raises
        ------
        InputFileError
            If it is no number.
        """
        cell = self.text(row, key)
        try:
            return float(cell) if cell else None
        except ValueError as error:
            raise self.wrong(row, f"{cell} is no number") from error

    def chrom(self, row: Row) -> str:
        """Give the contig of a row in our own spelling, empty where there is none."""
        if "variant" in self.at:
            return self._variant(row)[0]
        return canonical_chrom(self.text(row, "chrom"))

    def place(self, row: Row) -> tuple[int, int]:
        """Give start and end of a row, 0-based half-open."""
        if "variant" in self.at:
            return self._variant(row)[1:]
        first, last = self._bounds()
        return self.span(row, first, last)

    def span(self, row: Row, first: str, last: str) -> tuple[int, int]:
        """Give the stretch two columns tell, 0-based half-open."""
        try:
            start = int(row[self.at[first]]) - self.layout.first_base
            end = start + 1 if first == last else int(row[self.at[last]])
        except (ValueError, IndexError) as error:
            raise self.wrong(row, "the position is no whole number") from error
        if end < start:
            raise self.wrong(row, "the stretch ends before it begins")
        if start < 0:
            first_base = self.layout.first_base
            raise self.wrong(row, f"the stretch begins before base {first_base} of its contig")
        return start, end

    def wrong(self, row: Row, why: str) -> InputFileError:
        """Give the problem of a row."""
        shown = " ".join(row)[:80]
        where = "" if self.line is None else f"line {self.line:,}: "
        return InputFileError(
            self.path,
            f"{where}{why} (row: {shown}).",
            f"Correct the row, or check that the file is {self.layout.title}, as published.",
        )

    def _variant(self, row: Row) -> tuple[str, int, int]:
        """Read a variant such as `chr1_64764_C_T_b38`; its place counts from 1."""
        parts = row[self.at["variant"]].split("_")
        if len(parts) < 4 or not parts[1].isdecimal():
            raise self.wrong(row, "the variant is not spelled as contig_position_ref_alt")
        start = int(parts[1]) - 1
        return canonical_chrom(parts[0]), start, start + len(parts[2])

    def _keys(self) -> tuple[str, ...]:
        """Things without which a row says nothing."""
        place = ("variant",) if "variant" in self.at else ("chrom", *self._bounds())
        if self.layout.kind is not TableKind.LINK:
            return place
        far = ("chrom2", "start2", "end2") if "chrom2" in self.at else ("gene",)
        return (*place, *far)

    def _bounds(self) -> tuple[str, str]:
        return ("pos", "pos") if "pos" in self.layout.columns else ("start", "end")

    def _place(self, header: Row, column: str | int) -> int:
        if isinstance(column, int):
            return column - 1
        if column not in header:
            told = ", ".join(header[:20]) or "no header"
            raise InputFileError(
                self.path,
                f"it has no column {column}, which {self.layout.title} has (it has: {told}).",
                "Choose the layout that fits the file, or tell its columns yourself.",
            )
        return list(header).index(column)


def _header(path: Path) -> Row:
    """Give the names of the columns: the last comment line, or a first line without a position."""
    comment: list[str] = []
    for number, line in enumerate(table_lines(path)):
        if line.startswith("#"):
            comment = line.lstrip("#").strip().split("\t")
        elif line.startswith(("track", "browser")) or not line.strip():
            continue
        else:
            row = line.split("\t")
            return comment if is_data(row) else row
        if number > _HEADS:
            break
    return comment


def is_data(row: Row) -> bool:
    """Tell whether it is a row of data, which has a whole number in one of its first five columns.

    One below 0 counts too: a row with a wrong place is refused, and not taken for a header.
    """
    return any(cell.strip().removeprefix("-").isdecimal() for cell in row[1:5])


def table_lines(path: Path) -> Iterator[str]:
    """Give the lines of a plain or packed text file.

    Raises
    ------
    InputFileError
        If it cannot be read to its end.
    """
    try:
        with _open(path) as file:
            for line in file:
                yield line.decode("utf-8", "replace").rstrip("\r\n")
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from error


def _open(path: Path) -> IO[bytes] | gzip.GzipFile:
    with path.open("rb") as file:
        is_packed = file.read(2) == _GZIP
    return gzip.open(path) if is_packed else path.open("rb")


def unreadable(path: Path, error: Exception) -> InputFileError:
    """Give the problem of a file that a library could not read."""
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputFileError(
        path, f"it cannot be read ({told}).", "Check that it is there and was copied in full."
    )
