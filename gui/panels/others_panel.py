"""Other records: repeats to be looked at on top, and the list of all that is no small variant."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from core.change import Change
from core.domain.counting import counted
from core.domain.interval import IntervalKind
from core.others import OtherOverview
from core.session import CaseReader
from gui.panels.buttons import push_button
from gui.panels.others_html import others_html
from gui.panels.plain_table import plain_table
from gui.state import Answer, CaseState
from gui.table_models.intervals import IntervalTableModel
from gui.theme import Theme

PAGE = 1_000
_MOST_OFFERED = 30
_OVERVIEW, _LIST = "other records", "intervals"


class OthersPanel(QWidget):
    """Reads when it is shown and page by page as the list is scrolled.

    Signals
    -------
    gene_asked
        Symbol of a gene whose candidates the person wants to see.
    """

    gene_asked = Signal(str)

    def __init__(self, state: CaseState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._theme = state, theme
        self._found: OtherOverview | None = None
        self._ticket = 0
        self._is_whole = False
        self._build_ui()
        state.changed.connect(self._on_changed)
        state.answered.connect(self._on_answered)
        self.kinds.currentIndexChanged.connect(self._begin_list)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.table.activated.connect(self._on_go)
        self.go.clicked.connect(self._on_go)

    def refresh(self) -> None:
        """Read everything again."""
        if self._state.is_open:
            self._state.ask(_OVERVIEW, CaseReader.other_overview)

    def _build_ui(self) -> None:
        self.told = QTextBrowser(openLinks=False)
        self.table_model = IntervalTableModel()
        self.table = plain_table(self.table_model)
        self.table.horizontalHeader().setResizeContentsPrecision(100)
        self.kinds = QComboBox()
        self.go = push_button(
            "Candidates in this gene", "Show the candidates of the chosen line's gene"
        )
        self.go.setEnabled(False)
        self._title = QLabel()
        self._title.setProperty("role", "section")
        row = QHBoxLayout()
        row.addWidget(self._title, 1)
        row.addWidget(self.go)
        row.addWidget(QLabel("Show"))
        row.addWidget(self.kinds)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(row)
        column.addWidget(self.table)
        split = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        split.addWidget(self.told)
        split.addWidget(below)
        split.setSizes([240, 380])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(split)

    def _show(self, found: OtherOverview) -> None:
        self._found = found
        info = self._state.info
        self.told.setHtml(others_html(found, info.warnings if info else (), self._theme))
        self.kinds.blockSignals(True)  # noqa: FBT003 - a Qt call
        self.kinds.clear()
        self.kinds.addItem(f"all ({found.n_intervals:,})", None)
        for kind, number in sorted(found.counts.items()):
            self.kinds.addItem(f"{kind.word} ({number:,})", kind)
        self.kinds.blockSignals(False)  # noqa: FBT003 - a Qt call
        self._begin_list()

    def _begin_list(self) -> None:
        info = self._state.info
        people = info.pedigree.individuals if info else ()
        label = info.record_label if info else str
        self.table_model.begin([person.name for person in people], label)
        self.go.setEnabled(False)
        self._is_whole = False
        self._ask_more()

    def _ask_more(self) -> None:
        kind = self.kinds.currentData()  # Qt keeps the text of it
        kinds = None if kind is None else [IntervalKind(kind)]
        read = partial(_read_page, kinds, self.table_model.rowCount())
        self._ticket = self._state.ask(_LIST, read)

    def _on_row(self, current: QModelIndex) -> None:
        self.go.setEnabled(bool(self.table_model.genes_of(current.row())))

    def _on_go(self) -> None:
        symbols = self.table_model.genes_of(self.table.currentIndex().row())
        if len(symbols) == 1:
            self.gene_asked.emit(symbols[0])
        elif symbols:
            self._offer(symbols)

    def _offer(self, symbols: Sequence[str]) -> None:
        """Let the person choose among the genes of a long interval."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for symbol in symbols[:_MOST_OFFERED]:
            menu.addAction(symbol, partial(self.gene_asked.emit, symbol))
        if len(symbols) > _MOST_OFFERED:
            menu.addAction(f"and {len(symbols) - _MOST_OFFERED:,} more").setEnabled(False)
        menu.popup(self.go.mapToGlobal(self.go.rect().bottomLeft()))

    def _on_scrolled(self, value: int) -> None:
        if not self._is_whole and value == self.table.verticalScrollBar().maximum():
            self._ask_more()

    def _on_changed(self, change: Change) -> None:
        if change.case and self.isVisible():
            self.refresh()

    def _on_answered(self, answer: Answer) -> None:
        if answer.kind == _OVERVIEW and isinstance(answer.value, OtherOverview):
            self._show(answer.value)
        if answer.kind == _LIST and answer.ticket == self._ticket:
            self._add_page(answer.value)

    def _add_page(self, value: object) -> None:
        if not isinstance(value, tuple) or self._found is None:
            return
        intervals, genes, problems = value
        self.table_model.add_intervals(intervals, genes)
        if len(intervals) < PAGE:
            self._is_whole = True
            self.table_model.add_problems(problems)
        n_problems = self._found.n_problems
        aside = f"; {n_problems:,} could not be placed (at the end)" if n_problems else ""
        n_all = self._found.n_intervals
        self._title.setText(_title(n_all, aside))
        self.table.resizeColumnsToContents()


def _title(n_all: int, aside: str) -> str:
    if not n_all and not aside:
        return "The variant file holds no other records."
    return f"{counted(n_all, 'record')}, none of them scored{aside}"


def _read_page(kinds: Sequence[IntervalKind] | None, offset: int, reader: CaseReader) -> object:
    """A page; what could not be placed comes with the last one of the whole list."""
    intervals = reader.intervals(PAGE, offset, kinds)
    is_last = len(intervals) < PAGE and kinds is None
    problems = reader.interval_problems(PAGE) if is_last else ()
    return intervals, reader.genes_over(intervals), problems
