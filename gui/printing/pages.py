"""Pages and pictures drawn by Qt. Needs no display: the caller sets the platform to offscreen.

Qt's rich text knows no SVG element, so each drawing becomes a text object painted by QtSvg.
"""

from collections.abc import Sequence

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QPointF,
    QRect,
    QRectF,
    QSizeF,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPyTextObject,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtSvg import QSvgRenderer

from core.report.printer import PageLines
from gui.drawings import take_drawings
from gui.printing.breaks import keep_whole

PNG_SCALE = 2
"""Pixels of a PNG per pixel of the drawing."""

_PART = '<h2 class="candidate">'
"""A heading that starts a page by its style; in a part of its own a plain one does."""

_MARGIN_MM = (14.0, 20.0, 14.0, 18.0)
_CSS_DPI = 96
_DRAWING = QTextFormat.ObjectTypes.UserObject.value + 1


def parts(html: str) -> tuple[str, ...]:
    """Give each part of a document that starts a page of its own as a document of its own.

    What is moved in one shifts nothing in the others, so that a long report takes no longer than
    its parts.
    """
    head, body, rest = html.partition("<body>")
    first, *others = rest.split(_PART)
    return (f"{head}{body}{first}", *(f"{head}{body}<h2>{part}" for part in others))


def pdf_bytes(html: str, lines: PageLines) -> bytes:
    """Give the PDF of a document. Loads Qt: call it in the child, or in a test that has Qt."""
    _application()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(1200)
    writer.setTitle(lines.heading)
    writer.setCreator("Intronaut")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(*_MARGIN_MM), QPageLayout.Unit.Millimeter)
    scale = writer.logicalDpiX() / _CSS_DPI
    width, height = writer.width() / scale, writer.height() / scale
    pages = [
        (document, page)
        for document in (_document(part, width, height) for part in parts(html))
        for page in _pages_with_text(document)
    ]
    painter = QPainter(writer)
    painter.scale(scale, scale)
    for number, (document, page) in enumerate(pages):
        if number:
            writer.newPage()
        _paint_page(painter, document, page, page_texts(number, len(pages), lines))
    painter.end()
    buffer.close()
    return bytes(content.data())


def png_bytes(svg: str) -> bytes:
    """Give the PNG of a drawing on white. Loads Qt, as `pdf_bytes` does."""
    _application()
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    image = QImage(renderer.defaultSize() * PNG_SCALE, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(content.data())


def page_texts(page: int, n_pages: int, lines: PageLines) -> tuple[str, str, str]:
    """Give heading, page number and notice of a page; `page` starts at 0."""
    notice = f"{lines.notice} {lines.label}".strip()
    return lines.heading, f"page {page + 1} of {n_pages}", notice


def _application() -> object:
    """The Qt application of this process; made here unless there is one (a test's)."""
    return QGuiApplication.instance() or QGuiApplication(["intronaut"])


def _document(html: str, width: float, height: float) -> QTextDocument:
    """Lay the document out on pages of that size in CSS pixels."""
    text, drawings = take_drawings(html)
    document = QTextDocument()
    document.setUseDesignMetrics(True)
    document.setDocumentMargin(0)
    document.setDefaultFont(QFont("DejaVu Sans", 9))
    document.setHtml(text)
    _place_drawings(document, drawings, width)
    document.setPageSize(QSizeF(width, height))
    keep_whole(document)
    return document


def _place_drawings(document: QTextDocument, drawings: Sequence[str], width: float) -> None:
    """Turn the image that stands for each drawing into an object painted as vectors."""
    document.documentLayout().registerHandler(_DRAWING, _Drawings(document, drawings, width))
    cursor = QTextCursor(document)
    for position in range(document.characterCount() - 1):
        cursor.setPosition(position)
        cursor.setPosition(position + 1, QTextCursor.MoveMode.KeepAnchor)
        chosen = cursor.charFormat()
        if _number(chosen) is not None:
            chosen.setObjectType(_DRAWING)
            cursor.setCharFormat(chosen)


def _number(chosen: QTextFormat) -> int | None:
    """Number of the drawing an image stands for, None for anything else."""
    scheme, _, number = chosen.toImageFormat().name().partition(":")
    return int(number) if scheme == "drawing" and number.isdigit() else None


def _pages_with_text(document: QTextDocument) -> list[int]:
    """Pages that hold text or a drawing; Qt leaves one empty where a table ends with its page."""
    height, layout = document.pageSize().height(), document.documentLayout()
    found: set[int] = set()
    block = document.begin()
    while block.isValid():
        if block.text().strip():
            box = layout.blockBoundingRect(block)
            found.update(range(int(box.top() // height), int((box.bottom() - 1) // height) + 1))
        block = block.next()
    return sorted(found)


def _paint_page(
    painter: QPainter, document: QTextDocument, page: int, texts: tuple[str, str, str]
) -> None:
    """Paint one page of the text, then heading, page number and notice in its margins."""
    width, height = document.pageSize().width(), document.pageSize().height()
    painter.save()
    painter.translate(0, -page * height)
    document.drawContents(painter, QRectF(0, page * height, width, height))
    painter.restore()
    heading, number, notice = texts
    font = QFont("DejaVu Sans")
    font.setPixelSize(9)
    painter.setFont(font)
    painter.setPen(QColor("#1a1a1a"))
    top, bottom = QRectF(0, -26, width, 14), QRectF(0, height + 8, width, 28)
    room = int(width - painter.fontMetrics().horizontalAdvance(number) - 24)
    heading = painter.fontMetrics().elidedText(heading, Qt.TextElideMode.ElideMiddle, room)
    painter.drawText(top, Qt.AlignmentFlag.AlignLeft, heading)
    painter.drawText(top, Qt.AlignmentFlag.AlignRight, number)
    painter.drawText(bottom, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, notice)
    painter.drawLine(QPointF(0, -10), QPointF(width, -10))


class _Drawings(QPyTextObject):
    """Paints the drawings of a document; one wider than the page is made to fit."""

    def __init__(self, document: QTextDocument, drawings: Sequence[str], width: float) -> None:
        super().__init__(document)
        self._width = width
        self._renderers = [QSvgRenderer(QByteArray(text.encode()), self) for text in drawings]

    def intrinsicSize(
        self,
        doc: QTextDocument,
        posInDocument: int,  # noqa: N803 - Qt's name
        format: QTextFormat,  # noqa: A002 - Qt's name
    ) -> QSizeF:
        """Size in CSS pixels."""
        size = QSizeF(self._renderer(format).defaultSize())
        return size * min(1.0, self._width / max(size.width(), 1.0))

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,
        posInDocument: int,  # noqa: N803 - Qt's name
        format: QTextFormat,  # noqa: A002 - Qt's name
    ) -> None:
        """Paint as vectors."""
        self._renderer(format).render(painter, QRectF(rect))

    def _renderer(self, chosen: QTextFormat) -> QSvgRenderer:
        number = _number(chosen)
        if number is None:
            raise ValueError("a text object without a drawing")
        return self._renderers[number]
