"""One phenotype term of the patient: shown, or stated absent."""

from dataclasses import dataclass, replace
from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

_WIDEST = 340
_MARKS = {False: "shown", True: "absent"}


@dataclass(frozen=True, slots=True)
class ChosenTerm:
    """A term chosen for the patient; `name` is empty while it is not known."""

    term_id: str
    name: str = ""
    is_absent: bool = False

    @property
    def words(self) -> str:
        """Name, or else identifier."""
        return self.name or self.term_id

    def turned(self) -> "ChosenTerm":
        """The same term, absent instead of shown or the other way round."""
        return replace(self, is_absent=not self.is_absent)


class TermChip(QFrame):
    """A term with a button that turns it, and one that takes it away.

    Signals
    -------
    turned, removed
        Identifier of the term.
    """

    turned = Signal(str)
    removed = Signal(str)

    def __init__(self, term: ChosenTerm, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.term = term
        self.setProperty("role", "absent" if term.is_absent else "shown")
        self.setToolTip(f"<b>{escape(term.words)}</b> ({term.term_id})<br>{escape(about)}")
        other = "shown" if term.is_absent else "absent"
        self.mark = self._button(_MARKS[term.is_absent], f"State {term.words} {other}")
        self.mark.setProperty("role", "mark")
        self.mark.clicked.connect(self._on_turned)
        self.name = _ElidedLabel(term.words)
        if term.is_absent:
            font = self.name.font()
            font.setStrikeOut(True)
            self.name.setFont(font)
        self.away = self._button("×", f"Take {term.words} away")
        self.away.clicked.connect(self._on_removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(4)
        for widget in (self.mark, self.name, self.away):
            row.addWidget(widget)

    def _button(self, words: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(words)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _on_turned(self) -> None:
        self.turned.emit(self.term.term_id)

    def _on_removed(self) -> None:
        self.removed.emit(self.term.term_id)


class _ElidedLabel(QLabel):
    """A label that cuts its words where there is no room."""

    def minimumSizeHint(self) -> QSize:
        return QSize(30, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(min(hint.width() + 2, _WIDEST), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = QFontMetrics(self.font())
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, words)
