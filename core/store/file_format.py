"""How a case file is recognised.

A case is an SQLite 3 database named `NAME.intronaut`. Two numbers in its header tell what it is,
readable without opening it as a case (`file(1)`, `PRAGMA application_id`, `PRAGMA user_version`):

- `application_id` at byte 68 is 0x494E5452, the letters "INTR";
- `user_version` at byte 60 is the number of the newest migration applied, `FORMAT_VERSION` for a
  file of this program. A greater one was written by a newer program and is refused.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

APPLICATION_ID = 0x494E5452
FORMAT_VERSION = 22
SUFFIX = ".intronaut"


def is_case_file(path: Path) -> bool:
    """Tell whether the file carries the header of a case; False if it cannot be read.

    SQLite itself looks: a case must never be opened and closed as a plain file, because that
    drops the locks which this process's connections to it hold (POSIX), and the log is then
    deleted under them.
    """
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error:
        return False
    return bool(application_id == APPLICATION_ID)
