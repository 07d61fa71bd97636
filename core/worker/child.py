"""What runs in the worker process: the job's steps, the wish to cancel, the last answer."""

import contextlib
import errno
import importlib
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Generator
from multiprocessing import reduction
from multiprocessing.connection import Connection
from typing import Protocol

from core.errors import DiskFullError, ProblemError
from core.job import Progress
from core.worker.events import (
    Cancelled,
    Crashed,
    Failed,
    Finished,
    JobEvent,
    JobSpec,
    Preparation,
    Stepped,
)

CANCEL = "cancel"


class SharedFile:
    """A file descriptor that travels to a spawned process; there `detach` gives it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __reduce__(self) -> tuple[object, ...]:
        return _arrived, (reduction.DupFd(self._descriptor),)

    def detach(self) -> int:
        """Give the descriptor."""
        return self._descriptor


class _Detachable(Protocol):
    def detach(self) -> int: ...


def _arrived(there: _Detachable) -> SharedFile:
    return SharedFile(there.detach())


def run_worker(
    task: JobSpec | Preparation, events: Connection, control: Connection, log: SharedFile
) -> None:
    """Run in the worker process: a job, or what makes ready for one that is told later."""
    _settle_down(log.detach())
    # Reading a genome starts processes of its own, which a daemon may not; they end with this one.
    multiprocessing.current_process().daemon = False
    os.nice(task.niceness)
    spec = _prepared(task, control) if isinstance(task, Preparation) else task
    is_cancelled = threading.Event()
    threading.Thread(target=_watch_parent, args=(control, is_cancelled), daemon=True).start()
    answer = _answer(spec, events, is_cancelled)
    try:
        events.send(answer)
    except BrokenPipeError:
        pass
    except Exception:  # noqa: BLE001 - whatever the value's pickling raises
        events.send(Crashed(traceback.format_exc()))
    # Interpreter shutdown would wait for threads and tear down libraries; all is said and stored.
    os._exit(0)


def _settle_down(log: int) -> None:
    """Leave the terminal: own process group, no Ctrl-C, output to the log."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


def _prepared(task: Preparation, control: Connection) -> JobSpec:
    """Make ready and wait to be told the job; whatever fails here fails again in the job."""
    with contextlib.suppress(Exception):
        module, _, name = task.function.partition(":")
        getattr(importlib.import_module(module), name)(**task.kwargs)
    try:
        told = control.recv()
    except (EOFError, OSError):
        os._exit(0)
    if not isinstance(told, JobSpec):
        os._exit(0)
    return told


def _watch_parent(control: Connection, is_cancelled: threading.Event) -> None:
    """Pass on the wish to cancel; go down with the parent."""
    try:
        control.recv()
        is_cancelled.set()
        control.recv()
    except (EOFError, OSError):
        os.killpg(0, signal.SIGKILL)


def _answer(spec: JobSpec, events: Connection, is_cancelled: threading.Event) -> JobEvent:
    try:
        return _drive(_generator(spec), events, is_cancelled)
    except ProblemError as problem:
        return Failed(problem)
    except OSError as problem:
        if problem.errno == errno.ENOSPC:
            return Failed(_disk_full(problem))
        return Crashed(traceback.format_exc())
    except BaseException:  # noqa: BLE001 - a library's SystemExit must become an answer too
        return Crashed(traceback.format_exc())


def _generator(spec: JobSpec) -> Generator[Progress, None, object]:
    module, _, name = spec.function.partition(":")
    made = getattr(importlib.import_module(module), name)(**spec.kwargs)
    if not isinstance(made, Generator):
        raise TypeError(f"{spec.function} is not a generator function")
    return made


def _drive(
    steps: Generator[Progress, None, object], events: Connection, is_cancelled: threading.Event
) -> JobEvent:
    with contextlib.closing(steps):
        while not is_cancelled.is_set():
            try:
                progress = next(steps)
            except StopIteration as end:
                return Finished(end.value)
            events.send(Stepped(progress))
    return Cancelled()


def _disk_full(problem: OSError) -> DiskFullError:
    where = f" while writing {problem.filename}" if problem.filename else ""
    return DiskFullError(f"The disk is full{where}.", "Free some space and start again.")
