"""Introns observed in RNA, out of a BED-like table with counts of reads or samples."""

from pathlib import Path
from typing import Self

from core.domain.junction import Junction, ObservedJunction
from core.sources.table_columns import Columns
from core.sources.table_layout import TableLayout
from core.sources.table_rows import open_rows


class JunctionTable:
    """Random access to observed introns; a context manager.

    Raises
    ------
    InputFileError
        If the table is missing, lacks columns, or is too large to be used without an index.
    """

    def __init__(self, path: Path, layout: TableLayout) -> None:
        self.path, self.layout = path, layout
        self._columns = Columns(path, layout)
        self._rows = open_rows(path, self._columns)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._rows.close()

    def covers(self, chrom: str) -> bool:
        """Tell whether any intron of the contig was observed."""
        return self._rows.covers(chrom)

    def overlapping(self, chrom: str, start: int, end: int) -> tuple[ObservedJunction, ...]:
        """Give the introns that share a base with the stretch (0-based half-open).

        Raises
        ------
        InputFileError
            If the table is damaged.
        """
        columns, found = self._columns, []
        for row in self._rows.overlapping(chrom, start, end):
            strand = columns.text(row, "strand")
            junction = Junction(chrom, *columns.place(row), strand if strand in {"+", "-"} else "")
            reads, samples = columns.number(row, "score"), columns.number(row, "samples")
            event = columns.text(row, "text")
            found.append(ObservedJunction(junction, reads, samples, event))
        return tuple(found)

    def of_intron(self, chrom: str, start: int, end: int) -> tuple[ObservedJunction, ...]:
        """Give what was counted of one very intron (0-based half-open), of either strand.

        Raises
        ------
        InputFileError
            If the table is damaged.
        """
        near = self.overlapping(chrom, start, min(start + 1, end))
        return tuple(one for one in near if (one.junction.start, one.junction.end) == (start, end))
