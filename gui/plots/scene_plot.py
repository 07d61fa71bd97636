"""Drawings whose x is an axis of bases, zoomed and moved with the mouse and by keys."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.report.shapes import Scene
from gui.plots.shape_painter import paint_scene
from gui.theme import Theme

LEAST_WIDTH = 560


class SceneItem(pg.GraphicsObject):
    """What is drawn in one view; everything but x keeps its size in pixels."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._asked: tuple[float, float, float] | None = None
        self._scene: Scene | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.update()

    def forget(self) -> None:
        """Draw anew: what is shown is another thing."""
        self._asked = None
        self.update()

    def scene_for(self, width: float, first: float, last: float) -> Scene | None:
        """Give what is drawn of a part of the axis at a width in pixels; None for nothing."""
        if self._asked != (width, first, last):
            self._asked = width, first, last
            self._scene = self.make_scene(width, first, last)
        return self._scene

    def make_scene(self, width: float, first: float, last: float) -> Scene | None:
        """Lay out a part of the axis; each item says how."""
        raise NotImplementedError

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw what is in view."""
        box = self.getViewBox()
        if box is None:
            return
        scene = self.scene_for(box.width(), *box.viewRange()[0])
        if scene is None:
            return
        corner = painter.worldTransform().map(box.mapToView(QPointF(0, 0)))
        painter.save()
        painter.resetTransform()
        painter.translate(corner)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_scene(painter, scene, self._theme)
        painter.restore()


class ScenePlot(pg.GraphicsLayoutWidget):
    """Views below each other, as high as they need to be.

    Keys: + and - zoom, left and right move, 0 shows all; Ctrl with the wheel zooms, the wheel alone
    is left to what the plot stands in. A subclass says what lies under the mouse (`words_at`), what
    all of it is (`show_all`) and how high it is (`fit_height`).

    Signals
    -------
    hovered
        What lies under the mouse, in words; empty for nothing.
    """

    hovered = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_gone = False
        self._boxes: list[pg.ViewBox] = []
        self.setBackground(theme.surface)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)

    def words_at(self, point: QPointF) -> str:
        """What lies under a point of the scene, in words."""
        raise NotImplementedError

    def show_all(self) -> None:
        """Show the whole axis."""
        raise NotImplementedError

    def fit_height(self) -> None:
        """Take the height that is needed at this width."""
        raise NotImplementedError

    def let_go(self) -> None:
        """Free everything drawn while Python still runs, as `VariantPlot.let_go` does."""
        self._is_gone = True
        self.scene().clear()

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

    def add_box(self, item: SceneItem) -> pg.ViewBox:
        """Add a view of an item below those there are."""
        box = self.addViewBox(row=len(self._boxes), col=0, enableMenu=False)
        box.setDefaultPadding(0)
        box.setMouseEnabled(x=True, y=False)
        box.setYRange(0, 1, padding=0)
        box.addItem(item, ignoreBounds=True)
        box.sigXRangeChanged.connect(self.fit_height)
        self._boxes.append(box)
        return box

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
        if event is not None and not (self._is_gone or self.closed):
            self.fit_height()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self.hovered.emit("")
        super().leaveEvent(event)
