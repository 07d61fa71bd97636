"""The evidence of the variant that is shown, read after its detail on the reading thread."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.change import Change
from core.domain.interpretation import Interpretation
from core.errors import ProblemError
from core.evidence import EvidenceSheet
from core.review import VariantDetail
from core.session import CaseReader
from gui.panels.evidence_html import evidence_section
from gui.state import Answer, CaseState
from gui.theme import Theme

_KIND = "evidence"


@dataclass(frozen=True, eq=False, slots=True)
class _Found:
    """A sheet, or why there is none."""

    variant_id: int
    sheet: EvidenceSheet | None
    problem: str = ""


class EvidenceReading(QObject):
    """Reads the evidence of one variant at a time, again whenever something is decided.

    Signals
    -------
    changed
        There is something else to show.
    """

    changed = Signal()

    def __init__(self, state: CaseState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._profile = ""
        self._detail: VariantDetail | None = None
        self._found: _Found | None = None
        state.answered.connect(self._on_answered)
        state.changed.connect(self._on_changed)

    def set_profile(self, name: str) -> None:
        """Read by another profile from now on; "" for the default one."""
        if name != self._profile:
            self._profile = name
            self._ask()

    def set_detail(self, detail: VariantDetail | None) -> None:
        """Read the evidence of another variant, or of the same one anew."""
        self._detail = detail
        if self._found is not None and self._found.variant_id != self._variant_id:
            self._found = None
        self._ask()

    def html(self, theme: Theme) -> str:
        """Give the section as far as it is known."""
        if self._found is None:
            return evidence_section(None, theme)
        return evidence_section(self._found.sheet, theme, self._found.problem)

    @property
    def _variant_id(self) -> int | None:
        return None if self._detail is None else self._detail.facts.variant_id

    def _ask(self) -> None:
        if self._detail is not None and self._state.is_open:
            of = (self._detail.facts.variant_id, self._detail.interpretation, self._profile)
            self._state.ask(_KIND, partial(_read, *of))

    def _on_changed(self, change: Change) -> None:
        concerned = not change.variant_ids or self._variant_id in change.variant_ids
        if change.case:
            self._detail = self._found = None
        elif change.decisions and concerned:
            self._ask()

    def _on_answered(self, answer: Answer) -> None:
        found = answer.value
        if isinstance(found, _Found) and found.variant_id == self._variant_id:
            self._found = found
            self.changed.emit()


def _read(variant_id: int, interpreted: Interpretation, profile: str, reader: CaseReader) -> _Found:
    """Read a sheet; a profile that cannot be used is told where the evidence would stand."""
    try:
        return _Found(variant_id, reader.evidence(variant_id, profile, interpreted))
    except ProblemError as problem:
        return _Found(variant_id, None, f"{problem.cause} {problem.remedy}")
