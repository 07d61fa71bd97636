"""Tracks and tables of this computer in the window: the dialog, and looking into them for a case."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.dialogs.in_house_dialog import InHouseDialog
from gui.dialogs.tracks_dialog import TracksDialog

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow


class Tracks(QObject):
    """Connects the dialog on tracks with the open case."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    def show(self) -> None:
        """Show what is registered."""
        can_look = self._window.state.is_open and not self._window.runner.main_job
        dialog = TracksDialog(can_look=can_look, parent=self._window)
        dialog.look_asked.connect(self._window.work.look_up_local)
        dialog.open()

    def show_families(self) -> None:
        """Show the families of the laboratory that are counted."""
        can_use = self._window.state.is_open and not self._window.runner.main_job
        case = self._window.state.path if can_use else None
        dialog = InHouseDialog(case, self._window)
        dialog.look_asked.connect(self._window.work.look_up_local)
        dialog.open()
