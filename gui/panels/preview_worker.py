"""The worker behind previews: networks stay loaded in its process, so that an answer takes a moment."""

from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import ProblemError
from core.pipeline.preview import Preview
from core.worker import JobSpec
from gui.jobs import RunningJob
from gui.pace import Pace

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

JOB = "core.pipeline.preview:serve_previews"


class PreviewWorker(QObject):
    """Answers for one case at a time; after a failure it rests until another case is opened.

    Signals
    -------
    answered
        A `Preview`.
    """

    answered = Signal(object)

    def __init__(self, parent: QObject | None = None, job: str = JOB) -> None:
        super().__init__(parent)
        self._function = job
        self._case: Path | None = None
        self._job: RunningJob | None = None
        self._requests: Connection | None = None
        self._asked = ""
        self._trouble = ""

    @property
    def is_running(self) -> bool:
        """The worker process is there."""
        return self._job is not None

    def set_case(self, case: Path | None) -> None:
        """Serve another case, or none."""
        if case != self._case:
            self.stop()
            self._case, self._trouble = case, ""

    def warm(self) -> None:
        """Load the networks, so that the first answer comes at once."""
        if self._case is None or self._job is not None or self._trouble:
            return
        there, self._requests = Pipe(duplex=False)
        kwargs = {"case": self._case, "requests": there}
        job = RunningJob(JobSpec(self._function, kwargs, "Preview"), self)
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        self._job = job
        job.start()
        there.close()

    def ask(self, spelled: str) -> None:
        """Look at a variant, spelled `chrom-pos-ref-alt`; `answered` follows."""
        self._asked = spelled
        self.warm()
        if self._trouble:
            self.answered.emit(Preview(spelled, not_scored=self._trouble))
        elif self._requests is not None:
            with suppress(OSError):  # A worker that just ended says so itself, and is replaced.
                self._requests.send(spelled)

    def stop(self) -> None:
        """End the worker at once."""
        if self._job is not None:
            self._job.stop()
        self._asked = ""
        self._let_go()

    def _let_go(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
        if self._requests is not None:
            self._requests.close()
        self._job = self._requests = None

    def _on_progressed(self, pace: Pace) -> None:
        found = pace.progress.so_far
        if isinstance(found, Preview):
            if found.asked == self._asked:
                self._asked = ""
            self.answered.emit(found)

    def _on_finished(self, _: object) -> None:
        """Nobody asked for long; what was asked in the very last moment is asked again."""
        self._let_go()
        if self._asked:
            self.ask(self._asked)

    def _on_failed(self, problem: Exception) -> None:
        self._let_go()
        is_known = isinstance(problem, ProblemError)
        self._trouble = str(problem) if is_known else "the preview stopped unexpectedly."
        if self._asked:
            self.answered.emit(Preview(self._asked, not_scored=self._trouble))
