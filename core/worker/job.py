"""The parent's side of a job: starting, listening, cancelling, and saying how a worker died."""

import contextlib
import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import connection, resource_tracker
from multiprocessing.process import BaseProcess
from typing import IO

from core.errors import WorkerDiedError
from core.job import Progress
from core.worker.child import CANCEL, SharedFile, run_worker
from core.worker.events import Cancelled, Failed, JobEvent, JobSpec, Preparation, Stepped

PATIENCE_SECONDS = 3.0
"""How long a cancelled job may take to come to its next step before it is terminated."""

_GRACE_SECONDS = 2.0
_LOG_TAIL_BYTES = 4_000
_LOG_TAIL_LINES = 12


class Job(contextlib.AbstractContextManager["Job"]):
    """One run of a job in its own process; the last event is never `Stepped`.

    Either `poll` it (a timer in a window) or iterate over `events` (a terminal).
    """

    def __init__(self, spec: JobSpec) -> None:
        self.spec = spec
        self._process: BaseProcess | None = None
        self._events: connection.Connection | None = None
        self._control: connection.Connection | None = None
        self._log: IO[bytes] | None = None
        self._last: Progress | None = None
        self._answer: JobEvent | None = None
        self._deadline: _Deadline | None = None
        self._is_cancelled = False
        self._is_hung_up = False

    def __exit__(self, *_: object) -> None:
        """Kill the worker if it still runs and give everything back."""
        self.close()

    @property
    def is_alive(self) -> bool:
        """The job was started and its last event has not been handed out yet."""
        return self._process is not None

    @property
    def pid(self) -> int | None:
        """Process id of the worker, None before the start and after the end."""
        return self._process.pid if self._process is not None else None

    def prepare(self, preparation: Preparation) -> None:
        """Start the worker process, which makes ready and waits for `begin`."""
        self._launch(preparation)

    def begin(self, spec: JobSpec) -> None:
        """Let the prepared worker run a job; one that died while it waited is replaced."""
        self.spec = spec
        try:
            if self._control is None or self._process is None or not self._process.is_alive():
                raise BrokenPipeError
            self._control.send(spec)
        except OSError:
            self.close()
            self._is_cancelled = self._is_hung_up = False
            self.start()

    def start(self) -> None:
        """Start the worker process."""
        self._launch(self.spec)

    def _launch(self, task: JobSpec | Preparation) -> None:
        context = multiprocessing.get_context("spawn")
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in _release
        self._events, events_there = context.Pipe(duplex=False)
        control_there, self._control = context.Pipe(duplex=False)
        process = context.Process(
            target=run_worker,
            args=(task, events_there, control_there, SharedFile(self._log.fileno())),
            name=self.spec.title or self.spec.function,
            daemon=True,
        )
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            events_there.close()
            control_there.close()
        self._process = process

    def poll(self) -> list[JobEvent]:
        """Give the events since the last call, at once; empty once the last was handed out."""
        found: list[JobEvent] = []
        while (event := self._next()) is not None:
            found.append(event)
        return found

    def events(self) -> Iterator[JobEvent]:
        """Yield each event as it comes, to the last."""
        while self._process is not None:
            yield from self.poll()
            self._wait()

    def cancel(self) -> None:
        """Ask the job to stop at its next step; it is terminated after 3 s, and then killed.

        The last event is `Cancelled`, unless the job had ended before it heard of it.
        """
        if self._process is None or self._is_cancelled:
            return
        self._is_cancelled = True
        self._deadline = _Deadline(PATIENCE_SECONDS, signal.SIGTERM)
        with contextlib.suppress(OSError):
            if self._control is not None:
                self._control.send(CANCEL)

    def kill(self) -> None:
        """Kill the worker and what it started; the last event is `Cancelled`."""
        self._is_cancelled = True
        self._signal(signal.SIGKILL)

    def close(self) -> None:
        """Kill the worker if it still runs and wait until it is gone."""
        if self._process is not None:
            self.kill()
            self._process.join()
        self._release()

    def _next(self) -> JobEvent | None:
        process = self._process
        if process is None:
            return None
        self._enforce()
        is_gone = not process.is_alive()
        event = self._receive()
        if isinstance(event, Stepped):
            self._last = event.progress
            return event
        if event is not None:
            self._answer = event
            self._deadline = _Deadline(_GRACE_SECONDS, signal.SIGKILL)
        return self._end(process) if is_gone else None

    def _receive(self) -> JobEvent | None:
        if self._events is None or self._is_hung_up or self._answer is not None:
            return None
        try:
            received: JobEvent | None = self._events.recv() if self._events.poll() else None
        except (EOFError, OSError):
            self._is_hung_up = True
            return None
        return received

    def _end(self, process: BaseProcess) -> JobEvent:
        """Give the last event of a worker that is gone and has said all it had to say."""
        died = _died(self.spec, process.exitcode or 0, self._last, self._log_tail())
        silent = Cancelled() if self._is_cancelled else Failed(died)
        self._release()
        return self._answer or silent

    def _wait(self) -> None:
        """Sleep until something may have happened."""
        process, events = self._process, self._events
        if process is None or events is None:
            return
        seconds = None if self._deadline is None else self._deadline.seconds_left
        talking = self._answer is None and not self._is_hung_up
        connection.wait([events, process.sentinel] if talking else [process.sentinel], seconds)

    def _enforce(self) -> None:
        if self._deadline is not None and self._deadline.seconds_left <= 0:
            self._signal(self._deadline.signal)
            self._deadline = _Deadline(_GRACE_SECONDS, signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        """Send a signal to the worker's process group, or to the worker before it has one."""
        process = self._process
        if process is None or process.pid is None or not process.is_alive():
            return
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, number)

    def _log_tail(self) -> str:
        if self._log is None:
            return ""
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - _LOG_TAIL_BYTES))
        lines = self._log.read().decode("utf-8", "replace").splitlines()
        return "\n".join(lines[-_LOG_TAIL_LINES:])

    def _release(self) -> None:
        for end in (self._events, self._control):
            if end is not None and not end.closed:
                end.close()
        if self._process is not None:
            self._process.join()
            self._process.close()
            self._process = None
        if self._log is not None:
            self._log.close()
            self._log = None


class _Deadline:
    """When a signal is due."""

    def __init__(self, seconds: float, number: signal.Signals) -> None:
        self.signal = number
        self._due = time.monotonic() + seconds

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._due - time.monotonic())


def _died(spec: JobSpec, exit_code: int, last: Progress | None, log: str) -> WorkerDiedError:
    title = spec.title or spec.function
    where = "" if last is None else f" {_place(last)}"
    cause = f"{title}: the worker process stopped unexpectedly ({_ending(exit_code)}){where}."
    if log:
        cause = f"{cause}\n{log}"
    if exit_code == -signal.SIGKILL:
        remedy = (
            "The system may have run out of memory: close other programs and start again; "
            "what was finished is kept."
        )
    else:
        remedy = "Check the input files for damage and start again; what was finished is kept."
    return WorkerDiedError(cause, remedy)


def _ending(exit_code: int) -> str:
    if exit_code >= 0:
        return f"exit status {exit_code}"
    try:
        return f"signal {-exit_code}, {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"signal {-exit_code}"


def _place(last: Progress) -> str:
    total = "" if last.total is None else f" of {last.total:,}"
    count = f" near {last.done:,}{total} {last.unit}".rstrip() if last.unit else ""
    message = f" ({last.message})" if last.message else ""
    return f"while {last.stage}{count}{message}"
