"""What published files say about every variant, as columns: counts, and frequency as read.

A row of `known_chunk` stands beside the row of `variant_chunk` of the same first id. It is there
once the case was annotated, and keeps what the patient's own file had said, so that a case can be
annotated again from the beginning. `rescued_variant` names those that no gate may leave out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.store.database import Database
from core.store.packed_columns import Columns, Layout, pack_columns, unpack_columns
from core.store.variant_chunks import Chunk, VariantChunks

LAYOUT: Layout = {
    "own_frequency": np.dtype("<f8"),
    "frequency": np.dtype("<f8"),
    "n_homozygous": np.dtype("<i4"),
    "n_hemizygous": np.dtype("<i4"),
}
UNKNOWN = -1
_SELECT = "SELECT n_variants, data FROM known_chunk ORDER BY first_id"


@dataclass(frozen=True, slots=True, eq=False)
class KnownColumns:
    """What the sources say about all variants, by id from 1 on.

    Attributes
    ----------
    frequency
        float64, the greatest of all sources; NaN where none tells any.
    n_homozygous, n_hemizygous
        int32, the greatest of all sources, -1 where none counts them.
    """

    frequency: NDArray[np.float64]
    n_homozygous: NDArray[np.int32]
    n_hemizygous: NDArray[np.int32]

    @classmethod
    def unknown(cls, n_variants: int) -> "KnownColumns":
        """Give columns in which nothing is known, to be filled."""
        counts = (np.full(n_variants, UNKNOWN, np.int32) for _ in range(2))
        return cls(np.full(n_variants, np.nan), *counts)

    def part(self, start: int, end: int) -> Columns:
        """Give some rows by the names of `LAYOUT`."""
        return {
            "frequency": self.frequency[start:end],
            "n_homozygous": self.n_homozygous[start:end],
            "n_hemizygous": self.n_hemizygous[start:end],
        }


class KnownAlleleTable:
    """Columns of what is known about alleles."""

    def __init__(self, database: Database, chunks: VariantChunks) -> None:
        self._database = database
        self._chunks = chunks

    def is_annotated(self) -> bool:
        """Tell whether the case was looked up in sources."""
        return bool(self._database.value("SELECT EXISTS (SELECT 1 FROM known_chunk)"))

    def columns(self) -> KnownColumns | None:
        """Give what is known about all variants; None where the case was never annotated."""
        parts = [unpack_columns(data, LAYOUT, n) for n, data in self._database.rows(_SELECT)]
        if not parts:
            return None
        names = ("frequency", "n_homozygous", "n_hemizygous")
        return KnownColumns(*(np.concatenate([one[name] for one in parts]) for name in names))

    def of(self, variant_id: int) -> KnownColumns | None:
        """Give what is known about one variant, as columns of length one; None as `columns`."""
        rows = self._database.rows(
            "SELECT first_id, n_variants, data FROM known_chunk WHERE first_id <= ? "
            "ORDER BY first_id DESC LIMIT 1",
            (variant_id,),
        )
        if not rows:
            return None
        first, n_rows, data = rows[0]
        at = slice(variant_id - first, variant_id - first + 1)
        found = unpack_columns(data, LAYOUT, n_rows)
        return KnownColumns(
            found["frequency"][at], found["n_homozygous"][at], found["n_hemizygous"][at]
        )

    def rescued(self) -> dict[int, str]:
        """Give the variants that no gate may leave out, with the sentence that says why."""
        rows = self._database.rows("SELECT variant_id, sentence FROM rescued_variant")
        return {variant_id: sentence for variant_id, sentence in rows}  # noqa: C416 - rows are no pairs to mypy

    def write(self, known: KnownColumns, rescued: Mapping[int, str]) -> Iterator[int]:
        """Store columns and the frequencies to filter by, chunk by chunk; gives variants done.

        The frequency of a variant becomes the greatest of its own file and the sources. Gates
        are to be judged anew after it. Can be stopped and begun again.
        """
        with self._database.write() as connection:
            connection.exec_driver_sql("DELETE FROM rescued_variant")
            if rescued:
                sql = "INSERT INTO rescued_variant (variant_id, sentence) VALUES (?, ?)"
                connection.exec_driver_sql(sql, list(rescued.items()))
        rows = self._database.rows("SELECT first_id, n_variants FROM variant_chunk ORDER BY 1")
        for first, n_rows in rows:
            with self._database.write() as connection:
                part = known.part(first - 1, first - 1 + n_rows)
                chunk = self._chunks.read(connection, [first])[first]
                part["own_frequency"] = self._own_frequency(connection, chunk)
                connection.exec_driver_sql(
                    "INSERT OR REPLACE INTO known_chunk (first_id, n_variants, data) "
                    "VALUES (?, ?, ?)",
                    (first, n_rows, pack_columns(part, LAYOUT)),
                )
                columns = dict(chunk.columns)
                columns["population_frequency"] = np.fmax(part["own_frequency"], part["frequency"])
                changed = Chunk(first, columns, chunk.calls)
                self._chunks.change(connection, first, changed, "filters")
            yield first + n_rows - 1

    def _own_frequency(self, connection: Connection, chunk: Chunk) -> NDArray[np.float64]:
        """What the patient's own file said, before any source did."""
        row = connection.exec_driver_sql(
            "SELECT n_variants, data FROM known_chunk WHERE first_id = ?", (chunk.first_id,)
        ).one_or_none()
        if row is None:
            return chunk.columns["population_frequency"]
        return unpack_columns(row[1], LAYOUT, row[0])["own_frequency"]
