"""The laboratory's own families: which are counted, counting the open case, taking families out."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.domain.counting import counted
from core.domain.in_house import InHouseFamily
from core.errors import ProblemError
from core.pipeline.in_house import counted_families
from core.session import count_family_job, take_family_out_job
from gui.jobs import RunningJob

WHAT_IT_IS = (
    "How often an allele is seen among the families of this laboratory. Counts are made from cases, "
    "stay on this computer and hold no names. The family of a case is never compared with itself."
)
NONE_YET = "No family is counted yet."
LOOK_AGAIN = "Compare this case"
_DIGEST = "digest"
_FAULT = "The counts could not be changed: a fault in the program."
_NO_CASE = "Needs an open case with no job under way."


class InHouseDialog(QDialog):
    """Lists families; a worker counts and takes out.

    Signals
    -------
    look_asked
        The open case is to be compared with the families; the dialog then closes.
    """

    look_asked = Signal()

    def __init__(self, case: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Own families")
        self.resize(640, 460)
        self._case = case
        self._job: RunningJob | None = None
        self.families: tuple[InHouseFamily, ...] = ()
        self._build_ui()
        self._read()

    @property
    def is_busy(self) -> bool:
        """A family is being counted or taken out."""
        return self._job is not None

    def count_case(self) -> None:
        """Count the open case as one family."""
        if self._case is not None:
            self._run(RunningJob(count_family_job(self._case), self))

    def take_out(self, digest: str) -> None:
        """Take a family out."""
        self._run(RunningJob(take_family_out_job(digest), self))

    def _build_ui(self) -> None:
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(self._lines)
        column.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        self.busy = QProgressBar(textVisible=False)
        self.busy.setRange(0, 0)
        self.message = QLabel(wordWrap=True)
        self.message.setContentsMargins(9, 5, 9, 5)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.count = buttons.addButton(
            "Count this case's family", QDialogButtonBox.ButtonRole.ActionRole
        )
        self.look = buttons.addButton(LOOK_AGAIN, QDialogButtonBox.ButtonRole.ActionRole)
        self.count.clicked.connect(self.count_case)
        self.look.clicked.connect(self._on_look)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(QLabel(WHAT_IT_IS, wordWrap=True))
        layout.addWidget(area, stretch=1)
        for widget in (self.message, self.busy, buttons):
            layout.addWidget(widget)

    def _run(self, job: RunningJob) -> None:
        self._stop()
        self._job = job
        job.finished.connect(self._on_done)
        job.failed.connect(self._on_failed)
        job.start()
        self._say("muted", "")
        self._show_busy()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._job.deleteLater()
            self._job = None

    def _read(self) -> None:
        try:
            self.families = counted_families()
            self._say("muted", "")
        except ProblemError as problem:
            self._say("danger", f"{problem.cause}\n{problem.remedy}")
        self._show(self.families)
        self._show_busy()

    def _show(self, families: Sequence[InHouseFamily]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for one in families:
            self._lines.addWidget(self._line(one))
        if not families:
            self._lines.addWidget(QLabel(NONE_YET))

    def _line(self, one: InHouseFamily) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(family_words(one), wordWrap=True), stretch=1)
        away = QPushButton("Take out")
        away.setAutoDefault(False)
        away.setAccessibleName(f"Take out the family counted on {one.added}")
        away.setProperty(_DIGEST, one.digest)
        away.clicked.connect(self._on_away)
        row.addWidget(away)
        return line

    def _show_busy(self) -> None:
        self.busy.setVisible(self.is_busy)
        can_use = self._case is not None and not self.is_busy
        self.count.setEnabled(can_use)
        self.look.setEnabled(can_use and bool(self.families))
        for button in (self.count, self.look):
            button.setToolTip("" if self._case is not None else _NO_CASE)

    def _say(self, role: str, words: str) -> None:
        self.message.setProperty("role", role)
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)
        self.message.setText(words)
        self.message.setVisible(bool(words))

    def _on_away(self) -> None:
        # A partial would keep the dialog alive from within its own child, and end both at once.
        self.take_out(str(self.sender().property(_DIGEST)))

    def _on_look(self) -> None:
        self.look_asked.emit()
        self.accept()

    def _on_done(self, told: object) -> None:
        self._stop()
        self._read()
        self._say("good", str(told))

    def _on_failed(self, problem: Exception) -> None:
        self._stop()
        self._read()
        is_known = isinstance(problem, ProblemError)
        self._say("danger", f"{problem.cause}\n{problem.remedy}" if is_known else _FAULT)  # type: ignore[attr-defined]

    def done(self, result: int) -> None:
        """Close the dialog; what is being counted is let go, and the counts stay as they were."""
        self._stop()
        super().done(result)


def family_words(one: InHouseFamily) -> str:
    """Build, people, alleles and day."""
    people, alleles = counted(one.n_people, "person", "people"), counted(one.n_alleles, "allele")
    about = f"{people}, {alleles} · counted on {one.added} · {one.digest[:12]}"
    return f"<b>{escape(one.assembly)}</b><br><small>{escape(about)}</small>"
