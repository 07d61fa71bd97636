"""A file of the patient's RNA, and what is known of the sample."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from core.domain.rna import RnaSource
from core.pipeline.spec import RnaSpec
from core.report.rna import source_words
from core.tissue_psi import tissue_choices
from gui.dialogs.forget_list import ForgetList
from gui.dialogs.path_field import PathField

WHAT_IT_IS = (
    "Aligned RNA reads of the patient (BAM or CRAM with its index), or a junction table of STAR "
    "(SJ.out.tab), are laid beside the candidates whose splicing is predicted to change: the first "
    "ones of the list and those marked for the report. The file stays where it is; the case keeps "
    "what was counted. Reading a file again takes the place of what it gave before."
)
NOT_STATED = "Not stated"
_PATTERN = "RNA reads and junctions (*.bam *.cram *SJ.out.tab *.tab);;All files (*)"
_READS, _JUNCTIONS = "Aligned reads (BAM or CRAM)", "Junction table of STAR (SJ.out.tab)"
_ALIGNED = (".bam", ".cram")


class RnaDialog(QDialog):
    """Chooses a file of RNA; lists those the case was read beside.

    Signals
    -------
    read_asked
        An `RnaSpec`: the person wants this file read; the dialog then closes.
    forget_asked
        A path as text: what this file showed is to be forgotten.
    """

    read_asked = Signal(object)
    forget_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Read RNA of the patient")
        self.setMinimumWidth(600)
        self._build_ui()
        self.file.changed.connect(self._on_file)
        self.read.clicked.connect(self._on_read)
        self._on_file()

    @property
    def spec(self) -> RnaSpec | None:
        """What is chosen, None while no file is."""
        path = self.file.path
        if path is None:
            return None
        is_table = self.kind.currentText() == _JUNCTIONS
        return RnaSpec(path, is_table, str(self.tissue.currentData()), self.treated.isChecked())

    def show_sources(self, sources: Sequence[RnaSource]) -> None:
        """List the files the case was read beside."""
        self.known.show_files([(one.path, escape(source_words(one))) for one in sources])
        self.adjustSize()

    def _build_ui(self) -> None:
        self.file = PathField("File of RNA", _PATTERN)
        self.kind, self.tissue = QComboBox(), QComboBox()
        self.kind.setAccessibleName("What the file holds")
        self.kind.addItems([_READS, _JUNCTIONS])
        self.tissue.setAccessibleName("Tissue of the sample")
        self.tissue.addItem(NOT_STATED, "")
        for words, tissue in tissue_choices():
            self.tissue.addItem(words, tissue)
        self.tissue.setToolTip("With it, inclusion of exons is compared with GTEx.")
        self.treated = QCheckBox("Cells were treated against NMD (cycloheximide, puromycin …)")
        form = QFormLayout()
        form.addRow("File", self.file)
        form.addRow("It holds", self.kind)
        form.addRow("Tissue", self.tissue)
        form.addRow("", self.treated)
        self.known = ForgetList("Read so far")
        self.known.forget_asked.connect(self.forget_asked)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.read = buttons.addButton("Read", QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        for part in (QLabel(WHAT_IT_IS, wordWrap=True), self.known):
            layout.addWidget(part)
        layout.insertLayout(1, form)
        layout.addWidget(buttons)

    def _on_file(self) -> None:
        """Preset what the file holds by its name."""
        path = self.file.path
        self.read.setEnabled(path is not None)
        if path is not None:
            self.kind.setCurrentText(_READS if _is_aligned(path) else _JUNCTIONS)

    def _on_read(self) -> None:
        if self.spec is not None:
            self.read_asked.emit(self.spec)
            self.accept()


def _is_aligned(path: Path) -> bool:
    """Whether a file is taken for reads; a name without a known ending is not a table either."""
    return path.suffix.lower() in _ALIGNED or path.suffix.lower() != ".tab"
