"""Engine runs: what a score was computed with."""

from dataclasses import astuple
from typing import Any

from core.domain.score import EngineRun
from core.store.database import Database

_COLUMNS = "engine_id, version, digest, distance, gene_set, reference_digest, precision, screening"
_FIND = (
    "SELECT run_id FROM engine_run WHERE engine_id = ? AND version = ? AND digest = ? AND "
    "distance = ? AND gene_set = ? AND reference_digest = ? AND precision = ? AND screening = ?"
)


class EngineRunTable:
    """The engine runs of a case; a later one has a greater id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def id_of(self, run: EngineRun) -> int:
        """Give the id of this run, storing it if no equal one is there."""
        *texts, screening = astuple(run)
        values = (*texts, int(screening))
        found = self._database.value(_FIND, values)
        if found is None:
            with self._database.write() as connection:
                connection.exec_driver_sql(
                    f"INSERT INTO engine_run ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT DO NOTHING",
                    values,
                )
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
    *texts, screening = fields
    named = dict(zip(EngineRun.__slots__, (*texts, bool(screening)), strict=True))
    return run_id, EngineRun(**named)
