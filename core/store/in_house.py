"""A laboratory's own allele counts: families added, removed and asked.

An allele is its place and 64 bits for REF and ALT (`core.domain.in_house.allele_code`). Nothing is
kept that names a person: of a family and of each of its people only a digest.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.domain.in_house import InHouseFamily
from core.store.in_house_file import COUNTS, PART, STRETCH, connect, value
from core.store.packed_columns import Columns, pack_columns, unpack_columns

_FAMILY = "SELECT digest, assembly, added, n_people, n_alleles FROM family"


class InHouseCounts:
    """The counts of this computer, opened; a context manager, used by one thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._raw = connect(path)

    def close(self) -> None:
        """Let go of the file."""
        self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def write(self) -> Iterator[None]:
        """Do all of what is inside or, if it fails or is stopped, nothing."""
        self._raw.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._raw.execute("COMMIT")
        except BaseException:
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK")
            raise

    def families(self, assembly: str = "") -> tuple[InHouseFamily, ...]:
        """Give the families, of one build or (empty) of all, in the order they were added."""
        sql = f"{_FAMILY} WHERE ? IN ('', assembly) ORDER BY family_id"
        return tuple(InHouseFamily(*row) for row in self._rows(sql, (assembly,)))

    def families_with(self, people: Iterable[str]) -> tuple[str, ...]:
        """Give the digests of the families in which somebody of these people was counted."""
        sql = "SELECT DISTINCT digest FROM family WHERE family_id IN ({ids}) ORDER BY 1"
        found = {
            row[0]
            for one in people
            for row in self._rows("SELECT family_id FROM person WHERE digest = ?", (one,))
        }
        marks = ", ".join("?" * len(found))
        return tuple(row[0] for row in self._rows(sql.format(ids=marks), tuple(found)))

    def begin_family(self, family: InHouseFamily, people: Sequence[str]) -> None:
        """Make a family without alleles; to be called in `write`, as all below."""
        values = (family.digest, family.assembly, family.added, family.n_people, 0)
        self._raw.execute(
            "INSERT INTO family (digest, assembly, added, n_people, n_alleles) "
            "VALUES (?, ?, ?, ?, ?)",
            values,
        )
        family_id = self._id(family.digest)
        self._raw.executemany(
            "INSERT INTO person VALUES (?, ?)", [(one, family_id) for one in people]
        )

    def add_alleles(self, digest: str, chrom: str, alleles: Columns) -> None:
        """Add people of a family to what was added of it so far.

        Parameters
        ----------
        alleles
            "pos" (1-based) and "code" in any order, and the columns `COUNTS` of which
            "n_families" and "n_index" are 0 or 1.
        """
        family_id = self._id(digest)
        stretches = alleles["pos"] // STRETCH
        for stretch in np.unique(stretches).tolist():
            rows = stretches == stretch
            key = (family_id, chrom, stretch)
            before = self._part("family_part", "family_id", key)
            merged = _merged(before, {name: one[rows] for name, one in alleles.items()})
            for name in ("n_families", "n_index"):
                merged[name] = np.minimum(merged[name], 1)
            self._put("family_part", key, merged)

    def finish_family(self, digest: str) -> Iterator[tuple[str, int]]:
        """Count a family that is whole among all; gives contig and number of each stretch."""
        yield from self._into_total(digest, 1)
        family_id = self._id(digest)
        n_alleles = value(
            self._raw, "SELECT sum(n) FROM family_part WHERE family_id = ?", (family_id,)
        )
        self._raw.execute(
            "UPDATE family SET n_alleles = ? WHERE family_id = ?", (n_alleles, family_id)
        )

    def remove_family(self, digest: str) -> Iterator[tuple[str, int]]:
        """Take a family out of all counts and forget it."""
        yield from self._into_total(digest, -1)
        family_id = self._id(digest)
        for table in ("family_part", "person", "family"):
            self._raw.execute(f"DELETE FROM {table} WHERE family_id = ?", (family_id,))

    def counts(
        self, assembly: str, chrom: str, alleles: Columns, without: Sequence[str] = ()
    ) -> NDArray[np.int64]:
        """Give the columns `COUNTS` of alleles ("pos" and "code"), shape (5, alleles).

        `without` names families that are not counted.
        """
        found = np.zeros((len(COUNTS), len(alleles["pos"])), np.int64)
        families = [self._id(one) for one in without]
        stretches = alleles["pos"] // STRETCH
        for stretch in np.unique(stretches).tolist():
            rows = np.flatnonzero(stretches == stretch)
            asked = {name: alleles[name][rows] for name in ("pos", "code")}
            total = self._part("total_part", "assembly", (assembly, chrom, stretch))
            found[:, rows] = _found(total, asked)
            for family_id in families:
                own = self._part("family_part", "family_id", (family_id, chrom, stretch))
                found[:, rows] -= _found(own, asked)
        return found

    def _into_total(self, digest: str, sign: int) -> Iterator[tuple[str, int]]:
        family_id = self._id(digest)
        sql = "SELECT assembly FROM family WHERE family_id = ?"
        assembly = self._rows(sql, (family_id,))[0][0]
        parts = self._rows(
            "SELECT chrom, stretch FROM family_part WHERE family_id = ? ORDER BY 1, 2", (family_id,)
        )
        for chrom, stretch in parts:
            own = self._part("family_part", "family_id", (family_id, chrom, stretch))
            for name in COUNTS:
                own[name] = own[name] * sign
            key = (assembly, chrom, stretch)
            self._put("total_part", key, _merged(self._part("total_part", "assembly", key), own))
            yield chrom, stretch

    def _id(self, digest: str) -> int:
        return value(self._raw, "SELECT family_id FROM family WHERE digest = ?", (digest,))

    def _rows(self, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with closing(self._raw.execute(sql, values)) as rows:
            return rows.fetchall()

    def _part(self, table: str, owner: str, key: tuple[object, ...]) -> Columns:
        """Columns of a row with "pos" instead of steps, sorted; empty ones where there is none."""
        sql = f"SELECT n, data FROM {table} WHERE {owner} = ? AND chrom = ? AND stretch = ?"
        rows = self._rows(sql, key)
        if not rows:
            return {name: np.zeros(0, np.int64) for name in ("pos", *COUNTS)} | {
                "code": np.zeros(0, np.uint64)
            }
        n_rows, data = rows[0]
        columns = unpack_columns(data, PART, n_rows)
        columns["pos"] = np.cumsum(columns.pop("step"), dtype=np.int64)
        return columns | {name: columns[name].astype(np.int64) for name in COUNTS}

    def _put(self, table: str, key: tuple[object, ...], columns: Columns) -> None:
        packed = pack_columns(
            columns | {"step": np.diff(columns["pos"], prepend=0)},
            PART,
        )
        self._raw.execute(
            f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?, ?)",
            (*key, len(columns["pos"]), packed),
        )


def state_of(path: Path) -> tuple[InHouseFamily, ...]:
    """Give the families counted on this computer, () where there is no file.

    Raises
    ------
    InputFileError
        If the file cannot be used.
    """
    if not path.is_file():
        return ()
    with InHouseCounts(path) as counts:
        return counts.families()


def _merged(first: Columns, second: Columns) -> Columns:
    """Add up equal alleles, sorted by place; what comes to no family is gone."""
    pos, code = (np.concatenate([first[name], second[name]]) for name in ("pos", "code"))
    order = np.lexsort((code, pos))
    pos, code = pos[order], code[order]
    is_new = np.ones(len(pos), np.bool_)
    is_new[1:] = (np.diff(pos) != 0) | (code[1:] != code[:-1])
    starts = np.flatnonzero(is_new)
    sums = {
        name: np.add.reduceat(np.concatenate([first[name], second[name]])[order], starts)
        if len(starts)
        else np.zeros(0, np.int64)
        for name in COUNTS
    }
    kept = sums["n_families"] > 0
    return {
        name: one[kept] for name, one in ({"pos": pos[starts], "code": code[starts]} | sums).items()
    }


def _found(part: Columns, asked: Columns) -> NDArray[np.int64]:
    """Counts of alleles in a sorted part, 0 where they are not in it."""
    n_asked = len(asked["pos"])
    pos, code = (np.concatenate([part[name], asked[name]]) for name in ("pos", "code"))
    order = np.lexsort((np.arange(len(pos)), code, pos))
    sorted_pos, sorted_code = pos[order], code[order]
    is_new = np.ones(len(pos), np.bool_)
    is_new[1:] = (np.diff(sorted_pos) != 0) | (sorted_code[1:] != sorted_code[:-1])
    first = np.maximum.accumulate(np.where(is_new, np.arange(len(pos)), 0))
    row = np.empty(len(pos), np.int64)
    row[order] = order[first]
    row = row[len(pos) - n_asked :]
    found = np.zeros((len(COUNTS), n_asked), np.int64)
    is_known = row < len(part["pos"])
    for number, name in enumerate(COUNTS):
        found[number, is_known] = part[name][row[is_known]]
    return found
