"""A region of the genome with its activity, zoomed and moved with the mouse and by keys."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.activity import RegionScan
from core.region import RegionView
from core.report.region_scene import LEFT, RIGHT, region_scene
from core.report.shapes import Scene
from gui.plots.shape_painter import paint_scene
from gui.theme import Theme

_CLOSEST = 100.0
"""Bases that fill the width at the highest magnification."""

_LEAST_WIDTH = 560


class _RegionItem(pg.GraphicsObject):
    """What is drawn; x are places of the genome, everything else keeps its size in pixels."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._view: RegionView | None = None
        self._scan: RegionScan | None = None
        self._asked: tuple[float, float, float] | None = None
        self._scene: Scene | None = None

    def show(self, view: RegionView, scan: RegionScan | None) -> None:
        """Draw something else."""
        self.prepareGeometryChange()
        self._view, self._scan, self._scene = view, scan, None
        self.update()

    def scene_for(self, width: float, first: float, last: float) -> Scene | None:
        """Give what is drawn of a part of the genome, its axes included, at a width in pixels."""
        if self._view is None:
            return None
        if self._scene is None or self._asked != (width, first, last):
            self._asked = width, first, last
            scale = (last - first) / width
            window = first + LEFT * scale, last - RIGHT * scale
            self._scene = region_scene(self._view, self._scan, width, window)
        return self._scene

    def boundingRect(self) -> QRectF:
        """All of the region and what stands beside it."""
        if self._view is None:
            return QRectF()
        place = self._view.place
        n_bases = place.end - place.start
        return QRectF(place.start - n_bases, 0, 3 * n_bases, 1)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw what is in view."""
        box = self.getViewBox()
        if box is None:
            return
        first, last = box.viewRange()[0]
        scene = self.scene_for(box.width(), first, last)
        if scene is None:
            return
        corner = painter.worldTransform().map(box.mapToView(QPointF(0, 0)))
        painter.save()
        painter.resetTransform()
        painter.translate(corner)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_scene(painter, scene, self.theme)
        painter.restore()


class RegionPlot(pg.GraphicsLayoutWidget):
    """Ruler, variants, genes, elements and activity on one axis, as high as it needs to be.

    Keys: + and - zoom, left and right move, 0 shows all; Ctrl with the wheel zooms, the wheel alone
    is left to what the plot stands in.

    Signals
    -------
    hovered
        What lies under the mouse, in words; empty for nothing.
    """

    hovered = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_gone = False
        self._place = (0, 1)
        self._item = _RegionItem(theme)
        self._build_ui(theme)

    def show_region(self, view: RegionView, scan: RegionScan | None) -> None:
        """Show a region; the part in view stays where it is the same region."""
        if self._is_gone:
            return
        place = view.place.start, view.place.end
        is_same, self._place = place == self._place, place
        self._item.show(view, scan)
        if not is_same:
            self.show_all()
        self._fit_height()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        if not self._is_gone:
            self.setBackground(theme.surface)
            self._item.theme = theme
            self._item.update()

    def let_go(self) -> None:
        """Free everything drawn while Python still runs, as `VariantPlot.let_go` does."""
        self._is_gone = True
        self.scene().clear()

    def show_all(self) -> None:
        """Show the whole region."""
        first, last = self._place
        scale = (last - first) / max(self._box.width() - LEFT - RIGHT, 1.0)
        outer = first - LEFT * scale, last + RIGHT * scale
        self._box.setLimits(xMin=outer[0], xMax=outer[1], minXRange=min(_CLOSEST, last - first))
        self._box.setXRange(*outer, padding=0)

    def show_around(self, pos: int, flank: int) -> None:
        """Show so many bases on either side of a 1-based position."""
        self._box.setXRange(pos - 0.5 - flank, pos - 0.5 + flank, padding=0)

    def zoom(self, factor: float) -> None:
        """Make the visible range `factor` times as wide, around its middle."""
        first, last = self._box.viewRange()[0]
        middle, half = (first + last) / 2, (last - first) / 2 * factor
        self._box.setXRange(middle - half, middle + half, padding=0)

    def move_view(self, share: float) -> None:
        """Move the view to the right by a share of its width."""
        first, last = self._box.viewRange()[0]
        step = (last - first) * share
        self._box.setXRange(first + step, last + step, padding=0)

    def words_at(self, point: QPointF) -> str:
        """What lies under a point of the scene, in words."""
        first, last = self._box.viewRange()[0]
        scene = self._item.scene_for(self._box.width(), first, last)
        if scene is None:
            return ""
        inside = point - self._box.sceneBoundingRect().topLeft()
        place = first + inside.x() / max(self._box.width(), 1.0) * (last - first)
        words = scene.words_at(inside.x(), inside.y())
        is_inside = self._place[0] <= place < self._place[1]
        return words or (f"{int(place) + 1:,}" if is_inside else "")

    def _build_ui(self, theme: Theme) -> None:
        self.setBackground(theme.surface)
        self.setMinimumWidth(_LEAST_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Region with its predicted regulatory activity")
        self.ci.layout.setContentsMargins(0, 0, 0, 0)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self._box = self.addViewBox(row=0, col=0, enableMenu=False)
        self._box.setDefaultPadding(0)
        self._box.setMouseEnabled(x=True, y=False)
        self._box.setYRange(0, 1, padding=0)
        self._box.addItem(self._item, ignoreBounds=True)
        self._box.sigXRangeChanged.connect(self._fit_height)

    def _fit_height(self) -> None:
        """Take the height that the rows need at this width."""
        if self._is_gone:
            return
        first, last = self._box.viewRange()[0]
        scene = self._item.scene_for(max(self._box.width(), _LEAST_WIDTH), first, last)
        if scene is not None and self.height() != round(scene.height):
            self.setFixedHeight(round(scene.height))

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
        if event is not None and not self.closed and not self._is_gone:
            if event.size().width() != event.oldSize().width():
                self.show_all()
            self._fit_height()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self.hovered.emit("")
        super().leaveEvent(event)
