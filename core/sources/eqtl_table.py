"""Variants that go along with the expression of a gene: pairs of GTEx, each at the place of one variant."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from core.domain.element import Stretch
from core.domain.local_value import ChangedBases, LocalEntry, LocalValue, not_covered, said
from core.errors import InputFileError
from core.sources.region_table import MOST_LINKS, RegionTable, limited
from core.sources.table_columns import Row, table_lines
from core.sources.table_layout import TableLayout

_BUILDS = {"b37": "GRCh37", "hg19": "GRCh37", "b38": "GRCh38", "hg38": "GRCh38"}


class EqtlTable(RegionTable):
    """Pairs of a variant and a gene; a context manager.

    Attributes
    ----------
    build
        Genome build that its variants are spelled with, empty where they do not say it.

    Raises
    ------
    InputFileError
        If the table is missing, lacks columns, spells variants otherwise, or is too large.
    """

    def __init__(self, path: Path, layout: TableLayout) -> None:
        self.build = _build_of(path, layout)
        super().__init__(path, layout)

    def within(self, stretches: Sequence[Stretch]) -> LocalValue:
        """Give the pairs of variants that lie in one of the stretches.

        Raises
        ------
        InputFileError
            If the table is damaged.
        """
        chroms = dict.fromkeys(one.chrom for one in stretches)
        if stretches and not any(map(self._rows.covers, chroms)):
            return not_covered(stretches[0].chrom)
        return limited(list(self._pairs(stretches)), MOST_LINKS) if stretches else said()

    def _pairs(self, stretches: Sequence[Stretch]) -> Iterator[LocalEntry]:
        for one in stretches:
            bases = ChangedBases(one.chrom, one.start, one.end)
            for row in self._rows.overlapping(one.chrom, one.start, one.end):
                yield self._entry(row, bases)

    def _entry(self, row: Row, bases: ChangedBases) -> LocalEntry:
        columns = self._columns
        slope, p_value = columns.number(row, "score"), columns.number(row, "p")
        name = row[columns.at["variant"]] if "variant" in columns.at else ""
        told = [f"eQTL {name}".strip()]
        told += [] if p_value is None else [f"p {p_value:.1g}"]
        return LocalEntry(
            slope,
            ", ".join(told),
            columns.text(row, "gene"),
            place=Stretch(bases.chrom, *columns.place(row)),
            name=name,
            cell_type=columns.text(row, "cell") or self.cell_type,
            p_value=p_value,
        )


def _build_of(path: Path, layout: TableLayout) -> str:
    """Read the build from how the first variants end: `chr1_64764_C_T_b38`."""
    if "variant" not in layout.columns:
        return ""
    found: set[str] = set()
    for number, line in enumerate(table_lines(path)):
        ends = (cell.rsplit("_", 1)[-1] for cell in line.split("\t") if cell.count("_") >= 4)
        found.update(_BUILDS[end] for end in ends if end in _BUILDS)
        if number > 20:
            break
    if len(found) > 1:
        raise InputFileError(
            path, "its variants are spelled with several genome builds.", "Split it by build."
        )
    return "".join(found)
