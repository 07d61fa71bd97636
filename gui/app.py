"""Composition root of the window: builds the application, runs it, gives its exit status."""

import logging
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from gui import text, theme
from gui.main_window import MainWindow
from gui.main_window.memory import WindowMemory
from gui.printing import Printer

_LOG = logging.getLogger(__name__)


def open_window(case: Path | None = None, *, demo: bool = False) -> int:
    """Open the window, with a case or the demo case if wanted; gives the exit status."""
    app = make_application()
    memory = WindowMemory()
    themes = theme.ThemeKeeper(memory.theme)
    themes.apply()
    app.setWindowIcon(theme.icon("intronaut", themes.theme.accent, 64))
    window = MainWindow(themes, Printer(), memory)
    _catch_bugs(window)
    window.show()
    if demo:
        window.work.open_demo()
    elif case is not None:
        window.open_case(case)
    return app.exec()


def make_application() -> QApplication:
    """The one QApplication, in a style that looks the same everywhere."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName(text.APP_NAME)
    app.setStyle("Fusion")
    app.setWindowIcon(QIcon())
    return app


def _catch_bugs(window: MainWindow) -> None:
    """Show what nobody foresaw in a dialog, and log it, instead of dying silently."""

    def show(
        kind: type[BaseException], problem: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        _LOG.error("Unforeseen problem", exc_info=(kind, problem, trace))
        if isinstance(problem, Exception):
            window.commands.show_problem(problem)

    sys.excepthook = show
