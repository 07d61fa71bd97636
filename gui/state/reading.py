"""The one resident reader thread: newest request of a kind wins, older ones are interrupted."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.errors import ProblemError
from core.session import CaseReader

Read = Callable[[CaseReader], object]


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """What a read gave: its kind, the ticket `Reading.ask` returned, and the value."""

    kind: str
    ticket: int
    value: object


@dataclass(frozen=True, eq=False, slots=True)
class _Request:
    kind: str
    ticket: int
    read: Read


class Reading(QObject):
    """Runs reads of a case in one thread with its own connection.

    Each read has a kind ("ids", "page", "detail" ...). A new request replaces a waiting one of
    its kind and interrupts a running one; answers to replaced requests are dropped.

    Signals
    -------
    answered
        An `Answer`.
    failed
        A `ProblemError` the person can mend, or another exception (a bug).
    """

    answered = Signal(object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._changed = threading.Condition()
        self._waiting: OrderedDict[str, _Request] = OrderedDict()
        self._running: _Request | None = None
        self._newest: dict[str, int] = {}
        self._next_ticket = 1
        self._path: Path | None = None
        self._reader: CaseReader | None = None
        self._is_stopping = False
        self._is_free = threading.Event()
        self._is_free.set()
        self._thread = threading.Thread(target=self._run, name="case-reader", daemon=True)
        self._thread.start()

    def set_case(self, path: Path | None) -> None:
        """Read from another case (or none) from now on; waiting requests are dropped."""
        with self._changed:
            self._waiting.clear()
            self._newest.clear()
            self._path = path
            self._interrupt_running()
            self._changed.notify_all()

    def wait_until_free(self, seconds: float) -> None:
        """Wait in another thread until no case is open for reading here."""
        self._is_free.wait(seconds)

    def ask(self, kind: str, read: Read) -> int:
        """Request a read; gives the ticket its answer will carry."""
        with self._changed:
            ticket = self._next_ticket
            self._next_ticket += 1
            self._newest[kind] = ticket
            self._waiting[kind] = _Request(kind, ticket, read)
            if self._running is not None and self._running.kind == kind:
                self._interrupt_running()
            self._changed.notify_all()
        return ticket

    def stop(self) -> None:
        """End the thread and close its connection."""
        with self._changed:
            self._is_stopping = True
            self._waiting.clear()
            self._newest.clear()
            self._interrupt_running()
            self._changed.notify_all()
        self._thread.join()

    def _interrupt_running(self) -> None:
        if self._running is not None and self._reader is not None:
            self._reader.interrupt()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not (self._is_stopping or self._waiting or self._must_switch()):
                    self._changed.wait()
                if self._is_stopping:
                    break
                request = self._waiting.popitem(last=False)[1] if self._waiting else None
                self._running = request
            self._serve(request)
        self._switch(None)

    def _must_switch(self) -> bool:
        return (self._reader.path if self._reader else None) != self._path

    def _serve(self, request: _Request | None) -> None:
        value: object = None
        problem: Exception | None = None
        try:
            if self._must_switch():
                self._switch(self._path)
            if request is not None and self._reader is not None:
                value = request.read(self._reader)
        except Exception as error:  # noqa: BLE001 - handed to the GUI thread; an interrupt is one
            problem = error
        with self._changed:
            self._running = None
            is_wanted = request is not None and self._newest.get(request.kind) == request.ticket
        if problem is not None and (is_wanted or request is None):
            self.failed.emit(problem)
        elif request is not None and is_wanted:
            self.answered.emit(Answer(request.kind, request.ticket, value))

    def _switch(self, path: Path | None) -> None:
        previous, self._reader = self._reader, None
        if previous is not None:
            previous.close()
        self._is_free.set()
        if path is None:
            return
        self._is_free.clear()
        try:
            self._reader = CaseReader(path)
        except ProblemError:
            self._path = None
            raise
