"""The open case as the window mirrors it; the Qt class owns nothing, it translates."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.change import Change
from core.domain.candidate import Mark
from core.domain.case import CaseInfo
from core.session import Session
from gui.state.decisions import Decision, DecisionQueue, Done
from gui.state.reading import Answer, Read, Reading

_LOOK, _INFO = "look into", "info"
_PATIENCE = 5.0
"""Seconds the writer waits for the reader to let go of a case: the last one cleans up the file."""


class CaseState(QObject):
    """Session, reader thread and decisions behind one signal.

    Reads and decisions never run on the GUI thread. A decision shows at once and is taken back
    if it cannot be stored.

    Signals
    -------
    changed
        A `Change`; panels re-read what they show.
    answered
        An `Answer` to `ask`.
    stopped_by_problem
        An exception: a `ProblemError` for a person, anything else is a bug.
    finished_task
        Name and value of a task given to `submit`.
    """

    changed = Signal(object)
    answered = Signal(object)
    stopped_by_problem = Signal(object)
    finished_task = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.path: Path | None = None
        self.info: CaseInfo | None = None
        self.has_running_job = False
        self.is_being_read = False
        """The case is shown while a worker still reads its variant file: nothing can be decided."""
        self._marks: dict[int, tuple[Mark, str]] = {}
        self._undo: list[Decision] = []
        self._reading = Reading()
        self._decisions = DecisionQueue()
        self._reading.answered.connect(self._on_answered)
        self._reading.failed.connect(self.stopped_by_problem)
        self._decisions.done.connect(self._on_done)

    @property
    def is_open(self) -> bool:
        """A case is open."""
        return self.info is not None

    @property
    def can_undo(self) -> bool:
        """There is a decision to take back."""
        return bool(self._undo)

    def open(self, path: Path) -> None:
        """Open a case; `changed` tells when it is there."""
        self._reading.set_case(None)
        self._decisions.submit("open", partial(_open, path, self._reading))

    def look_into(self, path: Path) -> None:
        """Show a case whose variant file a worker is still reading; `changed` tells when it is there."""
        self._reading.set_case(path)
        self._reading.ask(_LOOK, lambda reader: (path, reader.info()))

    def close(self) -> None:
        """Close the case."""
        self._reading.set_case(None)
        self._decisions.submit("close", partial(_close, self._reading))

    def stop(self) -> None:
        """End both threads; the case is closed cleanly."""
        self._reading.stop()
        self._decisions.stop()

    def ask(self, kind: str, read: Read) -> int:
        """Request a read on the reader thread; its `Answer` carries the ticket given here."""
        return self._reading.ask(kind, read)

    def submit(self, name: str, task: Callable[[Session], object]) -> None:
        """Run something slow with the session off the GUI thread; ends in `finished_task`."""
        self._decisions.submit(f"task:{name}", task)

    @property
    def session(self) -> Session:
        """For describing jobs only; everything else goes through `submit` or `decide`."""
        return self._decisions.session

    def decision(self, variant_id: int) -> Decision:
        """What the person decided about a variant, as far as the window knows."""
        mark, note = self._marks.get(variant_id, (Mark.NONE, ""))
        return Decision(variant_id, mark, note)

    def n_marked(self) -> int:
        """Variants marked for the report."""
        return sum(mark is Mark.REPORT for mark, _ in self._marks.values())

    def decide(self, decision: Decision) -> None:
        """Store a mark and note; shown at once."""
        before = self.decision(decision.variant_id)
        if before != decision and not self.is_being_read:
            self._undo.append(before)
            self._store(decision)

    def undo(self) -> None:
        """Take back the last decision."""
        if self._undo:
            self._store(self._undo.pop())

    def announce(self, change: Change) -> None:
        """Tell the panels that something changed (a job stored results)."""
        if change.case or change.decisions:
            self._ask_marks()
        self.changed.emit(change)

    def take_info(self, info: CaseInfo) -> None:
        """Take over what the open case says about itself after a job changed it."""
        self.info = info
        self.changed.emit(Change(candidates=True, info=True))

    def read_info(self) -> None:
        """Read again what the open case says about itself."""
        self._reading.ask(_INFO, lambda reader: reader.info())

    def _store(self, decision: Decision) -> None:
        self._marks[decision.variant_id] = (decision.mark, decision.note)
        self._decisions.submit("decide", partial(_decide, decision))
        self.changed.emit(Change(decisions=True, variant_ids=(decision.variant_id,)))

    def _ask_marks(self) -> None:
        self._reading.ask("marks", lambda reader: reader.marks())

    def _on_answered(self, answer: Answer) -> None:
        if answer.kind == _LOOK:
            self._take_case(answer.value, is_being_read=True)
        elif answer.kind == _INFO:
            if isinstance(answer.value, CaseInfo):
                self.take_info(answer.value)
        elif answer.kind != "marks":
            self.answered.emit(answer)
        elif isinstance(answer.value, dict) and answer.value != self._marks:
            self._marks = dict(answer.value)
            self.changed.emit(Change(decisions=True))

    def _on_done(self, done: Done) -> None:
        if done.problem is not None:
            if done.name == "decide":
                self._ask_marks()
            elif done.name == "open":
                self._take_case(None)
            self.stopped_by_problem.emit(done.problem)
        elif done.name in ("open", "close"):
            self._take_case(done.value)
        elif done.name.startswith("task:"):
            self.finished_task.emit(done.name.removeprefix("task:"), done.value)

    def _take_case(self, value: object, *, is_being_read: bool = False) -> None:
        self.path, self.info = value if isinstance(value, tuple) else (None, None)
        self.is_being_read = is_being_read
        self._marks, self._undo = {}, []
        self._reading.set_case(self.path)
        self.changed.emit(Change(case=True, candidates=True, decisions=True))
        if self.is_open and not is_being_read:
            self._ask_marks()


def _open(path: Path, reading: Reading, session: Session) -> object:
    reading.wait_until_free(_PATIENCE)
    session.open(path)
    return session.path, session.info


def _close(reading: Reading, session: Session) -> object:
    reading.wait_until_free(_PATIENCE)
    session.close()
    return None


def _decide(decision: Decision, session: Session) -> object:
    return session.mark(decision.variant_id, decision.mark, decision.note)
