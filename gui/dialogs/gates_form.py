"""The gates as things to move and to tick, each with the count beside it."""

import math
from collections.abc import Iterable, Mapping
from typing import TypeVar

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.domain.candidate import InheritanceFit
from core.domain.transcript import Region
from core.domain.zone import CHOSEN, Zone
from core.gate_trace import TITLES
from core.interpret import gates
from core.interpret.expression import NUMBERS, WORDS
from core.interpret.gate_rules import Doubt, GateRules, changed, load_gate_rules
from core.pipeline.gating import GateCount
from gui.dialogs.gates_words import gate_words, people_words

_STEPS = 100
"""Steps of the slider over each tenfold of frequency."""

_LEAST = -5
_Word = TypeVar("_Word", Doubt, Region, Zone, InheritanceFit)

_EXAMPLE = 'depth >= 12 and region != "deep intron"'


class GatesForm(QWidget):
    """One block for each gate.

    Signals
    -------
    changed
        `rules` gives something else now, or is no longer understood.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base = load_gate_rules()
        self._shown_share: int = 100
        self.counts: dict[str, QLabel] = {}
        self._layout = QVBoxLayout(self)
        self._build_ui()
        self._layout.addStretch(1)
        self._connect()

    def rules(self) -> GateRules:
        """Give the gates as they stand here.

        Raises
        ------
        UsageError
            If the own filter is not understood.
        """
        blank = self._base.model_copy(
            update={
                "drop": (),
                "regions": (),
                "zones": (),
                "modes": (),
                "in_panels": False,
                "expression": "",
            }
        )
        changes: dict[str, object] = {
            "drop": _ticked(self.drops),
            "regions": _ticked(self.regions),
            "zones": _ticked(self.zones),
            "modes": _ticked(self.modes),
            "in_panels": self.in_panels.isChecked(),
            "expression": self.expression.text().strip(),
        }
        if self._in_house() != self._shown_share:
            changes["max_in_house"] = self._in_house() / 100
        if self.frequency.value() != self._shown:
            changes["max_frequency"] = _frequency(self.frequency.value())
        return changed(blank, "the window", changes)

    def show_rules(self, rules: GateRules) -> None:
        """Show other gates; `changed` is not emitted."""
        self._base = rules
        blockers = [QSignalBlocker(widget) for widget in self._widgets()]
        self._shown = _step(rules.max_population_frequency.value)
        self.frequency.setValue(self._shown)
        for doubt, box in self.drops.items():
            box.setChecked(doubt in rules.drop)
        for region, box in self.regions.items():
            box.setChecked(region in rules.regions)
        for zone, box in self.zones.items():
            box.setChecked(zone in rules.zones)
        for mode, box in self.modes.items():
            box.setChecked(mode in rules.modes)
        self.in_panels.setChecked(rules.in_panels)
        self.people.setText(people_words(rules))
        self.in_house.setChecked(rules.max_in_house is not None)
        if rules.max_in_house is not None:
            self.in_house_share.setValue(round(100 * rules.max_in_house.value))
        self._shown_share = self._in_house()
        self.expression.setText(rules.expression)
        for blocker in blockers:
            blocker.unblock()
        self._show_limit()

    def show_counts(self, counts: Mapping[str, GateCount]) -> None:
        """Show what each gate holds back."""
        for gate, label in self.counts.items():
            label.setText(gate_words(counts[gate]))

    def _build_ui(self) -> None:
        self._title(gates.NOT_CARRIED, "Carried by the patient")
        self._title(gates.POPULATION_FREQUENCY, "Population frequency")
        self.frequency = QSlider(Qt.Orientation.Horizontal)
        self.frequency.setRange(0, -_LEAST * _STEPS)
        self.frequency.setAccessibleName("Highest population frequency")
        self._shown = self.frequency.value()
        self.limit = QLabel()
        self.limit.setMinimumWidth(170)
        line = QHBoxLayout()
        line.addWidget(self.frequency, 1)
        line.addWidget(self.limit)
        self._layout.addLayout(line)
        self._title(gates.TWO_COPIES, "People of the population with two copies")
        self.people = QLabel()
        self.people.setProperty("role", "muted")
        self._layout.addWidget(self.people)
        self._title(gates.IN_HOUSE, "Other families of this laboratory")
        self._layout.addLayout(self._in_house_line())
        self._title(gates.CALL_QUALITY, "Doubtful calls are flagged; tick to leave them out")
        self.drops = self._boxes(Doubt, columns=2)
        self._title(gates.REGION, "Regions: tick to keep only these")
        self.regions = self._boxes(Region, columns=4)
        self.zones = self._boxes(CHOSEN, columns=4)
        self._title(gates.INHERITANCE, "Modes of inheritance: tick to keep only these")
        self.modes = self._boxes(InheritanceFit, columns=3)
        self._title(gates.PANEL, "Panels")
        self.in_panels = QCheckBox("Only genes of the panels of this case")
        self._layout.addWidget(self.in_panels)
        self._title(gates.EXPRESSION, "Own filter")
        self.expression = QLineEdit(placeholderText=_EXAMPLE, clearButtonEnabled=True)
        self.expression.setAccessibleName("Own filter")
        fields = "\n".join(f"{name}: {means}" for name, means in (NUMBERS | WORDS).items())
        self.expression.setToolTip(f"Compare with numbers or words in quotes:\n{fields}")
        self._layout.addWidget(self.expression)

    def _in_house_line(self) -> QHBoxLayout:
        self.in_house = QCheckBox("Leave out what is seen in more than")
        self.in_house_share = QSpinBox(minimum=1, maximum=99, value=10, suffix=" %")
        self.in_house_share.setAccessibleName("Highest share of the other families")
        line = QHBoxLayout()
        line.addWidget(self.in_house)
        line.addWidget(self.in_house_share)
        least = load_gate_rules().min_families
        line.addWidget(QLabel("of them" + (f", once {least.value:g} are counted" if least else "")))
        line.addStretch(1)
        return line

    def _title(self, gate: str, words: str) -> None:
        title = QLabel(words)
        title.setProperty("role", "section")
        title.setToolTip(f"Gate: {TITLES[gate]}")
        count = QLabel()
        count.setProperty("role", "muted")
        self.counts[gate] = count
        line = QHBoxLayout()
        line.setContentsMargins(0, 8, 0, 0)
        line.addWidget(title)
        line.addStretch(1)
        line.addWidget(count)
        self._layout.addLayout(line)

    def _boxes(self, words: Iterable[_Word], columns: int) -> dict[_Word, QCheckBox]:
        grid = QGridLayout()
        boxes = {word: QCheckBox(word.value) for word in words}
        for number, box in enumerate(boxes.values()):
            grid.addWidget(box, number // columns, number % columns)
        self._layout.addLayout(grid)
        return boxes

    def _widgets(self) -> list[QWidget]:
        kinds = (self.drops, self.regions, self.zones, self.modes)
        boxes = [box for kind in kinds for box in kind.values()]
        first = [self.frequency, self.in_house_share, self.expression]
        return [*first, self.in_panels, self.in_house, *boxes]

    def _connect(self) -> None:
        self.frequency.valueChanged.connect(self._show_limit)
        self.frequency.valueChanged.connect(self.changed)
        self.expression.textChanged.connect(self.changed)
        self.in_house_share.valueChanged.connect(self.changed)
        for box in self._widgets()[3:]:
            if isinstance(box, QCheckBox):
                box.toggled.connect(self.changed)

    def _in_house(self) -> int:
        """The highest share of the other families in per cent, 100 for any."""
        return self.in_house_share.value() if self.in_house.isChecked() else 100

    def _show_limit(self) -> None:
        step = self.frequency.value()
        exact = self._base.max_population_frequency.value
        limit = exact if step == self._shown else _frequency(step)
        words = "any frequency" if limit >= 1 else f"at most {100 * limit:.2g} %, or unknown"
        self.limit.setText(words)


def _frequency(step: int) -> float:
    return float(f"{10 ** (_LEAST + step / _STEPS):.2g}")


def _step(frequency: float) -> int:
    least = 10.0**_LEAST
    return round((math.log10(max(frequency, least)) - _LEAST) * _STEPS)


def _ticked(boxes: Mapping[_Word, QCheckBox]) -> tuple[_Word, ...]:
    return tuple(word for word, box in boxes.items() if box.isChecked())
