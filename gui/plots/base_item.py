"""What our own plot items share: the visible range, and drawing in pixels."""

from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTransform

from gui.theme import Theme


class View(NamedTuple):
    """What is on screen: offsets `x0` to `x1`, and the transform from plot to pixels."""

    x0: float
    x1: float
    transform: QTransform

    @property
    def pixels_per_base(self) -> float:
        """Width of one base on screen."""
        return abs(self.transform.m11())

    def x(self, offset: float) -> float:
        """Pixel column of an offset."""
        return float(self.transform.m11() * offset + self.transform.dx())

    def y(self, value: float) -> float:
        """Pixel row of a plot value."""
        return float(self.transform.m22() * value + self.transform.dy())

    def point(self, offset: float, value: float) -> QPointF:
        """Pixel of an offset and a value."""
        return QPointF(self.x(offset), self.y(value))


class PlotItemBase(pg.GraphicsObject):
    """An item that paints only what is visible, in pixels, in the colours of a theme."""

    def __init__(self, theme: Theme, reach: int) -> None:
        super().__init__()
        self._theme = theme
        self._reach = reach
        self._lowest, self._highest = 0.0, 1.0

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def set_bounds(self, reach: int, lowest: float, highest: float) -> None:
        """Tell how far the data goes on either side of the variant and its lowest and highest y."""
        self.prepareGeometryChange()
        self._reach, self._lowest, self._highest = reach, lowest, highest
        self.informViewBoundsChanged()
        self.update()

    def paint_pixels(self, painter: QPainter, view: View) -> None:
        """Draw in pixel coordinates; each item says what."""
        raise NotImplementedError

    def boundingRect(self) -> QRectF:
        """Where data may be, in plot coordinates."""
        height = self._highest - self._lowest
        return QRectF(-self._reach - 1, self._lowest, 2 * self._reach + 2, height)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the visible part in pixels."""
        visible = self.viewRect()
        if visible is None:
            return
        view = View(visible.left(), visible.right(), painter.worldTransform())
        painter.save()
        painter.resetTransform()
        self.paint_pixels(painter, view)
        painter.restore()
