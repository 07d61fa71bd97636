"""Filter columns: what gates and the table's filters look at, as typed blobs.

`filter_chunk` holds one BLOB for every `CHUNK_SIZE` consecutive variant ids: the columns of
`COLUMNS` one after another, each little-endian. A chunk is written or removed in the very
transaction that changes what it repeats, so one that exists is right; one that does not exist
(intake not finished, or interrupted) is derived from the tables.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.store.codes import REGION_NAMES
from core.store.counters import STATE
from core.store.database import Database
from core.store.genotypes import MISSING, genotype_column
from core.store.records import FilterColumns
from core.store.vocabulary import Vocabulary

CHUNK_SIZE = 65_536
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
GENERATION = "filter_generation"

_WIDTH = sum(dtype.itemsize for dtype in COLUMNS.values())
_READ = (
    "SELECT variant_id, contig_code, pos, population_frequency, quality, filter_code, region, "
    "distance, gate_code, gene_code, genotypes FROM variant "
    "WHERE variant_id BETWEEN ? AND ? ORDER BY variant_id"
)
_BUMP = (
    "INSERT INTO counter (kind, name, value) VALUES (?, ?, 1) "
    "ON CONFLICT (kind, name) DO UPDATE SET value = value + 1"
)

Chunk = dict[str, NDArray[Any]]


class FilterColumnTable:
    """The filter columns of a case; `proband` gives the 0-based sample they speak of."""

    def __init__(
        self, database: Database, vocabularies: Mapping[str, Vocabulary], proband: Callable[[], int]
    ) -> None:
        self._database = database
        self._vocabularies = vocabularies
        self._proband = proband
        self._loaded: tuple[object, FilterColumns] | None = None

    def load(self) -> FilterColumns:
        """Give all columns; the same arrays again as long as nothing changed."""
        with self._database.read() as connection:
            state = self._state(connection)
            if self._loaded is None or self._loaded[0] != state:
                self._loaded = state, self._load(connection)
        return self._loaded[1]

    def build(self) -> None:
        """Write every chunk that is missing, each in a short transaction of its own."""
        last = self._database.value("SELECT max(variant_id) FROM variant") or 0
        for number in range(-(-last // CHUNK_SIZE)):
            sql = "SELECT 1 FROM filter_chunk WHERE chunk = ?"
            if self._database.value(sql, (number,)) is None:
                self._write(number, self._derive(number))

    def patch(
        self, connection: Connection, number: int, changes: Mapping[str, dict[int, int]]
    ) -> None:
        """Change columns of one chunk ({column: {variant id: value}}) if it is written."""
        connection.exec_driver_sql(_BUMP, (STATE, GENERATION))
        sql = "SELECT n_variants, data FROM filter_chunk WHERE chunk = ?"
        row = connection.exec_driver_sql(sql, (number,)).first()
        if row is None:
            return
        chunk = {name: column.copy() for name, column in _unpack(*row).items()}
        for name, values in changes.items():
            ids = np.fromiter(values.keys(), np.int32, len(values))
            at = np.searchsorted(chunk["variant_id"], ids)
            chunk[name][at] = np.fromiter(values.values(), chunk[name].dtype, len(values))
        connection.exec_driver_sql(
            "UPDATE filter_chunk SET data = ? WHERE chunk = ?", (_pack(chunk), number)
        )

    def _state(self, connection: Connection) -> object:
        last = connection.exec_driver_sql("SELECT max(variant_id) FROM variant").scalar()
        row = connection.exec_driver_sql(
            "SELECT value FROM counter WHERE kind = ? AND name = ?", (STATE, GENERATION)
        ).scalar()
        return last, row, self._proband()

    def _load(self, connection: Connection) -> FilterColumns:
        last = connection.exec_driver_sql("SELECT max(variant_id) FROM variant").scalar() or 0
        stored = {
            number: _unpack(n_variants, data)
            for number, n_variants, data in connection.exec_driver_sql(
                "SELECT chunk, n_variants, data FROM filter_chunk"
            )
        }
        chunks = [
            stored.get(number) or self._derive(number) for number in range(-(-last // CHUNK_SIZE))
        ]
        return FilterColumns(
            **{name: _joined(name, chunks) for name in COLUMNS},
            contig_names=self._vocabularies["contig"].words(),
            region_names=REGION_NAMES,
            gate_names=self._vocabularies["gate"].words(),
            gene_names=self._vocabularies["genes"].words(),
        )

    def _derive(self, number: int) -> Chunk:
        rows = self._database.rows(_READ, (number * CHUNK_SIZE + 1, (number + 1) * CHUNK_SIZE))
        return _derived([tuple(row) for row in rows], self._proband())

    def _write(self, number: int, chunk: Chunk) -> None:
        row = (number, len(chunk["variant_id"]), _pack(chunk))
        with self._database.write() as connection:
            connection.exec_driver_sql("REPLACE INTO filter_chunk VALUES (?, ?, ?)", row)


def _derived(rows: list[tuple[Any, ...]], proband: int) -> Chunk:
    if not rows:
        return {name: np.zeros(0, dtype) for name, dtype in COLUMNS.items()}
    ids, contigs, pos, frequency, quality, filters, region, distance, gate, genes, packed = zip(
        *rows, strict=True
    )
    people = genotype_column(packed, proband)
    known = (people["alt_copies"] > 0) | (
        (people["called"] == people["ploidy"]) & (people["ploidy"] > 0)
    )
    values: Mapping[str, Any] = {
        "variant_id": ids,
        "contig": contigs,
        "pos": pos,
        "population_frequency": frequency,
        "quality": quality,
        "passed_filter": np.array(filters) == 0,
        "region": region,
        "distance": distance,
        "gate": gate,
        "genes": genes,
        "depth": _clipped(people["depth"]),
        "genotype_quality": _clipped(people["quality"]),
        "alt_copies": np.where(known, np.minimum(people["alt_copies"], 127), -1),
    }
    return {name: _typed(values[name], dtype) for name, dtype in COLUMNS.items()}


def _typed(values: Sequence[Any] | NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Make an array of one type; None becomes NaN in a column of floats."""
    return (
        np.array(values, dtype) if isinstance(values, tuple) else np.asarray(values).astype(dtype)
    )


def _clipped(values: NDArray[Any]) -> NDArray[Any]:
    return np.where(values == MISSING, -1, np.clip(values, 0, np.iinfo(np.int16).max))


def _pack(chunk: Chunk) -> bytes:
    return b"".join(chunk[name].tobytes() for name in COLUMNS)


def _unpack(n_variants: int, data: bytes) -> Chunk:
    if len(data) != n_variants * _WIDTH:
        raise ValueError("a chunk of filter columns has the wrong size")
    chunk, start = {}, 0
    for name, dtype in COLUMNS.items():
        chunk[name] = np.frombuffer(data, dtype, n_variants, start)
        start += n_variants * dtype.itemsize
    return chunk


def _joined(name: str, chunks: Sequence[Chunk]) -> NDArray[Any]:
    parts = [chunk[name] for chunk in chunks]
    column = np.concatenate(parts) if parts else np.zeros(0, COLUMNS[name])
    column.flags.writeable = False
    return column
