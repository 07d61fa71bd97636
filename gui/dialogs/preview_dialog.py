"""A first look at a variant the person types, in the case or not."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui import text


class PreviewDialog(QDialog):
    """Takes a variant, shows what it is told about it.

    Signals
    -------
    asked
        Text `chrom-pos-ref-alt`.
    """

    asked = Signal(str)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Preview a variant")
        self.setMinimumWidth(560)
        self._asked = ""
        self._build_ui(label)
        self.line.returnPressed.connect(self._on_ask)
        self.look.clicked.connect(self._on_ask)
        self.line.textChanged.connect(self._on_typed)
        self._on_typed()

    def show_lines(self, asked: str, lines: list[str]) -> None:
        """Show what is said of a variant, if it was asked last."""
        if asked == self._asked:
            self.words.setText(text.shortened("\n".join(lines)))

    def say(self, words: str) -> None:
        """Say why nothing can be asked."""
        self.words.setText(words)
        self.line.setEnabled(False)
        self.look.setEnabled(False)

    def _build_ui(self, label: str) -> None:
        self.line = QLineEdit(placeholderText="chr17-31327485-C-G")
        self.line.setAccessibleName("Variant: chromosome, position, REF, ALT")
        self.look = QPushButton("Look")
        row = QHBoxLayout()
        row.addWidget(self.line, stretch=1)
        row.addWidget(self.look)
        title = QLabel(f"{label}.", wordWrap=True)
        title.setProperty("role", "preview")
        self.words = QLabel(wordWrap=True)
        self.words.setMinimumHeight(54)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(row)
        layout.addWidget(title)
        layout.addWidget(self.words, stretch=1)
        layout.addWidget(buttons)

    def _on_typed(self) -> None:
        self.look.setEnabled(bool(self.line.text().strip()))

    def _on_ask(self) -> None:
        self._asked = self.line.text().strip()
        if self._asked:
            self.words.setText("Looking…")
            self.asked.emit(self._asked)
