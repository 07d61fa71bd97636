"""What a person says of a track or table before it is registered."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from core.domain.known_allele import KnownKind
from core.domain.local_value import Registration
from core.domain.zone import Zone
from core.sources.table_layout import TableKind, TableLayout, presets
from gui.dialogs.path_field import PathField

_PATTERN = "Tracks and tables (*.bw *.bigWig *.bed *.bedpe *.gz *.bgz *.tsv);;All files (*)"
_BY_NAME, _BIGWIG, _OWN = "", "bigwig", "own"
_BUILDS = (("As the file tells", ""), ("GRCh38", "GRCh38"), ("GRCh37", "GRCh37"))
_EXAMPLE = "kind=allele first_base=1 worse=higher chrom=1 pos=2 ref=3 alt=4 score=5"


class TrackForm(QWidget):
    """File, layout, build and names of a track to be added.

    Signals
    -------
    add_asked
        A `Registration`.
    """

    add_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.file = PathField("Track or table", _PATTERN)
        self.layout_box = QComboBox()
        self.columns = QLineEdit(placeholderText=_EXAMPLE)
        self.build = QComboBox()
        self.title = QLineEdit(placeholderText="As the layout or the file is called")
        self.version = QLineEdit(placeholderText="For example 100-way, 2023-10")
        self.licence = QLineEdit(placeholderText="As the layout says, else not stated")
        self.cell_type = QLineEdit(placeholderText="As the file tells, else for example hepatocyte")
        self.key = QLineEdit(placeholderText="As the file tells, else for example gnomAD_AF")
        self.add = QPushButton("Add")
        self.add.setAutoDefault(False)
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("role", "muted")
        self._build_ui()
        self.file.changed.connect(self._on_changed)
        self.layout_box.currentIndexChanged.connect(self._on_changed)
        self.add.clicked.connect(self._on_add)
        self._on_changed()

    def registration(self) -> Registration | None:
        """What was entered, None without a file."""
        path, layout = self.file.path, str(self.layout_box.currentData())
        if path is None:
            return None
        if layout == _OWN:
            layout = self.columns.text()
        elif layout == KnownKind.FREQUENCY.value and (key := self.key.text().strip()):
            layout = f"{layout}:{key}"
        return Registration(
            path,
            layout,
            title=self.title.text().strip(),
            assembly=str(self.build.currentData()),
            version=self.version.text().strip(),
            licence=self.licence.text().strip(),
            cell_type=self.cell_type.text().strip(),
        )

    def clear(self) -> None:
        """Empty the form for the next file."""
        lines = (
            self.columns, self.key, self.cell_type, self.title, self.version, self.licence,
        )  # fmt: skip
        for line in (self.file.line, *lines):
            line.clear()
        self.layout_box.setCurrentIndex(0)

    def _build_ui(self) -> None:
        self.layout_box.addItem("As the file tells (VCF, bigWig, BED, BEDPE)", _BY_NAME)
        self.layout_box.addItem("Population frequency (VCF)", KnownKind.FREQUENCY.value)
        self.layout_box.addItem("ClinVar (VCF)", KnownKind.CLINVAR.value)
        self.layout_box.addItem("Own pathogenic variants (VCF or table)", KnownKind.OWN.value)
        self.layout_box.addItem("bigWig (phyloP, phastCons …)", _BIGWIG)
        for one in sorted(presets().values(), key=lambda layout: layout.title.lower()):
            builds = "/".join(one.assemblies)
            self.layout_box.addItem(f"{one.title} {builds}".strip(), one.id)
        self.layout_box.addItem("Own columns", _OWN)
        for words, build in _BUILDS:
            self.build.addItem(words, build)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, widget in (
            ("File", self.file),
            ("Layout", self.layout_box),
            ("Columns", self.columns),
            ("INFO key", self.key),
            ("Genome build", self.build),
            ("Cell type", self.cell_type),
            ("Title", self.title),
            ("Version", self.version),
            ("Licence", self.licence),
        ):
            form.addRow(words, widget)
        form.addRow("", self.note)
        self.add.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        form.addRow("", self.add)

    def _on_changed(self) -> None:
        chosen = str(self.layout_box.currentData())
        form = self.layout()
        if isinstance(form, QFormLayout):
            form.setRowVisible(self.columns, chosen == _OWN)
            form.setRowVisible(self.key, chosen == KnownKind.FREQUENCY.value)
            known = presets().get(chosen)
            form.setRowVisible(self.cell_type, known is not None and _has_cell_type(known))
            self.note.setText("" if known is None else _about(known))
            form.setRowVisible(self.note, known is not None)
        self.add.setEnabled(self.file.path is not None)

    def _on_add(self) -> None:
        asked = self.registration()
        if asked is not None:
            self.add_asked.emit(asked)


def _has_cell_type(layout: TableLayout) -> bool:
    """It lists elements or links, and its rows do not tell of which cell type."""
    is_of_elements = layout.zone is Zone.ELEMENT or layout.kind is TableKind.LINK
    return is_of_elements and "cell" not in layout.columns


def _about(layout: TableLayout) -> str:
    """Licence, where to get it, and what to do with it first."""
    lines = [f"Licence: {layout.licence}", layout.url]
    lines += [f"Before use: {layout.note}"] if layout.note else []
    return "\n".join(filter(None, lines))
