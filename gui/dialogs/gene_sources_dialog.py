"""Published files on genes and diseases: which are installed, adding and removing them."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.domain.counting import counted
from core.domain.gene_knowledge import GeneSourceKind
from core.errors import ProblemError
from core.pipeline.spec import KeptSource
from core.session import gene_sources_job
from gui.jobs import RunningJob

WHAT_IT_IS = (
    "Files as they are published, kept on this computer. A new case takes what is installed and "
    "keeps it, so that its report can be made again; an open case takes it when you say so. What is "
    "not installed is named with every gene. None of it moves a rank."
)
_KIND = "kind"
_FAULT = "The file could not be read: a fault in the program."
_PATTERN = "Tables (*.tsv *.csv *.txt *.hpoa *.gz);;All files (*)"

_WHY_NOT = "Needs an open case with no job under way, and a file installed here."


class GeneSourcesDialog(QDialog):
    """Lists the kinds of files; a worker reads, adds and removes them.

    Signals
    -------
    take_asked
        The open case is to take what is installed; the dialog then closes.
    """

    take_asked = Signal()

    def __init__(self, *, can_take: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Sources on genes")
        self.resize(680, 560)
        self._can_take = can_take
        self._job: RunningJob | None = None
        self.sources: tuple[KeptSource, ...] = ()
        self._build_ui()
        self._run()

    @property
    def is_busy(self) -> bool:
        """Files are being read, added or removed."""
        return self._job is not None

    def add_files(self, paths: Sequence[Path]) -> None:
        """Read files and keep them; the header of each tells which kind it is."""
        self._run(add=paths)

    def remove(self, kind: GeneSourceKind) -> None:
        """Forget a kind."""
        self._run(remove=(kind,))

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
        self.busy = QProgressBar(textVisible=False)
        self.busy.setRange(0, 0)
        self.message = QLabel(wordWrap=True)
        self.message.setContentsMargins(9, 5, 9, 5)
        self.message.setProperty("role", "danger")
        self.message.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.add = buttons.addButton("Add files…", QDialogButtonBox.ButtonRole.ActionRole)
        self.take = buttons.addButton("Take into this case", QDialogButtonBox.ButtonRole.ActionRole)
        self.add.clicked.connect(self._on_add)
        self.take.clicked.connect(self._on_take)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(QLabel(WHAT_IT_IS, wordWrap=True))
        layout.addWidget(area, stretch=1)
        for widget in (self.message, self.busy, buttons):
            layout.addWidget(widget)

    def _run(self, add: Sequence[Path] = (), remove: Sequence[GeneSourceKind] = ()) -> None:
        self._stop()
        self._job = RunningJob(gene_sources_job(add, remove), self)
        self._job.finished.connect(self._on_read)
        self._job.failed.connect(self._on_failed)
        self._job.start()
        self.message.hide()
        self._show_busy()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._job.deleteLater()
            self._job = None

    def _show_busy(self) -> None:
        self.busy.setVisible(self.is_busy)
        self.add.setEnabled(not self.is_busy)
        has_any = any(one.source is not None for one in self.sources)
        self.take.setEnabled(self._can_take and has_any and not self.is_busy)
        self.take.setToolTip("" if self.take.isEnabled() else _WHY_NOT)

    def _show(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for one in self.sources:
            self._lines.addWidget(self._line(one))

    def _line(self, one: KeptSource) -> QWidget:
        words = QLabel(source_words(one), wordWrap=True)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(words, stretch=1)
        if one.source is not None or one.problem:
            away = QPushButton("Remove")
            away.setAutoDefault(False)
            away.setAccessibleName(f"Remove {one.title}")
            away.setProperty(_KIND, one.kind.value)
            away.clicked.connect(self._on_remove)
            row.addWidget(away)
        return line

    def _on_add(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Add files on genes", "", _PATTERN)
        if chosen:
            self.add_files([Path(name) for name in chosen])

    def _on_remove(self) -> None:
        # A partial would keep the dialog alive from within its own child, and end both at once.
        self.remove(GeneSourceKind(str(self.sender().property(_KIND))))

    def _on_take(self) -> None:
        self.take_asked.emit()
        self.accept()

    def _on_read(self, found: tuple[KeptSource, ...]) -> None:
        self._stop()
        self.sources = found
        self._show()
        self._show_busy()

    def _on_failed(self, problem: Exception) -> None:
        self._stop()
        is_known = isinstance(problem, ProblemError)
        self.message.setText(f"{problem.cause}\n{problem.remedy}" if is_known else _FAULT)  # type: ignore[attr-defined]
        self.message.show()
        self._show_busy()

    def done(self, result: int) -> None:
        """Close the dialog; a file that is still being read is let go."""
        self._stop()
        super().done(result)


def source_words(one: KeptSource) -> str:
    """Title and state; what is missing says under which name it is published."""
    if one.problem:
        return f"<b>{escape(one.title)}</b><br><small>{escape(one.problem)}</small>"
    if one.source is None:
        told = f"Not installed. Published as: {one.published_as}."
        return f"{escape(one.title)}<br><small>{escape(told)}</small>"
    source = one.source
    about = f"{counted(one.n_entries, 'entry', 'entries')} · {source.licence} · {source.file_name}"
    return f"<b>{escape(source.edition)}</b><br><small>{escape(about)}</small>"
