"""Per-base contributions of one allele as a sequence logo with three levels of detail."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.domain.attribution import AlleleAttribution
from gui import text
from gui.plots.base_item import PlotItemBase, View
from gui.plots.lettering import LETTERS_FROM, paint_letter
from gui.theme import Theme

_BLURRED = 0.45
"""Opacity of letters that are an estimate as yet."""
BARS_FROM = 1.0
"""Pixels per base from which bars are drawn; below, the highest and lowest of each column."""


def slots(offsets: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Left edge and width of each base; bases that share an offset (insertions) share its slot."""
    _, first, inverse, n_sharing = np.unique(
        offsets, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.arange(len(offsets)) - first[inverse]
    width = 1.0 / n_sharing[inverse]
    return offsets - 0.5 + order * width, width


def envelope(
    lefts: NDArray[np.float64], values: NDArray[np.float32], pixels_per_base: float
) -> list[tuple[float, float, float]]:
    """Per pixel column: its left edge as an offset, the lowest and the highest value (0 included)."""
    if len(values) == 0:
        return []
    columns = np.floor(lefts * pixels_per_base).astype(np.int64)
    starts = np.flatnonzero(np.diff(columns, prepend=columns[0] - 1))
    low = np.minimum(np.minimum.reduceat(values, starts), 0)
    high = np.maximum(np.maximum.reduceat(values, starts), 0)
    edges = columns[starts] / pixels_per_base
    return list(zip(edges.tolist(), low.tolist(), high.tolist(), strict=True))


def scale_of(*alleles: AlleleAttribution) -> float:
    """Largest absolute contribution of all given alleles, so that they share one scale."""
    highest = [float(np.abs(a.contribution).max(initial=0)) for a in alleles]
    return max([*highest, 1e-6])


class LogoItem(PlotItemBase):
    """Letters up favour the site, letters down speak against it; changed bases are boxed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 1)
        self._allele: AlleleAttribution | None = None
        self._lefts = np.empty(0)
        self._widths = np.empty(0)
        self._boxed = (0, 1)
        self.hint = ""
        self.directions = ("supports the site", "works against the site")

    def set_allele(
        self, allele: AlleleAttribution | None, scale: float, boxed: tuple[int, int]
    ) -> None:
        """Show one allele up to +-`scale`; offsets `boxed` (half-open) are the changed bases."""
        self._allele, self._boxed = allele, boxed
        offsets = allele.offsets if allele is not None else np.empty(0, dtype=np.int32)
        self._lefts, self._widths = slots(offsets)
        reach = int(np.abs(offsets).max(initial=1)) + 1
        self.set_bounds(reach, -1.1 * scale, 1.1 * scale)

    def words_at(self, offset: float, pos: int) -> str:
        """The base under the mouse and its contribution."""
        index = int(np.searchsorted(self._lefts, offset, side="right")) - 1
        if self._allele is None or index < 0 or offset >= self._lefts[index] + self._widths[index]:
            return ""
        base = self._allele.sequence[index]
        value = float(self._allele.contribution[index])
        if not self._is_final(index) and value == 0:
            return f"{base} at {text.position(pos + int(self._allele.offsets[index]))}: not computed yet"
        effect = self.directions[0 if value > 0 else 1]
        where = text.position(pos + int(self._allele.offsets[index]))
        return f"{base} at {where}: {text.signed(value, 3)} ({effect})"

    def paint_pixels(self, painter: QPainter, view: View) -> None:
        """Draw what is visible."""
        painter.setPen(QPen(QColor(self._theme.border), 1))
        painter.drawLine(view.point(view.x0, 0), view.point(view.x1, 0))
        if self._allele is None:
            return
        first = int(np.searchsorted(self._lefts, view.x0 - 1))
        last = int(np.searchsorted(self._lefts, view.x1 + 1))
        if view.pixels_per_base < BARS_FROM:
            self._paint_envelope(painter, view, first, last)
        else:
            for index in range(first, last):
                self._paint_base(painter, view, index)
        if view.pixels_per_base >= LETTERS_FROM:
            self._paint_frame(painter, view)
        elif self.hint:
            self._paint_hint(painter, view)

    def _paint_envelope(self, painter: QPainter, view: View, first: int, last: int) -> None:
        if self._allele is None:
            return
        values = self._allele.contribution[first:last]
        colour = QColor(self._theme.text)
        for edge, low, high in envelope(self._lefts[first:last], values, view.pixels_per_base):
            top, bottom = view.y(high), view.y(low)
            painter.fillRect(QRectF(view.x(edge), top, 1.0, max(bottom - top, 0.5)), colour)

    def _paint_base(self, painter: QPainter, view: View, index: int) -> None:
        if self._allele is None:
            return
        value = float(self._allele.contribution[index])
        letter = self._allele.sequence[index]
        colour = QColor(self._theme.base(letter))
        left = view.x(float(self._lefts[index]))
        width = float(self._widths[index]) * view.pixels_per_base
        if not self._is_final(index):
            colour.setAlphaF(_BLURRED)
            haze = QRectF(left, view.y(0) - 2, max(width, 1.0), 4)
            painter.fillRect(haze, QColor(self._theme.border))
        top, bottom = sorted((view.y(value), view.y(0)))
        if width < LETTERS_FROM:
            painter.fillRect(QRectF(left, top, max(width, 1.0), bottom - top), colour)
            return
        size = (width, view.y(0) - view.y(value))
        paint_letter(painter, (left, view.y(0)), size, (letter, colour))

    def _is_final(self, index: int) -> bool:
        done = self._allele.done if self._allele is not None else None
        return done is None or bool(done[index])

    def _paint_hint(self, painter: QPainter, view: View) -> None:
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(self.hint) + 12
        box = QRectF(view.x(view.x1) - width - 4, view.y(self._highest) + 3, width, 18)
        painter.fillRect(box, QColor(self._theme.surface))
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.hint)

    def _paint_frame(self, painter: QPainter, view: View) -> None:
        left, right = view.x(self._boxed[0] - 0.5), view.x(self._boxed[1] - 0.5)
        painter.setPen(QPen(QColor(self._theme.variant), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        top, bottom = view.y(self._highest), view.y(self._lowest)
        painter.drawRect(QRectF(left, top + 1, max(right - left, 2.0), bottom - top - 2))
