"""The ranked list: table, filters, and the pill that applies a changed order."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from core.change import Change
from core.listing import CandidateQuery, Movement, Order
from core.session import CaseReader
from gui import text
from gui.panels.candidates_table import CandidatesTable
from gui.panels.delegate import CandidateDelegate
from gui.panels.empty_list import EmptyList
from gui.panels.filter_row import FilterRow
from gui.panels.unscored_notice import UnscoredNotice
from gui.state import Answer, CaseState
from gui.table_models.candidates import CandidatesTableModel
from gui.table_models.columns import COLUMNS
from gui.theme import Theme

_MOVEMENT_PAUSE, _ORDER_PAUSE = 700, 100
_A_LIST = 10
"""Candidates that are a list to work on: from here on its order stays while a job runs."""


class CandidatesPanel(QWidget):
    """Shows the candidates; the order under the cursor stays while a job runs.

    Signals
    -------
    selected
        Variant id of the current row, None for none.
    way_asked
        Name of a variant that is not in the list and whose way through the case is to be shown.
    """

    selected = Signal(object)
    way_asked = Signal(str)

    def __init__(self, state: CaseState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._sort, self._is_descending = "rank", False
        self._n_all = 0
        self._is_touched = False
        self._build_ui(theme)
        self._connect()

    @property
    def current_id(self) -> int | None:
        """Variant under the cursor."""
        index = self.table.currentIndex()
        return self.table_model.ids[index.row()] if index.isValid() else None

    def step(self, lines: int) -> None:
        """Move the cursor down (or up, for a negative number)."""
        line = self.table.currentIndex().row()
        wanted = max(0, min(self.table_model.rowCount() - 1, line + lines))
        if self.table_model.rowCount():
            self._is_touched = True
            self._select_line(wanted)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._delegate.theme = theme
        self.table.viewport().update()

    def refresh_order(self) -> None:
        """Read the list again in its current order."""
        self._pill.setVisible(False)
        self._state.ask("ids", partial(_read_order, self._query()))

    def _build_ui(self, theme: Theme) -> None:
        self.filters = FilterRow()
        self.notice = UnscoredNotice(self._state)
        self.table_model = CandidatesTableModel(self._state, self)
        self.table = CandidatesTable()
        self._delegate = CandidateDelegate(theme, self)
        self.table.setModel(self.table_model)
        self.table.setItemDelegate(self._delegate)
        self.table.set_up()
        self.empty = EmptyList()
        self._pill = QPushButton()
        self._pill.setVisible(False)
        self._pill.setCursor(Qt.CursorShape.PointingHandCursor)
        self._pill.setProperty("role", "pill")
        self._pill.setToolTip("The order stays as it is until you ask for the new one.")
        self._pages = QWidget()
        self._stack = QStackedLayout(self._pages)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.filters)
        above = QHBoxLayout()
        above.setContentsMargins(8, 0, 8, 5)
        above.addWidget(self.notice)
        layout.addLayout(above)
        layout.addWidget(self._pill, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._pages, stretch=1)

    def _connect(self) -> None:
        self._movement_timer = QTimer(self, singleShot=True, interval=_MOVEMENT_PAUSE)
        self._movement_timer.timeout.connect(self._on_ask_movement)
        self._order_timer = QTimer(self, singleShot=True, interval=_ORDER_PAUSE)
        self._order_timer.timeout.connect(self.refresh_order)
        self._state.changed.connect(self._on_changed)
        self._state.answered.connect(self._on_answered)
        self.filters.changed.connect(self.refresh_order)
        self.empty.way_asked.connect(self.way_asked)
        self._pill.clicked.connect(self.refresh_order)
        self.table.horizontalHeader().sectionClicked.connect(self._on_header_clicked)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.table.clicked.connect(self._on_touched)
        self.table.touched.connect(self._on_touched)

    def _query(self) -> CandidateQuery:
        return self.filters.query(self._sort, descending=self._is_descending)

    def _show_order(self, order: Order) -> None:
        ids, self._n_all = order.ids, order.n_all
        current, line = self.current_id, self.table.currentIndex().row()
        is_first = not self.table_model.ids and not self.filters.is_filtering
        self.table_model.set_ids(ids, order.ranks)
        if current is not None:
            kept = self.table_model.row_of(current)
            line = line if kept is None else kept
        self._stack.setCurrentIndex(0 if ids else 1)
        self.empty.show_order(order, is_filtering=self.filters.is_filtering)
        n_all, n_passed = order.n_all, order.n_passed
        counts = n_all, n_passed, order.n_distal
        self.filters.show_count(text.shown(len(ids), *counts), text.not_listed(*counts))
        self.filters.offer_disagreeing(is_offered=order.has_disputes)
        if ids:
            self._select_line(max(0, min(line, len(ids) - 1)))
        if self.current_id != current:
            self.selected.emit(self.current_id)
        if ids and is_first:
            self.table.setFocus()

    def _select_line(self, line: int) -> None:
        index = self.table_model.index(line, 0)
        flags = (
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows
        )
        self.table.selectionModel().setCurrentIndex(index, flags)
        self.table.scrollTo(index)

    def _on_changed(self, change: Change) -> None:
        if change.case:
            self._forget()
        if change.candidates and self._state.is_open:
            self.table_model.refresh(change.variant_ids)
            timer = self._movement_timer if self._is_frozen() else self._order_timer
            if not timer.isActive():
                timer.start()
        if change.decisions:
            self.table_model.repaint_decisions(change.variant_ids)
            if self.filters.marked.isChecked() or self.filters.hide_dismissed.isChecked():
                self.refresh_order()

    def _is_frozen(self) -> bool:
        """Tell whether lines must stay: once a person moved in the list, or has one to read.

        The first few candidates of a run come in their order as long as nobody has touched them.
        """
        if self._is_touched:
            return bool(self.table_model.ids)
        return self._state.has_running_job and len(self.table_model.ids) >= _A_LIST

    def _forget(self) -> None:
        self._is_touched, self._n_all = False, 0
        self._delegate.pedigree = self._state.info.pedigree if self._state.info else None
        self.table_model.forget()
        self._pill.setVisible(False)
        self._stack.setCurrentIndex(1)
        self.filters.show_count("")
        self.selected.emit(None)

    def _on_ask_movement(self) -> None:
        self._state.ask("movement", partial(_read_movement, self.table_model.ids, self._query()))

    def _on_answered(self, answer: Answer) -> None:
        if answer.kind == "ids" and isinstance(answer.value, Order):
            self._show_order(answer.value)
        elif answer.kind == "movement" and isinstance(answer.value, Movement):
            words = text.movement(answer.value.n_new, answer.value.n_moved)
            self._pill.setText(words)
            self._pill.setVisible(bool(words))

    def _on_header_clicked(self, section: int) -> None:
        column = COLUMNS[section]
        if column.sort:
            self._is_descending = column.sort == self._sort and not self._is_descending
            if column.sort != self._sort and column.sort in ("delta", "phenotype"):
                self._is_descending = True
            self._sort = column.sort
            self.refresh_order()
            self.table_model.show_sorted(section, is_descending=self._is_descending)

    def _on_row_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            self.selected.emit(self.table_model.ids[current.row()])

    def _on_touched(self) -> None:
        self._is_touched = True


def _read_order(query: CandidateQuery, reader: CaseReader) -> Order:
    return reader.order(query)


def _read_movement(ids: Sequence[int], query: CandidateQuery, reader: CaseReader) -> Movement:
    return reader.movement(ids, query)
