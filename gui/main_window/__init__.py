"""The main window: puts panels, dialogs, state and jobs together."""

from gui.main_window.window import MainWindow

__all__ = ["MainWindow"]
