"""Phenotype, panels and tissues of interest of an open case."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.domain.case import CaseInfo
from core.domain.term_index import TermIndex
from core.pipeline.spec import PanelFile, PatientChange
from gui.dialogs.panel_list import PanelList
from gui.dialogs.term_editor import TermEditor
from gui.dialogs.tissue_list import TissueList

_NOTHING = "Nothing is changed yet."
_WHAT = "The list is ranked anew; marks and notes stay."


class PatientDialog(QDialog):
    """Changes terms, panels and tissues; `change` says what the person wants."""

    def __init__(self, info: CaseInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Phenotype, panels and tissues")
        self.resize(640, 600)
        self._before = (info.hpo_terms, info.hpo_absent)
        self.terms, self.panels, self.tissues = TermEditor(), PanelList(), TissueList(info)
        self._build_ui()
        self.terms.set_terms(info.hpo_terms, info.hpo_absent, dict(info.hpo_names))
        self.terms.changed.connect(self._show_readiness)
        self.panels.changed.connect(self._show_readiness)
        self.tissues.changed.connect(self._show_readiness)
        self._show_readiness()

    @property
    def change(self) -> PatientChange:
        """What is to be changed."""
        is_same = (self.terms.present, self.terms.absent) == self._before
        return PatientChange(
            None if is_same else self.terms.present,
            None if is_same else self.terms.absent,
            self.panels.added,
            self.panels.removed,
            tissues=self.tissues.wanted,
        )

    def set_index(self, index: TermIndex) -> None:
        """Search in these terms."""
        self.terms.set_index(index)
        self._show_readiness()

    def set_panels(self, panels: Sequence[PanelFile]) -> None:
        """Show the panels the case has."""
        self.panels.set_panels(panels)
        self._show_readiness()

    def _build_ui(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        for words, widget in (
            ("Signs of the patient", self.terms),
            ("Gene panels", self.panels),
            ("Tissues of interest", self.tissues),
        ):
            title = QLabel(words)
            title.setProperty("role", "section")
            column.addWidget(title)
            column.addWidget(widget)
        column.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        self.hint = QLabel(wordWrap=True)
        self.hint.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.rank = buttons.addButton("Rank anew", QDialogButtonBox.ButtonRole.AcceptRole)
        self.rank.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area, stretch=1)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)

    def _show_readiness(self) -> None:
        unread, is_changed = self.terms.unread, self.change != PatientChange()
        self.rank.setEnabled(is_changed and not unread and not self.panels.is_busy)
        words = _WHAT if is_changed else _NOTHING
        self.hint.setText(self.terms.unread_words if unread else words)

    def done(self, result: int) -> None:
        """Close the dialog; a file that is still being read is let go."""
        self.panels.stop()
        super().done(result)
