"""Sources on genes in the window: the dialog, and taking them into the open case."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.dialogs.gene_sources_dialog import GeneSourcesDialog

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow


class GeneSources(QObject):
    """Connects the dialog on sources with the open case."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    def show(self) -> None:
        """Show what is installed."""
        can_take = self._window.state.is_open and not self._window.runner.main_job
        dialog = GeneSourcesDialog(can_take=can_take, parent=self._window)
        dialog.take_asked.connect(self._window.work.take_gene_sources)
        dialog.open()
