"""Records that are no small variants, for Qt."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.domain.interval import Interval, IntervalProblem
from core.interpret.interval_words import (
    call_words,
    kind_words,
    place_words,
    remark_words,
    size_words,
)

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_BEFORE = ("What", "Place", "Size", "Genes")
_MOST_GENES = 3
_AFTER = ("Name", "Remarks", "Record")


class IntervalTableModel(QAbstractTableModel):
    """One line per record, with a column for each person; grows page by page."""

    def __init__(self) -> None:
        super().__init__()
        self._people: tuple[str, ...] = ()
        self._label: Callable[[int], str] = str
        self._lines: list[tuple[str, ...]] = []
        self._genes: list[tuple[str, ...]] = []

    def begin(self, people: Sequence[str], label: Callable[[int], str]) -> None:
        """Show nothing of these people's yet; `label` gives the words for a record's number."""
        self.beginResetModel()
        self._people, self._label = tuple(people), label
        self._lines, self._genes = [], []
        self.endResetModel()

    def add_intervals(self, intervals: Sequence[Interval], genes: Sequence[Sequence[str]]) -> None:
        """Add a page, with the genes each interval overlaps."""
        pairs = zip(intervals, genes, strict=True)
        self._genes += [tuple(symbols) for symbols in genes]
        self._add([self._line(one, symbols) for one, symbols in pairs])

    def genes_of(self, row: int) -> tuple[str, ...]:
        """Symbols of the genes that the interval of a line overlaps, () for a line without place."""
        return self._genes[row] if 0 <= row < len(self._genes) else ()

    def add_problems(self, problems: Sequence[IntervalProblem]) -> None:
        """Add records that could not be placed."""
        no_calls = ("–",) * len(self._people)
        self._add(
            [
                (
                    "not placed",
                    one.alt,
                    "–",
                    "–",
                    *no_calls,
                    "",
                    f"{one.field} {one.detail}",
                    self._label(one.record_number),
                )
                for one in problems
            ]
        )

    def rowCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        """Lines of the table."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        """Columns of the table."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Titles of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._titles[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._lines[index.row()][index.column()]
        is_size = self._titles[index.column()] == "Size"
        if role == Qt.ItemDataRole.TextAlignmentRole and is_size:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    @property
    def _titles(self) -> tuple[str, ...]:
        return (*_BEFORE, *self._people, *_AFTER)

    def _line(self, one: Interval, genes: Sequence[str]) -> tuple[str, ...]:
        calls = (call_words(one, person) for person in range(len(self._people)))
        place = (kind_words(one), place_words(one), size_words(one), _gene_words(genes))
        name = one.identifier or (one.repeat.locus if one.repeat is not None else "")
        return (*place, *calls, name, remark_words(one), self._label(one.record_number))

    def _add(self, lines: Sequence[tuple[str, ...]]) -> None:
        if not lines:
            return
        first = len(self._lines)
        self.beginInsertRows(_NO_PARENT, first, first + len(lines) - 1)
        self._lines += lines
        self.endInsertRows()


def _gene_words(genes: Sequence[str]) -> str:
    told = ", ".join(genes[:_MOST_GENES]) or "–"
    n_more = len(genes) - _MOST_GENES
    return f"{told} and {n_more:,} more" if n_more > 0 else told
