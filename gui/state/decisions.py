"""What writes to the case from the window: opened, decided and closed in one own thread."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from core.domain.candidate import Mark
from core.session import Session

Task = Callable[[Session], object]


@dataclass(frozen=True, slots=True)
class Decision:
    """A mark and a note on one variant."""

    variant_id: int
    mark: Mark
    note: str


@dataclass(frozen=True, eq=False, slots=True)
class Done:
    """A finished task: its name and what it gave, or the problem that stopped it."""

    name: str
    value: object
    problem: Exception | None = None


class DecisionQueue(QObject):
    """Owns the `Session`; only its thread opens, writes and closes, task by task in order.

    Other threads may ask `session` for job descriptions, which read nothing but the path.

    Signals
    -------
    done
        A `Done` for each task.
    """

    done = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.session = Session()
        self._tasks: queue.SimpleQueue[tuple[str, Task] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="case-writer", daemon=True)
        self._thread.start()

    def submit(self, name: str, task: Task) -> None:
        """Run a task with the session; `done` then carries its name."""
        self._tasks.put((name, task))

    def stop(self) -> None:
        """Finish what is queued, close the case, end the thread."""
        self._tasks.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (item := self._tasks.get()) is not None:
            name, task = item
            self.done.emit(_carry_out(self.session, name, task))
        self.session.close()


def _carry_out(session: Session, name: str, task: Task) -> Done:
    try:
        return Done(name, task(session))
    except Exception as problem:  # noqa: BLE001 - handed to the GUI thread, which shows it
        return Done(name, None, problem)
