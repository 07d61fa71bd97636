"""Domains of proteins on the genome, out of a BED file with blocks."""

from collections.abc import Iterator

from core.domain.context import Domain
from core.domain.local_value import LocalValue, changed_bases, not_covered
from core.domain.variant import Variant
from core.sources.region_table import RegionTable, limited
from core.sources.table_columns import Row

_NO_NAME = "domain without a name"


class DomainTable(RegionTable):
    """Domains by place; a context manager. An intron between two blocks is no part of a domain."""

    def of(self, variant: Variant) -> LocalValue:
        """Give the domains of which a block holds a changed base.

        Raises
        ------
        InputFileError
            If the table is damaged.
        """
        bases = changed_bases(variant.chrom, variant.pos, variant.ref, variant.alt)
        if not self._rows.covers(bases.chrom):
            return not_covered(bases.chrom)
        entries = [
            self._entry(row, bases)
            for row in self._rows.overlapping(bases.chrom, bases.start, bases.end)
            if any(start < bases.end and end > bases.start for start, end in self._blocks(row))
        ]
        return limited(entries)

    def domains(self, chrom: str, start: int, end: int, source: str) -> Iterator[Domain]:
        """Give the domains that share a base with a stretch (0-based half-open).

        Raises
        ------
        InputFileError
            If the table is damaged.
        """
        for row in self._rows.overlapping(chrom, start, end):
            strand = self._columns.text(row, "strand")
            name = self._columns.text(row, "text") or _NO_NAME
            known = strand if strand in {"+", "-"} else ""
            yield Domain(name, source, known, tuple(self._blocks(row)))

    def _blocks(self, row: Row) -> list[tuple[int, int]]:
        """Give the blocks, the whole stretch where the table has none."""
        start, end = self._columns.place(row)
        sizes, starts = (self._numbers(row, key) for key in ("sizes", "starts"))
        if not sizes:
            return [(start, end)]
        if len(sizes) != len(starts):
            raise self._columns.wrong(row, "its blocks have not as many starts as sizes")
        return [(start + at, start + at + size) for at, size in zip(starts, sizes, strict=True)]

    def _numbers(self, row: Row, key: str) -> list[int]:
        cells = [one for one in self._columns.text(row, key).split(",") if one.strip()]
        try:
            return [int(one) for one in cells]
        except ValueError as error:
            raise self._columns.wrong(row, "its blocks are no whole numbers") from error
