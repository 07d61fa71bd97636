"""Shapes of core drawings painted in the colours of a theme."""

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from core.report.shapes import Bow, Ink, Letters, Line, Pen, Rect, Scene
from gui.theme import Theme

_GROUND = 0.85
"""Opacity of the ground that keeps a text readable on lines."""


def ink_colour(theme: Theme, ink: Ink) -> str:
    """Give the colour an ink has in a theme."""
    return {
        Ink.PAPER: theme.surface,
        Ink.TEXT: theme.text,
        Ink.MUTED: theme.muted,
        Ink.EXON: theme.exon,
        Ink.ON_EXON: theme.surface,
        Ink.NEW: theme.alt,
        Ink.LOST: theme.danger_text,
        Ink.VARIANT: theme.variant,
        Ink.STOP: theme.danger_text,
        Ink.RNA: theme.accent,
    }[ink]


def paint_scene(painter: QPainter, scene: Scene, theme: Theme) -> None:
    """Paint all shapes; the painter's unit is a pixel and its origin the left upper corner."""
    for shape in scene.shapes:
        match shape:
            case Rect():
                _set(painter, theme, shape.pen, shape.fill)
                painter.drawRect(QRectF(shape.x, shape.y, shape.width, shape.height))
            case Line():
                _set(painter, theme, shape.pen, shape.fill)
                points = QPolygonF([QPointF(x, y) for x, y in shape.points])
                if shape.fill is None:
                    painter.drawPolyline(points)
                else:
                    painter.drawPolygon(points)
            case Bow():
                _set(painter, theme, shape.pen, None)
                painter.drawPath(_bow(shape))
            case Letters():
                _paint_letters(painter, theme, shape)


def _set(painter: QPainter, theme: Theme, pen: Pen | None, fill: Ink | None) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush if fill is None else QColor(ink_colour(theme, fill)))
    if pen is None:
        painter.setPen(Qt.PenStyle.NoPen)
        return
    made = QPen(QColor(ink_colour(theme, pen.ink)), pen.width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    if pen.dash:
        # Qt counts dashes in widths of the line, the drawing in pixels.
        made.setDashPattern([float(part) / pen.width for part in pen.dash.split()])
    painter.setPen(made)


def _bow(shape: Bow) -> QPainterPath:
    path = QPainterPath(QPointF(shape.x0, shape.y))
    path.cubicTo(
        QPointF(shape.x0, shape.handle),
        QPointF(shape.x1, shape.handle),
        QPointF(shape.x1, shape.y),
    )
    return path


@cache
def _font(size: float, *, is_bold: bool) -> QFont:
    font = QFont("DejaVu Sans")
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setPixelSize(round(size))
    font.setBold(is_bold)
    return font


def _paint_letters(painter: QPainter, theme: Theme, shape: Letters) -> None:
    font = _font(shape.size, is_bold=shape.is_bold)
    width = QFontMetricsF(font).horizontalAdvance(shape.text)
    left = shape.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor] * width
    if shape.has_ground:
        ground = QColor(theme.surface)
        ground.setAlphaF(_GROUND)
        top = shape.y - 0.86 * shape.size
        painter.fillRect(QRectF(left - 1, top, width + 2, 1.08 * shape.size), ground)
    painter.setFont(font)
    painter.setPen(QColor(ink_colour(theme, shape.ink)))
    painter.drawText(QPointF(left, shape.y), shape.text)
