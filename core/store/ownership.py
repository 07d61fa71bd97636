"""One program at a time writes a case.

Every store opened for writing keeps a row in `writer`: host, pid and the *token* of the program
session it belongs to. A window and the worker processes it starts share one token and may all
write; a store with another token is refused while a row of a living process stands. Rows of
processes of this machine that have ended are removed by the next one to open the case; so are
rows that came along when the file was copied. Whether a process on another machine still lives
cannot be known: there the person decides (`take_over`).
"""

import os
import socket
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from core.errors import CaseFileLockedError
from core.store.database import Database
from core.store.processes import is_running, process_mark


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of `writer`; `file_mark` is the inode of the file it was written into."""

    writer_id: int
    token: str
    host: str
    pid: int
    process_mark: str
    file_mark: str
    started_at: str


class Ownership:
    """The row of one store in `writer`, from `take` to `release`."""

    def __init__(self, database: Database, token: str | None, *, take_over: bool) -> None:
        self.token = uuid.uuid4().hex if token is None else token
        self._database = database
        self._writer_id = 0
        self._take(take_over=take_over)

    def _take(self, *, take_over: bool) -> None:
        with self._database.write() as connection:
            others = [row for row in self._living(connection) if row.token != self.token]
            if others and not take_over:
                raise self._refusal(others[0])
            _remove(connection, others)
            added = connection.exec_driver_sql(
                "INSERT INTO writer (token, host, pid, process_mark, file_mark, started_at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    self.token,
                    socket.gethostname(),
                    os.getpid(),
                    process_mark(os.getpid()),
                    self._file_mark(),
                    datetime.now(UTC).isoformat(timespec="seconds"),
                ),
            )
            self._writer_id = int(added.lastrowid)

    def release(self) -> bool:
        """Remove the row; True where no other living writer is left."""
        with self._database.write() as connection:
            connection.exec_driver_sql("DELETE FROM writer WHERE writer_id = ?", (self._writer_id,))
            return not self._living(connection)

    def _living(self, connection: Connection) -> list[_Row]:
        """Give the rows that count, removing those of processes that have ended."""
        rows = [
            _Row(*row)
            for row in connection.exec_driver_sql(
                "SELECT writer_id, token, host, pid, process_mark, file_mark, started_at "
                "FROM writer ORDER BY writer_id"
            )
        ]
        living = [row for row in rows if self._is_living(row)]
        _remove(connection, [row for row in rows if row not in living])
        return living

    def _is_living(self, row: _Row) -> bool:
        if row.host != socket.gethostname():
            return True
        return row.file_mark == self._file_mark() and is_running(row.pid, row.process_mark)

    def _file_mark(self) -> str:
        return str(self._database.path.stat().st_ino)

    def _refusal(self, row: _Row) -> CaseFileLockedError:
        here = row.host == socket.gethostname()
        error = CaseFileLockedError(
            self._database.path,
            f"the case is in use by process {row.pid} on {row.host} since {_moment(row.started_at)}.",
            "Close the case there first."
            if here
            else "Close the case there first; if that computer no longer runs, save a copy of the "
            "case and work on the copy.",
        )
        return error


def _remove(connection: Connection, rows: list[_Row]) -> None:
    if rows:
        connection.exec_driver_sql(
            "DELETE FROM writer WHERE writer_id = ?", [(row.writer_id,) for row in rows]
        )


def _moment(started_at: str) -> str:
    """The day and minute by this computer's clock; what is no time is given as it is."""
    try:
        began = datetime.fromisoformat(started_at).astimezone()
    except ValueError:
        return started_at
    return f"{began:%Y-%m-%d, %H:%M}"
