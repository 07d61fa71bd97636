"""Codes of one variant as a table; a row is what a person decides about."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from core.domain.evidence import Assessment, Direction, Evidence, Standing
from core.report.evidence import points_words, reason_words, standing_words
from gui import text

_COLUMNS = ("Code", "Strength", "Points", "Speaks", "Standing", "Reason")
_REASON = len(_COLUMNS) - 1
_BOLD = (0, 2, 4)
"""Columns that stand out once a code is accepted."""

_DIRECTIONS = {Direction.PATHOGENIC: "for", Direction.BENIGN: "against"}
_ABOUT = {
    Direction.PATHOGENIC: "Speaks for the variant as the cause of a condition.",
    Direction.BENIGN: "Speaks against the variant as the cause of a condition.",
}


class CodesTable(QTableWidget):
    """What is suggested, possible, held back, accepted and rejected, in this order of the rules.

    Signals
    -------
    code_chosen
        The `Evidence` of the row under the cursor.
    """

    code_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_COLUMNS), parent)
        self._codes: tuple[Evidence, ...] = ()
        self.setAccessibleName("Codes of this variant")
        self.setHorizontalHeaderLabels(_COLUMNS)
        self.verticalHeader().hide()
        self.setProperty("role", "lines")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_REASON, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._on_resized)
        self.itemSelectionChanged.connect(self._on_selected)

    @property
    def chosen(self) -> Evidence | None:
        """The code of the chosen row, None without one."""
        row = self.currentRow() if self.selectedItems() else -1
        return self._codes[row] if 0 <= row < len(self._codes) else None

    def show_codes(self, codes: Sequence[Evidence], found: Assessment, name: str = "") -> None:
        """Show codes of an assessment; the row chosen before stays so, else that of the name is, else the first."""
        before = self.chosen
        blocker = QSignalBlocker(self)
        self._codes = tuple(codes)
        self.setRowCount(len(self._codes))
        for row, one in enumerate(self._codes):
            self._fill(row, one, found)
        self.resizeRowsToContents()
        blocker.unblock()
        self.clearSelection()
        if self._codes:
            self.selectRow(_row_of(self._codes, before, name))

    def choose(self, name: str) -> Evidence | None:
        """Choose the first row of a code; None and no row where there is none."""
        row = next((i for i, one in enumerate(self._codes) if one.name == name), -1)
        blocker = QSignalBlocker(self)
        if row < 0:
            self.clearSelection()
        else:
            self.selectRow(row)
        blocker.unblock()
        return self._codes[row] if row >= 0 else None

    def _fill(self, row: int, one: Evidence, found: Assessment) -> None:
        is_held = one.standing is Standing.NOT_SUGGESTED
        cells = (
            one.name,
            text.UNKNOWN if is_held else one.strength,
            text.minus(points_words(one, found)),
            _DIRECTIONS[one.direction],
            "possible" if one.standing is Standing.POSSIBLE else standing_words(one, found),
            reason_words(one, found),
        )
        for column, words in enumerate(cells):
            item = QTableWidgetItem(words)
            item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            if column == _COLUMNS.index("Speaks"):
                item.setToolTip(_ABOUT[one.direction])
            if column == _REASON:
                item.setToolTip(_seen(one))
            font = item.font()
            font.setBold(one.standing is Standing.ACCEPTED and column in _BOLD)
            font.setStrikeOut(one.standing is Standing.REJECTED and column < _REASON)
            item.setFont(font)
            self.setItem(row, column, item)

    def _on_resized(self, section: int) -> None:
        if section == _REASON:
            self.resizeRowsToContents()

    def _on_selected(self) -> None:
        if self.chosen is not None:
            self.code_chosen.emit(self.chosen)


def _row_of(codes: Sequence[Evidence], before: Evidence | None, name: str) -> int:
    keys = [one.key for one in codes]
    if before is not None and before.key in keys:
        return keys.index(before.key)
    names = [one.name for one in codes]
    return names.index(name) if name in names else 0


def _seen(one: Evidence) -> str:
    """What the rule saw, as a tooltip."""
    lines = [f"<b>{escape(one.name)}</b> by {escape(one.rule_set)}"]
    lines += [f"{escape(name)}: {escape(words)}" for name, words in one.inputs if words]
    lines += [f"source: {escape(one.source)}"] if one.source else []
    return "<br>".join(lines)
