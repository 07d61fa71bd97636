"""Whether samples are whose they should be: plots, numbers, and what does not look as stated."""

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.samples import SamplePage
from gui.plots.sample_plots import PLOTS
from gui.theme import Theme

_AS_STATED = "Nothing speaks against the samples as stated, as far as the calls tell."
_UNCHECKED = "The samples of this case were not checked: it was made by an older version."
_CHECKING = "Checking the samples…"


class SamplesDialog(QDialog):
    """Shows the sample checks of the open case.

    Signals
    -------
    check_asked
        The samples are to be checked now, in a case of an older version.
    """

    check_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Sample checks")
        self.resize(900, 640)
        self._theme = theme
        self._build_ui()

    def show_page(self, page: SamplePage | None) -> None:
        """Show what was found."""
        self.check_button.setVisible(page is None)
        if page is None:
            self.raised.setText(_UNCHECKED)
            return
        told = "".join(f"<p>{escape(text)}</p>" for text in page.warnings)
        self.raised.setText(told or _AS_STATED)
        for number, make in enumerate(PLOTS):
            made = make(page, self._theme)
            shown = _muted(made) if isinstance(made, str) else made
            self._grid.addWidget(shown, number // 2, number % 2)
        self.numbers.setText("".join(f"<p>{escape(text)}</p>" for text in page.summary))

    def _build_ui(self) -> None:
        self.raised = QLabel("Reading…", wordWrap=True)
        self.raised.setProperty("role", "section")
        self.numbers = QLabel(wordWrap=True)
        self.check_button = QPushButton("Check now")
        self.check_button.setVisible(False)
        self.check_button.clicked.connect(self._on_check)
        for label in (self.raised, self.numbers):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside = QWidget()
        column = QVBoxLayout(inside)
        self._grid = QGridLayout()
        column.addWidget(self.raised)
        column.addWidget(self.check_button, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._grid)
        column.addWidget(self.numbers)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area, stretch=1)
        layout.addWidget(buttons)

    def _on_check(self) -> None:
        self.check_button.setVisible(False)
        self.raised.setText(_CHECKING)
        self.check_asked.emit()


def _muted(words: str) -> QLabel:
    label = QLabel(words, wordWrap=True)
    label.setProperty("role", "muted")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
