"""What became of each variant in an engine run: scored, or the reasons why not."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from core.domain.score import NotScored
from core.store.codes import REASON_CODES, SCORED
from core.store.ids import as_list

Reasons = Mapping[int, Sequence[NotScored]]


def reasons_by_variant(not_scored: Sequence[tuple[int, NotScored]]) -> Reasons:
    """Give the reasons of each variant, in the order given."""
    reasons: dict[int, list[NotScored]] = defaultdict(list)
    for variant_id, reason in not_scored:
        reasons[variant_id].append(reason)
    return reasons


def remove(
    connection: Connection, run_id: int, ids: Collection[int], tables: Sequence[str]
) -> None:
    """Take out of these tables what the variants have in a run, and the outcome with it."""
    for table in ("outcome", "not_scored", *tables):
        connection.exec_driver_sql(
            f"DELETE FROM {table} WHERE run_id = ? "
            "AND variant_id IN (SELECT value FROM json_each(?))",
            (run_id, as_list(ids)),
        )


def insert(
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
