"""Deletions and other long changes as bars below the transcripts."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gui.plots.base_item import View
from gui.theme import Theme

MAX_STRETCHES = 3
"""Bars drawn; the list of other records holds all."""

_HEIGHT = 6.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """One bar.

    Attributes
    ----------
    start, end
        0-based half-open.
    label
        Short words over the bar.
    words
        What the mouse tells.
    is_loss
        Drawn in the colour of danger.
    """

    start: int
    end: int
    label: str
    words: str
    is_loss: bool


def shown(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Losses first, then by place, as many as are drawn."""
    ordered = sorted(stretches, key=lambda one: (not one.is_loss, one.start, one.end))
    return ordered[:MAX_STRETCHES]


def paint_stretch(
    painter: QPainter, view: View, stretch: Stretch, pos: int, row: int, theme: Theme
) -> None:
    """Draw one bar in a row of the strip; what lies out of view is cut off."""
    left = max(view.x(stretch.start + 0.5 - pos), view.x(view.x0))
    right = min(view.x(stretch.end + 0.5 - pos), view.x(view.x1))
    if right <= left:
        return
    colour = QColor(theme.danger_text if stretch.is_loss else theme.accent)
    middle = view.y(-row) + 0.68 * (view.y(-row - 1) - view.y(-row))
    box = QRectF(left, middle - _HEIGHT / 2, max(right - left, 2.0), _HEIGHT)
    painter.fillRect(box, colour)
    painter.setPen(colour)
    # A bar at the right edge keeps its words in view.
    width = QFontMetricsF(painter.font()).horizontalAdvance(stretch.label)
    at = max(view.x(view.x0) + 2, min(left + 2, view.x(view.x1) - width - 4))
    painter.drawText(QPointF(at, middle - 9), stretch.label)
