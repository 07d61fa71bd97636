"""What SQLite complains about, as problems a person can mend."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from core.errors import CaseFileError, CaseFileLockedError, DiskFullError, ProblemError

_PRIMARY_CODE = 0xFF
_CAUSES: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_NOTADB: (
        "this is not a case file.",
        "Choose a file that Intronaut made; its name ends in .intronaut.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "the case file is damaged.",
        "Use a copy of the case, or make the case anew from its variant file.",
    ),
    sqlite3.SQLITE_READONLY: (
        "the case file cannot be written.",
        "Check the permissions of the file and its folder, or save a copy elsewhere.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "the case file cannot be opened.",
        "Check that the file exists and that you may read and write its folder.",
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk or network share reports an error.",
        "Check the disk or the connection, then open the case again.",
    ),
    sqlite3.SQLITE_PERM: (
        "access to the case file is denied.",
        "Check the permissions of the file and its folder.",
    ),
}


class QueryInterruptedError(Exception):
    """A query was stopped by `CaseStore.interrupt`; its answer is not wanted any more."""


def problem_of(error: sqlite3.Error, path: Path) -> Exception | None:
    """Give the problem behind an SQLite error, None where the error is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
    if code == sqlite3.SQLITE_INTERRUPT:
        return QueryInterruptedError(str(path))
    if code == sqlite3.SQLITE_FULL:
        return disk_full(path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return CaseFileLockedError(
            path,
            "another program is using the case file right now.",
            "Wait until it is done, or close it, and try again.",
        )
    found = _CAUSES.get(code)
    return None if found is None else CaseFileError(path, *found)


def disk_full(path: Path) -> ProblemError:
    """Give the problem of a disk without space for this file."""
    return DiskFullError(
        f"{path}: no space is left on the disk.",
        "Free some space and try again; the case holds everything up to the last saved step.",
    )


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise SQLite errors of the block as problems; bugs rise unchanged."""
    try:
        yield
    except DBAPIError as error:
        origin = error.orig
        problem = problem_of(origin, path) if isinstance(origin, sqlite3.Error) else None
        if problem is None:
            raise
        raise problem from error
    except sqlite3.Error as error:
        problem = problem_of(error, path)
        if problem is None:
            raise
        raise problem from error
