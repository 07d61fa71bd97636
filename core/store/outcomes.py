"""What became of each variant in an engine run: scored, or the reasons why not."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Connection

from core.domain.score import NotScored, NotScoredReason
from core.store.codes import REASON_CODES, SCORED
from core.store.database import Database
from core.store.ids import as_list

_BATCH = 250
"""Variants per transaction: about 10 ms."""

_REFUSED = 10_000
"""Variants refused for one reason per transaction, which is one short row each."""

Reasons = Mapping[int, Sequence[NotScored]]


class Scored(Protocol):
    """A variant with what an engine said about it."""

    @property
    def variant_id(self) -> int:
        """The variant."""
        ...

    @property
    def scores(self) -> Collection[object]:
        """At least one score."""
        ...


Found = TypeVar("Found", bound=Scored)


@dataclass(frozen=True, slots=True)
class OutcomeWriter(Generic[Found]):
    """Stores what became of variants, each whole in one transaction.

    Attributes
    ----------
    tables
        Where the scores stand, apart from the outcome itself.
    insert_scores
        Writes the scores of some variants of a run.
    """

    database: Database
    tables: Sequence[str]
    insert_scores: Callable[[Connection, int, Sequence[Found]], None]

    def write(
        self, run_id: int, scored: Sequence[Found], not_scored: Sequence[tuple[int, NotScored]]
    ) -> None:
        """Store outcomes page by page, replacing those the variants have in this run."""
        by_id = {found.variant_id: found for found in scored}
        if any(not found.scores for found in scored) or len(by_id) != len(scored):
            raise ValueError("a scored variant has scores and is given once")
        reasons = _by_variant(not_scored)
        keys = sorted(by_id.keys() | reasons.keys())
        for start in range(0, len(keys), _BATCH):
            page = keys[start : start + _BATCH]
            with self.database.write() as connection:
                _remove(connection, run_id, page, self.tables)
                self.insert_scores(connection, run_id, [by_id[key] for key in page if key in by_id])
                _insert(connection, run_id, page, by_id.keys(), reasons)


def refuse(database: Database, run_id: int, reason: NotScoredReason, ids: Sequence[int]) -> None:
    """Store one reason for many variants without an outcome in this run: the code alone."""
    code = REASON_CODES[reason]
    for start in range(0, len(ids), _REFUSED):
        rows = [(run_id, int(key), code) for key in ids[start : start + _REFUSED]]
        with database.write() as connection:
            connection.exec_driver_sql("INSERT INTO outcome VALUES (?, ?, ?)", rows)


def withdraw(database: Database, run_id: int, reason: NotScoredReason, ids: Collection[int]) -> int:
    """Take back what `refuse` stored: these variants are pending again; gives how many."""
    with database.write() as connection:
        found = connection.exec_driver_sql(
            "DELETE FROM outcome WHERE run_id = ? AND reason_code = ? "
            "AND variant_id IN (SELECT value FROM json_each(?))",
            (run_id, REASON_CODES[reason], as_list(ids)),
        )
    return found.rowcount


def _by_variant(not_scored: Sequence[tuple[int, NotScored]]) -> Reasons:
    reasons: dict[int, list[NotScored]] = defaultdict(list)
    for variant_id, reason in not_scored:
        reasons[variant_id].append(reason)
    return reasons


def _remove(
    connection: Connection, run_id: int, ids: Collection[int], tables: Sequence[str]
) -> None:
    """Take out of these tables what the variants have in a run, and the outcome with it."""
    for table in ("outcome", "not_scored", *tables):
        connection.exec_driver_sql(
            f"DELETE FROM {table} WHERE run_id = ? "
            "AND variant_id IN (SELECT value FROM json_each(?))",
            (run_id, as_list(ids)),
        )


def _insert(
    connection: Connection,
    run_id: int,
    ids: Sequence[int],
    scored: Collection[int],
    reasons: Reasons,
) -> None:
    """Store the outcome of each of these variants: in `scored`, or with its reasons."""
    rows = [
        (run_id, key, ordinal, reason.engine_id, reason.reason.value, reason.detail)
        for key in ids
        for ordinal, reason in enumerate(reasons.get(key, ()))
    ]
    if rows:
        connection.exec_driver_sql("INSERT INTO not_scored VALUES (?, ?, ?, ?, ?, ?)", rows)
    outcomes = [
        (
            run_id,
            key,
            SCORED
            if key in scored
            else min(REASON_CODES[reason.reason] for reason in reasons[key]),
        )
        for key in ids
    ]
    connection.exec_driver_sql("INSERT INTO outcome VALUES (?, ?, ?)", outcomes)
