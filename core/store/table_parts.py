"""Columns as every table of a case writes them, and the collection of its tables."""

from typing import Any

from sqlalchemy import (
    REAL,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


NO_ROWID: dict[str, Any] = {"sqlite_with_rowid": False}


def table(name: str, *parts: Column[Any] | UniqueConstraint, **options: Any) -> Table:  # noqa: ANN401 - passed on
    """A STRICT table of a case."""
    return Table(name, metadata, *parts, sqlite_strict=True, **options)


def key(name: str) -> Column[int]:
    """A whole number that is (part of) the primary key."""
    return Column(name, Integer, primary_key=True)


def key_text(name: str) -> Column[str]:
    """A word that is (part of) the primary key."""
    return Column(name, Text, primary_key=True)


def integer(name: str) -> Column[int]:
    """A whole number."""
    return Column(name, Integer, nullable=False)


def real(name: str) -> Column[float]:
    """A number."""
    return Column(name, REAL, nullable=False)


def maybe_integer(name: str) -> Column[int]:
    """A whole number or none."""
    return Column(name, Integer)


def maybe_real(name: str) -> Column[float]:
    """A number or none."""
    return Column(name, REAL)


def text(name: str) -> Column[str]:
    """A word, empty for none."""
    return Column(name, Text, nullable=False)


def blob(name: str) -> Column[bytes]:
    """Bytes."""
    return Column(name, LargeBinary, nullable=False)


def reference(name: str, target: str) -> Column[int]:
    """The key of a row of another table."""
    return Column(name, Integer, ForeignKey(target), nullable=False)


def variant_key() -> Column[int]:
    """The variant as (part of) the primary key."""
    return Column("variant_id", Integer, ForeignKey("variant.variant_id"), primary_key=True)


def interval_key() -> Column[int]:
    """The interval as (part of) the primary key."""
    return Column("interval_id", Integer, ForeignKey("interval.interval_id"), primary_key=True)


def run_key() -> Column[int]:
    """The engine run as (part of) the primary key."""
    return Column("run_id", Integer, ForeignKey("engine_run.run_id"), primary_key=True)
