"""The file of the score cache: how it is recognised, made, and set aside when it cannot be used.

SQLite 3, `application_id` 0x494E5443 (the letters "INTC"), `user_version` the number of its
layout. It stands beside the packs in the data folder, not in a case.
"""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from core.store.location import is_network_share

APPLICATION_ID = 0x494E5443
LAYOUT = 1
FILE_NAME = "scores.cache"
SECONDS_TO_WAIT = 5.0
"""How long a statement waits for another process."""

_BESIDE = ("", "-wal", "-shm", "-journal")
_LOG_BYTES = 16_000_000
_TABLES = (
    # What is read with every hit stands apart from the large BLOB, so that noting the use of an
    # entry does not write the BLOB again.
    (
        "CREATE TABLE entry (entry_id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, "
        "used INTEGER NOT NULL) STRICT"
    ),
    "CREATE INDEX entry_used ON entry (used)",
    "CREATE TABLE content (entry_id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT",
    "CREATE TABLE tally (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
)


class UnusableCacheError(Exception):
    """The file is no score cache of this program; `kind` is the ending it is set aside with."""

    def __init__(self, kind: str, cause: str) -> None:
        super().__init__(cause)
        self.kind = kind
        self.cause = cause


def connect(path: Path) -> tuple[sqlite3.Connection, str]:
    """Open the cache, making it where there is none.

    Gives the connection and a sentence where an unusable file had to be set aside, else "". One
    process at a time decides that, so that none sets aside what another has just made.

    Raises
    ------
    sqlite3.Error, OSError
        If no file can be made or opened in the folder.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _open(path), ""
    except UnusableCacheError:
        pass
    with _alone(path):
        try:
            return _open(path), ""
        except UnusableCacheError as problem:
            aside = set_aside(path, problem.kind)
            sentence = (
                f"The scores kept on this computer could not be used ({problem.cause}); the file "
                f"was set aside as {aside.name} and a new one was started."
            )
        return _open(path), sentence


def set_aside(path: Path, kind: str) -> Path:
    """Move the file with its log out of the way; the one set aside before goes."""
    target = path.with_name(f"{path.name}.{kind}")
    for ending in _BESIDE:
        beside, moved = (file.with_name(file.name + ending) for file in (path, target))
        moved.unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            beside.rename(moved)
    return target


def remove_set_aside(path: Path) -> None:
    """Remove what `set_aside` moved."""
    for kind in ("damaged", "newer"):
        for ending in _BESIDE:
            path.with_name(f"{path.name}.{kind}{ending}").unlink(missing_ok=True)


def is_damage(error: sqlite3.Error) -> bool:
    """Tell that the file itself is at fault."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_busy(error: sqlite3.Error) -> bool:
    """Tell that another process held the file for too long."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _open(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)
    raw = sqlite3.connect(
        path, isolation_level=None, timeout=SECONDS_TO_WAIT, check_same_thread=False
    )
    try:
        _check(raw)
        _choose_journal(raw, "DELETE" if is_network_share(path) else "WAL")
        raw.execute("PRAGMA synchronous=NORMAL")
        raw.execute(f"PRAGMA journal_size_limit={_LOG_BYTES}")
    except sqlite3.DatabaseError as error:
        raw.close()
        if is_damage(error):
            raise UnusableCacheError("damaged", f"it is damaged: {error}") from error
        raise
    except BaseException:
        raw.close()
        raise
    return raw


def _choose_journal(raw: sqlite3.Connection, mode: str) -> None:
    """Choose how changes are written; another process that is busy has chosen the same."""
    try:
        raw.execute(f"PRAGMA journal_mode={mode}").fetchone()
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise


def _check(raw: sqlite3.Connection) -> None:
    """Make the tables of a new file; refuse one of something else or of a newer program."""
    if _value(raw, "PRAGMA application_id") != APPLICATION_ID:
        _make(raw)
    layout = _value(raw, "PRAGMA user_version")
    if layout > LAYOUT:
        raise UnusableCacheError("newer", f"a newer version of Intronaut wrote it, layout {layout}")
    for table in ("entry", "content", "tally"):
        with closing(raw.execute(f"SELECT * FROM {table} LIMIT 1")) as rows:
            rows.fetchone()


def _make(raw: sqlite3.Connection) -> None:
    raw.execute("BEGIN IMMEDIATE")
    try:
        _make_tables(raw)
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise


def _make_tables(raw: sqlite3.Connection) -> None:
    if _value(raw, "PRAGMA application_id") == APPLICATION_ID:
        return  # another process was faster
    if _value(raw, "SELECT count(*) FROM sqlite_master"):
        raise UnusableCacheError("damaged", "it is a database of something else")
    for statement in _TABLES:
        raw.execute(statement)
    raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
    raw.execute(f"PRAGMA user_version={LAYOUT}")


def _value(raw: sqlite3.Connection, sql: str) -> int:
    with closing(raw.execute(sql)) as rows:
        return int(rows.fetchone()[0])


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait for other processes that look at the file; the lock goes with the process."""
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
