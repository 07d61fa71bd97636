"""How a case file is recognised.

A case is an SQLite 3 database named `NAME.intronaut`. Two numbers in its header tell what it is,
readable without opening it as a case (`file(1)`, `PRAGMA application_id`, `PRAGMA user_version`):

- `application_id` at byte 68 is 0x494E5452, the letters "INTR";
- `user_version` at byte 60 is the number of the newest migration applied, `FORMAT_VERSION` for a
  file of this program. A greater one was written by a newer program and is refused.
"""

import struct
from pathlib import Path

APPLICATION_ID = 0x494E5452
FORMAT_VERSION = 2
SUFFIX = ".intronaut"

_MAGIC = b"SQLite format 3\x00"
_HEADER_LENGTH = 100


def is_case_file(path: Path) -> bool:
    """Tell whether the file carries the header of a case; False if it cannot be read."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_LENGTH)
    except OSError:
        return False
    if len(header) < _HEADER_LENGTH or not header.startswith(_MAGIC):
        return False
    (application_id,) = struct.unpack_from(">I", header, 68)
    return bool(application_id == APPLICATION_ID)
