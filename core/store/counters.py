"""Running totals of the intake, kept in the transaction that changes what they count."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection

TOTAL = "total"
RECORDS_SET_ASIDE = "records_set_aside"
ALLELES_SET_ASIDE = "alleles_set_aside"
GATE = "gate"
STATE = "state"
SCORING = "scoring_under_way"
"""Of kind STATE: 1 from the start of a scoring run until it comes to its end."""

_ADD = (
    "INSERT INTO counter (kind, name, value) VALUES (?, ?, ?) "
    "ON CONFLICT (kind, name) DO UPDATE SET value = value + excluded.value"
)


def add_counts(connection: Connection, kind: str, counts: Mapping[str, int]) -> None:
    """Add to counters of one kind; `counts` may be negative."""
    rows = [(kind, name, count) for name, count in counts.items() if count]
    if rows:
        connection.exec_driver_sql(_ADD, rows)


def set_count(connection: Connection, kind: str, name: str, value: int) -> None:
    """Set one counter."""
    connection.exec_driver_sql("REPLACE INTO counter VALUES (?, ?, ?)", (kind, name, value))


def read_counts(connection: Connection, kind: str) -> Counter[str]:
    """Give the counters of one kind; absent ones are 0."""
    rows = connection.exec_driver_sql("SELECT name, value FROM counter WHERE kind = ?", (kind,))
    return Counter({name: value for name, value in rows if value})
