"""What the person decided about variants. A decision is never lost to a job that is writing."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from core.domain.candidate import Mark
from core.errors import CaseFileLockedError
from core.store.database import Database

PATIENCE = 30.0
"""Seconds a decision goes on trying while another process keeps the case busy."""

_PAUSE = 0.05


def patiently(write: Callable[[], None]) -> None:
    """Do a write of a decision; while another process keeps the case busy, try again.

    Raises
    ------
    CaseFileLockedError
        If the case stays busy for longer than `PATIENCE`.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return write()
        except CaseFileLockedError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE)


class DecisionTable:
    """Mark and note per variant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, variant_id: int, mark: Mark, note: str) -> None:
        """Store a decision; no mark and no note removes it.

        Raises
        ------
        CaseFileLockedError
            If the case stays busy for longer than `PATIENCE`.
        """
        patiently(lambda: self._write(variant_id, mark, note))

    def all(self) -> dict[int, tuple[Mark, str]]:
        """Give mark and note of every variant that has one, by id."""
        rows = self._database.rows(
            "SELECT variant_id, mark, note FROM decision ORDER BY variant_id"
        )
        return {key: (Mark(mark), note) for key, mark, note in rows}

    def _write(self, variant_id: int, mark: Mark, note: str) -> None:
        decided_at = datetime.now(UTC).isoformat(timespec="seconds")
        with self._database.write_durably() as connection:
            if mark is Mark.NONE and not note:
                sql = "DELETE FROM decision WHERE variant_id = ?"
                connection.exec_driver_sql(sql, (variant_id,))
            else:
                sql = "REPLACE INTO decision VALUES (?, ?, ?, ?)"
                connection.exec_driver_sql(sql, (variant_id, mark.value, note, decided_at))
