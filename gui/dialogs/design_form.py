"""What is to be designed: region, engine, output, direction and what has to be kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from core.pipeline.design_spec import WAYS, DesignSpec
from gui.dialogs.path_field import PathField

_FASTA = "Indexed FASTA (*.fa *.fasta *.fa.gz *.fasta.gz);;All files (*)"
_WAY_WORDS = {
    "greedy": "The best single edit, again and again",
    "beam": "Several sequences side by side (slower)",
    "gradient": "Edits that the slope of the network names (quick)",
}
_MOST_EDITS, _TRACK_LETTERS = 50, 30


@dataclass(frozen=True, slots=True)
class DesignStart:
    """What the form begins with: what is known of the open case and its variant.

    `engines` maps identifiers to names; `tracks` gives outputs by engine, as far as they are known.
    `engine_id` and `track` are chosen at first.
    """

    engines: Mapping[str, str]
    tracks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    region: str = ""
    reference: Path | None = None
    engine_id: str = "mpra-dragonn"
    track: str = ""


class DesignForm(QWidget):
    """Fields of a `DesignSpec`.

    Signals
    -------
    changed
        Something that is needed was entered or taken away.
    """

    changed = Signal()

    def __init__(self, start: DesignStart) -> None:
        super().__init__()
        self._start = start
        self.region = QLineEdit(start.region, placeholderText="chr19:11089359-11089459")
        self.reference = PathField("Reference", _FASTA)
        self.engine, self.track = QComboBox(), QComboBox()
        self.direction, self.way = QComboBox(), QComboBox()
        self.has_goal, self.goal = QCheckBox("until it is"), QDoubleSpinBox()
        self.edits, self.least_gc, self.most_gc = QSpinBox(), QSpinBox(), QSpinBox()
        self.protected = QLineEdit(placeholderText="11089440-11089480; …")
        self.forbidden = QLineEdit(placeholderText="GAATTC; …")
        self._fill()
        self._build_ui()
        self._connect()

    @property
    def spec(self) -> DesignSpec | None:
        """What was entered, None while region, reference or engine are missing."""
        reference, region = self.reference.path, self.region.text().strip()
        if reference is None or not region or self.engine.currentIndex() < 0:
            return None
        return DesignSpec(
            engine_id=str(self.engine.currentData()),
            reference=reference,
            region=region,
            track=self.track.currentText().strip(),
            raises=bool(self.direction.currentData()),
            goal=self.goal.value() if self.has_goal.isChecked() else None,
            most_edits=self.edits.value(),
            way=self.way.currentData(),
            protected=_listed(self.protected),
            forbidden=tuple(one.upper() for one in _listed(self.forbidden)),
            gc=(self.least_gc.value() / 100, self.most_gc.value() / 100),
        )

    def _fill(self) -> None:
        for engine_id, title in self._start.engines.items():
            self.engine.addItem(title, engine_id)
        self.track.setMinimumContentsLength(_TRACK_LETTERS)
        for words, raises in (("Raise the output", True), ("Lower the output", False)):
            self.direction.addItem(words, raises)
        for way in WAYS:
            self.way.addItem(_WAY_WORDS[way], way)
        if self._start.reference is not None:
            self.reference.set_path(self._start.reference)
        self.track.setLineEdit(QLineEdit(placeholderText="The first, unless named"))
        self.goal.setRange(-1e6, 1e6)
        self.goal.setEnabled(False)
        self.edits.setRange(1, _MOST_EDITS)
        self.edits.setValue(5)
        for box, value in ((self.least_gc, 0), (self.most_gc, 100)):
            box.setRange(0, 100)
            box.setSuffix(" %")
            box.setValue(value)
        self.engine.setCurrentIndex(max(self.engine.findData(self._start.engine_id), 0))
        self._offer_tracks()
        self.track.setEditText(self._start.track)

    def _build_ui(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for words, widget in (
            ("Bases to edit", self.region),
            ("Reference", self.reference),
            ("Engine", self.engine),
            ("Output", self.track),
            ("Direction", _row(self.direction, self.has_goal, self.goal)),
            ("Edits at most", _row(self.edits, QLabel("found by"), self.way)),
            ("Stretches kept", self.protected),
            ("Motifs avoided", self.forbidden),
            ("GC content", _row(self.least_gc, QLabel("to"), self.most_gc)),
        ):
            form.addRow(words, widget)

    def _connect(self) -> None:
        self.engine.currentIndexChanged.connect(self._offer_tracks)
        self.engine.currentIndexChanged.connect(self.changed)
        self.region.textChanged.connect(self.changed)
        self.reference.changed.connect(self.changed)
        self.has_goal.toggled.connect(self.goal.setEnabled)

    def _offer_tracks(self) -> None:
        """Offer the outputs that are known of the engine, none chosen."""
        self.track.clear()
        self.track.addItems(list(self._start.tracks.get(str(self.engine.currentData()), ())))
        self.track.setCurrentIndex(-1)
        self.track.clearEditText()


def _listed(line: QLineEdit) -> tuple[str, ...]:
    return tuple(part.strip() for part in line.text().split(";") if part.strip())


def _row(*widgets: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return box
