"""Outlines of letters fitted into a unit box, drawn at any size by scaling."""

from functools import cache

from PySide6.QtGui import QFont, QPainterPath, QTransform


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
