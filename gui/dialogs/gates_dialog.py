"""What is left out before scoring: one line for each gate, with counts while a person tries limits."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.errors import UsageError
from core.gate_presets import CHANGED, Preset
from core.interpret.gate_rules import GateRules
from core.pipeline.gating import GateCounts
from gui.dialogs.gates_form import GatesForm
from gui.dialogs.gates_words import passing_words

_PAUSE = 60
_COUNTING = "Counting…"
_LOCKED = " (locked)"
_CHANGED_WORDS = "Changed by you"


class GatesDialog(QDialog):
    """Tries gates and says what they hold back; nothing changes in the case until "Apply".

    Signals
    -------
    counts_asked
        `GateRules` to be counted; the newest alone matters.
    save_asked
        Name and rules of a preset to be saved.
    remove_asked
        Name of a preset of one's own to be forgotten.
    apply_asked
        A `Preset` the case is to go through.
    """

    counts_asked = Signal(object)
    save_asked = Signal(str, object)
    remove_asked = Signal(str)
    apply_asked = Signal(object)

    def __init__(
        self, current: Preset, known: Sequence[Preset], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Gates: what is left out")
        self.resize(760, 700)
        self._current = current
        self._presets: dict[str, Preset] = {}
        self._chosen = current.name
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._build_ui()
        self._timer.timeout.connect(self._ask)
        self.form.changed.connect(self._on_changed)
        self.chooser.activated.connect(self._on_chosen)
        self.set_presets(known)
        self.form.show_rules(current.rules)
        self._show_name()
        self._ask()

    @property
    def rules(self) -> GateRules:
        """The gates as they stand in the dialog.

        Raises
        ------
        UsageError
            If the own filter is not understood.
        """
        return self.form.rules()

    def set_presets(self, known: Sequence[Preset]) -> None:
        """Offer presets; those of the program carry a lock."""
        self._presets = {one.name: one for one in known}
        self.chooser.clear()
        for one in known:
            self.chooser.addItem(f"{one.name}{_LOCKED if one.is_locked else ''}", one.name)
            self.chooser.setItemData(
                self.chooser.count() - 1,
                f"{one.rules.label}; {one.version}",
                Qt.ItemDataRole.ToolTipRole,
            )
        self._show_name()

    def show_counts(self, counts: GateCounts) -> None:
        """Show what the gates hold back."""
        self.form.show_counts({one.gate: one for one in counts.gates})
        self.passing.setText(passing_words(counts))

    def _build_ui(self) -> None:
        self.chooser = QComboBox()
        self.chooser.setPlaceholderText(_CHANGED_WORDS)
        self.chooser.setMinimumWidth(180)
        self.chooser.setAccessibleName("Preset")
        self.save = QPushButton("Save as…")
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self._on_save)
        top = QHBoxLayout()
        top.addWidget(QLabel("Preset"))
        top.addWidget(self.chooser)
        self.remove = QPushButton("Remove…")
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self._on_remove)
        top.addWidget(self.save)
        top.addWidget(self.remove)
        top.addStretch(1)
        self.form = GatesForm()
        area = QScrollArea(widgetResizable=True)
        area.setWidget(self.form)
        self.passing = QLabel(_COUNTING, wordWrap=True)
        self.passing.setProperty("role", "section")
        self.problem = QLabel(wordWrap=True)
        self.problem.setContentsMargins(9, 5, 9, 5)
        self.problem.setProperty("role", "danger")
        self.problem.hide()
        hint = QLabel(
            "Unknown values pass every gate. What is known to cause disease, or lies at a known "
            "non-coding disease locus, passes whatever the gates say. Scores that are there are "
            "kept; marks and notes stay.",
            wordWrap=True,
        )
        hint.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.apply = buttons.addButton("Apply to this case", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._on_apply)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(area, stretch=1)
        for widget in (self.problem, self.passing, hint, buttons):
            layout.addWidget(widget)

    def _named(self) -> Preset | None:
        """The preset that says what the dialog says; of several the one chosen or saved last."""
        try:
            rules = self.rules
        except UsageError:
            return None
        candidates = (self._current, *self._presets.values())
        same = [one for one in candidates if _same(one.rules, rules)]
        return next((one for one in same if one.name == self._chosen), next(iter(same), None))

    def _show_name(self) -> None:
        named = self._named()
        chosen = None if named is None else self._presets.get(named.name)
        if named is not None and chosen is not None and not _same(named.rules, chosen.rules):
            chosen = None  # an earlier version of it
        self.chooser.setCurrentIndex(-1 if chosen is None else self.chooser.findData(chosen.name))
        self.remove.setEnabled(chosen is not None and not chosen.is_locked)
        self.remove.setToolTip(
            "" if self.remove.isEnabled() else "Only a preset of your own can be removed."
        )

    def _on_chosen(self, index: int) -> None:
        self._chosen = self.chooser.itemData(index)
        self.form.show_rules(self._presets[self._chosen].rules)
        self._on_changed()

    def _on_changed(self) -> None:
        self._show_name()
        self._understood()
        if not self._timer.isActive():
            self._timer.start()

    def _ask(self) -> None:
        rules = self._understood()
        if rules is not None:
            self.counts_asked.emit(rules)

    def _understood(self) -> GateRules | None:
        """The gates as they stand; without any it is said why, and nothing can be done with them."""
        rules, said = None, ""
        try:
            rules = self.rules
        except UsageError as problem:
            said = f"{problem.cause} {problem.remedy}"
            self.passing.clear()
        self.problem.setText(said)
        self.problem.setVisible(bool(said))
        for button in (self.save, self.apply):
            button.setEnabled(rules is not None)
        return rules

    def _on_save(self) -> None:
        name, is_given = QInputDialog.getText(
            self, "Save preset", "Name (small letters, digits, - and _):"
        )
        if is_given:
            self._chosen = name.strip()
            self.save_asked.emit(self._chosen, self.rules)

    def _on_remove(self) -> None:
        name = self.chooser.currentData()
        words = f"Remove the preset {name}? Cases keep the gates they went through."
        if QMessageBox.question(self, "Remove preset", words) is QMessageBox.StandardButton.Yes:
            self.remove_asked.emit(name)

    def _on_apply(self) -> None:
        named = self._named()
        rules = self.rules
        if named is None:
            label = {"label": "changed for this case"}
            named = Preset(CHANGED, "of this case", False, rules.model_copy(update=label))  # noqa: FBT003
        self.apply_asked.emit(named)
        self.accept()


def _same(first: GateRules, second: GateRules) -> bool:
    return _what(first) == _what(second)


def _what(rules: GateRules) -> Mapping[str, object]:
    """What rules ask, whatever they are called and wherever a number comes from."""
    asked = rules.model_dump(exclude={"label"})
    for name in ("drop", "regions", "zones", "modes"):
        asked[name] = frozenset(asked[name])
    asked["expression"] = rules.expression.strip()
    return {name: _number(value) for name, value in asked.items()}


def _number(value: object) -> object:
    """A limit without its source."""
    if not isinstance(value, dict):
        return value
    if "value" in value:
        return value["value"]
    return {name: _number(inner) for name, inner in value.items()}
