"""A table of precomputed scores to compare a case with, and the tables it remembers."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from core.domain.case import SourceFile
from core.pipeline.spec import TableSpec
from core.sources.score_table import named_view
from gui.dialogs.forget_list import ForgetList
from gui.dialogs.path_field import PathField

WHAT_IT_IS = (
    "A table of SpliceAI scores somebody else has computed, as a VCF compressed with bgzip and "
    "indexed with tabix, is laid beside the scores of this case. Where the two differ by more than "
    "0.1 the detail view and the report say so. A variant that is not in the table has no score in "
    "it, which says nothing about it. The case remembers the table and looks up what is scored "
    "later as well."
)
_VIEWS = (("As the file says", None), ("Raw scores", False), ("Masked scores", True))
_PATTERN = "Tables of scores (*.vcf.gz *.vcf.bgz);;All files (*)"


class TableDialog(QDialog):
    """Chooses a table to look into; lists those remembered.

    Signals
    -------
    compare_asked
        A `TableSpec`: the person wants this table looked into; the dialog then closes.
    forget_asked
        A path as text: this table is to be forgotten, with what was looked up in it.
    """

    compare_asked = Signal(object)
    forget_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Compare with a table of scores")
        self.setMinimumWidth(560)
        self._build_ui()
        self.file.changed.connect(self._on_file)
        self.compare.clicked.connect(self._on_compare)
        self._on_file()

    @property
    def table(self) -> TableSpec | None:
        """What is chosen, None while no file is."""
        path = self.file.path
        return None if path is None else TableSpec(path, self.view.currentData())

    def show_tables(self, tables: Sequence[SourceFile]) -> None:
        """List the tables the case remembers, each with its view and window."""
        self.known.show_files([(table.path, _words(table)) for table in tables])

    def _build_ui(self) -> None:
        self.file = PathField("Table", _PATTERN)
        self.view = QComboBox()
        self.view.setAccessibleName("What the table holds")
        for words, is_masked in _VIEWS:
            self.view.addItem(words, is_masked)
        form = QFormLayout()
        form.addRow("Table", self.file)
        form.addRow("It holds", self.view)
        self.known = ForgetList("Tables this case remembers")
        self.known.forget_asked.connect(self.forget_asked)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.compare = buttons.addButton("Compare", QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(QLabel(WHAT_IT_IS, wordWrap=True))
        layout.addLayout(form)
        layout.addWidget(self.known)
        layout.addWidget(buttons)

    def _on_file(self) -> None:
        """Preset the view by the name of the file."""
        path = self.file.path
        self.compare.setEnabled(path is not None)
        is_masked = None if path is None else named_view(path.name)
        self.view.setCurrentIndex([one for _, one in _VIEWS].index(is_masked))

    def _on_compare(self) -> None:
        if self.table is not None:
            self.compare_asked.emit(self.table)
            self.accept()


def _words(table: SourceFile) -> str:
    view = table.description.partition(";")[0]
    return f"{escape(Path(table.path).name)}<br><small>{escape(view)}</small>"
