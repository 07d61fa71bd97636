"""Previews in the window: asked for where a score is missing, shown where it is missing."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.change import Change
from core.pipeline.preview import PACK, Preview
from core.session import Waiting
from gui.dialogs.preview_dialog import PreviewDialog
from gui.panels.preview_words import LABEL, preview_lines
from gui.panels.preview_worker import PreviewWorker

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow

_NOT_INSTALLED = "The preview needs the OpenSpliceAI pack: File ▸ Engines… installs it."


class Previews(QObject):
    """Connects the worker of previews with the detail view and the dialog."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.worker = PreviewWorker(self)
        self.worker.answered.connect(self._on_answered)
        window.state.changed.connect(self._on_changed)
        window.work.pending_known.connect(self._on_pending)
        window.detail.preview.asked.connect(self.ask)

    def ask(self, spelled: str) -> None:
        """Look at a variant where the pack for it is installed; else nothing happens."""
        if self._window.engines.is_usable(PACK):
            self.worker.ask(spelled)

    def show(self) -> None:
        """Show the dialog that takes a variant."""
        dialog = PreviewDialog(LABEL, self._window)
        if self._window.engines.is_usable(PACK):
            dialog.asked.connect(self.ask)
            self.worker.warm()
        else:
            dialog.say(_NOT_INSTALLED)
        dialog.open()

    def _on_changed(self, change: Change) -> None:
        if change.case and not self._window.state.is_being_read:
            self.worker.set_case(self._window.state.path)

    def _on_pending(self, waiting: Waiting) -> None:
        if waiting.n_pending and self._window.engines.is_usable(PACK):
            self.worker.warm()

    def _on_answered(self, found: Preview) -> None:
        self._window.detail.preview.show_preview(found)
        for dialog in self._window.findChildren(PreviewDialog):
            dialog.show_lines(found.asked, preview_lines(found))
