"""The plan of an RNA test: the page as it is printed, to read and to save."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from core.domain.rna_plan import RnaPlan
from core.report.rna_plan import rna_plan_html
from gui.dialogs.printed_page import PrintedPage

FORMAT_WORDS = {
    ".pdf": "PDF, to print",
    ".html": "HTML page",
    ".txt": "Text",
    ".json": "JSON, for other programs",
}


class RnaPlanDialog(QDialog):
    """Shows a plan, black on white in both themes: it is what comes out of the printer.

    Signals
    -------
    save_asked
        The plan, and the file as the person named it; its ending tells the format.
    """

    save_asked = Signal(object, object)

    def __init__(
        self,
        plan: RnaPlan,
        generated_at: str,
        formats: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"RNA test plan: {plan.gene_symbol} {plan.variant}")
        self.resize(960, 820)
        self.plan, self._formats = plan, formats
        self._build_ui(rna_plan_html(plan, generated_at))

    def say(self, words: str) -> None:
        """Tell that the plan was saved, and where."""
        self.told.setText(words)

    def _build_ui(self, html: str) -> None:
        self.page = PrintedPage(html)
        self.page.setAccessibleName("Plan of the RNA test")
        self.told = QLabel(wordWrap=True)
        self.told.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.save = buttons.addButton("Save as…", QDialogButtonBox.ButtonRole.ActionRole)
        self.save.clicked.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.page, stretch=1)
        layout.addWidget(self.told)
        layout.addWidget(buttons)

    def _on_save(self) -> None:
        patterns = [f"{FORMAT_WORDS[one]} (*{one})" for one in self._formats]
        name = f"rna-test-{self.plan.gene_symbol}-{self.plan.variant}{self._formats[0]}"
        chosen, pattern = QFileDialog.getSaveFileName(
            self, "Save the plan", name, ";;".join(patterns)
        )
        if chosen:
            path = Path(chosen)
            ending = self._formats[patterns.index(pattern)] if pattern in patterns else ""
            if path.suffix.lower() not in self._formats:
                path = path.with_name(path.name + (ending or self._formats[0]))
            self.save_asked.emit(self.plan, path)
