"""What a person says of one code: accepted or rejected, how strong, and why."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QPushButton, QWidget

from core.domain.evidence import Basis, Evidence
from core.evidence import now
from core.interpret.evidence.build import strengths_of
from core.interpret.evidence.decisions import Ruling
from core.interpret.evidence.rules import EvidenceRules
from gui.dialogs.fact_fields import OneOfField, TextField

_OF_RNA = ("PVS1", "BP7")
"""Codes that stand for an assay of RNA too."""

_LOSS = "PVS1"
_AS_IT_IS = "as it stands"
_USUAL = "its usual one"


class DecisionForm(QWidget):
    """Takes a code of the table, or any other code of the rules.

    Signals
    -------
    code_named
        Name of a code the person chose from the list of all codes.
    accept_asked, reject_asked
        A `Ruling` without an author.
    """

    code_named = Signal(str)
    accept_asked = Signal(object)
    reject_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules: EvidenceRules | None = None
        self._basis: Basis | None = None
        self._build_ui()
        self.code.activated.connect(self._on_named)
        self.accept.clicked.connect(self._on_accept)
        self.reject.clicked.connect(self._on_reject)

    def set_rules(self, rules: EvidenceRules) -> None:
        """Offer the codes of a rule set."""
        if self._rules == rules:
            return
        self._rules = rules
        chosen = self.code.currentText()
        blocker = QSignalBlocker(self.code)
        self.code.clear()
        self.code.addItems(_names(rules))
        self.code.setCurrentIndex(max(0, self.code.findText(chosen)))
        blocker.unblock()

    def show_code(self, item: Evidence | None, name: str = "") -> None:
        """Ask about a code of the variant, or with a name about one it does not have."""
        wanted = name if item is None else item.name
        self._basis = None if item is None else item.basis
        if self.code.findText(wanted) < 0:
            self.code.addItem(wanted)
        self.code.setCurrentIndex(self.code.findText(wanted))
        self._show_strengths(wanted, item)
        self.form.setRowVisible(self.mechanism, wanted.startswith(_LOSS))
        self.reject.setEnabled(item is not None)
        self.reason.clear()
        self.mechanism.clear()

    def _show_strengths(self, wanted: str, item: Evidence | None) -> None:
        known = (
            self._rules is not None and self._rules.code(wanted.split(maxsplit=1)[0]) is not None
        )
        names = (
            strengths_of(self._rules, wanted.split(maxsplit=1)[0]) if known and self._rules else ()
        )
        self.strength.set_fact("")
        self.strength.set_names(names)
        is_offered = item is not None and item.points != 0
        self.strength.setItemText(
            0, f"{_AS_IT_IS}: {item.strength}" if is_offered and item else _USUAL
        )

    def _build_ui(self) -> None:
        self.code = QComboBox()
        self.code.setAccessibleName("Code")
        self.code.setToolTip("A code of the table, or any other code of these rules")
        self.strength = OneOfField(_USUAL, ())
        self.strength.setAccessibleName("Strength")
        self.reason = TextField("needed for another strength, or a code that is not suggested")
        self.reason.setAccessibleName("Reason of the decision")
        self.mechanism = TextField(
            "who states loss of function as the mechanism, where no source does"
        )
        self.mechanism.setAccessibleName("Source of the mechanism, for PVS1")
        self.accept, self.reject = QPushButton("Accept"), QPushButton("Reject")
        for button, tip in (
            (self.accept, "Accept this code"),
            (self.reject, "Reject this code; it stays in the history"),
        ):
            button.setAutoDefault(False)
            button.setToolTip(tip)
        top = QWidget()
        line = QHBoxLayout(top)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.code)
        line.addWidget(self.strength, stretch=1)
        line.addWidget(self.accept)
        line.addWidget(self.reject)
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.addRow("Code", top)
        self.form.addRow("Reason", self.reason)
        self.form.addRow("Mechanism", self.mechanism)

    def _ruling(self) -> Ruling:
        return Ruling(
            name=self.code.currentText(),
            author="",
            decided_at=now(),
            strength=self.strength.fact(),
            reason=self.reason.fact(),
            mechanism=self.mechanism.fact(),
            basis=self._basis,
        )

    def _on_named(self) -> None:
        self.code_named.emit(self.code.currentText())

    def _on_accept(self) -> None:
        self.accept_asked.emit(self._ruling())

    def _on_reject(self) -> None:
        self.reject_asked.emit(self._ruling())


def _names(rules: EvidenceRules) -> list[str]:
    """All codes of the rules, those of RNA assays beside the predicted ones."""
    names = []
    for one in (*rules.codes.pathogenic, *rules.codes.benign):
        names.append(one.code)
        names += [f"{one.code} (RNA)"] if one.code in _OF_RNA else []
    return names
