"""The gates as things to move and to tick, each with the count beside it."""

import math
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
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
from core.domain.zone import CHOSEN
from core.gate_trace import TITLES
from core.interpret import gates
from core.interpret.expression import NUMBERS, WORDS
from core.interpret.gate_rules import Doubt, GateRules, changed, load_gate_rules
from core.pipeline.gating import GateCount
from gui.dialogs.gates_words import MEANINGS, doubt_words, gate_words

_STEPS = 100
"""Steps of the slider over each tenfold of frequency."""

_LEAST = -5
_COLUMNS = 4
_Word = TypeVar("_Word", bound=StrEnum)

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
        self._shown_share = 100.0
        self._shown_limits: dict[str, object] = {}
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
        changes |= self._changed_limits()
        if self._in_house() != self._shown_share:
            changes["max_in_house"] = round(self._in_house() / 100, 8)
        if self.frequency.value() != self._shown:
            changes["max_frequency"] = _frequency(self.frequency.value())
        return changed(blank, "the window", changes)

    def _changed_limits(self) -> dict[str, object]:
        """Limits that stand otherwise than in the rules shown last, which keep their sources."""
        return {
            name: value
            for name, value in self._limits().items()
            if value != self._shown_limits.get(name)
        }

    def _limits(self) -> dict[str, object]:
        return {
            "dominant_frequency": round(self.one_copy.value() / 100, 8),
            "max_homozygotes": self.homozygotes.value(),
            "max_hemizygotes": self.hemizygotes.value(),
        }

    def show_rules(self, rules: GateRules) -> None:
        """Show other gates; `changed` is not emitted."""
        self._base = rules
        blockers = [QSignalBlocker(widget) for widget in self._widgets()]
        self._shown = _step(rules.max_population_frequency.value)
        self.frequency.setValue(self._shown)
        _tick(self.drops, rules.drop)
        _tick(self.regions, rules.regions)
        _tick(self.zones, rules.zones)
        _tick(self.modes, rules.modes)
        self.in_panels.setChecked(rules.in_panels)
        self.one_copy.setValue(100 * rules.dominant_frequency.value)
        for box, limit in (
            (self.homozygotes, rules.max_homozygotes),
            (self.hemizygotes, rules.max_hemizygotes),
        ):
            box.setValue(-1 if limit is None else round(limit.value))
        self._shown_limits = self._limits()
        for doubt, words in doubt_words(rules).items():
            self.drops[doubt].setToolTip(words)
        self.in_house.setChecked(rules.max_in_house is not None)
        if rules.max_in_house is not None:
            self.in_house_share.setValue(100 * rules.max_in_house.value)
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
        """One block for each gate, in the order they are tried."""
        self._title(gates.NOT_CARRIED, "Carried by the patient")
        self._title(gates.CALL_QUALITY, "Doubtful calls are flagged; tick to leave them out")
        self.drops = self._boxes(Doubt)
        self._title(gates.POPULATION_FREQUENCY, "Population frequency")
        self._layout.addLayout(self._frequency_lines())
        self._title(gates.TWO_COPIES, "People of the population with two copies")
        self._layout.addLayout(self._people_line())
        self._title(gates.IN_HOUSE, "Other families of this laboratory")
        self._layout.addLayout(self._in_house_line())
        self._title(gates.REGION, "Regions: tick to keep only these")
        both = self._boxes([*Region, *CHOSEN], n_first=len(Region))
        self.regions = {region: both[region] for region in Region}
        self.zones = {zone: both[zone] for zone in CHOSEN}
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

    def _frequency_lines(self) -> QVBoxLayout:
        self.frequency = QSlider(Qt.Orientation.Horizontal)
        self.frequency.setRange(0, -_LEAST * _STEPS)
        self.frequency.setAccessibleName("Highest population frequency")
        self._shown = self.frequency.value()
        self.limit = QLabel()
        self.limit.setMinimumWidth(170)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.frequency, 1)
        first.addWidget(self.limit)
        self.one_copy = QDoubleSpinBox(minimum=0.0001, maximum=100, decimals=4, suffix=" %")
        self.one_copy.setAccessibleName("Highest frequency where one copy makes ill")
        second.addWidget(QLabel("Where one copy makes ill: at most"))
        second.addWidget(self.one_copy)
        second.addWidget(QLabel("(above it flagged, and no such mode fits)"))
        second.addStretch(1)
        lines = QVBoxLayout()
        lines.addLayout(first)
        lines.addLayout(second)
        return lines

    def _people_line(self) -> QHBoxLayout:
        self.homozygotes, self.hemizygotes = (
            QSpinBox(minimum=-1, maximum=1_000_000) for _ in range(2)
        )
        for box in (self.homozygotes, self.hemizygotes):
            box.setSpecialValueText("any number")
        self.homozygotes.setAccessibleName("Most people with two copies")
        self.hemizygotes.setAccessibleName("Most people with it on their one X")
        line = QHBoxLayout()
        line.addWidget(QLabel("At most"))
        line.addWidget(self.homozygotes)
        line.addWidget(QLabel("with two copies,"))
        line.addWidget(self.hemizygotes)
        line.addWidget(QLabel("with it on their one X, or not counted"))
        line.addStretch(1)
        return line

    def _in_house_line(self) -> QHBoxLayout:
        self.in_house = QCheckBox("Leave out what is seen in more than")
        self.in_house_share = QDoubleSpinBox(
            minimum=0.0001, maximum=99.9999, decimals=4, value=10, suffix=" %"
        )
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
        title.setIndent(0)
        title.setToolTip(f"Gate: {TITLES[gate]}")
        count = QLabel(alignment=Qt.AlignmentFlag.AlignBottom)
        count.setProperty("role", "muted")
        self.counts[gate] = count
        line = QHBoxLayout()
        line.setContentsMargins(0, 8, 0, 0)
        line.addWidget(title)
        line.addStretch(1)
        line.addWidget(count)
        self._layout.addLayout(line)

    def _boxes(
        self, words: Iterable[_Word], columns: int = _COLUMNS, n_first: int = 0
    ) -> dict[_Word, QCheckBox]:
        """Add boxes to tick in columns; the first `n_first` of them end a row."""
        grid = QGridLayout()
        boxes = {word: QCheckBox(word.value) for word in words}
        filled = -n_first % columns
        for number, (word, box) in enumerate(boxes.items()):
            box.setToolTip(MEANINGS.get(word.value, ""))
            place = number if number < n_first else number + filled
            # The last of a row may be long: it has the room beside it.
            span = columns - place % columns if number == len(boxes) - 1 else 1
            grid.addWidget(box, place // columns, place % columns, 1, span)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        self._layout.addLayout(grid)
        return boxes

    def _widgets(self) -> list[QWidget]:
        kinds = (self.drops, self.regions, self.zones, self.modes)
        boxes = [box for kind in kinds for box in kind.values()]
        values = [self.frequency, self.expression, *self._spins()]
        return [*values, self.in_panels, self.in_house, *boxes]

    def _spins(self) -> list[QSpinBox | QDoubleSpinBox]:
        return [self.in_house_share, self.one_copy, self.homozygotes, self.hemizygotes]

    def _connect(self) -> None:
        self.frequency.valueChanged.connect(self._show_limit)
        self.frequency.valueChanged.connect(self.changed)
        self.expression.textChanged.connect(self.changed)
        for spin in self._spins():
            spin.valueChanged.connect(self.changed)
        for box in self._widgets():
            if isinstance(box, QCheckBox):
                box.toggled.connect(self.changed)

    def _in_house(self) -> float:
        """The highest share of the other families in per cent, 100 for any."""
        return self.in_house_share.value() if self.in_house.isChecked() else 100.0

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


def _tick(boxes: Mapping[_Word, QCheckBox], wanted: Collection[object]) -> None:
    for word, box in boxes.items():
        box.setChecked(word in wanted)
