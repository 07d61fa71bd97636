"""Scores kept on this computer for every case: packed answers of engines by a digest of the question.

The file knows no case, no sample and no place in a genome. An entry is a SHA-256 and the bytes
kept under it; that an allele was asked about here can be confirmed by someone who holds the
reference and computes its digest, which is why a person can switch the cache off and clear it.

Nothing that goes wrong here stops a run: the cache says so in `notes` and keeps quiet from then on.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.errors import InputFileError
from core.store import cache_file
from core.store.cache_file import FILE_NAME
from core.store.cache_switch import is_on

MAX_BYTES = 2_000_000_000
"""What the file may hold by default; beyond it the entries go that were not used for longest."""

_KEPT_AFTER_EVICTION = 0.9
_MAX_WAITING = 64
_AT_ONCE = 500
_FIND = (
    "SELECT entry.key, entry.entry_id, content.data FROM entry "
    "JOIN content ON content.entry_id = entry.entry_id WHERE entry.key IN ({places})"
)
_COUNT = "INSERT INTO tally VALUES (?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value"
_OLDEST = "SELECT entry_id FROM entry ORDER BY used, entry_id LIMIT ?"


@dataclass(frozen=True, slots=True)
class CacheState:
    """What the cache holds and how often it helped.

    `n_bytes` is the space on the disk; `n_hits` of `n_asked` requests since it was last cleared
    were answered from it. `note` says what is wrong with it, empty for nothing.
    """

    path: Path
    is_on: bool
    n_entries: int
    n_bytes: int
    n_hits: int
    n_asked: int
    note: str = ""

    @property
    def hit_rate(self) -> float | None:
        """Share of the requests that were answered from the cache; None where none was made."""
        return self.n_hits / self.n_asked if self.n_asked else None


class ScoreCache:
    """One process's door to the cache; several processes may hold one each.

    Used by one thread at a time. `notes` collects the sentences a person should be told.
    """

    def __init__(self, path: Path, *, max_bytes: int = MAX_BYTES) -> None:
        self.path = path
        self.notes: list[str] = []
        self._max_bytes = max_bytes
        self._raw: sqlite3.Connection | None = None
        self._waiting: dict[bytes, bytes] = {}
        self._touched: set[int] = set()
        self._n_asked = self._n_hits = 0
        with self._harmless():
            self._raw, note = cache_file.connect(path)
            if note:
                self.notes.append(note)

    def __del__(self) -> None:
        """Let go of the file; what still waits is forgotten."""
        raw = getattr(self, "_raw", None)
        if raw is not None:
            raw.close()

    @property
    def is_working(self) -> bool:
        """It can be read and written."""
        return self._raw is not None

    def find(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Give what is kept under those of the keys that are there."""
        found = {key: self._waiting[key] for key in keys if key in self._waiting}
        wanted = [key for key in dict.fromkeys(keys) if key not in found]
        with self._harmless():
            for first in range(0, len(wanted), _AT_ONCE):
                found.update(self._read(wanted[first : first + _AT_ONCE]))
        self._n_asked += len(keys)
        self._n_hits += sum(key in found for key in keys)
        return found

    def put(self, key: bytes, data: bytes) -> None:
        """Keep `data` under `key`; it is written now or with the next `flush`."""
        if self._raw is None:
            return
        self._waiting[key] = data
        if len(self._waiting) >= _MAX_WAITING:
            self.flush()

    def forget(self, key: bytes) -> None:
        """Remove an entry that turned out to be unusable; it counts as not found."""
        self._n_hits -= 1
        self._waiting.pop(key, None)
        with self._harmless(), self._writing() as raw:
            raw.execute(
                "DELETE FROM content WHERE entry_id = (SELECT entry_id FROM entry WHERE key = ?)",
                (key,),
            )
            raw.execute("DELETE FROM entry WHERE key = ?", (key,))

    def flush(self) -> None:
        """Write what waits, note what was used, and make room; a busy file forgets instead."""
        waiting, self._waiting = self._waiting, {}
        touched, self._touched = self._touched, set()
        counts = {"asked": self._n_asked, "hits": self._n_hits}
        self._n_asked = self._n_hits = 0
        if not (waiting or touched or any(counts.values())):
            return
        with self._harmless():
            with self._writing() as raw:
                now = int(_value(raw, "SELECT coalesce(max(used), 0) + 1 FROM entry"))
                raw.executemany(
                    "UPDATE entry SET used = ? WHERE entry_id = ?", [(now, one) for one in touched]
                )
                _insert(raw, waiting, now)
                raw.executemany(_COUNT, counts.items())
            if waiting:
                self._make_room()

    def close(self) -> None:
        """Write what waits and close the file; a second call does nothing."""
        self.flush()
        if self._raw is not None:
            self._raw.close()
        self._raw = None

    def clear(self) -> None:
        """Remove every entry for good, the counts, and files set aside; the space is given back.

        Raises
        ------
        sqlite3.Error, OSError
            If it could not be done.
        """
        cache_file.remove_set_aside(self.path)
        self._waiting.clear()
        self._touched.clear()
        self._n_asked = self._n_hits = 0
        if self._raw is None:
            return
        self._raw.execute("PRAGMA secure_delete=ON")
        with self._writing() as raw:
            for table in ("content", "entry", "tally"):
                raw.execute(f"DELETE FROM {table}")
        self._raw.execute("VACUUM")
        self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def state(self) -> CacheState:
        """Give what is kept by now."""
        self.flush()
        n_entries = 0
        tally: dict[str, int] = {}
        with self._harmless():
            if self._raw is not None:
                n_entries = int(_value(self._raw, "SELECT count(*) FROM entry"))
                tally = dict(self._raw.execute("SELECT name, value FROM tally").fetchall())
        return CacheState(
            path=self.path,
            is_on=is_on(self.path.parent),
            n_entries=n_entries,
            n_bytes=_size(self.path),
            n_hits=tally.get("hits", 0),
            n_asked=tally.get("asked", 0),
            note=" ".join(self.notes),
        )

    def _read(self, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        if self._raw is None:
            return
        sql = _FIND.format(places=", ".join("?" * len(keys)))
        for key, entry_id, data in self._raw.execute(sql, keys):
            self._touched.add(entry_id)
            yield key, data

    def _make_room(self) -> None:
        """Remove the entries that were not used for longest until the file fits."""
        raw = self._raw
        while raw is not None and (live := _live_bytes(raw)) > self._max_bytes:
            n_entries = int(_value(raw, "SELECT count(*) FROM entry"))
            share = 1 - _KEPT_AFTER_EVICTION * self._max_bytes / live
            n_gone = max(1, round(n_entries * share))
            if not n_entries:
                return
            with self._writing():
                raw.execute(f"DELETE FROM content WHERE entry_id IN ({_OLDEST})", (n_gone,))
                raw.execute(f"DELETE FROM entry WHERE entry_id IN ({_OLDEST})", (n_gone,))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self._raw is None:
            raise sqlite3.ProgrammingError("the cache is closed")
        raw = self._raw
        raw.execute("BEGIN IMMEDIATE")
        try:
            yield raw
            raw.execute("COMMIT")
        except BaseException:
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            raise

    @contextmanager
    def _harmless(self) -> Iterator[None]:
        """Let nothing that goes wrong with the file out; what cannot be mended ends its use."""
        try:
            yield
        except sqlite3.ProgrammingError:
            if self._raw is not None:
                raise
        except sqlite3.Error as error:
            if not cache_file.is_busy(error):
                self._give_up(error)
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        raw, self._raw = self._raw, None
        self._waiting.clear()
        what = "are not used any more in this run"
        if raw is not None:
            raw.close()
        if isinstance(error, sqlite3.Error) and cache_file.is_damage(error):
            aside = cache_file.set_aside(self.path, "damaged")
            what = f"{what}; the damaged file was set aside as {aside.name}"
        self.notes.append(f"The scores kept on this computer {what} ({self.path}: {error}).")


def state_of(folder: Path) -> CacheState:
    """Give what the cache of a data folder holds, without making one."""
    path = folder / FILE_NAME
    if not path.exists():
        return CacheState(path, is_on(folder), 0, 0, 0, 0)
    with closing(ScoreCache(path)) as cache:
        return cache.state()


def clear(folder: Path) -> None:
    """Remove everything the cache of a data folder holds.

    Raises
    ------
    InputFileError
        If it could not be done.
    """
    path = folder / FILE_NAME
    try:
        cache_file.remove_set_aside(path)
        if path.exists():
            with closing(ScoreCache(path)) as cache:
                cache.clear()
    except (sqlite3.Error, OSError) as error:
        raise InputFileError(
            path,
            f"the scores kept on this computer could not be removed ({error}).",
            "Close other windows and runs of the program, then try again, or delete the file.",
        ) from error


def _insert(raw: sqlite3.Connection, waiting: dict[bytes, bytes], now: int) -> None:
    for key, data in waiting.items():
        made = raw.execute("INSERT OR IGNORE INTO entry (key, used) VALUES (?, ?)", (key, now))
        if made.rowcount:
            raw.execute("INSERT INTO content VALUES (?, ?)", (made.lastrowid, data))


def _live_bytes(raw: sqlite3.Connection) -> int:
    """What is in use of the file; pages that are free will be filled again."""
    n_pages = int(_value(raw, "PRAGMA page_count")) - int(_value(raw, "PRAGMA freelist_count"))
    return n_pages * int(_value(raw, "PRAGMA page_size"))


def _value(raw: sqlite3.Connection, sql: str) -> int:
    (value,) = raw.execute(sql).fetchone()
    return int(value)


def _size(path: Path) -> int:
    beside = (path.with_name(path.name + ending) for ending in ("", "-wal"))
    return sum(file.stat().st_size for file in beside if file.exists())
