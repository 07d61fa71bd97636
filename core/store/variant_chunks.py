"""Facts of consecutive variants as compressed columns: one row of `variant_chunk` for each page.

A chunk holds the variants `first_id` to `first_id + n_variants - 1` in five BLOBs of
`core.store.packed_columns`: `filters` (what gates and filters look at), `origins`, `calls`
(genotypes), `places` (in the genes) and `gates`. `version` grows with every change of the chunk, so
that whoever has read it knows whether it still holds.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.store.counters import STATE
from core.store.database import Database
from core.store.genotypes import GENOTYPE, MISSING, NO_RECORD, call_columns, calls_of
from core.store.ids import as_list
from core.store.packed_columns import Columns, Layout, pack_columns, unpack_columns

LAYOUTS: Mapping[str, Layout] = {
    "filters": {
        "contig": np.dtype("<u2"),
        "pos": np.dtype("<u4"),
        "population_frequency": np.dtype("<f8"),
        "quality": np.dtype("<f8"),
        "filter": np.dtype("<i4"),
        "depth": np.dtype("<i2"),
        "genotype_quality": np.dtype("<i2"),
        "alt_copies": np.dtype("i1"),
    },
    "origins": {"record_number": np.dtype("<u4"), "allele_index": np.dtype("<u2")},
    "calls": {name: GENOTYPE[name] for name in GENOTYPE.names or ()},
    "places": {
        "region": np.dtype("u1"),
        "distance": np.dtype("<i4"),
        "genes": np.dtype("<i4"),
    },
    "gates": {"gate": np.dtype("u1")},
}
"""Columns of each BLOB. `depth`, `genotype_quality` and `alt_copies` are the patient's."""

GENERATION = "filter_generation"
"""Counter that grows with every change of a chunk that stood already."""

_MOST_KEPT = 24
_BLOBS = ", ".join(LAYOUTS)
_BUMP = (
    "INSERT INTO counter (kind, name, value) VALUES (?, ?, 1) "
    "ON CONFLICT (kind, name) DO UPDATE SET value = value + 1"
)


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """One chunk, unpacked; `calls` is a `GENOTYPE` array of shape (variants, people)."""

    first_id: int
    columns: Columns
    calls: NDArray[np.void]


class VariantChunks:
    """The chunks of a case, the last ones read kept unpacked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[int, tuple[int, Chunk]] = OrderedDict()

    def append(self, connection: Connection, first_id: int, chunk: Chunk) -> None:
        """Store a chunk behind the last one."""
        packed = {name: _packed(name, chunk) for name in LAYOUTS}
        connection.exec_driver_sql(
            f"INSERT INTO variant_chunk (first_id, n_variants, n_people, version, {_BLOBS}) "
            "VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?)",
            (first_id, *chunk.calls.shape, *packed.values()),
        )

    def holding(self, connection: Connection, ids: Iterable[int]) -> dict[int, list[int]]:
        """Group ids by the first id of the chunk that holds them; KeyError for an unknown id."""
        wanted = np.fromiter(ids, np.int64)
        rows = connection.exec_driver_sql(
            "SELECT first_id, n_variants FROM variant_chunk ORDER BY first_id"
        ).fetchall()
        firsts = np.array([row[0] for row in rows], np.int64)
        last = rows[-1][0] + rows[-1][1] - 1 if rows else 0
        if len(wanted) and (wanted.min() < 1 or wanted.max() > last):
            raise KeyError("a variant that is not in the case")
        groups: dict[int, list[int]] = {}
        places = firsts[np.searchsorted(firsts, wanted, side="right") - 1] if len(wanted) else ()
        for variant_id, first in zip(wanted.tolist(), map(int, places), strict=True):
            groups.setdefault(first, []).append(variant_id)
        return groups

    def read(self, connection: Connection, firsts: Iterable[int]) -> dict[int, Chunk]:
        """Give chunks by their first id."""
        wanted = list(firsts)
        rows = connection.exec_driver_sql(
            "SELECT first_id, version FROM variant_chunk "
            "WHERE first_id IN (SELECT value FROM json_each(?))",
            (as_list(wanted),),
        )
        versions = {first: version for first, version in rows}  # noqa: C416 - rows are no pairs to mypy
        return {first: self._one(connection, first, versions[first]) for first in wanted}

    def change(self, connection: Connection, first_id: int, chunk: Chunk, *blobs: str) -> None:
        """Write some BLOBs of a chunk anew."""
        values = [_packed(name, chunk) for name in blobs]
        setting = ", ".join(f"{name} = ?" for name in blobs)
        connection.exec_driver_sql(
            f"UPDATE variant_chunk SET {setting}, version = version + 1 WHERE first_id = ?",
            (*values, first_id),
        )
        connection.exec_driver_sql(_BUMP, (STATE, GENERATION))
        self._kept.pop(first_id, None)

    def put_gates(
        self, connection: Connection, first_id: int, gates: NDArray[np.uint8]
    ) -> dict[int, int]:
        """Write the gates of a chunk alone; gives by how much the count of each gate changes."""
        data = connection.exec_driver_sql(
            "SELECT gates FROM variant_chunk WHERE first_id = ?", (first_id,)
        ).scalar_one()
        before = unpack_columns(data, LAYOUTS["gates"], len(gates))["gate"]
        if np.array_equal(before, gates):
            return {}
        packed = pack_columns({"gate": gates}, LAYOUTS["gates"])
        connection.exec_driver_sql(
            "UPDATE variant_chunk SET gates = ?, version = version + 1 WHERE first_id = ?",
            (packed, first_id),
        )
        connection.exec_driver_sql(_BUMP, (STATE, GENERATION))
        self._kept.pop(first_id, None)
        change = np.bincount(gates, minlength=256) - np.bincount(before, minlength=256)
        return {int(code): int(change[code]) for code in np.flatnonzero(change)}

    def first_ids(self) -> list[int]:
        """Give the first id of every chunk, ascending."""
        rows = self._database.rows("SELECT first_id FROM variant_chunk ORDER BY first_id")
        return [row[0] for row in rows]

    def _one(self, connection: Connection, first: int, version: int) -> Chunk:
        kept = self._kept.get(first)
        if kept is not None and kept[0] == version:
            self._kept.move_to_end(first)
            return kept[1]
        n_variants, n_people, *blobs = connection.exec_driver_sql(
            f"SELECT n_variants, n_people, {_BLOBS} FROM variant_chunk WHERE first_id = ?", (first,)
        ).one()
        shape = (n_variants, n_people)
        chunk = _unpacked(first, shape, dict(zip(LAYOUTS, blobs, strict=True)))
        self._kept[first] = version, chunk
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return chunk


def last_id(connection: Connection) -> int:
    """Give the greatest id; ids run without a gap, no variant is ever removed."""
    sql = "SELECT first_id + n_variants - 1 FROM variant_chunk ORDER BY first_id DESC LIMIT 1"
    return connection.exec_driver_sql(sql).scalar() or 0


def patient_columns(calls: NDArray[np.void]) -> Columns:
    """Give the filter columns of one person's calls (`GENOTYPE`, one row a variant).

    A call that is not complete is -1 copies unless it carries the allele: a no-call is never
    "reference". An allele of which the person's own file has no record is 0 copies: who asks for
    what this person carries does not mean it.
    """
    is_complete = (calls["called"] == calls["ploidy"]) & (calls["ploidy"] > 0)
    has_no_record = (calls["flags"] & NO_RECORD) > 0
    is_known = (calls["alt_copies"] > 0) | is_complete | has_no_record
    return {
        "depth": _clipped(calls["depth"]),
        "genotype_quality": _clipped(calls["quality"]),
        "alt_copies": np.where(is_known, np.minimum(calls["alt_copies"], 127), -1).astype("i1"),
    }


def _clipped(values: NDArray[Any]) -> NDArray[Any]:
    limited = np.clip(values, 0, np.iinfo(np.int16).max)
    return np.where(values == MISSING, -1, limited).astype("<i2")


def _packed(name: str, chunk: Chunk) -> bytes:
    columns = call_columns(chunk.calls) if name == "calls" else chunk.columns
    return pack_columns(columns, LAYOUTS[name])


def _unpacked(first: int, shape: tuple[int, int], blobs: Mapping[str, bytes]) -> Chunk:
    n_variants, n_people = shape
    columns: Columns = {}
    for name, layout in LAYOUTS.items():
        if name != "calls":
            columns.update(unpack_columns(blobs[name], layout, n_variants))
    calls = unpack_columns(blobs["calls"], LAYOUTS["calls"], n_variants * n_people)
    return Chunk(first, columns, calls_of(calls, n_people))
