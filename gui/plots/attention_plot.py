"""Where the bases around a variant look: a square of bases, rows looking at columns."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from core.domain.attention import AlleleAttention
from gui import text
from gui.theme import Theme

_SATURATED = 99.5
"""Percentile from which colours no longer grow: a few places would drown the rest."""
_EVERY = 20
"""Bases between positions that are told."""


class AttentionPlot(pg.GraphicsLayoutWidget):
    """An image of shares: the stronger the colour, the more the row looks at the column.

    Of differences, one colour stands for more in ALT and the other for less.

    Signals
    -------
    hovered
        What lies under the mouse, in words; empty for nothing.
    """

    hovered = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._allele: AlleleAttention | None = None
        self._shares: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._pos = 0
        self.legend = ""
        self.setBackground(theme.surface)
        self.setAccessibleName("Attention map")
        self._box = self.addViewBox(row=1, col=1, enableMenu=False, invertY=True)
        self._image = pg.ImageItem(axisOrder="row-major")
        self._axes = tuple(pg.AxisItem(side) for side in ("top", "left"))
        self._lines = [pg.InfiniteLine(angle=angle, pen=theme.variant) for angle in (0, 90)]
        for item in (self._image, *self._lines):
            self._box.addItem(item)
        for number, axis in enumerate(self._axes):
            self.addItem(axis, row=number, col=1 - number)
            axis.linkToView(self._box)
            axis.setPen(theme.border)
            axis.setTextPen(theme.muted)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)

    def show_map(
        self,
        allele: AlleleAttention,
        shares: NDArray[np.float32],
        pos: int,
        *,
        is_difference: bool = False,
    ) -> None:
        """Show shares (L, L) of the bases of an allele around a 1-based position."""
        self._allele, self._shares, self._pos = allele, shares, pos
        most = max(float(np.percentile(np.abs(shares), _SATURATED)), 1e-6)
        theme = self._theme
        colours = (
            (theme.ref, theme.surface, theme.alt)
            if is_difference
            else (theme.surface, theme.accent)
        )
        stops = np.linspace(0, 1, len(colours))
        ramp = pg.ColorMap(stops, [QColor(one) for one in colours])
        self._image.setImage(shares, levels=(-most if is_difference else 0.0, most))
        self._image.setColorMap(ramp)
        changed = int(np.searchsorted(allele.offsets, 0)) + 0.5
        for line in self._lines:
            line.setValue(changed)
        for axis in self._axes:
            axis.setTicks([self._ticks(allele)])
        self.legend = _legend(most, is_difference=is_difference)
        n_bases = len(allele.sequence)
        self._box.setLimits(xMin=0, xMax=n_bases, yMin=0, yMax=n_bases)
        self._box.setRange(QRectF(0, 0, n_bases, n_bases), padding=0)

    def _ticks(self, allele: AlleleAttention) -> list[tuple[float, str]]:
        """Positions that are multiples of twenty, at the middle of their bases."""
        places = self._pos + allele.offsets
        return [
            (at + 0.5, text.position(int(pos)))
            for at, pos in enumerate(places)
            if pos % _EVERY == 0
        ]

    def words_at(self, point: QPointF) -> str:
        """Who looks at whom under a point of the scene, in words."""
        allele = self._allele
        place = self._box.mapSceneToView(point)
        row, column = int(np.floor(place.y())), int(np.floor(place.x()))
        n_bases = len(self._shares)
        if allele is None or not (0 <= row < n_bases and 0 <= column < n_bases):
            return ""
        looking, seen = (
            f"{allele.sequence[at]} at {text.position(self._pos + int(allele.offsets[at]))}"
            for at in (row, column)
        )
        return f"{looking} looks at {seen}: {text.signed(float(self._shares[row, column]), 4)}"

    def _on_mouse_moved(self, point: QPointF) -> None:
        self.hovered.emit(self.words_at(point))


def _legend(most: float, *, is_difference: bool) -> str:
    if is_difference:
        return f"Green: more in ALT, blue: less; full colour from {most:.4f} on."
    return f"Full colour from {most:.4f} on."
