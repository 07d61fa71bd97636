"""The file of a laboratory's own allele counts: how it is recognised and made.

SQLite 3, `application_id` 0x494E5448 (the letters "INTH"), `user_version` the number of its
layout. It stands in the data folder and never leaves it. Counts of a stretch of `STRETCH` bases
are one row of compressed columns, once for each family and once for all families together.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np

from core.errors import InputFileError
from core.store.location import is_network_share
from core.store.packed_columns import Layout

APPLICATION_ID = 0x494E5448
FILE_NAME = "in_house.counts"
STRETCH = 2**24
LAYOUT = 1
_SECONDS_TO_WAIT = 30.0
_TABLES = (
    (
        "CREATE TABLE family (family_id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, "
        "assembly TEXT NOT NULL, added TEXT NOT NULL, n_people INTEGER NOT NULL, "
        "n_alleles INTEGER NOT NULL) STRICT"
    ),
    (
        "CREATE TABLE person (digest TEXT PRIMARY KEY, family_id INTEGER NOT NULL "
        "REFERENCES family (family_id)) STRICT, WITHOUT ROWID"
    ),
    (
        "CREATE TABLE family_part (family_id INTEGER NOT NULL REFERENCES family (family_id), "
        "chrom TEXT NOT NULL, stretch INTEGER NOT NULL, n INTEGER NOT NULL, data BLOB NOT NULL, "
        "PRIMARY KEY (family_id, chrom, stretch)) STRICT"
    ),
    (
        "CREATE TABLE total_part (assembly TEXT NOT NULL, chrom TEXT NOT NULL, "
        "stretch INTEGER NOT NULL, n INTEGER NOT NULL, data BLOB NOT NULL, "
        "PRIMARY KEY (assembly, chrom, stretch)) STRICT"
    ),
)

COUNTS = ("n_families", "n_index", "n_carriers", "n_homozygous", "n_hemizygous")
PART: Layout = {
    "step": np.dtype("<u4"),
    "code": np.dtype("<u8"),
    **{name: np.dtype("<u4") for name in COUNTS},
}
"""Columns of a row; `step` is how far `pos` lies behind that of the allele before it."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, making it where there is none; only its owner may read it.

    Raises
    ------
    InputFileError
        If it is damaged, something else, or of a newer program. It is never set aside by itself:
        nobody could make it again.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.touch(mode=0o600)
        raw = sqlite3.connect(path, isolation_level=None, timeout=_SECONDS_TO_WAIT)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(path, f"it cannot be opened ({error})") from error
    try:
        _check(raw, path)
        raw.execute(f"PRAGMA journal_mode={'DELETE' if is_network_share(path) else 'WAL'}")
        raw.execute("PRAGMA foreign_keys=ON")
    except sqlite3.Error as error:
        raw.close()
        raise _unusable(path, f"it is damaged ({error})") from error
    except BaseException:
        raw.close()
        raise
    return raw


def _check(raw: sqlite3.Connection, path: Path) -> None:
    if value(raw, "PRAGMA application_id") != APPLICATION_ID:
        if value(raw, "SELECT count(*) FROM sqlite_master"):
            raise _unusable(path, "it is a database of something else")
        raw.execute("BEGIN IMMEDIATE")
        if not value(raw, "SELECT count(*) FROM sqlite_master"):
            for statement in _TABLES:
                raw.execute(statement)
            raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
            raw.execute(f"PRAGMA user_version={LAYOUT}")
        raw.execute("COMMIT")
    if value(raw, "PRAGMA user_version") > LAYOUT:
        raise _unusable(path, "a newer version of the program wrote it")


def value(raw: sqlite3.Connection, sql: str, values: tuple[object, ...] = ()) -> int:
    """Give the one number a query asks for, 0 for none."""
    with closing(raw.execute(sql, values)) as rows:
        row = rows.fetchone()
    return int(row[0] or 0) if row else 0


def _unusable(path: Path, cause: str) -> InputFileError:
    return InputFileError(
        path,
        f"the counts of this laboratory cannot be used: {cause}.",
        "Put back a copy of the file, or move it away and add the cases anew.",
    )
