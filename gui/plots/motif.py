"""The logo of a motif under the bases of one allele that it fits best."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from core.domain.attribution import AlleleAttribution
from core.domain.motif import MotifChange
from core.report.motif_row import BITS, caption, motif_bases
from gui.plots.base_item import PlotItemBase, View
from gui.plots.lettering import LETTERS_FROM, paint_letter
from gui.plots.logo import slots
from gui.theme import Theme

TOP = 1.55 * BITS
"""Upper end of the y range: room for the caption above the highest letter."""
_CAPTION = 15.0


class MotifItem(PlotItemBase):
    """Letters as high as their information content in bits, the highest on top of its column."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 1)
        self.caption = ""
        self._lefts = np.empty(0)
        self._widths = np.empty(0)
        self._columns: dict[int, NDArray[np.float64]] = {}
        self._font = QFont()
        self._font.setPointSizeF(8.0)

    def set_motif(self, motif: MotifChange | None, allele: AlleleAttribution | None) -> None:
        """Show where a motif fits an allele best; None for nothing."""
        if motif is None or allele is None:
            self.caption, self._columns = "", {}
        else:
            self.caption = caption(motif, allele)
            self._columns = dict(motif_bases(motif, allele))
            self._lefts, self._widths = slots(allele.offsets)
        reach = max((abs(self._lefts[at]) for at in self._columns), default=0)
        self.set_bounds(int(reach) + 2, 0.0, TOP)

    def words_at(self, offset: float) -> str:
        """The motif, and what it has at the base under the mouse."""
        for at, heights in self._columns.items():
            if self._lefts[at] <= offset < self._lefts[at] + self._widths[at]:
                best = int(heights.argmax())
                return f"{self.caption}; here mostly {'ACGT'[best]} ({heights.sum():.1f} bits)"
        return self.caption

    def paint_pixels(self, painter: QPainter, view: View) -> None:
        """Draw what is visible."""
        painter.setPen(QPen(QColor(self._theme.border), 1))
        painter.drawLine(view.point(view.x0, 0), view.point(view.x1, 0))
        for at, heights in self._columns.items():
            if view.x0 - 1 <= self._lefts[at] <= view.x1 + 1:
                self._paint_column(painter, view, at, heights)
        painter.setFont(self._font)
        painter.setPen(QColor(self._theme.muted))
        room = QRectF(view.point(view.x0, TOP), view.point(view.x1, BITS)).adjusted(6, 0, -6, 0)
        room.setHeight(_CAPTION)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.caption
        )

    def _paint_column(
        self, painter: QPainter, view: View, at: int, heights: NDArray[np.float64]
    ) -> None:
        left = view.x(float(self._lefts[at]))
        width = float(self._widths[at]) * view.pixels_per_base
        below = 0.0
        for index in np.argsort(heights):
            letter, above = "ACGT"[index], below + float(heights[index])
            colour = QColor(self._theme.base(letter))
            size = (width, view.y(below) - view.y(above))
            if width >= LETTERS_FROM:
                paint_letter(painter, (left, view.y(below)), size, (letter, colour))
            else:
                painter.fillRect(QRectF(left, view.y(above), max(width, 1.0), size[1]), colour)
            below = above
