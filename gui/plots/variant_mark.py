"""The bases a variant changes, marked through one plot."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from gui import text
from gui.plots.base_item import PlotItemBase, View
from gui.theme import Theme

MANY_BASES = 20
"""Changed bases from which they are hatched lightly, so that what lies inside stays readable."""
_TINT, _HATCH = 38, 70


class VariantMarkItem(PlotItemBase):
    """A tinted band with a dashed middle line; a hatch between two lines where many bases change.

    `has_line` draws the middle line; `words` are written once at the top, for many bases only.
    """

    def __init__(self, theme: Theme, *, has_line: bool) -> None:
        super().__init__(theme, 1)
        self._has_line = has_line
        self._bases = (0, 1)
        self.words = ""
        self.setZValue(-10)

    def set_bases(self, bases: tuple[int, int], reach: int, words: str = "") -> None:
        """Mark offsets, half-open, in a plot that goes `reach` bases to either side."""
        self._bases = bases
        self.words = words if self.is_wide else ""
        self.set_bounds(reach, -1_000.0, 1_000.0)

    @property
    def is_wide(self) -> bool:
        """So many bases change that they are hatched."""
        return self._bases[1] - self._bases[0] >= MANY_BASES

    def paint_pixels(self, painter: QPainter, view: View) -> None:
        """Draw what is visible."""
        seen = self.viewRect()
        first, last = self._bases[0] - 0.5, self._bases[1] - 0.5
        left, right = view.x(max(first, view.x0 - 1)), view.x(min(last, view.x1 + 1))
        top, bottom = sorted((view.y(seen.top()), view.y(seen.bottom())))
        box = QRectF(left, top, max(right - left, 1.0), bottom - top)
        if right >= left and self.is_wide:
            self._paint_hatch(painter, box)
        elif right >= left:
            painter.fillRect(box, self._colour(_TINT))
        if self._has_line and not self.is_wide:
            x = view.x((first + last) / 2)
            painter.setPen(QPen(self._colour(255), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))

    def _paint_hatch(self, painter: QPainter, box: QRectF) -> None:
        painter.fillRect(box, QBrush(self._colour(_HATCH), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(self._colour(255), 1, Qt.PenStyle.DashLine))
        painter.drawLine(box.topLeft(), box.bottomLeft())
        painter.drawLine(box.topRight(), box.bottomRight())
        room = QFontMetricsF(painter.font()).horizontalAdvance(self.words) + 12
        if self.words and room < box.width():
            label = QRectF(box.center().x() - room / 2, box.top() + 2, room, 17)
            painter.fillRect(label, QColor(self._theme.surface))
            painter.setPen(QColor(self._theme.variant))
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, self.words)

    def _colour(self, alpha: int) -> QColor:
        made = QColor(self._theme.variant)
        made.setAlpha(alpha)
        return made


def words_of(n_bases: int, n_instead: int) -> str:
    """`1,184 bases deleted`, or replaced by others."""
    if n_instead == 0:
        return f"{text.count(n_bases, 'base')} deleted"
    return f"{text.count(n_bases, 'base')} replaced by {n_instead:,}"
