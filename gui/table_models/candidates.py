"""The candidate list for Qt: ids in order, rows fetched when painted, stale rows kept while busy."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)

from core.domain.candidate import Candidate
from core.session import CaseReader
from gui.state import Answer, CaseState
from gui.table_models.columns import COLUMNS, Column, Row

PAGE_ROWS = 200
_KEPT_PAGES = 30
AnyIndex = QModelIndex | QPersistentModelIndex
RowRole = int(Qt.ItemDataRole.UserRole) + 1
_DISPLAY, _TOOLTIP = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_ANSWERED = frozenset((_DISPLAY, _TOOLTIP, _ALIGNMENT, RowRole))
_NO_PARENT = QModelIndex()
_WAITING = "…"
_ARROWS = ("↑", "↓")


class CandidatesTableModel(QAbstractTableModel):
    """Shows candidates page by page; owns no case data but a cache of what was painted.

    `RowRole` gives the whole `Row` (None while it is fetched) for delegates.
    """

    def __init__(self, state: CaseState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._ids: tuple[int, ...] = ()
        self._index: dict[int, int] = {}
        self._ranks: dict[int, int] = {}
        self._rows: OrderedDict[int, Candidate] = OrderedDict()
        self._asked: set[int] = set()
        self._stale: set[int] = set()
        self._generation = 0
        self._wanted: list[int] = []
        self._ticket = 0
        self._sorted, self._is_descending = 0, False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_fetch)
        state.answered.connect(self._on_answered)

    @property
    def ids(self) -> tuple[int, ...]:
        """Variant ids in the order shown."""
        return self._ids

    def set_ids(self, ids: Sequence[int], ranks: Mapping[int, int] | None = None) -> None:
        """Show another list or order; cached rows of variants still in it are kept.

        The ranks are shown until the next call, whatever ranking a row is fetched from later.
        """
        self.beginResetModel()
        self._ids = tuple(ids)
        self._ranks = dict(ranks or {})
        self._index = {variant_id: row for row, variant_id in enumerate(self._ids)}
        self._asked.clear()
        self._wanted.clear()
        self.endResetModel()

    def forget(self) -> None:
        """Drop all rows: another case is open."""
        self._rows.clear()
        self._stale.clear()
        self.set_ids(())

    def refresh(self, variant_ids: Sequence[int] = ()) -> None:
        """Fetch rows again (all if none is named) once they are seen; old ones stay meanwhile."""
        stale = self._rows.keys() & variant_ids if variant_ids else self._rows.keys()
        self._generation += 1
        self._stale |= stale
        self._asked -= stale
        # What is in sight is painted now, and with that asked for.
        self.repaint_decisions(tuple(stale))

    def repaint_decisions(self, variant_ids: Sequence[int] = ()) -> None:
        """Repaint marks and notes."""
        if not self._ids:
            return
        rows = [self._index[one] for one in variant_ids if one in self._index]
        first, last = (min(rows), max(rows)) if rows else (0, len(self._ids) - 1)
        if variant_ids and not rows:
            return
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))

    def show_sorted(self, section: int, *, is_descending: bool) -> None:
        """Put an arrow behind the title of the column the list is sorted by.

        Qt's own sort indicator covers the end of a title that is aligned to the right.
        """
        self._sorted, self._is_descending = section, is_descending
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def row_of(self, variant_id: int) -> int | None:
        """Line of a variant in the list."""
        return self._index.get(variant_id)

    def row_at(self, line: int) -> Row | None:
        """Content of a line, None while it is fetched."""
        variant_id = self._ids[line]
        candidate = self._rows.get(variant_id)
        if candidate is None or variant_id in self._stale:
            self._want(line)
        if candidate is None:
            return None
        decision = self._state.decision(variant_id)
        rank = self._ranks.get(variant_id, candidate.rank)
        return Row(candidate, decision.mark, decision.note, rank)

    def _want(self, line: int) -> None:
        first = max(0, line - PAGE_ROWS // 4)
        near = self._ids[first : first + PAGE_ROWS]
        page = [one for one in near if one not in self._rows or one in self._stale]
        if self._ids[line] not in self._asked:
            self._request(page)

    def _request(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        self._asked.update(ids)
        wanted = [*dict.fromkeys([*ids, *self._wanted])]
        self._wanted = wanted[: 2 * PAGE_ROWS]
        # What scrolled out of sight unread is asked for again when it is seen again.
        self._asked.difference_update(wanted[2 * PAGE_ROWS :])
        self._timer.start(0)

    def _on_fetch(self) -> None:
        ids = tuple(self._wanted)
        if ids and self._state.is_open:
            self._ticket = self._state.ask("page", partial(_read_rows, ids, self._generation))

    def _on_answered(self, answer: Answer) -> None:
        if answer.kind != "page" or not isinstance(answer.value, tuple):
            return
        generation, asked, found = answer.value
        # What was read before the last change may be old: it is shown, and asked for again.
        if generation == self._generation:
            self._stale.difference_update(asked)
            self._wanted = [one for one in self._wanted if one not in set(asked)]
        for candidate in found:
            self._rows[candidate.facts.variant_id] = candidate
            self._rows.move_to_end(candidate.facts.variant_id)
        while len(self._rows) > _KEPT_PAGES * PAGE_ROWS:
            gone, _ = self._rows.popitem(last=False)
            self._asked.discard(gone)
            self._stale.discard(gone)
        lines = [self._index[one] for one in asked if one in self._index]
        if lines:
            self.dataChanged.emit(
                self.index(min(lines), 0), self.index(max(lines), len(COLUMNS) - 1)
            )
        if self._wanted:
            self._timer.start(0)

    def rowCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        """Lines of the table."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        """Columns of the table."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Titles and tooltips of the columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            arrow = f" {_ARROWS[self._is_descending]}" if section == self._sorted else ""
            return f"{column.title}{arrow}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tooltip
        return _ALIGNMENTS[section] if role == _ALIGNMENT else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows."""
        # Asked nine times for every cell painted: what is not answered comes first.
        if role not in _ANSWERED or not index.isValid() or index.row() >= len(self._ids):
            return None
        if role == _ALIGNMENT:
            return _ALIGNMENTS[index.column()]
        row = self.row_at(index.row())
        if role == RowRole:
            return row
        return _words(row, COLUMNS[index.column()], is_tooltip=role == _TOOLTIP)


def _read_rows(
    ids: tuple[int, ...], generation: int, reader: CaseReader
) -> tuple[int, tuple[int, ...], tuple[Candidate, ...]]:
    return generation, ids, reader.rows(ids)


def _words(row: Row | None, column: Column, *, is_tooltip: bool) -> str:
    if row is None:
        return _WAITING if column.key == "rank" and not is_tooltip else ""
    if is_tooltip and column.explain is not None:
        return column.explain(row)
    words = column.show(row)
    if is_tooltip and column.key == "mark" and row.note:
        return f"{words}\n{row.note}"
    if is_tooltip and column.key == "sentence":
        return "\n".join((words, *(reason.sentence for reason in row.candidate.reasons)))
    return words


def _alignment(column: Column) -> int:
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


_ALIGNMENTS = tuple(_alignment(column) for column in COLUMNS)
