"""What a person states about a variant that no file tells: mechanism, patients, assays, elements."""

from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from core.domain.stated import Mechanism, RegionRole, RegulatoryGate, StartLoss, Stated
from core.errors import UsageError
from core.interpret.evidence.build import strengths_of
from core.interpret.evidence.rules import EvidenceRules
from core.interpret.evidence.statements import demand_told
from gui.dialogs import stated_facts
from gui.dialogs.fact_form import EntryList, FactForm
from gui.dialogs.stated_words import assay_words, case_words, partner_words

_Record = TypeVar("_Record", Mechanism, RegionRole, StartLoss)

_WHAT = (
    "Each statement needs a source. What is stated anew takes the place of what was stated before, "
    "which is kept in the case."
)


class StatedDialog(QDialog):
    """Takes statements; stays open until they are stored.

    Signals
    -------
    stated
        All that is stated now, as `Stated`.
    """

    stated = Signal(object)

    def __init__(self, before: Stated, rules: EvidenceRules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("What is stated about this variant")
        self.resize(680, 620)
        self._build_ui(rules)
        self.acts.toggled.connect(self.gate.setEnabled)
        self._show(before)

    def value(self) -> Stated:
        """Give what is stated.

        Raises
        ------
        UsageError
            If a field is not understood, or something is stated without a source or name.
        """
        found = Stated(
            **self.patient.values(),
            mechanism=_unless_blank(self.mechanism, Mechanism("")),
            region=_unless_blank(self.region, RegionRole("")),
            start_loss=_unless_blank(self.start_loss, StartLoss("")),
            de_novo_cases=self.de_novo.entries(),
            partners=self.partners.entries(),
            assays=self.assays.entries(),
            gate=RegulatoryGate(**self.gate.values()) if self.acts.isChecked() else None,
        )
        demand_told(found)
        return found

    def set_busy(self, *, is_busy: bool) -> None:
        """Switch saving off while something is written."""
        self.save.setEnabled(not is_busy)

    def _build_ui(self, rules: EvidenceRules) -> None:
        self._build_forms(rules)
        self.problem = QLabel(wordWrap=True)
        self.problem.setContentsMargins(9, 5, 9, 5)
        self.problem.setProperty("role", "danger")
        self.problem.hide()
        what = QLabel(_WHAT, wordWrap=True)
        what.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.save = buttons.addButton("Save", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setDefault(True)
        self.save.clicked.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, stretch=1)
        for widget in (self.problem, what, buttons):
            layout.addWidget(widget)

    def _build_forms(self, rules: EvidenceRules) -> None:
        self.mechanism = FactForm(stated_facts.MECHANISM)
        self.region = FactForm(stated_facts.REGION)
        self.start_loss = FactForm(stated_facts.START_LOSS)
        self.patient = FactForm(stated_facts.PATIENT)
        self.de_novo = EntryList(
            "Other patients with the allele de novo",
            stated_facts.BLANK_CASE,
            stated_facts.DE_NOVO,
            case_words,
        )
        self.partners = EntryList(
            "Second alleles", stated_facts.BLANK_PARTNER, stated_facts.PARTNERS, partner_words
        )
        facts = stated_facts.assay_facts(strengths_of(rules, "PVS1"))
        self.assays = EntryList("RNA assays", stated_facts.BLANK_ASSAY, facts, assay_words)
        self.acts = QCheckBox("This variant acts by regulation")
        self.gate = FactForm(stated_facts.GATE)
        self.gate.setEnabled(False)
        self.tabs = QTabWidget()
        for words, parts in (
            ("Patient", (self.patient,)),
            ("Gene", (self.mechanism, self.region, self.start_loss)),
            ("De novo", (self.de_novo,)),
            ("Second alleles", (self.partners,)),
            ("RNA", (self.assays,)),
            ("Regulation", (self.acts, self.gate)),
        ):
            self.tabs.addTab(_page(parts), words)

    def _show(self, before: Stated) -> None:
        self.patient.show_record(before)
        self.mechanism.show_record(before.mechanism or Mechanism(""))
        self.region.show_record(before.region or RegionRole(""))
        self.start_loss.show_record(before.start_loss or StartLoss(""))
        self.de_novo.set_entries(before.de_novo_cases)
        self.partners.set_entries(before.partners)
        self.assays.set_entries(before.assays)
        self.gate.show_record(before.gate or RegulatoryGate(""))
        self.acts.setChecked(before.gate is not None)

    def _on_save(self) -> None:
        try:
            found = self.value()
        except UsageError as problem:
            self.problem.setText(f"{problem.cause} {problem.remedy}")
            self.problem.show()
            return
        self.problem.hide()
        self.set_busy(is_busy=True)
        self.stated.emit(found)


def _unless_blank(form: FactForm, blank: _Record) -> _Record | None:
    """Give the record of a form, None where nothing is stated in it."""
    found = replace(blank, **form.values())
    return None if found == blank else found


def _page(parts: tuple[QWidget, ...]) -> QWidget:
    """A page that scrolls where there is little room."""
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setSpacing(18)
    for part in parts:
        column.addWidget(part)
    column.addStretch()
    area = QScrollArea(widgetResizable=True)
    area.setWidget(inside)
    return area
