"""Outlines of letters fitted into a unit box, drawn at any size by scaling."""

from functools import cache

from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QTransform

LETTERS_FROM = 4.0
"""Pixels per base from which letters are drawn; below, coloured bars."""
_SMOOTH_FROM = 8


@cache
def unit_path(letter: str) -> QPainterPath:
    """Outline of a letter filling the box from (0, 0) to (1, 1), standing on y = 0, y upwards."""
    font = QFont("DejaVu Sans")
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setBold(True)
    font.setPixelSize(100)
    path = QPainterPath()
    path.addText(0, 0, font, letter)
    box = path.boundingRect()
    fit = QTransform()
    fit.scale(1 / box.width(), -1 / box.height())
    fit.translate(-box.left(), -box.bottom())
    return fit.map(path)


def paint_letter(
    painter: QPainter,
    corner: tuple[float, float],
    size: tuple[float, float],
    ink: tuple[str, QColor],
) -> None:
    """Paint a letter in a colour, standing on its lower left corner; a negative height hangs."""
    place = QTransform()
    place.translate(corner[0] + 0.04 * size[0], corner[1])
    place.scale(0.92 * size[0], -size[1])
    letter, colour = ink
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=size[0] >= _SMOOTH_FROM)
    painter.fillPath(place.map(unit_path(letter)), colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
