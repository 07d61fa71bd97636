"""The matrices of JASPAR, read out of the SQLite database that the pyjaspar wheel carries."""

import csv
import io
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import numpy as np
from numpy.typing import NDArray

from models.errors import PackReadError

COLUMNS = ("id", "factor", "species", "class", "family", "data_type", "uniprot", "length")
"""Of the table of motifs; several values of one kind are divided by `; `."""

_HUMAN = "Homo sapiens"

_NEWEST = """
    SELECT m.ID, m.BASE_ID || '.' || m.VERSION AS matrix_id, m.NAME
    FROM MATRIX m
    JOIN MATRIX_ANNOTATION a ON a.ID = m.ID AND a.TAG = 'tax_group' AND a.VAL = 'vertebrates'
    WHERE m.COLLECTION = 'CORE' AND m.VERSION = (
        SELECT max(o.VERSION) FROM MATRIX o
        WHERE o.BASE_ID = m.BASE_ID AND o.COLLECTION = 'CORE')
    GROUP BY m.ID ORDER BY matrix_id
"""
_COUNTS = "SELECT row, col, val FROM MATRIX_DATA WHERE ID = ?"
_SPECIES = """
    SELECT t.SPECIES FROM MATRIX_SPECIES s JOIN TAX t ON t.TAX_ID = s.TAX_ID WHERE s.ID = ?
"""
_NOTES = "SELECT VAL FROM MATRIX_ANNOTATION WHERE ID = ? AND TAG = ? ORDER BY LOCAL_ID"
_PROTEINS = "SELECT ACC FROM MATRIX_PROTEIN WHERE ID = ? ORDER BY ACC"


def jaspar_counts(published: bytes) -> bytes:
    """Give safetensors with `counts`, shape (columns of all motifs, 4): the motifs one by one.

    Their order and lengths stand in the table that `jaspar_motifs` gives.
    """
    # Only the installer needs it; the window lists packs without.
    from safetensors.numpy import save  # noqa: PLC0415

    with _opened(published) as database:
        matrices = [_counts(database, number, name) for number, name, _ in _chosen(database)]
    return bytes(save({"counts": np.concatenate(matrices)}))


def jaspar_motifs(published: bytes) -> bytes:
    """Give the table of motifs, tab-separated with `COLUMNS` as head.

    They are the newest version of each profile of the CORE collection for vertebrates; those of
    other species than man only where the factor has none of man.
    """
    told = io.StringIO()
    writer = csv.writer(told, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    with _opened(published) as database:
        for number, matrix_id, factor in _chosen(database):
            notes = [_texts(database, _NOTES, number, tag) for tag in ("class", "family", "type")]
            length = str(len(_counts(database, number, matrix_id)))
            proteins = _texts(database, _PROTEINS, number)
            species = _texts(database, _SPECIES, number)
            writer.writerow((matrix_id, factor, species, *notes, proteins, length))
    return told.getvalue().encode("utf-8")


@contextmanager
def _opened(published: bytes) -> Iterator[sqlite3.Connection]:
    """Give the database, in memory; what is wrong with it is told in words."""
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.deserialize(published)
            # What a database brings along may not call anything that acts.
            database.execute("PRAGMA trusted_schema = OFF")
            for table in ("MATRIX_ANNOTATION", "MATRIX_SPECIES", "MATRIX_PROTEIN"):
                database.execute(f"CREATE INDEX by_motif_{table} ON {table} (ID)")
            yield database
        except sqlite3.Error as error:
            raise _unreadable(str(error)) from error


def _chosen(database: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """Number, identifier and factor of each motif that is taken."""
    newest: Sequence[tuple[int, str, str]] = database.execute(_NEWEST).fetchall()
    human = {number for number, _, _ in newest if _HUMAN in _texts(database, _SPECIES, number)}
    known = {factor.upper() for number, _, factor in newest if number in human}
    chosen = [one for one in newest if one[0] in human or one[2].upper() not in known]
    if not chosen:
        raise _unreadable("it holds no motifs of vertebrates")
    return chosen


def _counts(database: sqlite3.Connection, number: int, name: str) -> NDArray[np.float32]:
    """Counts of one motif, shape (length, 4), columns A C G T."""
    cells = database.execute(_COUNTS, (number,)).fetchall()
    length = len(cells) // 4
    counts = np.full((length, 4), np.nan, dtype=np.float32)
    for base, column, value in cells:
        if base not in "ACGT" or not 1 <= column <= length:
            raise _unreadable(f"the matrix {name} is not whole")
        counts[column - 1, "ACGT".index(base)] = value
    if length == 0 or not (np.isfinite(counts).all() and (counts.sum(axis=1) > 0).all()):
        raise _unreadable(f"the matrix {name} is not whole")
    return counts


def _texts(database: sqlite3.Connection, query: str, *wanted: int | str) -> str:
    found = [str(row[0]).strip() for row in database.execute(query, wanted) if row[0]]
    return "; ".join(dict.fromkeys(found))


def _unreadable(reason: str) -> PackReadError:
    return PackReadError(
        f"The database of JASPAR cannot be read: {reason}.",
        "Fetch the package again; nothing was installed.",
    )
