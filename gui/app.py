"""Composition root of the window: builds the application, runs it, gives its exit status."""

import gc
import logging
import sys
import time
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from gui import text, theme
from gui.main_window import MainWindow
from gui.main_window.memory import WindowMemory
from gui.printing import Printer

_TICK = 1_000
_YOUNG_OBJECTS = 2_000
_BULK_OBJECTS = 30_000
_TICKS_BETWEEN_FULL = 60
_QUICK = 0.02
"""Seconds a full collection may take."""
_SWITCH_SECONDS = 0.0005
"""How long the reader thread may go on when the GUI thread wants to run.

Painting a list asks Python some forty times; with Python's 5 ms each, it would take 200 ms.
"""
_LOG = logging.getLogger(__name__)


class GarbageCollector(QObject):
    """Runs Python's cyclic garbage collection on the GUI thread only.

    Left to itself it runs in whichever thread allocates, and a widget that is freed in the reader
    thread takes the process down. What a large list brings at once is not searched for cycles (it
    has none, and the window would wait); it is freed when nothing holds it any more.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.collect()
        gc.freeze()
        self._n_ticks = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(_TICK)

    def stop(self) -> None:
        """Give collection back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _on_tick(self) -> None:
        self._n_ticks += 1
        n_young = gc.get_count()[0]
        if n_young > _BULK_OBJECTS:
            gc.freeze()
        elif self._n_ticks % _TICKS_BETWEEN_FULL == 0:
            _collect_all()
        elif n_young > _YOUNG_OBJECTS:
            gc.collect(1)


def _collect_all() -> None:
    """Collect; where so much is alive that it takes long, it is left out from now on."""
    began = time.thread_time()
    gc.collect()
    if time.thread_time() - began > _QUICK:
        gc.freeze()


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
    collector = GarbageCollector(app)
    status = app.exec()
    collector.stop()
    return status


def make_application() -> QApplication:
    """The one QApplication, in a style that looks the same everywhere."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    sys.setswitchinterval(_SWITCH_SECONDS)
    app.setApplicationName(text.APP_NAME)
    app.setStyle("Fusion")
    return app


def _catch_bugs(window: MainWindow) -> None:
    """Show what nobody foresaw in a dialog, and log it, instead of dying silently."""

    def show(
        kind: type[BaseException], problem: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.leave()
            return
        _LOG.error("Unforeseen problem", exc_info=(kind, problem, trace))
        if isinstance(problem, Exception):
            window.commands.show_problem(problem)

    sys.excepthook = show
