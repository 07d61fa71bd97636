"""Stretches of the region lists a case was looked up in, united by kind, contig by contig."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.store.database import Database
from core.store.packed_columns import Layout, pack_columns, unpack_columns

_LAYOUT: Layout = {"start": np.dtype("<u4"), "end": np.dtype("<u4")}
Span = tuple[NDArray[np.int64], NDArray[np.int64]]


class ZoneSpanTable:
    """Starts and ends, 0-based half-open, ascending and apart from each other."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, zones: Mapping[str, Mapping[str, Span]]) -> None:
        """Store the stretches of every kind by contig; what was there before goes."""
        rows = [
            (zone, chrom, len(start), pack_columns({"start": start, "end": end}, _LAYOUT))
            for zone, contigs in zones.items()
            for chrom, (start, end) in contigs.items()
        ]
        with self._database.write() as connection:
            connection.exec_driver_sql("DELETE FROM zone_span")
            if rows:
                connection.exec_driver_sql("INSERT INTO zone_span VALUES (?, ?, ?, ?)", rows)

    def kinds(self) -> frozenset[str]:
        """Give the kinds that a list was taken in for."""
        return frozenset(
            row[0] for row in self._database.rows("SELECT DISTINCT zone FROM zone_span")
        )

    def of(self, zone: str, chrom: str) -> Span:
        """Give the stretches of one kind on a contig, empty arrays for none."""
        rows = self._database.rows(
            "SELECT n, data FROM zone_span WHERE zone = ? AND chrom = ?", (zone, chrom)
        )
        if not rows:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        columns = unpack_columns(rows[0][1], _LAYOUT, rows[0][0])
        return columns["start"].astype(np.int64), columns["end"].astype(np.int64)
