"""Facts about variants that come after reading: place in the genes, and the gates."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.domain.transcript import Region
from core.store.codes import REGION_CODES
from core.store.counters import GATE, add_counts
from core.store.database import Database
from core.store.packed_columns import Columns
from core.store.variant_chunks import Chunk, VariantChunks
from core.store.vocabulary import Vocabulary

_BATCH = 10_000
_CHUNKS = 25
"""Chunks whose gates are written in one transaction: some 20 ms."""

_Row = TypeVar("_Row", bound=tuple[object, ...])


class AnnotationWriter:
    """Changes the columns of variants, chunk by chunk, each in a short transaction."""

    def __init__(
        self, database: Database, chunks: VariantChunks, gates: Vocabulary, genes: Vocabulary
    ) -> None:
        self._database = database
        self._chunks = chunks
        self._gates = gates
        self._genes = genes

    def annotate(self, rows: Iterable[tuple[int, Region, int | None, str]]) -> None:
        """Store variant id, best region, distance to a splice site, comma-joined genes."""
        for batch in _batches(rows):
            codes = self._genes.codes({genes for _, _, _, genes in batch})
            facts = {
                key: (REGION_CODES[region], -1 if distance is None else distance, codes[genes])
                for key, region, distance, genes in batch
            }
            for first, ids in self._chunks_of(facts).items():
                with self._database.write() as connection:
                    chunk = self._copy(connection, first)
                    for variant_id in ids:
                        at = variant_id - first
                        for name, value in zip(
                            ("region", "distance", "genes"), facts[variant_id], strict=True
                        ):
                            chunk.columns[name][at] = value
                    self._chunks.change(connection, first, chunk, "places")

    def gate(self, rows: Iterable[tuple[int, str]]) -> None:
        """Store the first failing gate of variants, "" for none."""
        for batch in _batches(rows):
            codes = self._gates.codes({gate for _, gate in batch})
            gates = {variant_id: codes[gate] for variant_id, gate in batch}
            for first, ids in self._chunks_of(gates).items():
                with self._database.write() as connection:
                    chunk = self._copy(connection, first)
                    before = chunk.columns["gate"].copy()
                    for variant_id in ids:
                        chunk.columns["gate"][variant_id - first] = gates[variant_id]
                    self._store_gates(connection, chunk, before.tolist())

    def gate_merged(self, gates_of: Callable[[Columns], Sequence[str]]) -> None:
        """Gate the chunks with merged variants anew.

        `gates_of` gives the first failing gate of each row of a chunk's columns.
        """
        for first in self._merged_chunks():
            with self._database.read() as connection:
                chunk = self._chunks.read(connection, [first])[first]
            words = gates_of(chunk.columns)
            codes = self._gates.codes(set(words))
            with self._database.write() as connection:
                chunk = self._copy(connection, first)
                before = chunk.columns["gate"].tolist()
                chunk.columns["gate"][:] = [codes[word] for word in words]
                self._store_gates(connection, chunk, before)

    def gate_all(self, codes: NDArray[np.uint8], names: Sequence[str]) -> None:
        """Store the first failing gate of every variant, by id, as a place in `names`."""
        known = self._gates.codes(set(names))
        stored = np.array([known[name] for name in names], np.uint8)[codes]
        rows = self._database.rows("SELECT first_id, n_variants FROM variant_chunk ORDER BY 1")
        for start in range(0, len(rows), _CHUNKS):
            with self._database.write() as connection:
                for first, n_rows in rows[start : start + _CHUNKS]:
                    wanted = stored[first - 1 : first - 1 + n_rows]
                    counts = self._chunks.put_gates(connection, first, wanted)
                    add_counts(
                        connection, GATE, {self._gates.word(k): n for k, n in counts.items()}
                    )

    def _merged_chunks(self) -> list[int]:
        rows = self._database.rows("SELECT DISTINCT variant_id FROM variant_origin")
        return sorted(self._chunks_of(variant_id for (variant_id,) in rows))

    def _store_gates(self, connection: Connection, chunk: Chunk, before: list[int]) -> None:
        counts = Counter(chunk.columns["gate"].tolist())
        counts.subtract(before)
        named = {self._gates.word(code): count for code, count in counts.items()}
        add_counts(connection, GATE, named)
        self._chunks.change(connection, chunk.first_id, chunk, "gates")

    def _chunks_of(self, ids: Iterable[int]) -> dict[int, list[int]]:
        with self._database.read() as connection:
            return self._chunks.holding(connection, ids)

    def _copy(self, connection: Connection, first: int) -> Chunk:
        chunk = self._chunks.read(connection, [first])[first]
        columns = {name: np.array(values) for name, values in chunk.columns.items()}
        return Chunk(first, columns, chunk.calls)


def _batches(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        yield batch
