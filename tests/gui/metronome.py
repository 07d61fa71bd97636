"""How long the event loop of the window waits."""

import time

from PySide6.QtCore import QObject, Qt, QTimer


class Metronome(QObject):
    """Ticks every 5 ms and remembers the longest time between two ticks."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(5)

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now
