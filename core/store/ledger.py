"""The accounting of a case, all of one instant."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.domain.ledger import EngineLedger, Ledger, Unlisted
from core.store.candidates import CandidateTable
from core.store.codes import REASONS, SCORED
from core.store.columns import FilterColumnTable
from core.store.counters import (
    ALLELES_SET_ASIDE,
    GATE,
    RECORDS_SET_ASIDE,
    TOTAL,
    read_counts,
)
from core.store.database import Database

_OUTCOMES = """
SELECT variant_id, min(reason_code) FROM outcome
WHERE run_id IN (SELECT run_id FROM engine_run WHERE engine_id = ?) GROUP BY variant_id
"""

_WITH_NEIGHBOURS = """
SELECT DISTINCT variant_id FROM outcome JOIN engine_run USING (run_id)
JOIN read_neighbours USING (run_id, variant_id)
WHERE engine_id = ? AND reason_code = ? AND beside != ''
"""


def read_ledger(database: Database, columns: FilterColumnTable) -> Ledger:
    """Give the ledger; counts of one transaction, so the sums agree also while a job writes."""
    with database.read() as connection:
        totals = read_counts(connection, TOTAL)
        return Ledger(
            records_read=totals["records_read"],
            records_kept=totals["records_kept"],
            records_set_aside=dict(read_counts(connection, RECORDS_SET_ASIDE)),
            alleles_read=totals["alleles_read"],
            variants=totals["variants"],
            alleles_merged=totals["alleles_merged"],
            alleles_set_aside=dict(read_counts(connection, ALLELES_SET_ASIDE)),
            engines=_engines(connection, totals["variants"], columns),
        )


def read_unlisted(
    database: Database, columns: FilterColumnTable, candidates: CandidateTable, engine_id: str
) -> Unlisted:
    """Count what an engine has looked at and the list does not hold."""
    with database.read() as connection:
        listed = np.array(candidates.ids(), np.int64)
        outcomes = _outcomes(connection, engine_id, columns.gates(connection), listed)
    scored = outcomes.pop(SCORED, 0)
    return Unlisted(scored, {REASONS[code].value: n for code, n in outcomes.items()})


def _engines(
    connection: Connection, n_variants: int, columns: FilterColumnTable
) -> dict[str, EngineLedger]:
    engines = connection.exec_driver_sql("SELECT DISTINCT engine_id FROM engine_run ORDER BY 1")
    filtered = {name: count for name, count in read_counts(connection, GATE).items() if name}
    found: dict[str, EngineLedger] = {}
    gates = columns.gates(connection)
    for (engine_id,) in engines.fetchall():
        outcomes = _outcomes(connection, engine_id, gates)
        with_neighbours = _with_neighbours(connection, engine_id, gates)
        found[engine_id] = _engine(n_variants, filtered, outcomes, with_neighbours)
    return found


def _with_neighbours(connection: Connection, engine_id: str, gates: NDArray[np.uint8]) -> int:
    """Count the variants an engine scored with at least one phased neighbour."""
    rows = connection.exec_driver_sql(_WITH_NEIGHBOURS, (engine_id, SCORED)).scalars().all()
    return int((gates[np.array(rows, np.int64) - 1] == 0).sum())


def _outcomes(
    connection: Connection,
    engine_id: str,
    gates: NDArray[np.uint8],
    leaving_out: NDArray[np.int64] | None = None,
) -> Counter[int]:
    """Count the outcomes of an engine on variants that passed every gate, by code."""
    rows = connection.exec_driver_sql(_OUTCOMES, (engine_id,)).fetchall()
    pairs = np.array([tuple(row) for row in rows], np.int64).reshape(-1, 2)
    is_in = gates[pairs[:, 0] - 1] == 0
    if leaving_out is not None:
        is_in &= ~np.isin(pairs[:, 0], leaving_out)
    codes, counts = np.unique(pairs[is_in, 1], return_counts=True)
    return Counter(dict(zip(codes.tolist(), counts.tolist(), strict=True)))


def _engine(
    n_variants: int, filtered: dict[str, int], outcomes: Counter[int], with_neighbours: int
) -> EngineLedger:
    not_scored = {REASONS[code].value: count for code, count in outcomes.items() if code != SCORED}
    done = sum(filtered.values()) + sum(outcomes.values())
    pending = n_variants - done
    scored = outcomes[SCORED]
    return EngineLedger(n_variants, filtered, scored, not_scored, pending, with_neighbours)
