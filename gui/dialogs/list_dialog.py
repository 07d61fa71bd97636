"""A dialog that lists what is kept on this computer, and lets a worker change it."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.errors import ProblemError
from core.worker import JobSpec
from gui.jobs import RunningJob

_NAME = "name"


class ListDialog(QDialog):
    """Lines with a button that takes one away; a job at a time, with its problem below the list.

    A dialog of this kind says what a job gave (`_on_done`), takes a line away (`remove`) and adds
    to `_show_busy` what it switches on and off.
    """

    FAULT = "The file could not be read: a fault in the program."
    AWAY = "Remove"

    def __init__(self, title: str, what_it_is: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._job: RunningJob | None = None
        self._build_list(what_it_is)

    @property
    def is_busy(self) -> bool:
        """A job runs."""
        return self._job is not None

    def remove(self, name: str) -> None:
        """Take away what has that name."""
        raise NotImplementedError

    def _build_list(self, what_it_is: str) -> None:
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(self._lines)
        column.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        self.busy = QProgressBar(textVisible=False)
        self.busy.setRange(0, 0)
        self.message = QLabel(wordWrap=True)
        self.message.setContentsMargins(9, 5, 9, 5)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(10)
        self._column.addWidget(QLabel(what_it_is, wordWrap=True))
        self._column.addWidget(area, stretch=1)
        for widget in (self.message, self.busy, self.buttons):
            self._column.addWidget(widget)
        self._say("danger", "")

    def _add_button(self, words: str) -> QPushButton:
        return self.buttons.addButton(words, QDialogButtonBox.ButtonRole.ActionRole)

    def _put_above_message(self, widget: QWidget) -> None:
        self._column.insertWidget(self._column.indexOf(self.message), widget)

    def _start(self, job: JobSpec) -> None:
        self._stop()
        self._job = RunningJob(job, self)
        self._job.finished.connect(self._on_finished)
        self._job.failed.connect(self._on_failed)
        self._job.start()
        self._say("danger", "")
        self._show_busy()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._job.deleteLater()
            self._job = None

    def _show_busy(self) -> None:
        self.busy.setVisible(self.is_busy)

    def _show_lines(self, lines: Iterable[QWidget]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for line in lines:
            self._lines.addWidget(line)

    def _line(self, words: str, title: str, name: str) -> QWidget:
        """Give a line; without a name it cannot be taken away."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(words, wordWrap=True), stretch=1)
        if name:
            away = QPushButton(self.AWAY)
            away.setAutoDefault(False)
            away.setAccessibleName(f"{self.AWAY} {title}")
            away.setProperty(_NAME, name)
            away.clicked.connect(self._on_away)
            row.addWidget(away)
        return line

    def _say(self, role: str, words: str) -> None:
        self.message.setProperty("role", role)
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)
        self.message.setText(words)
        self.message.setVisible(bool(words))

    def _on_away(self) -> None:
        # A partial would keep the dialog alive from within its own child, and end both at once.
        self.remove(str(self.sender().property(_NAME)))

    def _on_finished(self, value: object) -> None:
        self._stop()
        self._on_done(value)
        self._show_busy()

    def _on_done(self, value: object) -> None:
        """Show what a job gave."""
        raise NotImplementedError

    def _on_failed(self, problem: Exception) -> None:
        self._stop()
        is_known = isinstance(problem, ProblemError)
        self._say("danger", f"{problem.cause}\n{problem.remedy}" if is_known else self.FAULT)  # type: ignore[attr-defined]
        self._show_busy()

    def done(self, result: int) -> None:
        """Close the dialog; a job that still runs is let go."""
        self._stop()
        super().done(result)
