"""A region of the genome with its activity."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from core.domain.activity import RegionScan
from core.region import RegionView
from core.report.region_scene import LEFT, RIGHT, region_scene
from core.report.shapes import Scene
from gui.plots.scene_plot import LEAST_WIDTH, SceneItem, ScenePlot
from gui.theme import Theme

_CLOSEST = 100.0
"""Bases that fill the width at the highest magnification."""


class _RegionItem(SceneItem):
    """What is drawn; x are places of the genome."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._view: RegionView | None = None
        self._scan: RegionScan | None = None

    def show(self, view: RegionView, scan: RegionScan | None) -> None:
        """Draw something else."""
        self.prepareGeometryChange()
        self._view, self._scan = view, scan
        self.forget()

    def make_scene(self, width: float, first: float, last: float) -> Scene | None:
        """Lay out a part of the genome, its axes included."""
        if self._view is None:
            return None
        scale = (last - first) / width
        window = first + LEFT * scale, last - RIGHT * scale
        return region_scene(self._view, self._scan, width, window)

    def boundingRect(self) -> QRectF:
        """All of the region and what stands beside it."""
        if self._view is None:
            return QRectF()
        place = self._view.place
        n_bases = place.end - place.start
        return QRectF(place.start - n_bases, 0, 3 * n_bases, 1)


class RegionPlot(ScenePlot):
    """Ruler, variants, genes, elements and activity on one axis."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Region with its predicted regulatory activity", parent)
        self._place = (0, 1)
        self._item = _RegionItem(theme)
        self._box = self.add_box(self._item)

    def show_region(self, view: RegionView, scan: RegionScan | None) -> None:
        """Show a region; the part in view stays where it is the same region."""
        if self._is_gone:
            return
        place = view.place.start, view.place.end
        is_same, self._place = place == self._place, place
        self._item.show(view, scan)
        if not is_same:
            self.show_all()
        self.fit_height()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        if not self._is_gone:
            self.setBackground(theme.surface)
            self._item.set_theme(theme)

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

    def fit_height(self) -> None:
        """Take the height that the rows need at this width."""
        if self._is_gone:
            return
        first, last = self._box.viewRange()[0]
        scene = self._item.scene_for(max(self._box.width(), LEAST_WIDTH), first, last)
        if scene is not None and self.height() != round(scene.height):
            self.setFixedHeight(round(scene.height))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show all of the region again where the width is another one."""
        is_shown = event is not None and not (self._is_gone or self.closed)
        super().resizeEvent(event)
        if is_shown and event is not None and event.size().width() != event.oldSize().width():
            self.show_all()
