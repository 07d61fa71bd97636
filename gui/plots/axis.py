"""The genomic axis: offsets inside, absolute 1-based positions on the labels."""

import math

import pyqtgraph as pg

from gui import text

_STEPS = (1, 2, 5)


def tick_positions(lowest: float, highest: float, origin: int, spacing: int) -> list[int]:
    """Offsets in a range whose absolute position is a multiple of `spacing`."""
    first = math.ceil((lowest + origin) / spacing)
    last = math.floor((highest + origin) / spacing)
    return [step * spacing - origin for step in range(first, last + 1)]


def tick_spacing(lowest: float, highest: float, pixels: float, label_pixels: float = 120) -> int:
    """Smallest of 1, 2, 5, 10, 20 ... that leaves each label its room."""
    wanted = max(1.0, (highest - lowest) * label_pixels / max(pixels, 1.0))
    power = 10 ** math.floor(math.log10(wanted))
    return int(next((s * power for s in _STEPS if s * power >= wanted), 10 * power))


class GenomicAxis(pg.AxisItem):
    """Axis of offsets from `pos` that prints chromosome positions with thousands separators.

    Absolute positions exceed the precision of 32-bit floats, so only labels carry them.
    """

    def __init__(self, orientation: str = "top") -> None:
        super().__init__(orientation)
        self._origin = 0

    def set_origin(self, pos: int) -> None:
        """Tell the 1-based position that stands at offset 0."""
        self._origin = pos
        self.picture = None
        self.update()

    def tickValues(
        self, lowest: float, highest: float, size: float
    ) -> list[tuple[float, list[float]]]:
        """Ticks at round absolute positions."""
        major = tick_spacing(lowest, highest, size)
        values = [float(x) for x in tick_positions(lowest, highest, self._origin, major)]
        return [(float(major), values)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Absolute positions in words."""
        return [text.position(self._origin + round(value)) for value in values]
