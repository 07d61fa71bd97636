"""Scores by allele or by base out of an indexed table, in any layout that is told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Self

from core.domain.local_value import LocalEntry, LocalValue, changed_bases, not_covered, said
from core.domain.variant import Variant
from core.sources.table_columns import Columns, Row
from core.sources.table_layout import TableKind, TableLayout
from core.sources.table_rows import open_rows

_MOST_BASES = 1_000


class ValueTable:
    """A table of numbers; a context manager.

    Attributes
    ----------
    n_compared, n_agreeing
        Rows at places asked for whose REF could be laid beside that of the variant, and those
        where both agree: few agree in a table of another genome build.

    Raises
    ------
    InputFileError
        If the table is missing, has no index, or not the columns of the layout.
    """

    def __init__(self, path: Path, layout: TableLayout) -> None:
        self.path, self.layout = path, layout
        self._columns = Columns(path, layout)
        self._rows = open_rows(path, self._columns)
        self.n_compared = self.n_agreeing = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._rows.close()

    def of(self, variant: Variant) -> LocalValue:
        """Give every row of the very allele, or the values of the bases it changes.

        Raises
        ------
        InputFileError
            If the table is damaged or a value is no number.
        """
        if not self._rows.covers(variant.chrom):
            return not_covered(variant.chrom)
        if self.layout.kind is TableKind.BASE:
            return self._of_bases(variant)
        found = dict.fromkeys(map(self._entry, self._of_allele(variant)))
        return said(*(one for one in found if one.value is not None or one.text))

    def _of_allele(self, variant: Variant) -> Iterator[Row]:
        columns = self._columns
        for row in self._rows.overlapping(variant.chrom, variant.pos - 1, variant.pos):
            if columns.place(row)[0] != variant.pos - 1:
                continue
            ref, alt = (columns.text(row, key).upper() for key in ("ref", "alt"))
            self._compare(ref, variant.ref)
            if ref == variant.ref and alt == variant.alt:
                yield row

    def _compare(self, theirs: str, ours: str) -> None:
        """The first bases of REF, which of one place in one build are always the same."""
        if theirs[:1] in set("ACGT"):
            self.n_compared += 1
            self.n_agreeing += theirs[:1] == ours[:1]

    def _of_bases(self, variant: Variant) -> LocalValue:
        bases = changed_bases(variant.chrom, variant.pos, variant.ref, variant.alt)
        end = min(bases.end, bases.start + _MOST_BASES)
        rows = self._rows.overlapping(variant.chrom, bases.start, end)
        known = [one for row in rows if (one := self._columns.number(row, "score")) is not None]
        if not known:
            return said()
        n_bases = end - bases.start
        text = "" if n_bases == 1 else f"largest of {n_bases} bases, smallest {min(known):.4g}"
        if len(known) < n_bases:
            text += f"; {n_bases - len(known)} without a value"
        return said(LocalEntry(max(known), text))

    def _entry(self, row: Row) -> LocalEntry:
        columns = self._columns
        return LocalEntry(
            columns.number(row, "score"),
            columns.text(row, "text"),
            columns.text(row, "gene"),
            columns.text(row, "transcript"),
        )
