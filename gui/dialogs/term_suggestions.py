"""Terms that answer what was typed, floating below the line, with what the current one means."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.domain.term_index import TermIndex
from core.interpret.term_search import TermHit, definition_of, information_of

_GAP, _FRAME, _ABOUT = 3, 26, 74
_ROWS = 8
"""Terms seen without scrolling."""

_ROLE = Qt.ItemDataRole.UserRole
_NO_DEFINITION = "No definition is known: hp.obo brings them."


class TermSuggestions(QFrame):
    """A list laid over the window; the keyboard stays in the line.

    Signals
    -------
    chosen
        A `TermHit` the person clicked.
    """

    chosen = Signal(object)

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line.window())
        self._line = line
        self._index: TermIndex | None = None
        self.setProperty("role", "floating")
        self.list = QListWidget()
        self.list.setAccessibleName("Terms that fit")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.about = QLabel(wordWrap=True)
        self.about.setProperty("role", "muted")
        self.about.setFixedHeight(_ABOUT)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.list, stretch=1)
        column.addWidget(self.about)
        self.list.currentItemChanged.connect(self._on_current)
        self.list.itemClicked.connect(self._on_clicked)
        self.hide()

    @property
    def current(self) -> TermHit | None:
        """The term that would be taken, None while nothing is offered."""
        item = self.list.currentItem() if self.isVisible() else None
        hit = item.data(_ROLE) if item is not None else None
        return hit if isinstance(hit, TermHit) else None

    def offer(self, hits: Sequence[TermHit], index: TermIndex) -> None:
        """Show terms, the first one current; none hides the list."""
        self._index = index
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(_words(hit))
            item.setData(_ROLE, hit)
            self.list.addItem(item)
        if not hits:
            self.hide()
            return
        self.list.setCurrentRow(0)
        self._place()
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Make a term further up or down the current one."""
        row = self.list.currentRow() + by
        self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))

    def _place(self) -> None:
        """Below the line, or above it where there is no room."""
        window: QWidget = self._line.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        below = self._line.mapTo(window, QPoint(0, self._line.height() + _GAP))
        rows = min(self.list.count(), _ROWS) * self.list.sizeHintForRow(0)
        height, top = rows + _ABOUT + _FRAME, below.y()
        if top + height > window.height():
            top = max(0, below.y() - self._line.height() - 2 * _GAP - height)
        self.setGeometry(below.x(), top, self._line.width(), height)

    def _on_current(self) -> None:
        item = self.list.currentItem()
        hit = item.data(_ROLE) if item is not None else None
        if not isinstance(hit, TermHit) or self._index is None:
            self.about.clear()
            return
        meaning = definition_of(self._index, hit.term_id) or _NO_DEFINITION
        information = information_of(self._index, hit.term_id)
        told = "no disease is annotated" if information is None else f"{information:.1f}"
        self.about.setText(f"{hit.term_id} · information {told} · {meaning}")
        self.about.setToolTip(meaning)

    def _on_clicked(self, item: QListWidgetItem) -> None:
        hit = item.data(_ROLE)
        if isinstance(hit, TermHit):
            self.chosen.emit(hit)


def _words(hit: TermHit) -> str:
    if hit.label in (hit.name, hit.term_id):
        return hit.name
    return f"{hit.name}  ({'close to' if hit.is_close else 'also'}: {hit.label})"
