"""The tracks of an imported network: a table with one line per output, in the order of the file."""

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from models.errors import CheckpointError

TRACKS = "tracks.tsv"
"""Name of the table in a pack."""

_MAX_BYTES = 32 * 2**20
_NAME = re.compile(r"[^\s|,;=]+")
_REMEDY = "Mend the table, or import without --tracks: then tracks are named track1, track2, ..."


class TrackRow(NamedTuple):
    """What one output is about, as the columns of the table; empty where it is not told."""

    name: str
    assay: str = ""
    cell_type: str = ""
    factor: str = ""
    unit: str = ""


def read_tracks(path: Path) -> tuple[TrackRow, ...]:
    """Read a table of tracks; columns may be in any order, `name` is needed.

    Raises
    ------
    CheckpointError
        Naming what is wrong and the line.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise _wrong(path, "is too large for a table of tracks")
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise _wrong(path, f"cannot be read: {reason}") from error
    header, *rows = csv.reader(lines, delimiter="\t") if lines else [[]]
    columns = [word.strip() for word in header]
    _check_header(path, columns)
    found = [_row(path, columns, row, line) for line, row in enumerate(rows, start=2) if any(row)]
    if not found:
        raise _wrong(path, "names no tracks")
    _check_unique(path, found)
    return tuple(found)


def numbered(n_tracks: int, unit: str) -> tuple[TrackRow, ...]:
    """Give tracks that nobody named."""
    return tuple(TrackRow(f"track{number}", unit=unit) for number in range(1, n_tracks + 1))


def tracks_text(rows: Iterable[TrackRow]) -> str:
    """Give the table of a pack."""
    lines = ["\t".join(TrackRow._fields), *("\t".join(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _check_header(path: Path, columns: Sequence[str]) -> None:
    if "name" not in columns:
        raise _wrong(path, "has no column `name` in its first line")
    unknown = [word for word in columns if word not in TrackRow._fields]
    if unknown:
        known = ", ".join(TrackRow._fields)
        raise _wrong(path, f"has a column {unknown[0]!r}; known are {known}")
    if len(set(columns)) != len(columns):
        raise _wrong(path, "has a column twice")


def _row(path: Path, columns: Sequence[str], row: Sequence[str], line: int) -> TrackRow:
    if len(row) != len(columns):
        raise _wrong(path, f"has {len(row)} instead of {len(columns)} columns in line {line}")
    found = TrackRow(**dict(zip(columns, (word.strip() for word in row), strict=True)))
    if not _NAME.fullmatch(found.name):
        raise _wrong(
            path, f"names a track {found.name!r} in line {line}: no blanks, `|`, `,`, `;` or `=`"
        )
    if not all(word.isprintable() for word in found):
        raise _wrong(path, f"holds characters that cannot be shown in line {line}")
    return found


def _check_unique(path: Path, found: Sequence[TrackRow]) -> None:
    seen: set[str] = set()
    for row in found:
        if row.name in seen:
            raise _wrong(path, f"names two tracks {row.name}")
        seen.add(row.name)


def _wrong(path: Path, why: str) -> CheckpointError:
    return CheckpointError(f"{path.name} {why}.", _REMEDY)
