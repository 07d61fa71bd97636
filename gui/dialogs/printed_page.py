"""A page of the program as it is printed, black on white in both themes."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTextBrowser

from gui.drawings import painted, take_drawings

_PAGE = "background:#ffffff;color:#1a1a1a"
_MARGIN = 18
_LEAST_WIDTH = 760
"""Pixels in which the widest table has room."""


class PrintedPage(QTextBrowser):
    """A page of the program with its drawings; it loads nothing else."""

    def __init__(self, html: str) -> None:
        super().__init__(openLinks=False)
        text, self._drawings = take_drawings(html)
        self.setStyleSheet(f"QTextBrowser {{ {_PAGE} }}")
        self.document().setDocumentMargin(_MARGIN)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(_LEAST_WIDTH)
        self.setHtml(text)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Give a drawing of the page."""
        scheme, _, number = (name if isinstance(name, str) else name.toString()).partition(":")
        is_image = kind == QTextDocument.ResourceType.ImageResource.value
        if is_image and scheme == "drawing" and number.isdigit():
            return painted(self._drawings[int(number)], 2 * self.devicePixelRatioF())
        return None
