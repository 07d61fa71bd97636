"""Normal and predicted transcripts of one variant, drawn; or why none are."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from core.review import VariantDetail
from gui.plots.transcript_plot import TranscriptPlot
from gui.theme import Theme

_LEGEND = "Bold: new junctions; dashed: lost ones. Triangles: splice sites with REF → ALT."
_NONE_PREDICTED = "No aberrant transcript is predicted, so there is none to draw."
_NOT_SCORED = "No splice engine has looked at this variant, so no transcript can be drawn."


class TranscriptTab(QWidget):
    """A page beside the plot of sites."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = TranscriptPlot(theme)
        self.empty = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.empty.setProperty("role", "muted")
        self.hover = QLabel(_LEGEND, wordWrap=True)
        self.hover.setProperty("role", "muted")
        self.hover.setContentsMargins(8, 0, 8, 4)
        self._build_ui()
        self.plot.hovered.connect(self._on_hovered)

    def show_detail(self, detail: VariantDetail) -> None:
        """Show the drawings of a variant."""
        self.plot.show_drawings(detail.drawings)
        found = detail.interpretation
        self.empty.setText(found.why_not or (_NONE_PREDICTED if found.splicing else _NOT_SCORED))
        self._stack.setCurrentIndex(int(bool(detail.drawings)))

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.plot.set_theme(theme)

    def let_go(self) -> None:
        """Draw nothing any more: the window closes."""
        self.plot.let_go()

    def _build_ui(self) -> None:
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self.plot)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, stretch=1)
        column.addWidget(self.hover)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(page)

    def _on_hovered(self, words: str) -> None:
        self.hover.setText(words or _LEGEND)
