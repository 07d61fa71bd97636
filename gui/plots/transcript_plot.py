"""Normal and predicted transcripts on one axis, with the RNA that was seen."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.transcript_drawing import DrawingAxis, TranscriptDrawing
from core.report.shapes import Scene
from core.report.transcript_drawing import transcript_svg
from core.report.transcript_scene import transcript_scene
from gui.plots.base_item import View
from gui.plots.shape_painter import paint_scene
from gui.theme import Theme

_LEAST_WIDTH = 560
_CLOSEST = 20.0
"""Units of the axis that fill the width at the highest magnification."""
_EMPTY = "No transcript is drawn."


def _pos_words(axis: DrawingAxis, x: float) -> str:
    pos = axis.pos_at(x)
    return "" if pos is None else f"{axis.chrom}:{pos:,}"


class DrawingItem(pg.GraphicsObject):
    """One drawing; x are units of its axis, lines and letters keep their size in pixels."""

    def __init__(self, drawing: TranscriptDrawing, theme: Theme) -> None:
        super().__init__()
        self._drawing, self._theme = drawing, theme
        self._asked: tuple[float, float, float] | None = None
        self._scene: Scene | None = None

    @property
    def drawing(self) -> TranscriptDrawing:
        """What is drawn."""
        return self._drawing

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def scene_for(self, width: float, first: float, last: float) -> Scene:
        """Give what is drawn of a part of the axis at a width in pixels."""
        if self._scene is None or self._asked != (width, first, last):
            self._asked = width, first, last
            self._scene = transcript_scene(self._drawing, width, (first, last))
        return self._scene

    def boundingRect(self) -> QRectF:
        """The whole axis; rows are laid out in pixels."""
        return QRectF(0, 0, self._drawing.axis.width, 1)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw what is in view."""
        visible = self.viewRect()
        box = self.getViewBox()
        if visible is None or box is None:
            return
        view = View(visible.left(), visible.right(), painter.worldTransform())
        left, top = view.x(view.x0), min(view.y(visible.top()), view.y(visible.bottom()))
        scene = self.scene_for(box.width(), view.x0, view.x1)
        painter.save()
        painter.resetTransform()
        painter.translate(left, top)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_scene(painter, scene, self._theme)
        painter.restore()


class TranscriptPlot(pg.GraphicsLayoutWidget):
    """Drawings below each other, each as high as it needs to be.

    Keys: + and - zoom, left and right move, 0 shows all; Ctrl with the wheel zooms, the wheel alone
    is left to what the plot stands in. The words of all drawings are the
    accessible description.

    Signals
    -------
    hovered
        What lies under the mouse, in words; empty for nothing.
    """

    hovered = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_gone = False
        self._items: list[DrawingItem] = []
        self._boxes: list[pg.ViewBox] = []
        self._build_ui()
        self.show_drawings(())

    def show_drawings(self, drawings: Sequence[TranscriptDrawing]) -> None:
        """Show other drawings, from top to bottom."""
        if self._is_gone:
            return
        self.ci.clear()
        self._items = [DrawingItem(drawing, self._theme) for drawing in drawings]
        self._boxes = [self._box(number, item) for number, item in enumerate(self._items)]
        words = "\n".join(drawing.words for drawing in drawings) or _EMPTY
        self.setAccessibleDescription(words)
        self._fit_height()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        if self._is_gone:
            return
        self._theme = theme
        self.setBackground(theme.surface)
        for item in self._items:
            item.set_theme(theme)

    def svgs(self) -> tuple[str, ...]:
        """Give the drawings as SVG documents, whole and in light print, to be exported."""
        return tuple(transcript_svg(item.drawing, max(720, self.width())) for item in self._items)

    def let_go(self) -> None:
        """Free everything drawn while Python still runs, as `VariantPlot.let_go` does."""
        self._is_gone = True
        self.scene().clear()

    def words_at(self, point: QPointF) -> str:
        """What lies under a point of the scene, in words."""
        for item, box in zip(self._items, self._boxes, strict=True):
            place = box.sceneBoundingRect()
            if place.contains(point):
                first, last = box.viewRange()[0]
                scene = item.scene_for(box.width(), first, last)
                inside = point - place.topLeft()
                words = scene.words_at(inside.x(), inside.y())
                return words or _pos_words(item.drawing.axis, scene.axis_x(inside.x()))
        return ""

    def show_all(self) -> None:
        """Show the whole axis of each drawing."""
        for item, box in zip(self._items, self._boxes, strict=True):
            box.setXRange(0, item.drawing.axis.width, padding=0)

    def zoom(self, factor: float) -> None:
        """Make the visible range `factor` times as wide, around its middle."""
        for box in self._boxes:
            first, last = box.viewRange()[0]
            middle, half = (first + last) / 2, (last - first) / 2 * factor
            box.setXRange(middle - half, middle + half, padding=0)

    def move_view(self, share: float) -> None:
        """Move the view to the right by a share of its width."""
        for box in self._boxes:
            first, last = box.viewRange()[0]
            step = (last - first) * share
            box.setXRange(first + step, last + step, padding=0)

    def _build_ui(self) -> None:
        self.setBackground(self._theme.surface)
        self.setMinimumWidth(_LEAST_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Normal and predicted transcripts")
        self.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)

    def _box(self, number: int, item: DrawingItem) -> pg.ViewBox:
        width = item.drawing.axis.width
        box = self.addViewBox(row=number, col=0, enableMenu=False)
        box.setDefaultPadding(0)
        box.setMouseEnabled(x=True, y=False)
        box.setLimits(xMin=0, xMax=width, minXRange=_CLOSEST)
        box.setYRange(0, 1, padding=0)
        box.setXRange(0, width, padding=0)
        box.addItem(item, ignoreBounds=True)
        box.sigXRangeChanged.connect(self._fit_height)
        return box

    def _fit_height(self) -> None:
        """Give each drawing the height its rows need at this width."""
        if self._is_gone:
            return
        total = 0.0
        for item, box in zip(self._items, self._boxes, strict=True):
            first, last = box.viewRange()[0]
            height = item.scene_for(max(self.width(), _LEAST_WIDTH), first, last).height
            box.setMinimumHeight(height)
            box.setMaximumHeight(height)
            total += height
        self.setFixedHeight(round(total) + 8 * max(0, len(self._items) - 1) + 2)

    def _on_mouse_moved(self, point: QPointF) -> None:
        words = self.words_at(point)
        self.setToolTip(words)
        self.hovered.emit(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, move and fit by keys."""
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(0.5)
            case Qt.Key.Key_Minus:
                self.zoom(2.0)
            case Qt.Key.Key_Left:
                self.move_view(-0.2)
            case Qt.Key.Key_Right:
                self.move_view(0.2)
            case Qt.Key.Key_0:
                self.show_all()
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl only: the plot stands in a page that is scrolled."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Lay out again; pyqtgraph calls this without event at first."""
        super().resizeEvent(event)
        if event is not None and not self.closed:
            self._fit_height()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self.hovered.emit("")
        super().leaveEvent(event)
