"""Engine runs: what a score was computed with."""

from dataclasses import astuple
from typing import Any

from core.domain.score import EngineRun
from core.store.database import Database

_NAMES = tuple(EngineRun.__slots__)
_N_FLAGS = 2
"""Yes or no, the last of the fields."""

_COLUMNS = ", ".join(_NAMES)
_FIND = "SELECT run_id FROM engine_run WHERE " + " AND ".join(f"{name} = ?" for name in _NAMES)
_INSERT = (
    f"INSERT INTO engine_run ({_COLUMNS}) VALUES ({', '.join('?' * len(_NAMES))}) "
    "ON CONFLICT DO NOTHING"
)


class EngineRunTable:
    """The engine runs of a case; a later one has a greater id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def id_of(self, run: EngineRun) -> int:
        """Give the id of this run, storing it if no equal one is there."""
        values = tuple(int(one) if isinstance(one, bool) else one for one in astuple(run))
        found = self._database.value(_FIND, values)
        if found is None:
            with self._database.write() as connection:
                connection.exec_driver_sql(_INSERT, values)
                found = connection.exec_driver_sql(_FIND, values).scalar_one()
        return int(found)

    def all(self) -> tuple[tuple[int, EngineRun], ...]:
        """Give id and run of each, oldest first."""
        rows = self._database.rows(f"SELECT run_id, {_COLUMNS} FROM engine_run ORDER BY run_id")
        return tuple(_numbered(*row) for row in rows)

    def newest_first(self) -> dict[str, list[int]]:
        """Give the run ids of each engine, newest first."""
        runs: dict[str, list[int]] = {}
        for run_id, run in reversed(self.all()):
            runs.setdefault(run.engine_id, []).append(run_id)
        return runs


def _numbered(run_id: int, *fields: Any) -> tuple[int, EngineRun]:  # noqa: ANN401 - SQL values
    values = (*fields[:-_N_FLAGS], *map(bool, fields[-_N_FLAGS:]))
    return run_id, EngineRun(*values)
