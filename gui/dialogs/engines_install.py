"""Installing one pack: the whole licence notice, consent, and where the files come from."""

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from core.packs import PackOverview
from gui.dialogs.engines_html import commercial_words, source_words


class InstallDialog(QDialog):
    """Asks for consent and source; nothing can be installed without both."""

    def __init__(self, pack: PackOverview, licence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pack = pack
        source = pack.status.card.source
        self._is_fetchable = source.kind != "folder" or bool(source.base_url)
        self.setWindowTitle(f"Install {pack.status.card.title}")
        self.resize(720, 600)
        self._build_ui(licence)
        for changed in (self.consent.toggled, self.index.toggled, self.line.textChanged):
            changed.connect(self._on_changed)
        self._on_changed()

    @property
    def source(self) -> str | None:
        """File or folder named by the person; None for the package index."""
        return None if self.index.isChecked() else self.line.text().strip()

    def _build_ui(self, licence: str) -> None:
        card = self._pack.status.card
        lead = QLabel(
            f"{card.title} is not part of this program and has its own licence, "
            f"{card.licence.name}. Commercial use allowed: {commercial_words(self._pack)}. "
            "It stays on this computer. Please read the notice before you go on.",
            wordWrap=True,
        )
        browser = QTextBrowser()
        browser.setAccessibleName("Licence notice")
        browser.setPlainText(licence)
        self.consent = QCheckBox("I have read this notice and accept the licence for my use.")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.install = buttons.addButton(
            "Accept and install", QDialogButtonBox.ButtonRole.AcceptRole
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(lead)
        layout.addWidget(browser, stretch=1)
        layout.addLayout(self._source_choice())
        layout.addWidget(self.consent)
        layout.addWidget(buttons)

    def _source_choice(self) -> QVBoxLayout:
        self.index = QRadioButton(f"Fetch from {source_words(self._pack)}")
        self.local = QRadioButton("From a file or folder:")
        self.index.setChecked(self._is_fetchable)
        self.local.setChecked(not self._is_fetchable)
        self.index.setVisible(self._is_fetchable)
        column = QVBoxLayout()
        column.addWidget(self.index)
        if not self._is_fetchable:
            column.addWidget(QLabel(self._where(), wordWrap=True))
        column.addWidget(self.local)
        self.line = QLineEdit(placeholderText="Archive (.whl, .zip) or folder")
        self.line.setAccessibleName("File or folder of the pack")
        row = QHBoxLayout()
        row.setContentsMargins(22, 0, 0, 0)
        row.addWidget(self.line, stretch=1)
        self.file, self.folder = QPushButton("File…"), QPushButton("Folder…")
        for button, slot in ((self.file, self._on_file), (self.folder, self._on_folder)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button)
        column.addLayout(row)
        return column

    def _where(self) -> str:
        source = self._pack.status.card.source
        page = getattr(source, "page", "")
        commit = getattr(source, "commit", "")
        how = getattr(source, "by_hand", "") or (
            f"Download the project {page} (commit {commit}), as an archive or a folder, and name it "
            "below."
        )
        return f"These files cannot be fetched from here. {how} Every file is checked against its digest."

    def _on_changed(self) -> None:
        is_local = self.local.isChecked()
        for widget in (self.line, self.file, self.folder):
            widget.setEnabled(is_local)
        has_source = not is_local or bool(self.line.text().strip())
        self.install.setEnabled(self.consent.isChecked() and has_source)

    def _on_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "File of the pack", str(Path.home()), "Archives (*.whl *.zip);;All files (*)"
        )
        if chosen:
            self.line.setText(chosen)

    def _on_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder of the pack", str(Path.home()))
        if chosen:
            self.line.setText(chosen)
