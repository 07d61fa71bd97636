"""How fast a job goes and when it may end."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from core.job import Progress

_MEMORY_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How a job is doing. `per_second` and `seconds_left` are None while not known."""

    progress: Progress
    per_second: float | None
    seconds_left: float | None


class RateMeter:
    """Smoothed rate of a count; the weight of the past fades within some seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage = ""
        self._when = 0.0
        self._done = 0
        self._rate: float | None = None

    def read(self, progress: Progress) -> Pace:
        """Take one step into account."""
        now = self._clock()
        if progress.stage != self._stage or progress.done < self._done:
            self._stage, self._when, self._done, self._rate = (
                progress.stage,
                now,
                progress.done,
                None,
            )
        elapsed = now - self._when
        if elapsed > 0.2 and progress.done > self._done:
            current = (progress.done - self._done) / elapsed
            weight = min(1.0, elapsed / _MEMORY_SECONDS)
            self._rate = (
                current if self._rate is None else self._rate + weight * (current - self._rate)
            )
            self._when, self._done = now, progress.done
        return Pace(progress, self._rate, self._seconds_left(progress))

    def _seconds_left(self, progress: Progress) -> float | None:
        if progress.total is None or not self._rate:
            return None
        return max(0, progress.total - progress.done) / self._rate
