"""Tracks and tables of this computer: which are registered, adding and removing them."""

from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, Signal
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

from core.domain.local_value import LocalSource, Registration
from core.errors import ProblemError
from core.session import covered_contigs_job, local_sources_job
from gui.dialogs.track_form import TrackForm
from gui.jobs import RunningJob

WHAT_IT_IS = (
    "Population frequencies, ClinVar, conservation, scores, regions, links and observed introns in "
    "files of this computer. They stay where they are; the case keeps the answers. Frequencies and "
    "ClinVar are looked up for every variant and decide what is left out; the others are looked up "
    "for candidates and opened variants and move no rank. No value is never taken for 0."
)
NONE_YET = "Nothing is registered yet."
_NAME = "track"
_FAULT = "The file could not be read: a fault in the program."

_WHY_NOT = "Needs an open case with no job under way, and a file registered here."


class TracksDialog(QDialog):
    """Lists what is registered; a worker opens, adds and removes.

    Signals
    -------
    look_asked
        The candidates of the open case are to be looked up; the dialog then closes.
    """

    look_asked = Signal()

    def __init__(self, *, can_look: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Local tracks and tables")
        self.resize(700, 620)
        self._can_look = can_look
        self._job: RunningJob | None = None
        self._covering: RunningJob | None = None
        self._covered: dict[str, str] = {}
        self._is_adding = False
        self.sources: tuple[LocalSource, ...] = ()
        self._build_ui()
        self._run()

    @property
    def is_busy(self) -> bool:
        """A file is being opened, added or removed."""
        return self._job is not None

    def add(self, asked: Registration) -> None:
        """Register a file."""
        self._run(add=asked)

    def remove(self, name: str) -> None:
        """Forget a track; its file stays."""
        self._run(remove=name)

    def _build_ui(self) -> None:
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(self._lines)
        column.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        self.form = TrackForm()
        self.form.add_asked.connect(self.add)
        self.busy = QProgressBar(textVisible=False)
        self.busy.setRange(0, 0)
        self.message = QLabel(wordWrap=True)
        self.message.setContentsMargins(9, 5, 9, 5)
        self.message.setProperty("role", "danger")
        self.message.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        words = "Look up this case"
        self.look = buttons.addButton(words, QDialogButtonBox.ButtonRole.ActionRole)
        self.look.clicked.connect(self._on_look)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(QLabel(WHAT_IT_IS, wordWrap=True))
        layout.addWidget(area, stretch=1)
        for widget in (self.form, self.message, self.busy, buttons):
            layout.addWidget(widget)

    def _run(self, add: Registration | None = None, remove: str = "") -> None:
        self._stop()
        self._is_adding = add is not None
        self._job = RunningJob(local_sources_job(add, remove), self)
        self._job.finished.connect(self._on_done)
        self._job.failed.connect(self._on_failed)
        self._job.start()
        self.message.hide()
        self._show_busy()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._job.deleteLater()
            self._job = None
        if self._covering is not None:
            self._covering.stop()
            self._covering.deleteLater()
            self._covering = None

    def _look_what_is_covered(self) -> None:
        self._covering = RunningJob(covered_contigs_job(), self)
        self._covering.finished.connect(self._on_covered)
        self._covering.start()

    def _on_covered(self, found: object) -> None:
        if isinstance(found, tuple):
            self._covered = dict(found)
            self._show()

    def _show_busy(self) -> None:
        self.busy.setVisible(self.is_busy)
        self.form.setEnabled(not self.is_busy)
        self.look.setEnabled(self._can_look and bool(self.sources) and not self.is_busy)
        self.look.setToolTip("" if self.look.isEnabled() else _WHY_NOT)

    def _show(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for one in self.sources:
            self._lines.addWidget(self._line(one))
        if not self.sources:
            self._lines.addWidget(QLabel(NONE_YET))

    def _line(self, one: LocalSource) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        words = source_words(one, self._covered.get(one.name, ""))
        row.addWidget(QLabel(words, wordWrap=True), stretch=1)
        away = QPushButton("Remove")
        away.setAutoDefault(False)
        away.setAccessibleName(f"Remove {one.title}")
        away.setProperty(_NAME, one.name)
        away.clicked.connect(self._on_remove)
        row.addWidget(away)
        return line

    def _on_remove(self) -> None:
        # A partial would keep the dialog alive from within its own child, and end both at once.
        self.remove(str(self.sender().property(_NAME)))

    def _on_look(self) -> None:
        self.look_asked.emit()
        self.accept()

    def _on_done(self, found: tuple[LocalSource, ...]) -> None:
        self._stop()
        self.sources = found
        if self._is_adding:
            self.form.clear()
        self._show()
        self._show_busy()
        if found:
            self._look_what_is_covered()

    def _on_failed(self, problem: Exception) -> None:
        self._stop()
        is_known = isinstance(problem, ProblemError)
        self.message.setText(f"{problem.cause}\n{problem.remedy}" if is_known else _FAULT)  # type: ignore[attr-defined]
        self.message.show()
        self._show_busy()

    def done(self, result: int) -> None:
        """Close the dialog; a file that is still being opened is let go."""
        self._stop()
        super().done(result)


def source_words(one: LocalSource, covered: str = "") -> str:
    """Title, build, licence and file, and where it has no records; a file that is gone says so."""
    about = f"{one.assembly} · licence: {one.licence} · {Path(one.path).name}"
    gone = "" if Path(one.path).is_file() else " · THE FILE IS NOT THERE"
    about += gone or (f" · {covered}" if covered else "")
    return f"<b>{escape(one.edition)}</b><br><small>{escape(about)}</small>"
