"""The first page: what this is, and three ways to begin."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui import text, theme
from gui.panels.buttons import push_button

_WHAT = (
    "Ranks and explains the non-coding and splice variants of one patient. "
    "Everything is computed on this machine; no patient data leaves it."
)
_SHOWN = 5


class WelcomePanel(QWidget):
    """Shown while no case is open.

    Signals
    -------
    new_asked, open_asked, demo_asked
        The person pressed the button.
    recent_asked
        Path of a case opened before.
    engines_asked
        The person wants to see the engines.
    """

    new_asked = Signal()
    open_asked = Signal()
    demo_asked = Signal()
    recent_asked = Signal(object)
    engines_asked = Signal()

    def __init__(self, colours: theme.Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build_ui()
        self.set_theme(colours)

    def set_theme(self, colours: theme.Theme) -> None:
        """Take other colours."""
        self._icon.setPixmap(theme.icon("intronaut", colours.accent, 72).pixmap(72, 72))

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Offer cases opened before, newest first."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._recent_title.setVisible(bool(paths))
        for path in paths[:_SHOWN]:
            button = push_button(path.stem, str(path))
            button.clicked.connect(partial(self.recent_asked.emit, path))
            self._recent.addWidget(button)

    def show_engines(self, n_usable: int, n_known: int) -> None:
        """Say that engines are missing, and lead to them; nothing while all can be used."""
        words = "No engine is installed yet: nothing can be scored. Engines…"
        if n_usable:
            words = f"{n_usable} of {text.count(n_known, 'engine')} can be used. Engines…"
        self.engines.setText(words)
        self.engines.setVisible(n_usable < n_known)

    def set_busy(self, *, is_busy: bool) -> None:
        """Switch the buttons off while a case is being read."""
        for button in self._buttons:
            button.setEnabled(not is_busy)

    def _build_ui(self) -> None:
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._icon.setFixedHeight(80)
        title = QLabel(text.APP_NAME, alignment=Qt.AlignmentFlag.AlignCenter)
        title.setProperty("role", "title")
        what = QLabel(_WHAT, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._recent_title = QLabel("Opened before", alignment=Qt.AlignmentFlag.AlignCenter)
        self._recent_title.setProperty("role", "section")
        self._recent = QVBoxLayout()
        column = QVBoxLayout()
        column.setSpacing(10)
        for widget in (self._icon, title, what):
            column.addWidget(widget)
        column.addSpacing(12)
        column.addLayout(self._make_buttons())
        self.engines = push_button("", "Which engines there are, and how to install them (Ctrl+G)")
        self.engines.setProperty("role", "link")
        self.engines.setVisible(False)
        self.engines.clicked.connect(self.engines_asked)
        column.addWidget(self.engines, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(self._recent_title)
        column.addLayout(self._recent)
        box = QWidget()
        box.setLayout(column)
        box.setFixedWidth(560)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(box, alignment=Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._buttons = []
        for words, tip, signal in (
            ("New case…", "From a patient's variant file (Ctrl+N)", self.new_asked),
            ("Open case…", "A case file made before (Ctrl+O)", self.open_asked),
            ("Open the demo case", "An artificial patient, to look around", self.demo_asked),
        ):
            button = push_button(words, tip)
            button.setMinimumHeight(34)
            button.clicked.connect(signal)
            self._buttons.append(button)
            row.addWidget(button)
        self._buttons[0].setProperty("role", "primary")
        return row
