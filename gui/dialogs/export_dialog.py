"""Where the report goes and in which format."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui import text

FORMAT_WORDS = {
    "pdf": "PDF, to read and sign",
    "html": "HTML, one file with its plots",
    "docx": "Word document",
    "xlsx": "Excel workbook",
    "tsv": "TSV table",
    "json": "JSON, for other programs",
    "vcf": "VCF",
    "phenopacket": "Phenopacket",
}


class ExportDialog(QDialog):
    """Chooses format and file of the report."""

    def __init__(
        self, case: Path, n_marked: int, formats: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export report")
        self.resize(560, 180)
        self._build_ui(_what_is_reported(n_marked), formats)
        self.path_field.setText(str(case.with_name(f"{case.stem}-report.{formats[0]}")))
        self.format_box.currentIndexChanged.connect(self._on_format)

    @property
    def chosen_format(self) -> str:
        """Format as `core.report` names it."""
        return str(self.format_box.currentData())

    @property
    def path(self) -> Path:
        """File to write."""
        return Path(self.path_field.text().strip())

    def _build_ui(self, what: str, formats: Sequence[str]) -> None:
        self.format_box = QComboBox()
        for name in formats:
            self.format_box.addItem(FORMAT_WORDS.get(name, name), name)
        self.path_field = QLineEdit()
        choose = QPushButton("Choose…")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._on_choose)
        row = QHBoxLayout()
        row.addWidget(self.path_field)
        row.addWidget(choose)
        form = QFormLayout()
        form.addRow("Format", self.format_box)
        form.addRow("File", row)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        export = buttons.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole)
        self.path_field.textChanged.connect(lambda words: export.setEnabled(bool(words.strip())))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(what, wordWrap=True))
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(buttons)

    def _on_format(self) -> None:
        self.path_field.setText(str(self.path.with_suffix(f".{self.chosen_format}")))

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Export report", str(self.path))
        if chosen:
            self.path_field.setText(chosen)


def _what_is_reported(n_marked: int) -> str:
    if n_marked:
        return f"{text.count(n_marked, 'variant')} marked for the report."
    return "No variant is marked for the report: it will hold the first 10 of the list and say so."
