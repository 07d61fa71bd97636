"""Tissues of interest of a case: those the patient's signs point to, or others in their place."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.domain.case import CaseInfo
from core.errors import ProblemError
from core.own_rules import tissue_rules

_COLUMNS = 2
_LEAD = "They come first among elements, links and tracks; no score changes with them."
_BY_SIGNS = "Ticked are those the signs point to; with other signs they change."
_NONE_KNOWN = "None is chosen, and none is known by the signs."
_CHOSEN = "Chosen in the place of those the signs point to."
_ANEW = "From “Rank anew” on, those the signs point to."
_NONE_TICKED = "None is ticked: those the signs point to count."
_LEFT = "In use, but no longer in the rule set: {}."


class TissueList(QWidget):
    """A box to tick for each tissue of the rule set, and the way back to those of the signs.

    Signals
    -------
    changed
        Another tissue is ticked, or those of the signs are to be taken.
    """

    changed = Signal()

    def __init__(self, info: CaseInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._of_signs, self._in_use = info.tissues, info.tissues_of_interest
        self.boxes: dict[str, QCheckBox] = {}
        self._build_ui()
        self._tick(self._in_use)
        # A case of an older format has signs and no tissues of theirs: they can be asked for.
        self._is_by_signs = not info.chosen_tissues and bool(info.tissues or not info.hpo_terms)
        self._before = (self.ticked, self._is_by_signs)
        for box in self.boxes.values():
            box.clicked.connect(self._on_ticked)
        self.by_signs.clicked.connect(self._on_by_signs)
        self._show()

    @property
    def ticked(self) -> tuple[str, ...]:
        """Names of the tissues ticked, as the rule set orders them."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    @property
    def wanted(self) -> tuple[str, ...] | None:
        """Tissues of interest from now on, () for those of the signs; None where nothing changed."""
        ticked, was_by_signs = self._before
        if self._is_by_signs:
            return None if was_by_signs else ()
        return None if not was_by_signs and self.ticked == ticked else self.ticked

    def _build_ui(self) -> None:
        names, problem = _known_names()
        self.lead = QLabel(problem or _LEAD, wordWrap=True)
        self.lead.setProperty("role", "danger" if problem else "muted")
        self.lead.setContentsMargins(*((6, 3, 6, 3) if problem else (0, 0, 0, 0)))
        grid = QGridLayout()
        grid.setVerticalSpacing(3)
        n_rows = -(-len(names) // _COLUMNS)
        for number, name in enumerate(names):
            words = f"{name} (by the signs)" if name in self._of_signs else name
            self.boxes[name] = QCheckBox(words)
            grid.addWidget(self.boxes[name], number % n_rows, number // n_rows)
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("role", "muted")
        self.by_signs = QPushButton("Those of the signs")
        self.by_signs.setAutoDefault(False)
        self.by_signs.setToolTip("Take the tissues the signs point to, from now on")
        row = QHBoxLayout()
        row.addWidget(self.by_signs)
        row.addWidget(self.note, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.lead)
        column.addLayout(grid)
        column.addLayout(row)

    def _tick(self, names: Sequence[str]) -> None:
        for name, box in self.boxes.items():
            box.setChecked(name in names)

    def _show(self) -> None:
        of_signs = tuple(name for name in self.boxes if name in self._of_signs)
        is_as_signs = self._is_by_signs and self.ticked == of_signs
        self.by_signs.setEnabled(bool(self.boxes) and not is_as_signs)
        left = [name for name in self._in_use if self.boxes and name not in self.boxes]
        told = _LEFT.format(", ".join(left)) if left else ""
        self.note.setText(" ".join(filter(None, (self._words(), told))))

    def _words(self) -> str:
        if not self._is_by_signs:
            return _CHOSEN if self.ticked else _NONE_KNOWN
        if self.wanted is not None:
            return _ANEW
        if self.ticked:
            return _BY_SIGNS
        return _NONE_TICKED if self._of_signs else _NONE_KNOWN

    def _on_ticked(self) -> None:
        """With what was ticked at first all is as before; with nothing ticked the signs tell."""
        ticked, was_by_signs = self._before
        self._is_by_signs = was_by_signs if self.ticked == ticked else not self.ticked
        self._show()
        self.changed.emit()

    def _on_by_signs(self) -> None:
        self._tick(self._of_signs)
        self._is_by_signs = True
        self._show()
        self.changed.emit()


def _known_names() -> tuple[tuple[str, ...], str]:
    """What can be chosen; where the laboratory's own rule set cannot be used, why."""
    try:
        return tissue_rules().names, ""
    except ProblemError as problem:
        return (), f"{problem.cause} {problem.remedy}"
