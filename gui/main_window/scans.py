"""Scans of regions in the window: started from the page of a region, shown as they grow."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.domain.activity import RegionScan
from core.pipeline.spec import ScanSpec
from gui.jobs import Outcome
from gui.main_window.work import SCAN
from gui.pace import Pace

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow


class Scans(QObject):
    """Connects the page of a region with the job that scans it."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._page = window.detail.region
        self._page.scan_asked.connect(self._on_asked)
        window.runner.progressed.connect(self._on_progressed)
        window.runner.ended.connect(self._on_ended)

    def _on_asked(self, region: str, variant: str) -> None:
        self._window.work.scan(ScanSpec(region, variant=variant))

    def _on_progressed(self, name: str, pace: Pace) -> None:
        if name == SCAN:
            self._page.show_progress(pace.progress)

    def _on_ended(self, outcome: Outcome) -> None:
        if outcome.name == SCAN:
            found = outcome.value
            self._page.end_scan(found if isinstance(found, RegionScan) else None)
