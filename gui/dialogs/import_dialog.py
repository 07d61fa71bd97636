"""Importing a network of one's own: what it is, and the job that reads and tries it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from core.errors import ProblemError
from core.own_networks import ArchitectureCard, ImportedNetwork
from core.worker import JobSpec
from gui.dialogs.engines_html import remedy_words
from gui.dialogs.import_form import ImportForm
from gui.dialogs.problem_dialog import ProblemDialog
from gui.jobs import RunningJob
from gui.pace import Pace

_LEAD = (
    "A checkpoint is read in a process of its own with limits, and nothing in it is run. Its "
    "network is built and tried once; a file that does not fit leaves nothing behind."
)


class ImportDialog(QDialog):
    """Asks for a checkpoint and imports it; stays open, with the sentence, where it is refused.

    Signals
    -------
    imported
        An `ImportedNetwork`; the dialog closes then.
    """

    imported = Signal(object)

    def __init__(
        self, architectures: Sequence[ArchitectureCard], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Import a network")
        self.resize(680, 520)
        self._job: RunningJob | None = None
        self.form = ImportForm(architectures)
        self._build_ui()
        self.form.changed.connect(self._show_state)
        self._show_state()

    def let_go(self) -> None:
        """Stop the job under way at once: the program closes."""
        if self._job is not None:
            self._job.stop()
            self._job = None

    def _build_ui(self) -> None:
        self.told = QLabel(wordWrap=True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setRange(0, 0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start = buttons.addButton("Import", QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setDefault(True)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        buttons.accepted.connect(self._on_start)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(QLabel(_LEAD, wordWrap=True))
        layout.addWidget(self.form)
        layout.addStretch(1)
        layout.addWidget(self.told)
        layout.addWidget(self.bar)
        layout.addWidget(buttons)

    def _show_state(self) -> None:
        is_busy = self._job is not None
        self.form.setEnabled(not is_busy)
        self.start.setEnabled(not is_busy and self.form.order is not None)
        self.bar.setVisible(is_busy)

    def _on_start(self) -> None:
        order = self.form.order
        if order is None or self._job is not None:
            return
        title = f"Importing {order.engine_id}"
        job = RunningJob(JobSpec("core.own_networks:import_network", {"order": order}, title), self)
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self._job = job
        self.told.setText(f"{title}…")
        self._show_state()
        job.start()

    def _on_progressed(self, pace: Pace) -> None:
        stage = pace.progress.stage
        self.told.setText(f"{stage[:1].upper()}{stage[1:]}…")

    def _on_finished(self, value: object) -> None:
        self._end()
        if isinstance(value, ImportedNetwork):
            self.imported.emit(value)
        self.accept()

    def _on_failed(self, problem: Exception) -> None:
        self._end()
        self.told.clear()
        if isinstance(problem, ProblemError):
            self.told.setText(f"{problem.cause} {remedy_words(problem)}")
        else:
            ProblemDialog(problem, self).open()

    def _on_cancelled(self) -> None:
        self._end()
        super().reject()

    def _end(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
        self._show_state()

    def reject(self) -> None:
        """Close; an import under way is stopped first and the dialog closes when it has ended."""
        if self._job is None:
            super().reject()
        else:
            self.told.setText("Stopping…")
            self._job.cancel()
