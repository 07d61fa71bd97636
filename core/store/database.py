"""One connection to one case file, with its transactions."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias, cast

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from core.errors import CaseFileLockedError
from core.store.location import is_network_share
from core.store.problems import translated

SqlRow: TypeAlias = tuple[Any, ...]
"""Columns of one row, typed where they are unpacked."""

BUSY_TIMEOUT = 10.0
"""Seconds a statement waits for another process before it fails."""

_SHORT_WAIT = 300
"""Milliseconds to wait for others before the journal mode stays as it is."""

_CACHE_KIBIBYTES = 65_536
_CHECKPOINT_PAGES = 4_096


class Database:
    """A case file opened for reading or for writing.

    Python's own transaction handling is off (`isolation_level=None`): `write` begins with
    BEGIN IMMEDIATE, so that two writers wait for each other instead of failing half-way, and
    `read` gives all its statements one consistent view. Both may be nested in their own kind,
    `read` also in `write`.
    """

    def __init__(self, path: Path, *, can_write: bool) -> None:
        self.path = path
        self.can_write = can_write
        self.uses_wal = False
        with translated(path):
            self._raw = _connect_writer(path) if can_write else _connect_reader(path)
        self._engine = create_engine(
            "sqlite://",
            creator=lambda: self._raw,
            poolclass=StaticPool,
            hide_parameters=True,  # what is stored here belongs to a patient
        )
        self._connection = self._engine.connect()
        self._is_writing = False

    def use_wal(self) -> None:
        """Write ahead to a log on a local disk; on a network share never.

        A reader that is busy in this very moment leaves the file as it is, which is slower, not
        wrong.
        """
        wanted = "DELETE" if is_network_share(self.path) else "WAL"
        self.pragma(f"busy_timeout={_SHORT_WAIT}")
        try:
            mode = self.pragma(f"journal_mode={wanted}")
        except CaseFileLockedError:
            mode = self.pragma("journal_mode")
        self.pragma(f"busy_timeout={int(1_000 * BUSY_TIMEOUT)}")
        self.uses_wal = mode == "wal"
        self.pragma(f"synchronous={'NORMAL' if self.uses_wal else 'FULL'}")
        self.pragma(f"wal_autocheckpoint={_CHECKPOINT_PAGES}")

    def leave_without_wal(self) -> bool:
        """Bring everything into the one file; False where another process still has it open."""
        try:
            self._raw.execute(f"PRAGMA busy_timeout={_SHORT_WAIT}")
            self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            row = self._raw.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError:
            return False
        return bool(row[0] == "delete")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection whose statements all see the case at one instant."""
        if self._connection.in_transaction():
            yield self._connection
            return
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose changes are all kept or, after an exception, all undone."""
        if not self.can_write:
            raise RuntimeError("this case was opened for reading")
        if self._connection.in_transaction():
            if not self._is_writing:
                raise RuntimeError("a change inside a read")
            yield self._connection
            return
        self._is_writing = True
        try:
            with self._transaction("BEGIN IMMEDIATE") as connection:
                yield connection
        finally:
            self._is_writing = False

    @contextmanager
    def write_durably(self) -> Iterator[Connection]:
        """Give a `write` that a power cut right after it cannot undo, at the cost of waiting."""
        self.pragma("synchronous=FULL")
        try:
            with self.write() as connection:
                yield connection
        finally:
            self.pragma(f"synchronous={'NORMAL' if self.uses_wal else 'FULL'}")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        with translated(self.path):
            self._raw.execute(begin)
            with self._connection.begin():
                yield self._connection

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> Sequence[SqlRow]:
        """Give all rows of one query."""
        with self.read() as connection:
            found = connection.exec_driver_sql(sql, tuple(parameters)).fetchall()
        return cast("Sequence[SqlRow]", found)

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:  # noqa: ANN401 - an SQL value
        """Give the first value of the first row, None where there is no row."""
        with self.read() as connection:
            row = connection.exec_driver_sql(sql, tuple(parameters)).fetchone()
        return None if row is None else row[0]

    def pragma(self, text: str) -> Any:  # noqa: ANN401 - pragmas answer with text or numbers
        """Run a PRAGMA outside any transaction and give its first value."""
        with translated(self.path):
            row = self._raw.execute(f"PRAGMA {text}").fetchone()
        return None if row is None else row[0]

    def copy_to(self, target: Path) -> None:
        """Copy the whole database as it is at this instant, through SQLite's backup."""
        with translated(target):
            copy = sqlite3.connect(target, isolation_level=None)
            try:
                self._raw.backup(copy)
            finally:
                copy.close()

    def interrupt(self) -> None:
        """Stop the query that runs now; safe to call from any thread, also after `close`."""
        with suppress(sqlite3.ProgrammingError):
            self._raw.interrupt()

    def close(self) -> None:
        """Close the connection; nothing is written."""
        self._connection.close()
        self._engine.dispose()
        self._raw.close()


def _connect_writer(path: Path) -> sqlite3.Connection:
    raw = _connect(path, "mode=rw")
    try:
        raw.execute("PRAGMA foreign_keys=ON")
        raw.execute("PRAGMA temp_store=MEMORY")
        raw.execute(f"PRAGMA cache_size=-{_CACHE_KIBIBYTES}")
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        raw.close()
        raise
    return raw


def _connect_reader(path: Path) -> sqlite3.Connection:
    """Open without ever writing; also in a folder where no lock or log file can be made."""
    try:
        return _probed(lambda: _connect(path, "mode=ro"))
    except sqlite3.OperationalError as error:
        code = error.sqlite_errorcode & 0xFF
        if code not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or _has_log(path):
            raise
    return _probed(lambda: _connect(path, "mode=ro&immutable=1"))


def _probed(connect: Callable[[], sqlite3.Connection]) -> sqlite3.Connection:
    raw = connect()
    try:
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        raw.close()
        raise
    return raw


def _has_log(path: Path) -> bool:
    """Changes stand beside the file that a reader must not ignore."""
    beside = (path.with_name(path.name + suffix) for suffix in ("-wal", "-journal"))
    return not path.exists() or any(file.exists() and file.stat().st_size for file in beside)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_TIMEOUT,
        check_same_thread=False,
        cached_statements=256,
    )
