"""What a person says of a checkpoint before it is imported."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from core.own_networks import ArchitectureCard, ImportOrder
from gui.dialogs.path_field import PathField

_CHECKPOINTS = (
    "Checkpoints (*.h5 *.hdf5 *.keras *.pt *.pth *.bin *.ckpt *.safetensors *.zip *.tar *.tar.gz "
    "*.tgz);;All files (*)"
)
_ABOUT_WIDTH = 480
_TABLES = "Tables (*.tsv *.txt);;All files (*)"
_USES = (("As stated for the official file, else no", None), ("Yes", True), ("No", False))


class ImportForm(QWidget):
    """File, architecture, names and licence of a network to be imported.

    Signals
    -------
    changed
        Something that is needed was entered or taken away.
    """

    changed = Signal()

    def __init__(self, architectures: Sequence[ArchitectureCard]) -> None:
        super().__init__()
        self._architectures = tuple(architectures)
        self.file = PathField("Checkpoint", _CHECKPOINTS)
        self.folder = QPushButton("Folder…")
        self.folder.setAutoDefault(False)
        self.architecture = QComboBox()
        self.about = QLabel(wordWrap=True)
        self.about.setProperty("role", "muted")
        # A form gives a label that wraps the height it has at its least width.
        self.about.setMinimumWidth(_ABOUT_WIDTH)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.identifier = QLineEdit(placeholderText="Small letters, digits and hyphens")
        self.title = QLineEdit(placeholderText="As the architecture is called")
        self.tracks = PathField("Table of outputs", _TABLES)
        self.licence = QLineEdit(placeholderText="As of the official file, else not stated")
        self.use = QComboBox()
        self.is_changed = QCheckBox("Changed on purpose, though it bears an official file's name")
        self._build_ui()
        self.folder.clicked.connect(self._on_folder)
        self.file.changed.connect(self.changed)
        self.identifier.textChanged.connect(self.changed)
        self.architecture.currentIndexChanged.connect(self._on_architecture)
        self._on_architecture()

    @property
    def order(self) -> ImportOrder | None:
        """What was entered; None while file, architecture or identifier are missing."""
        source, name = self.file.path, self.identifier.text().strip()
        architecture = self._chosen
        if source is None or not name or architecture is None:
            return None
        return ImportOrder(
            source=source,
            architecture=architecture.name,
            engine_id=name,
            title=self.title.text().strip(),
            tracks=self.tracks.path,
            licence=self.licence.text().strip(),
            commercial_use=self.use.currentData(),
            is_known_to_differ=self.is_changed.isChecked(),
        )

    @property
    def _chosen(self) -> ArchitectureCard | None:
        place = self.architecture.currentIndex()
        return self._architectures[place] if place >= 0 else None

    def _build_ui(self) -> None:
        for one in self._architectures:
            self.architecture.addItem(one.title)
        for words, value in _USES:
            self.use.addItem(words, value)
        files = QHBoxLayout()
        files.addWidget(self.file, stretch=1)
        files.addWidget(self.folder)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow("Checkpoint", files)
        form.addRow("Architecture", self.architecture)
        form.addRow("", self.about)
        form.addRow("Identifier", self.identifier)
        form.addRow("Title", self.title)
        form.addRow("Table of outputs", self.tracks)
        form.addRow("Licence", self.licence)
        form.addRow("Commercial use allowed", self.use)
        form.addRow("", self.is_changed)

    def _on_architecture(self) -> None:
        one = self._chosen
        self.about.setText("No architecture is known." if one is None else _about(one))
        self.changed.emit()

    def _on_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder of a checkpoint", str(Path.home()))
        if chosen:
            self.file.set_path(Path(chosen))


def _about(one: ArchitectureCard) -> str:
    outputs = (
        "as many outputs as the file has" if one.n_tracks is None else f"{one.n_tracks:,} outputs"
    )
    use = " Its official weights are for research only." if one.research_only else ""
    return (
        f"{one.task.rstrip('.')}. Reads {one.length:,} bases, gives {outputs}; comes as "
        f"{' or '.join(one.formats)}. Official files: {one.page}.{use}"
    )
