"""How long the event loop of the window waits, and what it was doing meanwhile."""

import sys
import threading
import time
import traceback
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

_TICK_MS = 2
_SAMPLE_SECONDS = 0.002
_DEPTH = 9

_LOOPS = 200_000
_LOOP_SECONDS = 0.013
"""Processor time of `_LOOPS` turns of an empty loop on the machine that limits are meant for."""


def slowness() -> float:
    """How much slower than the machine that limits are meant for this one is now, at least 1."""
    return max(1.0, min(_loop() for _ in range(5)) / _LOOP_SECONDS)


def _loop() -> float:
    began, total = time.thread_time(), 0
    for number in range(_LOOPS):
        total += number
    return time.thread_time() - began


class Metronome(QObject):
    """Ticks in the GUI thread as often as it can; remembers the longest time between two ticks.

    `longest` is by the clock on the wall, in seconds: other programs on the machine are in it.
    `longest_work` is processor time of the GUI thread: what our own handlers cost in one turn of
    the event loop, which is what a faster or quieter machine would not mend.
    """

    def __init__(self) -> None:
        super().__init__()
        self.reset()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(_TICK_MS)

    def reset(self) -> None:
        """Begin to measure anew."""
        self.longest = self.longest_work = 0.0
        self.last, self._worked = time.perf_counter(), time.thread_time()

    def words(self) -> str:
        """Both times in milliseconds."""
        return f"work {1000 * self.longest_work:.0f} ms, wall {1000 * self.longest:.0f} ms"

    def _on_tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, now - self.last)
        self.longest_work = max(self.longest_work, worked - self._worked)
        self.last, self._worked = now, worked


class Watcher:
    """Samples the stack of the thread that made it whenever a metronome is late: names the cause."""

    def __init__(self, metronome: Metronome, late: float = 0.03) -> None:
        self.stacks: Counter[tuple[str, ...]] = Counter()
        self._metronome, self._late = metronome, late
        self._watched = threading.get_ident()
        self._is_done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the sampling."""
        self._is_done.set()
        self._thread.join()

    def report(self, n_stacks: int = 6) -> str:
        """The stacks seen most often in late turns, innermost call last."""
        lines = []
        for stack, n_seen in self.stacks.most_common(n_stacks):
            lines += [f"seen {n_seen} times", *(f"    {call}" for call in stack)]
        return "\n".join(lines)

    def _watch(self) -> None:
        while not self._is_done.wait(_SAMPLE_SECONDS):
            if time.perf_counter() - self._metronome.last < self._late:
                continue
            frame = sys._current_frames().get(self._watched)
            calls = traceback.extract_stack(frame)[-_DEPTH:]
            self.stacks[tuple(f"{Path(c.filename).name}:{c.lineno} {c.name}" for c in calls)] += 1
