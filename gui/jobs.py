"""Jobs of the window: a worker process polled by a timer, one main job, small ones in a queue."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import ProblemError
from core.worker import (
    Cancelled,
    Crashed,
    Failed,
    Finished,
    Job,
    JobEvent,
    JobSpec,
    Preparation,
    Stepped,
)
from gui.pace import Pace, RateMeter

POLL_MILLISECONDS = 50
_NICENESS = 5


class JobCrashedError(RuntimeError):
    """A job ended in an exception nobody foresaw: a bug. The text is its traceback."""


class RunningJob(QObject):
    """One worker process; ends with exactly one of finished, failed, cancelled.

    Signals
    -------
    progressed
        A `Pace`.
    finished
        The job's value.
    failed
        A `ProblemError`, or `JobCrashedError` for a bug.
    cancelled
        Stopped on request; what it had stored is kept.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(
        self, spec: JobSpec, parent: QObject | None = None, prepared: Job | None = None
    ) -> None:
        super().__init__(parent)
        self.spec = replace(spec, niceness=_NICENESS)
        self._is_prepared = prepared is not None
        self._job = prepared or Job(self.spec)
        self._meter = RateMeter()
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self._on_poll)

    def start(self) -> None:
        """Start the worker."""
        try:
            if self._is_prepared:
                self._job.begin(self.spec)
            else:
                self._job.start()
        except OSError as error:
            problem = ProblemError(
                f"The worker process could not be started: {error}.",
                "Close other programs to free memory, then try again.",
            )
            QTimer.singleShot(0, self, lambda: self.failed.emit(problem))
            return
        self._timer.start()

    def cancel(self) -> None:
        """Ask the worker to stop at its next step."""
        self._job.cancel()

    def stop(self) -> None:
        """Kill the worker now; no signal follows."""
        self._timer.stop()
        self._job.close()

    def _on_poll(self) -> None:
        for event in self._job.poll():
            self._handle(event)

    def _handle(self, event: JobEvent) -> None:
        if isinstance(event, Stepped):
            self.progressed.emit(self._meter.read(event.progress))
            return
        self._timer.stop()
        match event:
            case Finished(value):
                self.finished.emit(value)
            case Failed(problem):
                self.failed.emit(problem)
            case Crashed(text):
                self.failed.emit(JobCrashedError(text))
            case Cancelled():
                self.cancelled.emit()


@dataclass(frozen=True, eq=False, slots=True)
class Outcome:
    """How a job ended: `problem` None for a finished or cancelled one."""

    name: str
    value: object = None
    problem: Exception | None = None
    is_cancelled: bool = False


class JobRunner(QObject):
    """Runs one main job, and small jobs one after the other beside it.

    Signals
    -------
    started, ended
        Name of the job; its `Outcome`.
    progressed
        Name of the job and its `Pace`.
    """

    started = Signal(str)
    progressed = Signal(str, object)
    ended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._main: tuple[str, RunningJob] | None = None
        self._small: tuple[str, RunningJob] | None = None
        self._queue: deque[tuple[str, JobSpec]] = deque()
        self._preparation: Preparation | None = None
        self._served: frozenset[str] = frozenset()
        self._prepared: Job | None = None

    def keep_ready(self, preparation: Preparation, functions: Iterable[str]) -> None:
        """Keep a worker that has made ready, for small jobs that are these functions."""
        self._preparation = replace(preparation, niceness=_NICENESS)
        self._served = frozenset(functions)
        self._prepare()

    def _prepare(self) -> None:
        """Start the next worker to be ready, unless one is, or a small job needs the cores."""
        if self._preparation is None or self._prepared is not None or self._small is not None:
            return
        job = Job(JobSpec(self._preparation.function))
        try:
            job.prepare(self._preparation)
        except OSError:
            return
        self._prepared = job

    @property
    def main_job(self) -> str:
        """Name of the main job under way, empty for none."""
        return self._main[0] if self._main else ""

    @property
    def is_busy(self) -> bool:
        """Any job is under way or waits."""
        return self._main is not None or self._small is not None or bool(self._queue)

    def run(self, name: str, spec: JobSpec) -> bool:
        """Start a main job; False if another one is under way."""
        if self._main is not None:
            return False
        self._main = (name, self._launch(name, spec))
        return True

    def run_small(self, name: str, spec: JobSpec) -> None:
        """Queue a small job; one of the same name that still waits is replaced."""
        self._queue = deque(item for item in self._queue if item[0] != name)
        self._queue.append((name, spec))
        self._next_small()

    def cancel_small(self, name: str) -> None:
        """Ask a small job to stop, or take it out of the queue; it ends as cancelled."""
        if self._small is not None and self._small[0] == name:
            self._small[1].cancel()
        elif any(waiting == name for waiting, _ in self._queue):
            self._queue = deque(item for item in self._queue if item[0] != name)
            self.ended.emit(Outcome(name, is_cancelled=True))

    def waits(self, name: str) -> bool:
        """A small job of that name is under way or waits."""
        is_running = self._small is not None and self._small[0] == name
        return is_running or any(waiting == name for waiting, _ in self._queue)

    def cancel_main(self) -> None:
        """Ask the main job to stop; what it stored is kept."""
        if self._main is not None:
            self._main[1].cancel()

    def stop(self) -> None:
        """Kill all workers; used when the case or the window closes."""
        self._queue.clear()
        self._preparation = None
        if self._prepared is not None:
            self._prepared.close()
            self._prepared = None
        for item in (self._main, self._small):
            if item is not None:
                item[1].stop()
                item[1].deleteLater()
        self._main = self._small = None

    def _next_small(self) -> None:
        if self._small is None and self._queue:
            name, spec = self._queue.popleft()
            prepared = None
            if spec.function in self._served:
                prepared, self._prepared = self._prepared, None
            self._small = (name, self._launch(name, spec, prepared))

    def _launch(self, name: str, spec: JobSpec, prepared: Job | None = None) -> RunningJob:
        job = RunningJob(spec, self, prepared)
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        job.start()
        self.started.emit(name)
        return job

    def _name_of_sender(self) -> str:
        sender = self.sender()
        for item in (self._main, self._small):
            if item is not None and item[1] is sender:
                return item[0]
        return ""

    def _on_progressed(self, pace: Pace) -> None:
        self.progressed.emit(self._name_of_sender(), pace)

    def _on_finished(self, value: object) -> None:
        self._end(Outcome(self._name_of_sender(), value))

    def _on_failed(self, problem: Exception) -> None:
        self._end(Outcome(self._name_of_sender(), problem=problem))

    def _on_cancelled(self) -> None:
        self._end(Outcome(self._name_of_sender(), is_cancelled=True))

    def _end(self, outcome: Outcome) -> None:
        sender = self.sender()
        if self._main is not None and self._main[1] is sender:
            self._main = None
        elif self._small is not None and self._small[1] is sender:
            self._small = None
        if isinstance(sender, QObject):
            sender.deleteLater()
        self.ended.emit(outcome)
        self._next_small()
        self._prepare()
