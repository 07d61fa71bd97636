"""FASTA files of transcripts, read as a whole."""

import gzip
import zlib
from pathlib import Path

from core.errors import InputFileError

_REMEDY = "Choose a FASTA file: a line with > and a name, then the sequence."


def read_sequences(path: Path) -> list[tuple[str, str]]:
    """Give name (up to the first blank) and sequence of each record, as they stand.

    Raises
    ------
    InputFileError
        The file cannot be read, holds no record, or begins with something else.
    """
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("ascii")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InputFileError(path, f"cannot be read ({error}).", _REMEDY) from error
    found: list[tuple[str, list[str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(">"):
            found.append((line[1:].partition(" ")[0].strip(), []))
        elif line.strip() and not found:
            raise InputFileError(path, f"line {number}: a sequence without a name.", _REMEDY)
        elif line.strip():
            found[-1][1].append(line.strip())
    if not found:
        raise InputFileError(path, "holds no sequence.", _REMEDY)
    return [(name, "".join(lines)) for name, lines in found]
