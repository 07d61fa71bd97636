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

from core.interpret import sample_words
from core.samples import SamplePage
from gui.dialogs.samples_html import numbers_html
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
        self.resize(1000, 720)
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
        is_grave = any(map(sample_words.is_grave, page.warnings))
        self._dress("danger" if is_grave else "warning" if told else "good")
        for number, make in enumerate(PLOTS):
            made = make(page, self._theme)
            shown = _muted(made) if isinstance(made, str) else made
            self._grid.addWidget(shown, number // 2, number % 2)
        self.numbers.setText(numbers_html(page, self._theme))

    def _build_ui(self) -> None:
        self.raised = QLabel("Reading…", wordWrap=True)
        self.raised.setContentsMargins(9, 6, 9, 6)
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

    def _dress(self, role: str) -> None:
        self.raised.setProperty("role", role)
        self.raised.style().unpolish(self.raised)
        self.raised.style().polish(self.raised)

    def _on_check(self) -> None:
        self.check_button.setVisible(False)
        self.raised.setText(_CHECKING)
        self.check_asked.emit()


def _muted(words: str) -> QLabel:
    label = QLabel(words, wordWrap=True)
    label.setProperty("role", "muted")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
