"""Consent to the licence of a pack, asked once before its first use."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)


class LicenceDialog(QDialog):
    """Shows a licence in full; it can be accepted only after saying that it was read.

    Signals
    -------
    others_asked
        The person would rather see which other engines there are.
    """

    others_asked = Signal()

    def __init__(self, pack_title: str, licence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Licence of {pack_title}")
        self.resize(720, 560)
        lead = QLabel(
            f"{pack_title} is not part of this program and has its own licence. It is fetched once "
            "and stays on this machine. Please read the licence before you go on.",
            wordWrap=True,
        )
        browser = QTextBrowser()
        browser.setPlainText(licence)
        self.consent = QCheckBox("I have read this licence and accept it for my use.")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.install = buttons.addButton(
            "Accept and install", QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.install.setEnabled(False)
        self.others = buttons.addButton("Other engines…", QDialogButtonBox.ButtonRole.ActionRole)
        self.others.clicked.connect(self._on_others)
        self.consent.toggled.connect(self.install.setEnabled)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (lead, browser, self.consent, buttons):
            layout.addWidget(widget)

    def _on_others(self) -> None:
        self.reject()
        self.others_asked.emit()
