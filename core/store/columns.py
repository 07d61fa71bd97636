"""Filter columns: what gates and the table's filters look at, of every variant, as numpy arrays.

They stand in the chunks of `core.store.variant_chunks`; loaded once, then only what changed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.store.codes import REGION_NAMES
from core.store.counters import STATE
from core.store.database import Database
from core.store.packed_columns import Columns, unpack_columns
from core.store.records import FilterColumns
from core.store.variant_chunks import GENERATION, LAYOUTS, VariantChunks, last_id, patient_columns
from core.store.vocabulary import Vocabulary

COLUMNS: dict[str, np.dtype[Any]] = {
    "variant_id": np.dtype("<i4"),
    "contig": np.dtype("<u2"),
    "pos": np.dtype("<u4"),
    "population_frequency": np.dtype("<f4"),
    "quality": np.dtype("<f4"),
    "passed_filter": np.dtype("?"),
    "region": np.dtype("u1"),
    "distance": np.dtype("<i4"),
    "gate": np.dtype("u1"),
    "genes": np.dtype("<i4"),
    "depth": np.dtype("<i2"),
    "genotype_quality": np.dtype("<i2"),
    "alt_copies": np.dtype("i1"),
}

_LOADED = ("filters", "places", "gates")
_VERSIONS = "SELECT first_id, n_variants, version FROM variant_chunk ORDER BY first_id"
_ONE = f"SELECT {', '.join(_LOADED)} FROM variant_chunk WHERE first_id = ?"


class FilterColumnTable:
    """The filter columns of a case; those about one person are the patient's."""

    def __init__(self, database: Database, vocabularies: Mapping[str, Vocabulary]) -> None:
        self._database = database
        self._vocabularies = vocabularies
        self._places: dict[int, tuple[int, slice]] = {}
        """Version of each chunk that is loaded, and its rows in the arrays."""
        self._arrays: Columns = {}
        self._loaded: tuple[object, FilterColumns] | None = None

    def load(self) -> FilterColumns:
        """Give all columns; the same arrays again as long as nothing changed."""
        with self._database.read() as connection:
            state = _state(connection)
            if self._loaded is None or self._loaded[0] != state:
                self._refresh(connection)
                self._loaded = state, self._as_columns()
        return self._loaded[1]

    def gates(self, connection: Connection) -> NDArray[np.uint8]:
        """Give the code of the first failing gate of every variant, by id from 1 on."""
        rows = connection.exec_driver_sql(
            "SELECT n_variants, gates FROM variant_chunk ORDER BY first_id"
        )
        parts = [unpack_columns(data, LAYOUTS["gates"], n_rows)["gate"] for n_rows, data in rows]
        return np.concatenate([np.zeros(0, np.uint8), *parts])

    def _refresh(self, connection: Connection) -> None:
        """Fill new arrays: of chunks that did not change from the old ones, else from the file.

        Straight into their place, because thousands of small arrays would leave the memory of a
        process in pieces.
        """
        chunks = connection.exec_driver_sql(_VERSIONS).fetchall()
        total = sum(n_rows for _, n_rows, _ in chunks)
        arrays: Columns = {name: np.empty(total, kind) for name, kind in COLUMNS.items()}
        places: dict[int, tuple[int, slice]] = {}
        start = 0
        for first, n_rows, version in chunks:
            rows = slice(start, start + n_rows)
            known, old = self._places.get(first, (None, rows))
            if known == version:
                part = {name: column[old] for name, column in self._arrays.items()}
            else:
                part = _part(first, n_rows, connection.exec_driver_sql(_ONE, (first,)).one())
            for name, column in arrays.items():
                column[rows] = part[name]
            places[first] = version, rows
            start += n_rows
        for column in arrays.values():
            column.flags.writeable = False
        self._arrays, self._places = arrays, places

    def _as_columns(self) -> FilterColumns:
        return FilterColumns(
            **self._arrays,
            contig_names=self._vocabularies["contig"].words(),
            region_names=REGION_NAMES,
            gate_names=self._vocabularies["gate"].words(),
            gene_names=self._vocabularies["genes"].words(),
        )


def speak_of(connection: Connection, chunks: VariantChunks, patient: int) -> None:
    """Write the columns about one person anew, for another person (place among the people)."""
    firsts = connection.exec_driver_sql("SELECT first_id FROM variant_chunk").scalars().all()
    for first in firsts:
        chunk = chunks.read(connection, [first])[first]
        chunk.columns.update(patient_columns(chunk.calls[:, patient]))
        chunks.change(connection, first, chunk, "filters")


def _state(connection: Connection) -> tuple[int, int]:
    generation = connection.exec_driver_sql(
        "SELECT value FROM counter WHERE kind = ? AND name = ?", (STATE, GENERATION)
    ).scalar()
    return last_id(connection), int(generation or 0)


def _part(first: int, n_rows: int, blobs: Sequence[bytes]) -> Columns:
    columns: Columns = {}
    for name, data in zip(_LOADED, blobs, strict=True):
        columns.update(unpack_columns(data, LAYOUTS[name], n_rows))
    columns["variant_id"] = np.arange(first, first + n_rows)
    columns["passed_filter"] = columns["filter"] == 0
    return columns
