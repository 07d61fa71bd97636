"""What the program is, what it may be used for, what it is built from."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTextBrowser, QVBoxLayout, QWidget

from core.version import VERSION
from gui import text, theme

KEYS = (
    ("J or ↓, K or ↑", "next, previous candidate"),
    ("M", "mark for the report, or take it back"),
    ("D", "dismiss, or take it back"),
    ("N", "write a note"),
    ("Ctrl+Z", "undo the last decision"),
    ("/", "filter the list"),
    ("R", "refresh the order of the list"),
    ("F5", "score variants, or go on"),
    ("Ctrl+L", "ledger: where every record went"),
    ("Ctrl+R", "other records: repeats to be looked at, deletions and the like"),
    ("Ctrl+G", "engines: install, verify, test"),
    ("Ctrl+,", "settings: the profile of this computer"),
    ("Ctrl+P", "preview a variant you type"),
    ("Ctrl+T", "phenotype, panels and tissues of interest of the case"),
    ("Ctrl+F", "gates: what is left out"),
    ("Ctrl+K", "sample checks: sex, kinship and the like"),
    ("Ctrl+I", "why a variant is listed, or not"),
    ("P", "judge inheritance by the patient alone, or by the family again"),
    ("Ctrl+E", "export the report"),
    ("Ctrl+Shift+S", "save a copy of the case"),
    ("Ctrl+N, Ctrl+O, Ctrl+W", "new case, open case, close case"),
    ("Ctrl+Q", "quit"),
    ("F1", "these keys"),
    ("+ − ← → 0 L (in the plots)", "zoom, move, fit the sites, read the letters"),
)
_BUILT_FROM = (
    ("Qt and PySide6", "LGPL-3.0"),
    ("pyqtgraph", "MIT"),
    ("PyTorch", "BSD-3-Clause"),
    ("htslib through pysam and cyvcf2", "MIT"),
    ("SQLAlchemy, alembic", "MIT"),
    ("numpy", "BSD-3-Clause"),
    ("hpo3, Human Phenotype Ontology", "MIT; HPO licence"),
)


class TextDialog(QDialog):
    """A page of text with a close button."""

    def __init__(self, title: str, html: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(620, 520)
        self.browser = QTextBrowser(openExternalLinks=False)
        self.browser.setHtml(html)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.browser)
        layout.addWidget(buttons)


class AboutDialog(TextDialog):
    """Version, research-use line, licences of the parts and of the packs."""

    def __init__(
        self, packs: Sequence[tuple[str, str]], colours: theme.Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(f"About {text.APP_NAME}", _about(packs), parent)
        icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        icon.setPixmap(theme.icon("intronaut", colours.accent, 56).pixmap(56, 56))
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(0, icon)


def keyboard_html() -> str:
    """The keys of the window."""
    rows = "".join(
        f"<tr><td style='padding:3px 24px 3px 0'><b>{escape(keys)}</b></td><td>{escape(what)}</td></tr>"
        for keys, what in KEYS
    )
    return f"<h3>Keyboard</h3><table>{rows}</table>"


def _about(packs: Sequence[tuple[str, str]]) -> str:
    parts = "".join(f"<li>{escape(name)}: {escape(terms)}</li>" for name, terms in _BUILT_FROM)
    own = "".join(f"<li>{escape(name)}: {escape(terms)}</li>" for name, terms in packs)
    return (
        f"<h2>{text.APP_NAME} {escape(VERSION)}</h2>"
        f"<p><b>{text.RESEARCH_USE}</b></p>"
        "<p>The program suggests, a person decides. A variant without score is not harmless. "
        "No patient data leaves this machine.</p>"
        f"<h3>Packs (never part of the program, each with its own licence)</h3><ul>{own}</ul>"
        f"<h3>Built from</h3><ul>{parts}</ul>"
    )
