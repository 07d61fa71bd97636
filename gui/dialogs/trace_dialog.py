"""Why a variant is, or is not, in the list: any variant the person types, gate by gate."""

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.domain.trace import Outcome, Trace
from gui import text

_COLUMNS = ("Station", "Outcome", "What it looked at")
_SAID = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "held back",
    Outcome.FLAGGED: "flagged",
    Outcome.TOLD: "",
}
_NO = "no"


class TraceDialog(QDialog):
    """Takes a variant, shows its way through the case.

    Signals
    -------
    asked
        Text `chrom-pos-ref-alt`, a line of a VCF, or HGVS.
    """

    asked = Signal(str)

    def __init__(self, spelled: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Why is a variant listed, or not?")
        self.resize(820, 560)
        self._build_ui()
        self.line.setText(spelled)
        self.line.returnPressed.connect(self._on_ask)
        self.look.clicked.connect(self._on_ask)
        self.line.textChanged.connect(self._on_typed)
        self._on_typed()

    def ask(self) -> None:
        """Ask for the variant in the line, if there is one."""
        self._on_ask()

    def show_trace(self, trace: Trace) -> None:
        """Show every station."""
        self.conclusion.setText(text.shortened(trace.conclusion))
        self.table.setRowCount(len(trace.steps))
        for row, step in enumerate(trace.steps):
            name = step.name[:1].upper() + step.name[1:]
            is_gate = step.name.startswith("gate")
            said = _NO if step.outcome is Outcome.FAILED and not is_gate else _SAID[step.outcome]
            for column, words in enumerate((name, said, text.shortened(step.value))):
                item = QTableWidgetItem(words)
                item.setToolTip(escape(words))
                if step.outcome in (Outcome.FAILED, Outcome.FLAGGED) and column < 2:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()

    def say(self, words: str) -> None:
        """Say why nothing can be told."""
        self.table.setRowCount(0)
        self.conclusion.setText(text.shortened(words))

    def _build_ui(self) -> None:
        self.line = QLineEdit(
            placeholderText="chr17-31327485-C-G, or HGVS", clearButtonEnabled=True
        )
        self.line.setAccessibleName("Variant: chromosome, position, REF and ALT, or HGVS")
        self.look = QPushButton("Look")
        row = QHBoxLayout()
        row.addWidget(self.line, stretch=1)
        row.addWidget(self.look)
        self.conclusion = QLabel("Any variant, in the file or not.", wordWrap=True)
        self.conclusion.setProperty("role", "section")
        self.conclusion.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setHorizontalHeaderLabels(_COLUMNS)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(row)
        layout.addWidget(self.conclusion)
        layout.addWidget(self.table, stretch=1)
        layout.addWidget(buttons)

    def _on_typed(self) -> None:
        self.look.setEnabled(bool(self.line.text().strip()))

    def _on_ask(self) -> None:
        asked = self.line.text().strip()
        if asked:
            self.conclusion.setText("Looking…")
            self.asked.emit(asked)
