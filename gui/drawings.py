"""Drawings (SVG) inside HTML: Qt's rich text knows no SVG element."""

import re

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_FOR_BROWSERS = re.compile(r'<style media=.*?</style>|<div class="running">.*?</div>', re.DOTALL)
"""Running lines and page rules that Qt would print in the text."""


def take_drawings(html: str) -> tuple[str, tuple[str, ...]]:
    """Give the HTML with `<img src="drawing:N">` in place of each SVG, and the SVG documents."""
    drawings: list[str] = []

    def replace(found: re.Match[str]) -> str:
        drawings.append(found.group())
        return f'<img src="drawing:{len(drawings) - 1}">'

    return _SVG.sub(replace, _FOR_BROWSERS.sub("", html)), tuple(drawings)


def painted(svg: str, scale: float) -> QImage:
    """Give a drawing on white for a screen with so many pixels per unit."""
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    size: QSize = renderer.defaultSize()
    image = QImage(size * scale, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    image.setDevicePixelRatio(scale)
    return image
