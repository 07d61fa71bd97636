"""A dialog that asks for something, carries it out in a worker process and says what came of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout, QWidget

from core.errors import ProblemError
from core.worker import JobSpec
from gui.dialogs.engines_html import remedy_words
from gui.dialogs.problem_dialog import ProblemDialog
from gui.jobs import RunningJob
from gui.pace import Pace

_STEPS = 1_000


class JobDialog(QDialog):
    """A form, the button that starts its job, and how far that is.

    Stays open, with the sentence, where the job is refused; what was typed is kept. A subclass says
    which job the form asks for (`job_spec`) and what becomes of its value (`take`).

    Parameters
    ----------
    words
        What stands above the form, and on the button that starts.
    result
        Shows what came of it, below the form.
    """

    def __init__(
        self,
        form: QWidget,
        words: tuple[str, str],
        result: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.form = form
        self._job: RunningJob | None = None
        self._build_ui(*words, result)

    @property
    def is_busy(self) -> bool:
        """A job is under way."""
        return self._job is not None

    def job_spec(self) -> JobSpec | None:
        """The job that is asked for, None while something is missing."""
        raise NotImplementedError

    def take(self, value: object) -> None:
        """Do what follows once the job gave its value."""
        raise NotImplementedError

    def on_stopped(self) -> None:
        """Do what follows once the job was stopped on request."""
        self.told.setText("Stopped.")

    def show_pace(self, pace: Pace) -> None:
        """Tell how far the job is."""
        stage = pace.progress.stage
        self.told.setText(f"{stage[:1].upper()}{stage[1:]}…")
        total = pace.progress.total
        self.bar.setRange(0, _STEPS if total else 0)
        if total:
            self.bar.setValue(round(_STEPS * min(1.0, pace.progress.done / total)))

    def show_state(self) -> None:
        """Offer what can be done now."""
        self.form.setEnabled(not self.is_busy)
        self.start.setEnabled(not self.is_busy and self.job_spec() is not None)
        self.bar.setVisible(self.is_busy)
        self.cancel.setText("Stop" if self.is_busy else "Close")

    def begin(self) -> None:
        """Start the job that is asked for."""
        spec = self.job_spec()
        if spec is None or self.is_busy:
            return
        job = RunningJob(spec, self)
        job.progressed.connect(self.show_pace)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self._job = job
        self.told.setText(f"{spec.title}…")
        self.bar.setRange(0, 0)
        self.show_state()
        job.start()

    def let_go(self) -> None:
        """Stop the job under way at once: the program closes."""
        if self._job is not None:
            self._job.stop()
            self._job = None

    def _build_ui(self, lead: str, start: str, result: QWidget | None) -> None:
        self.told = QLabel(wordWrap=True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setRange(0, 0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.start = buttons.addButton(start, QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setDefault(True)
        self.cancel = buttons.button(QDialogButtonBox.StandardButton.Close)
        self.cancel.setAutoDefault(False)
        buttons.accepted.connect(self.begin)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(QLabel(lead, wordWrap=True))
        column.addWidget(self.form)
        if result is None:
            column.addStretch(1)
        else:
            column.addWidget(result, stretch=1)
        for part in (self.told, self.bar, buttons):
            column.addWidget(part)

    def _on_finished(self, value: object) -> None:
        self._end()
        self.take(value)

    def _on_failed(self, problem: Exception) -> None:
        self._end()
        self.told.clear()
        if isinstance(problem, ProblemError):
            self.told.setText(f"{problem.cause} {remedy_words(problem)}")
        else:
            ProblemDialog(problem, self).open()

    def _on_cancelled(self) -> None:
        self._end()
        self.on_stopped()

    def _end(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
        self.show_state()

    def reject(self) -> None:
        """Close; a job under way is stopped first."""
        if self._job is None:
            super().reject()
        else:
            self.told.setText("Stopping…")
            self._job.cancel()
