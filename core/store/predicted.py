"""Elements that engines predicted, and the regions they were looked for in.

`first` and `last` are 0-based half-open, as `Stretch.start` and `Stretch.end`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from core.domain.element import ElementKind, PredictedElement, Stretch
from core.store.database import Database

_MEETING = "chrom = ? AND first < ? AND last > ?"
_COLUMNS = "chrom, first, last, kind, score, threshold, engine_id, version, digest, cell_type"


class ScannedRegion(NamedTuple):
    """A region an engine was asked about, with the rules its elements follow."""

    place: Stretch
    engine_id: str
    version: str
    digest: str
    rule_set: str


class PredictedTable:
    """Predicted elements of a case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, scanned: ScannedRegion, elements: Sequence[PredictedElement]) -> None:
        """Store what an engine found in a region, instead of what it had found there before."""
        place = scanned.place
        meeting = (place.chrom, place.end, place.start, scanned.engine_id)
        rows = [
            (
                one.place.chrom,
                one.place.start,
                one.place.end,
                one.kind.value,
                one.score,
                one.threshold,
                one.engine_id,
                one.version,
                one.digest,
                one.cell_type,
            )
            for one in elements
        ]
        with self._database.write() as connection:
            connection.exec_driver_sql(
                f"DELETE FROM predicted_element WHERE {_MEETING} AND engine_id = ?", meeting
            )
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO scanned_region VALUES (?, ?, ?, ?, ?, ?, ?)",
                (place.chrom, place.start, place.end, *scanned[1:]),
            )
            if rows:
                connection.exec_driver_sql(
                    f"INSERT INTO predicted_element ({_COLUMNS}) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    rows,
                )

    def meeting(self, place: Stretch) -> tuple[PredictedElement, ...]:
        """Give the predicted elements that share a base with a stretch, in genome order."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM predicted_element WHERE {_MEETING} ORDER BY first, last",
            (place.chrom, place.end, place.start),
        )
        return tuple(
            PredictedElement(ElementKind(kind), Stretch(chrom, first, last), *rest)
            for chrom, first, last, kind, *rest in rows
        )

    def scanned(self) -> tuple[ScannedRegion, ...]:
        """Give the regions that were scanned, by engine."""
        rows = self._database.rows(
            "SELECT chrom, first, last, engine_id, version, digest, rule_set "
            "FROM scanned_region ORDER BY chrom, first, last, engine_id"
        )
        return tuple(
            ScannedRegion(Stretch(chrom, first, last), *rest) for chrom, first, last, *rest in rows
        )
