"""Gene panels of a case: chosen from files, shown with version and sure genes, taken away."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from html import escape
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.domain.counting import counted
from core.domain.kit import KitKind
from core.errors import ProblemError
from core.pipeline.kit_installed import installed_items, kit_folder
from core.pipeline.spec import PanelFile
from core.session import look_at_panels_job
from gui.jobs import RunningJob

_PATTERN = "Panels (*.json *.tsv *.txt *.list);;All files (*)"
_LEAD = "PanelApp files (JSON, TSV) or lists with one gene a line. Candidates name their panels."
_FAULT = "The panel could not be read: a fault in the program."


class PanelList(QWidget):
    """The panels chosen; files are read by a worker before they are listed.

    Signals
    -------
    changed
        A panel was added or taken away.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panels: dict[str, PanelFile] = {}
        self._in_case: frozenset[str] = frozenset()
        self._job: RunningJob | None = None
        self._build_ui()
        self._show()

    @property
    def is_busy(self) -> bool:
        """Files are being read."""
        return self._job is not None

    @property
    def panels(self) -> tuple[PanelFile, ...]:
        """The panels listed."""
        return tuple(self._panels.values())

    @property
    def added(self) -> tuple[Path, ...]:
        """Files chosen that are not in the case yet."""
        return tuple(one.path for one in self._panels.values() if one.path is not None)

    @property
    def removed(self) -> tuple[str, ...]:
        """Names of panels of the case that were taken away."""
        return tuple(name for name in sorted(self._in_case) if name not in self._panels)

    def set_panels(self, panels: Sequence[PanelFile]) -> None:
        """Show the panels a case has."""
        self._panels = {one.name: one for one in panels}
        self._in_case = frozenset(self._panels)
        self._show()

    def add_files(self, paths: Sequence[Path]) -> None:
        """Read files and list what they are; one of a known name takes its place."""
        self.stop()
        self._job = RunningJob(look_at_panels_job(paths), self)
        self._job.finished.connect(self._on_read)
        self._job.failed.connect(self._on_failed)
        self._job.start()
        self._say("muted", "Reading…")
        self.add.setEnabled(False)
        self.changed.emit()

    def stop(self) -> None:
        """Stop reading files."""
        if self._job is not None:
            self._job.stop()
            self._job.deleteLater()
            self._job = None
        self.add.setEnabled(True)

    def _build_ui(self) -> None:
        self.lines = QVBoxLayout()
        self.lines.setSpacing(4)
        self.add = QPushButton("Add panels…")
        self.add.setAutoDefault(False)
        self.add.setToolTip(_LEAD)
        self.add.clicked.connect(self._on_add)
        self.message = QLabel(wordWrap=True)
        self.message.setContentsMargins(6, 3, 6, 3)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(self.lines)
        column.addLayout(row)
        column.addWidget(self.message)

    def _show(self) -> None:
        while (item := self.lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for panel in self._panels.values():
            self.lines.addWidget(self._line(panel))
        self._say("muted", "")

    def _line(self, panel: PanelFile) -> QWidget:
        words = QLabel(panel_words(panel), wordWrap=True)
        words.setToolTip("" if panel.path is None else escape(str(panel.path)))
        away = QPushButton("Remove")
        away.setAutoDefault(False)
        away.setAccessibleName(f"Remove {panel.title}")
        away.clicked.connect(partial(self._on_removed, panel.name))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(words, stretch=1)
        row.addWidget(away)
        return line

    def _say(self, role: str, words: str) -> None:
        self.message.setProperty("role", role)
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)
        self.message.setText(words)
        self.message.setVisible(bool(words))

    def _on_add(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Add panels", _panel_folder(), _PATTERN)
        if chosen:
            self.add_files([Path(name) for name in chosen])

    def _on_read(self, found: tuple[PanelFile, ...]) -> None:
        self.stop()
        self._panels |= {one.name: one for one in found}
        self._show()
        self.changed.emit()

    def _on_failed(self, problem: Exception) -> None:
        self.stop()
        is_known = isinstance(problem, ProblemError)
        self._say("danger", f"{problem.cause}\n{problem.remedy}" if is_known else _FAULT)  # type: ignore[attr-defined]
        self.changed.emit()

    def _on_removed(self, name: str) -> None:
        del self._panels[name]
        self._show()
        self.changed.emit()


def _panel_folder() -> str:
    """Where panels of an installed kit lie, "" where there are none."""
    with suppress(ProblemError):
        if any(item.kind is KitKind.PANEL for item in installed_items()):
            return str(kit_folder())
    return ""


def panel_words(panel: PanelFile) -> str:
    """Title, where it comes from, and how many genes it is sure of."""
    about = ", ".join(filter(None, (panel.source, panel.dated)))
    genes = f"{counted(panel.n_genes, 'gene')}, {panel.n_sure:,} sure"
    version = "" if panel.title != panel.name else "no version, "
    absent = (
        f"<br><small>Not in the gene models, so never matched: {escape(', '.join(panel.missing))}"
        "</small>"
        if panel.missing
        else ""
    )
    about = f"<small>{escape(version)}{escape(about)} · {genes}</small>"
    return f"{escape(panel.title)}<br>{about}{absent}"
