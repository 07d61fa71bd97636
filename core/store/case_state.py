"""What stands under the name a case is to have, told without opening it as a case."""

import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from core.store.case_info import IS_COMPLETE
from core.store.counters import STATE
from core.store.file_format import APPLICATION_ID

_PATIENCE = 0.02
"""Seconds to wait for a writer: a person types the name of the file meanwhile."""


class CaseFileState(StrEnum):
    """What a path leads to.

    UNFINISHED is a case whose variant file was not read to its end: it holds no result and may
    be replaced. TAKEN is anything else that exists, also what cannot be looked at right now.
    """

    FREE = "free"
    UNFINISHED = "unfinished"
    TAKEN = "taken"


def state_of(path: Path) -> CaseFileState:
    """Tell what stands at the path; milliseconds, nothing is written.

    As everywhere only SQLite opens the file (see `is_case_file`).
    """
    try:
        if not path.exists():
            return CaseFileState.FREE
    except OSError:
        return CaseFileState.TAKEN
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as connection:
            is_unfinished = _is_unfinished(connection)
    except sqlite3.Error:
        return CaseFileState.TAKEN
    return CaseFileState.UNFINISHED if is_unfinished else CaseFileState.TAKEN


def _is_unfinished(connection: sqlite3.Connection) -> bool:
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    if application_id != APPLICATION_ID:
        return False
    found = connection.execute(
        "SELECT value FROM counter WHERE kind = ? AND name = ?", (STATE, IS_COMPLETE)
    ).fetchone()
    return found is not None and not found[0]
