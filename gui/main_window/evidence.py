"""Evidence in the window: the dialog, read on the reader thread, decided through the session."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.change import Change
from core.domain.interpretation import Interpretation
from core.domain.stated import Stated
from core.errors import ProblemError
from core.evidence import EvidenceSheet, evidence_profile, evidence_profiles
from core.evidence.profiles import EvidenceProfile
from core.interpret.evidence.assess import Claim
from core.interpret.evidence.decisions import Ruling
from core.interpret.evidence.rules import DEFAULT, SHIPPED
from core.session import CaseReader, Session
from gui.dialogs.evidence_dialog import EvidenceDialog
from gui.state import Answer

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow

_READ, _WRITE = "evidence dialog", "evidence"


@dataclass(frozen=True, eq=False, slots=True)
class _Read:
    """What the dialog shows: a sheet, or why there is none, and the profiles to choose from."""

    variant_id: int
    profile: str
    profiles: tuple[EvidenceProfile, ...]
    sheet: EvidenceSheet | None
    problem: str


class VariantEvidence(QObject):
    """Connects the dialog on evidence, and the facts, with the open case."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        window.detail.evidence.set_profile(window.memory.evidence_profile)
        window.detail.header.evidence_asked.connect(self.show)
        window.state.answered.connect(self._on_answered)
        window.state.finished_task.connect(self._on_task)
        window.state.stopped_by_problem.connect(self._on_problem)

    def show(self) -> None:
        """Show the evidence of the current variant."""
        variant_id = self._window.candidates.current_id
        if variant_id is None:
            return
        if self._window.state.is_being_read:
            self._window.work.told.emit("Codes can be decided once the variant file is read.")
            return
        memory, theme = self._window.memory, self._window.themes.theme
        dialog = EvidenceDialog(variant_id, memory.author, theme, self._window)
        dialog.accept_asked.connect(partial(self._on_accept, variant_id))
        dialog.reject_asked.connect(partial(self._on_reject, variant_id))
        dialog.class_asked.connect(partial(self._on_class, variant_id))
        dialog.state_asked.connect(partial(self._on_state, variant_id))
        dialog.profile_asked.connect(partial(self._on_profile, variant_id))
        dialog.open()
        self._read(variant_id)

    def _read(self, variant_id: int) -> None:
        shown = self._window.detail.detail
        is_same = shown is not None and shown.facts.variant_id == variant_id
        interpreted = shown.interpretation if shown is not None and is_same else None
        of = (variant_id, self._window.memory.evidence_profile, interpreted)
        self._window.state.ask(_READ, partial(_read, *of))

    def _on_accept(self, variant_id: int, ruling: Ruling) -> None:
        self._submit(variant_id, ruling.author, partial(_accept, variant_id, ruling, self._profile))

    def _on_reject(self, variant_id: int, ruling: Ruling) -> None:
        self._submit(variant_id, ruling.author, partial(_reject, variant_id, ruling, self._profile))

    def _on_class(self, variant_id: int, claim: Claim) -> None:
        self._submit(variant_id, claim.author, partial(_classify, variant_id, claim, self._profile))

    def _on_state(self, variant_id: int, stated: Stated, author: str) -> None:
        self._submit(variant_id, author, partial(_state, variant_id, stated, author))

    def _on_profile(self, variant_id: int, name: str) -> None:
        self._window.memory.evidence_profile = name
        self._window.detail.evidence.set_profile(name)
        self._read(variant_id)

    @property
    def _profile(self) -> str:
        return self._window.memory.evidence_profile

    def _submit(self, variant_id: int, author: str, task: Callable[[Session], object]) -> None:
        if author:
            self._window.memory.author = author
        self._window.state.submit(_WRITE, task)

    def _on_task(self, name: str, value: object) -> None:
        if name == _WRITE and isinstance(value, Change):
            self._window.state.announce(value)
            for dialog in self._dialogs():
                self._read(dialog.variant_id)

    def _on_answered(self, answer: Answer) -> None:
        found = answer.value
        if not isinstance(found, _Read):
            return
        for dialog in self._dialogs():
            if dialog.variant_id == found.variant_id:
                dialog.show_profiles(found.profiles, found.profile)
                dialog.say(found.problem)
                if found.sheet is not None:
                    dialog.show_sheet(found.sheet)

    def _on_problem(self) -> None:
        for dialog in self._dialogs():
            dialog.set_busy(is_busy=False)

    def _dialogs(self) -> list[EvidenceDialog]:
        return self._window.findChildren(EvidenceDialog)


def _read(
    variant_id: int, profile: str, interpreted: Interpretation | None, reader: CaseReader
) -> _Read:
    """Read a sheet; with a profile that cannot be used another one can be chosen."""
    problem = ""
    try:
        profiles = evidence_profiles()
    except ProblemError as error:
        profiles, problem = tuple(map(evidence_profile, SHIPPED)), f"{error.cause} {error.remedy}"
    sheet = None
    try:
        sheet = reader.evidence(variant_id, profile, interpreted)
    except ProblemError as error:
        problem = f"{error.cause} {error.remedy}"
    return _Read(variant_id, profile or DEFAULT, profiles, sheet, problem)


def _accept(variant_id: int, ruling: Ruling, profile: str, session: Session) -> Change:
    return session.accept_code(variant_id, ruling, profile)


def _reject(variant_id: int, ruling: Ruling, profile: str, session: Session) -> Change:
    return session.reject_code(variant_id, ruling, profile)


def _classify(variant_id: int, claim: Claim, profile: str, session: Session) -> Change:
    return session.classify(variant_id, claim, profile)


def _state(variant_id: int, stated: Stated, author: str, session: Session) -> Change:
    return session.state_evidence(variant_id, stated, author)
