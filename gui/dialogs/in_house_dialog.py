"""The laboratory's own families: which are counted, counting the open case, taking families out."""

from html import escape
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from core.domain.counting import counted
from core.domain.in_house import InHouseFamily
from core.errors import ProblemError
from core.pipeline.in_house import counted_families
from core.session import count_family_job, take_family_out_job
from gui.dialogs.list_dialog import ListDialog

WHAT_IT_IS = (
    "How often an allele is seen among the families of this laboratory. Counts are made from cases, "
    "stay on this computer and hold no names. The family of a case is never compared with itself."
)
NONE_YET = "No family is counted yet."
_NO_CASE = "Needs an open case with no job under way."


class InHouseDialog(ListDialog):
    """Lists families; a worker counts and takes out.

    Signals
    -------
    look_asked
        The open case is to be compared with the families; the dialog then closes.
    """

    FAULT = "The counts could not be changed: a fault in the program."
    AWAY = "Take out"

    look_asked = Signal()

    def __init__(self, case: Path | None, parent: QWidget | None = None) -> None:
        super().__init__("Own families", WHAT_IT_IS, parent)
        self.resize(640, 460)
        self._case = case
        self.families: tuple[InHouseFamily, ...] = ()
        self.count = self._add_button("Count this case's family")
        self.look = self._add_button("Compare this case")
        self.count.clicked.connect(self.count_case)
        self.look.clicked.connect(self._on_look)
        self._read()
        self._show_busy()

    def count_case(self) -> None:
        """Count the open case as one family."""
        if self._case is not None:
            self._start(count_family_job(self._case))

    def remove(self, name: str) -> None:
        """Take a family out, named by its digest."""
        self._start(take_family_out_job(name))

    def _read(self) -> None:
        try:
            self.families = counted_families()
        except ProblemError as problem:
            self._say("danger", f"{problem.cause}\n{problem.remedy}")
        lines = [
            self._line(family_words(one), f"the family counted on {one.added}", one.digest)
            for one in self.families
        ]
        self._show_lines(lines or [QLabel(NONE_YET)])

    def _show_busy(self) -> None:
        super()._show_busy()
        can_use = self._case is not None and not self.is_busy
        self.count.setEnabled(can_use)
        self.look.setEnabled(can_use and bool(self.families))
        for button in (self.count, self.look):
            button.setToolTip("" if self._case is not None else _NO_CASE)

    def _on_look(self) -> None:
        self.look_asked.emit()
        self.accept()

    def _on_done(self, value: object) -> None:
        self._say("good", str(value))
        self._read()


def family_words(one: InHouseFamily) -> str:
    """Build, people, alleles and day."""
    people, alleles = counted(one.n_people, "person", "people"), counted(one.n_alleles, "allele")
    about = f"{people}, {alleles} · counted on {one.added} · {one.digest[:12]}"
    return f"<b>{escape(one.assembly)}</b><br><small>{escape(about)}</small>"
