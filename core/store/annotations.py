"""Facts about variants that come after reading: place in the genes, and the gates."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection

from core.domain.transcript import Region
from core.store.codes import REGION_CODES
from core.store.columns import CHUNK_SIZE, FilterColumnTable
from core.store.counters import GATE, add_counts
from core.store.database import Database
from core.store.ids import as_list
from core.store.vocabulary import Vocabulary

_BATCH = 10_000
_ANNOTATE = "UPDATE variant SET region = ?, distance = ?, gene_code = ? WHERE variant_id = ?"
_OLD_GATES = (
    "SELECT word, count(*) AS n_variants FROM variant JOIN gate ON code = gate_code WHERE variant_id BETWEEN ? "
    "AND ? GROUP BY gate_code"
)
_OLD_GATES_OF = (
    "SELECT word, count(*) AS n_variants FROM json_each(?) JOIN variant ON variant_id = value "
    "JOIN gate ON code = gate_code GROUP BY gate_code"
)

_Row = TypeVar("_Row", bound=tuple[object, ...])


class AnnotationWriter:
    """Updates variants and their filter columns together, some thousand at a time."""

    def __init__(
        self,
        database: Database,
        columns: FilterColumnTable,
        gates: Vocabulary,
        genes: Vocabulary,
    ) -> None:
        self._database = database
        self._columns = columns
        self._gates = gates
        self._genes = genes

    def annotate(self, rows: Iterable[tuple[int, Region, int | None, str]]) -> None:
        """Store variant id, best region, distance to a splice site, comma-joined genes."""
        for batch in _batches(rows):
            codes = self._genes.codes({genes for _, _, _, genes in batch})
            for number, part in _by_chunk(batch).items():
                values = [
                    (REGION_CODES[region], -1 if distance is None else distance, codes[genes], key)
                    for key, region, distance, genes in part
                ]
                with self._database.write() as connection:
                    self._update(connection, _ANNOTATE, values)
                    changes = {
                        name: {row[3]: row[at] for row in values}
                        for at, name in enumerate(("region", "distance", "genes"))
                    }
                    self._columns.patch(connection, number, changes)

    def gate(self, rows: Iterable[tuple[int, str]]) -> None:
        """Store the first failing gate of variants, "" for none."""
        for batch in _batches(rows):
            codes = self._gates.codes({gate for _, gate in batch})
            for number, part in _by_chunk(batch).items():
                gates = dict(part)
                values = [(codes[gate], key) for key, gate in gates.items()]
                with self._database.write() as connection:
                    counts = Counter(gates.values())
                    counts.subtract(_old_gates(connection, gates))
                    sql = "UPDATE variant SET gate_code = ? WHERE variant_id = ?"
                    self._update(connection, sql, values)
                    add_counts(connection, GATE, counts)
                    patch = {"gate": {key: codes[gate] for key, gate in gates.items()}}
                    self._columns.patch(connection, number, patch)

    @staticmethod
    def _update(connection: Connection, sql: str, values: Sequence[tuple[int, ...]]) -> None:
        """Update one row per value; KeyError where a variant does not exist."""
        if connection.exec_driver_sql(sql, list(values)).rowcount != len(values):
            raise KeyError("a variant that is not in the case")


def _old_gates(connection: Connection, gates: dict[int, str]) -> dict[str, int]:
    first, last = min(gates), max(gates)
    if last - first + 1 == len(gates):
        found = connection.exec_driver_sql(_OLD_GATES, (first, last))
    else:
        found = connection.exec_driver_sql(_OLD_GATES_OF, (as_list(gates),))
    return {row.word: row.n_variants for row in found}


def _by_chunk(batch: list[_Row]) -> dict[int, list[_Row]]:
    chunks = defaultdict(list)
    for row in batch:
        chunks[(row[0] - 1) // CHUNK_SIZE].append(row)  # type: ignore[operator]
    return chunks


def _batches(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        yield batch
