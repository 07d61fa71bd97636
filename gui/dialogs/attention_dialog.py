"""Where a transformer looks around a variant, layer by layer."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.domain.attention import Attention
from core.worker import JobSpec
from gui.dialogs.job_dialog import JobDialog
from gui.plots.attention_plot import AttentionPlot
from gui.theme import Theme

_LEAD = (
    "The stronger the colour, the more the base of a row looks at the base of a column: mean over "
    "the heads of a layer, read on the plus strand. The lines mark the variant. Where a network "
    "looks is not what it decides by: read this beside the explanation by mutating each base."
)
_REF, _ALT, _CHANGE = "REF", "ALT", "ALT minus REF"


class AttentionDialog(JobDialog):
    """Computes the maps of both alleles and shows one of them."""

    def __init__(
        self, job: JobSpec, title: str, pos: int, theme: Theme, parent: QWidget | None = None
    ) -> None:
        self._asked, self._pos = job, pos
        self._found: Attention | None = None
        self.allele, self.layer = QComboBox(), QComboBox()
        self.plot = AttentionPlot(theme)
        self.hover = QLabel()
        super().__init__(
            _choices(self.allele, self.layer), (_LEAD, "Compute"), self._result(), parent
        )
        self.setWindowTitle(f"Attention of {title}")
        self.resize(820, 900)
        self.allele.setAccessibleName("Allele")
        self.layer.setAccessibleName("Layer")
        self.allele.currentIndexChanged.connect(self._show)
        self.layer.currentIndexChanged.connect(self._show)
        self.plot.hovered.connect(self._on_hovered)
        self.show_state()

    def job_spec(self) -> JobSpec | None:
        """The maps of the variant; nothing once they are there."""
        return None if self._found is not None else self._asked

    def take(self, value: object) -> None:
        """Show the maps."""
        if not isinstance(value, Attention):
            raise TypeError(value)
        self._found = value
        self.told.clear()
        self.allele.addItems([_REF, _ALT, *([_CHANGE] if value.are_alike else [])])
        layers = range(1, len(value.ref.layers) + 1)
        self.layer.addItems(["Mean of all layers", *(f"Layer {number}" for number in layers)])
        self.show_state()

    def _on_hovered(self, words: str) -> None:
        self.hover.setText(words or self.plot.legend)

    def _result(self) -> QWidget:
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.plot, stretch=1)
        self.hover.setProperty("role", "muted")
        rows.addWidget(self.hover)
        return box

    def _show(self) -> None:
        found, layer = self._found, self.layer.currentIndex()
        if found is None or layer < 0 or self.allele.currentIndex() < 0:
            return
        ref, alt = (
            one.layers.mean(axis=0) if layer == 0 else one.layers[layer - 1]
            for one in (found.ref, found.alt)
        )
        shown = self.allele.currentText()
        if shown == _REF:
            self.plot.show_map(found.ref, ref, self._pos)
        elif shown == _ALT:
            self.plot.show_map(found.alt, alt, self._pos)
        else:
            self.plot.show_map(found.alt, alt - ref, self._pos, is_difference=True)
        self.hover.setText(self.plot.legend)


def _choices(allele: QComboBox, layer: QComboBox) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    for words, choice in (("Allele", allele), ("Layer", layer)):
        row.addWidget(QLabel(words))
        row.addWidget(choice)
        choice.setMinimumContentsLength(16)
    row.addStretch(1)
    return box
