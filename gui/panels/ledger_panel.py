"""The ledger: where every record and every allele went, with the list of what was set aside."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from core.change import Change
from core.session import CaseReader
from gui.panels.ledger_html import ledger_html
from gui.panels.plain_table import plain_table
from gui.state import Answer, CaseState
from gui.table_models.set_aside import SetAsideTableModel
from gui.theme import Theme

if TYPE_CHECKING:
    from core.domain.ledger import Ledger

_PAGE = 2_000


class LedgerPanel(QWidget):
    """Sums on the left, what was set aside on the right. Reads only while it is visible."""

    def __init__(self, state: CaseState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._theme = state, theme
        self._ledger: Ledger | None = None
        self._build_ui()
        state.changed.connect(self._on_changed)
        state.answered.connect(self._on_answered)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._show()

    def refresh(self) -> None:
        """Read the ledger again."""
        if self._state.is_open:
            self._state.ask("ledger", _read_ledger)

    def _build_ui(self) -> None:
        self.sums = QTextBrowser(openLinks=False)
        self.table_model = SetAsideTableModel()
        self.table = plain_table(self.table_model)
        self._title = QLabel()
        self._title.setProperty("role", "section")
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self._title)
        column.addWidget(self.table)
        split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        split.addWidget(self.sums)
        split.addWidget(right)
        split.setSizes([430, 560])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(split)

    def _show(self) -> None:
        if self._ledger is None:
            return
        self.sums.setHtml(ledger_html(self._ledger, self._theme))
        n_aside = sum(self._ledger.records_set_aside.values())
        n_aside += sum(self._ledger.alleles_set_aside.values())
        shown = self.table_model.rowCount()
        more = "" if shown >= n_aside else f" (first {shown:,} shown)"
        self._title.setText(f"Set aside: {n_aside:,}{more}")

    def _on_changed(self, change: Change) -> None:
        if (change.case or change.candidates) and self.isVisible():
            self.refresh()

    def _on_answered(self, answer: Answer) -> None:
        if answer.kind == "ledger" and isinstance(answer.value, tuple):
            self._ledger, info, (records, alleles) = answer.value
            self.table_model.set_items(records, alleles, info.record_label)
            self._show()


def _read_ledger(reader: CaseReader) -> object:
    return reader.ledger(), reader.info(), reader.set_aside(_PAGE)
