"""What has to be said above the list while not every variant is scored, as in every report."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from core.change import Change
from core.report.words import unscored
from core.session import CaseReader
from gui.state import Answer, CaseState

_PAUSE = 2_000


class UnscoredNotice(QLabel):
    """The sentences of `core.report.words.unscored`; hidden once all variants are scored."""

    def __init__(self, state: CaseState, parent: QWidget | None = None) -> None:
        super().__init__(parent, wordWrap=True)
        self._state = state
        self.setProperty("role", "warning")
        self.setContentsMargins(9, 5, 9, 5)
        self.setVisible(False)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self._on_ask)
        state.changed.connect(self._on_changed)
        state.answered.connect(self._on_answered)

    def _on_changed(self, change: Change) -> None:
        if change.case:
            self._timer.stop()
            self.setVisible(False)
            self._on_ask()
        elif change.candidates and not self._timer.isActive():
            self._timer.start()

    def _on_ask(self) -> None:
        if self._state.is_open:
            self._state.ask("unscored", _read)

    def _on_answered(self, answer: Answer) -> None:
        if answer.kind == "unscored" and isinstance(answer.value, tuple):
            self.setText("\n".join(answer.value))
            self.setVisible(bool(answer.value))


def _read(reader: CaseReader) -> tuple[str, ...]:
    return unscored(reader.ledger(), reader.primary_engine())
