"""Tables that networks learn from: regions, coverage, sequences and effects; plain or gzip."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from core.domain.assembly import canonical_chrom
from core.errors import InputFileError

_SKIPPED = ("#", "track", "browser")
_REMEDY = "Give a tab-separated file with the columns named in docs/training.md."


class Region(NamedTuple):
    """A stretch of a contig, 0-based half-open, with the value of a bedGraph line, NaN without one."""

    chrom: str
    start: int
    end: int
    value: float = float("nan")


def read_regions(path: Path, *, with_value: bool = False) -> Iterator[Region]:
    """Yield the lines of a BED file, or of a bedGraph file with its fourth column as value.

    Raises
    ------
    InputFileError
        Naming the line that cannot be understood.
    """
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip() or line.startswith(_SKIPPED):
            continue
        fields = line.split("\t") if "\t" in line else line.split()
        try:
            value = float(fields[3]) if with_value else float("nan")
            found = Region(canonical_chrom(fields[0]), int(fields[1]), int(fields[2]), value)
        except (IndexError, ValueError) as problem:
            raise InputFileError(
                path, f"line {number} is no region: {line[:80]!r}.", _REMEDY
            ) from problem
        if not 0 <= found.start < found.end:
            raise InputFileError(path, f"line {number} ends before it starts.", _REMEDY)
        yield found


def read_table(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells of a table with a header that has these columns.

    Raises
    ------
    InputFileError
        A column is missing, or a line has too few cells.
    """
    rows = csv.DictReader(io.StringIO(_text(path)), delimiter="\t")
    missing = [name for name in columns if name not in (rows.fieldnames or ())]
    if missing:
        raise InputFileError(path, f"has no column {', '.join(missing)}.", _REMEDY)
    for row in rows:
        if any(row[name] is None for name in columns):
            raise InputFileError(path, f"line {rows.line_num} has too few cells.", _REMEDY)
        yield rows.line_num, row


def number_in(path: Path, line: int, name: str, text: str) -> float:
    """Give the number of a cell; empty, `.` and `NA` are not known (NaN).

    Raises
    ------
    InputFileError
        It is something else.
    """
    if text.strip() in {"", ".", "NA", "nan"}:
        return float("nan")
    try:
        return float(text)
    except ValueError as problem:
        raise InputFileError(
            path, f"line {line}: {name} {text!r} is no number.", _REMEDY
        ) from problem


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        return text.decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as problem:
        raise InputFileError(path, f"cannot be read ({problem}).", _REMEDY) from problem
