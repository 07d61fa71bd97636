"""What tracks and tables of this computer say about variants, as it was when it was looked up."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple

from pydantic import TypeAdapter

from core.domain.local_value import Coverage, LocalEntry, LocalSays, LocalSource, LocalValue
from core.store.database import Database
from core.store.ids import as_list

_ENTRIES = TypeAdapter(tuple[LocalEntry, ...])
_COLUMNS = "name, title, layout, kind, path, digest, assembly, version, licence, worse"
_N_COLUMNS = _COLUMNS.count(",") + 1
"""The cell type of a source is kept with each of its answers."""

_WAITING = (
    "SELECT value FROM json_each(?) WHERE value NOT IN "
    "(SELECT variant_id FROM local_value WHERE source_name = ? "
    "AND coverage NOT IN ('missing', 'unreadable')"
)
_WITH_PLACES = "AND (coverage != 'present' OR instr(entries, '\"place\"'))"
"""Earlier versions kept no places with what tables of elements and links said."""
_VALUES = "SELECT source_name, coverage, entries, detail FROM local_value WHERE variant_id = ?"


class LocalValueTable:
    """The local sources a case was looked up in, and what they said."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, sources: Sequence[LocalSource]) -> None:
        """Make these the sources of the case; what others, or other files, said is forgotten."""
        before = {one.name: _read_as(one) for one in self.sources()}
        after = {one.name: _read_as(one) for one in sources}
        gone = [name for name, how in before.items() if after.get(name) != how]
        with self._database.write() as connection:
            for name in gone:
                connection.exec_driver_sql("DELETE FROM local_value WHERE source_name = ?", (name,))
            connection.exec_driver_sql("DELETE FROM local_source")
            for ordinal, one in enumerate(sources):
                connection.exec_driver_sql(
                    f"INSERT INTO local_source (ordinal, {_COLUMNS}) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (ordinal, *astuple(one)[:_N_COLUMNS]),
                )

    def sources(self) -> tuple[LocalSource, ...]:
        """Give the sources of the case in the order of their registration."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM local_source ORDER BY ordinal")
        return tuple(LocalSource(*row) for row in rows)

    def waiting(
        self, name: str, ids: Iterable[int], *, with_places: bool = False
    ) -> tuple[int, ...]:
        """Give those of the variants that a source has not answered yet, in their order.

        That it was missing or unreadable is no answer, nor, `with_places`, what names no place.
        """
        query = f"{_WAITING} {_WITH_PLACES if with_places else ''})"
        rows = self._database.rows(query, (as_list(list(ids)), name))
        return tuple(row[0] for row in rows)

    def write(self, name: str, found: Mapping[int, LocalValue]) -> None:
        """Store what a source says about variants, replacing what it said before."""
        rows = [
            (variant_id, name, value.coverage.value, _packed(value), value.detail)
            for variant_id, value in found.items()
        ]
        if not rows:
            return
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO local_value VALUES (?, ?, ?, ?, ?)", rows
            )

    def forget(self, names: Sequence[str]) -> None:
        """Forget what sources said, so that they are asked again."""
        with self._database.write() as connection:
            for name in names:
                connection.exec_driver_sql("DELETE FROM local_value WHERE source_name = ?", (name,))

    def answered(self, names: Sequence[str]) -> frozenset[int]:
        """Give the variants of which one of the sources says something."""
        rows = self._database.rows(
            "SELECT DISTINCT variant_id FROM local_value WHERE coverage = 'present' "
            "AND source_name IN (SELECT value FROM json_each(?))",
            (json.dumps(list(names)),),
        )
        return frozenset(row[0] for row in rows)

    def of(self, variant_id: int) -> tuple[LocalSays, ...]:
        """Give what each source of the case says about a variant."""
        found = {
            name: LocalValue(Coverage(coverage), _ENTRIES.validate_json(entries), detail)
            for name, coverage, entries, detail in self._database.rows(_VALUES, (variant_id,))
        }
        return tuple(LocalSays(one, found.get(one.name)) for one in self.sources())


def _read_as(source: LocalSource) -> tuple[str, str, str]:
    """What answers depend on; the title tells a stated cell type."""
    return source.digest, source.layout, source.title


def _packed(value: LocalValue) -> str:
    return _ENTRIES.dump_json(value.entries, exclude_defaults=True).decode()
