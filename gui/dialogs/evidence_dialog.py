"""Evidence of one variant: its codes, what a person states and decides, and the class they make."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from core.domain.evidence import Evidence
from core.domain.stated import Stated
from core.evidence import EvidenceSheet
from core.evidence.profiles import EvidenceProfile
from core.interpret.evidence.assess import Claim
from core.interpret.evidence.decisions import Ruling
from gui import text
from gui.dialogs.assessment_html import assessment_html, history_html
from gui.dialogs.evidence_class import ClassForm
from gui.dialogs.evidence_codes import CodesTable
from gui.dialogs.evidence_decision import DecisionForm
from gui.dialogs.fact_fields import TextField
from gui.dialogs.stated_dialog import StatedDialog
from gui.dialogs.stated_words import stated_words
from gui.theme import Theme

_READING = "Reading…"
_SIZE = (1180, 720)


class EvidenceDialog(QDialog):
    """Shows codes and takes decisions; what is decided comes back by `show_sheet`.

    Signals
    -------
    accept_asked, reject_asked
        A `Ruling`.
    class_asked
        A `Claim`.
    state_asked
        `Stated` and the author.
    profile_asked
        Name of the profile to suggest and assess by.
    """

    accept_asked = Signal(object)
    reject_asked = Signal(object)
    class_asked = Signal(object)
    state_asked = Signal(object, str)
    profile_asked = Signal(str)

    def __init__(
        self, variant_id: int, author: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Evidence")
        self.resize(*_SIZE)
        self.variant_id, self._theme = variant_id, theme
        self._sheet: EvidenceSheet | None = None
        self._build_ui()
        self.author.setText(author)
        self._connect()
        self.set_busy(is_busy=True)

    def show_sheet(self, sheet: EvidenceSheet) -> None:
        """Show the evidence as it stands now."""
        is_new_class = self._sheet is not None and len(sheet.classifications) > len(
            self._sheet.classifications
        )
        self._sheet = sheet
        variant = sheet.inputs.variant
        gene = sheet.inputs.gene.symbol or "outside genes"
        self.heading.setText(f"{gene}  ·  {text.place(variant)}  {text.alleles(variant)}")
        self.decision.set_rules(sheet.rules)
        self.codes.show_codes(sheet.codes, sheet.assessment, self.decision.code.currentText())
        self.assessment.setHtml(assessment_html(sheet, self._theme))
        self.history.setHtml(history_html(sheet.history, self._theme))
        self.stated.setText(stated_words(sheet.inputs.stated))
        self.class_form.show_assessment(variant, sheet.assessment)
        if is_new_class:
            self.class_form.clear()
        for dialog in self.findChildren(StatedDialog):
            dialog.accept()
        self.set_busy(is_busy=False)

    def show_profiles(self, known: Sequence[EvidenceProfile], chosen: str) -> None:
        """Offer profiles of rules."""
        blocker = QSignalBlocker(self.profile)
        self.profile.clear()
        for one in known:
            self.profile.addItem(one.rules.identifier, one.name)
            tip = Qt.ItemDataRole.ToolTipRole
            self.profile.setItemData(self.profile.count() - 1, one.rules.label, tip)
        self.profile.setCurrentIndex(self.profile.findData(chosen))
        blocker.unblock()

    def say(self, words: str) -> None:
        """Say why the evidence cannot be shown; "" takes that back."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def set_busy(self, *, is_busy: bool) -> None:
        """Switch off what decides while something is read or written."""
        for part in (self.decision, self.class_form, self.state_button):
            part.setEnabled(not is_busy and self._sheet is not None)
        for dialog in self.findChildren(StatedDialog):
            dialog.set_busy(is_busy=is_busy)

    def _build_ui(self) -> None:
        self.problem = QLabel(wordWrap=True)
        self.problem.setContentsMargins(9, 5, 9, 5)
        self.problem.setProperty("role", "danger")
        self.problem.hide()
        split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        split.addWidget(self._left())
        split.addWidget(self._right())
        split.setSizes([700, 460])
        split.setStretchFactor(0, 1)
        use = QLabel(text.RESEARCH_USE)
        use.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        below = QHBoxLayout()
        below.addWidget(use, stretch=1)
        below.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.addLayout(self._top())
        layout.addWidget(self.problem)
        layout.addWidget(split, stretch=1)
        layout.addLayout(below)

    def _top(self) -> QHBoxLayout:
        self.heading = QLabel(_READING)
        self.heading.setProperty("role", "section")
        self.profile = QComboBox()
        self.profile.setAccessibleName("Rules of evidence")
        self.profile.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.author = TextField("your name")
        self.author.setAccessibleName("Author of the decisions")
        self.author.setMinimumWidth(170)
        row = QHBoxLayout()
        row.addWidget(self.heading, stretch=1)
        for words, widget in (("Rules", self.profile), ("Author", self.author)):
            label = QLabel(words)
            label.setBuddy(widget)
            row.addWidget(label)
            row.addWidget(widget)
        return row

    def _left(self) -> QWidget:
        self.codes, self.decision = CodesTable(), DecisionForm()
        self.stated = QLabel(wordWrap=True)
        self.stated.setProperty("role", "muted")
        self.state_button = QPushButton("What is stated…")
        self.state_button.setAutoDefault(False)
        self.state_button.setToolTip(
            "State the mechanism, the phenotype, RNA assays, second alleles and other facts"
        )
        row = QHBoxLayout()
        row.addWidget(self.state_button)
        row.addWidget(self.stated, stretch=1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self.codes, stretch=1)
        column.addWidget(self.decision)
        column.addLayout(row)
        return left

    def _right(self) -> QWidget:
        self.assessment, self.history = QTextBrowser(), QTextBrowser()
        self.tabs = QTabWidget()
        for words, browser in (("Assessment", self.assessment), ("History", self.history)):
            browser.setAccessibleName(words)
            browser.setFrameShape(QTextBrowser.Shape.NoFrame)
            browser.setOpenLinks(False)
            self.tabs.addTab(browser, words)
        self.class_form = ClassForm()
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self.tabs, stretch=1)
        column.addWidget(self.class_form)
        return right

    def _connect(self) -> None:
        self.codes.code_chosen.connect(self._on_code)
        self.decision.code_named.connect(self._on_named)
        self.decision.accept_asked.connect(self._on_accept)
        self.decision.reject_asked.connect(self._on_reject)
        self.class_form.class_asked.connect(self._on_class)
        self.state_button.clicked.connect(self._on_state)
        self.profile.activated.connect(self._on_profile)

    def _on_code(self, item: Evidence) -> None:
        self.decision.show_code(item)

    def _on_named(self, name: str) -> None:
        self.decision.show_code(self.codes.choose(name), name)

    def _on_accept(self, ruling: Ruling) -> None:
        self.set_busy(is_busy=True)
        self.accept_asked.emit(replace(ruling, author=self.author.fact()))

    def _on_reject(self, ruling: Ruling) -> None:
        self.set_busy(is_busy=True)
        self.reject_asked.emit(replace(ruling, author=self.author.fact()))

    def _on_class(self, claim: Claim) -> None:
        self.set_busy(is_busy=True)
        self.class_asked.emit(replace(claim, author=self.author.fact()))

    def _on_state(self) -> None:
        if self._sheet is None:
            return
        dialog = StatedDialog(self._sheet.inputs.stated, self._sheet.rules, self)
        dialog.stated.connect(self._on_stated)
        dialog.open()

    def _on_stated(self, stated: Stated) -> None:
        self.set_busy(is_busy=True)
        self.state_asked.emit(stated, self.author.fact())

    def _on_profile(self) -> None:
        self.set_busy(is_busy=True)
        self.profile_asked.emit(str(self.profile.currentData()))
