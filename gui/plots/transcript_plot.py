"""Normal and predicted transcripts on one axis, with the RNA that was seen."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from core.domain.transcript_drawing import DrawingAxis, TranscriptDrawing
from core.report.shapes import Scene
from core.report.transcript_drawing import transcript_svg
from core.report.transcript_scene import transcript_scene
from gui.plots.scene_plot import LEAST_WIDTH, SceneItem, ScenePlot
from gui.theme import Theme

_CLOSEST = 20.0
"""Units of the axis that fill the width at the highest magnification."""
_EMPTY = "No transcript is drawn."


def _pos_words(axis: DrawingAxis, x: float) -> str:
    pos = axis.pos_at(x)
    return "" if pos is None else f"{axis.chrom}:{pos:,}"


class DrawingItem(SceneItem):
    """One drawing; x are units of its axis."""

    def __init__(self, drawing: TranscriptDrawing, theme: Theme) -> None:
        super().__init__(theme)
        self._drawing = drawing

    @property
    def drawing(self) -> TranscriptDrawing:
        """What is drawn."""
        return self._drawing

    def make_scene(self, width: float, first: float, last: float) -> Scene:
        """Lay out a part of the axis."""
        return transcript_scene(self._drawing, width, (first, last))

    def boundingRect(self) -> QRectF:
        """The whole axis; rows are laid out in pixels."""
        return QRectF(0, 0, self._drawing.axis.width, 1)


class TranscriptPlot(ScenePlot):
    """Drawings below each other; the words of all of them are the accessible description."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Normal and predicted transcripts", parent)
        self._theme = theme
        self._items: list[DrawingItem] = []
        self.show_drawings(())

    def show_drawings(self, drawings: Sequence[TranscriptDrawing]) -> None:
        """Show other drawings, from top to bottom."""
        if self._is_gone:
            return
        self.ci.clear()
        self._boxes.clear()
        self._items = [DrawingItem(drawing, self._theme) for drawing in drawings]
        for item in self._items:
            width = item.drawing.axis.width
            self.add_box(item).setLimits(xMin=0, xMax=width, minXRange=_CLOSEST)
        self.show_all()
        words = "\n".join(drawing.words for drawing in drawings) or _EMPTY
        self.setAccessibleDescription(words)
        self.fit_height()

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

    def words_at(self, point: QPointF) -> str:
        """What lies under a point of the scene, in words."""
        for item, box in zip(self._items, self._boxes, strict=True):
            place = box.sceneBoundingRect()
            scene = item.scene_for(box.width(), *box.viewRange()[0])
            if scene is not None and place.contains(point):
                inside = point - place.topLeft()
                words = scene.words_at(inside.x(), inside.y())
                return words or _pos_words(item.drawing.axis, scene.axis_x(inside.x()))
        return ""

    def show_all(self) -> None:
        """Show the whole axis of each drawing."""
        for item, box in zip(self._items, self._boxes, strict=True):
            box.setXRange(0, item.drawing.axis.width, padding=0)

    def fit_height(self) -> None:
        """Give each drawing the height its rows need at this width."""
        if self._is_gone or len(self._boxes) < len(self._items):
            return
        total = 0.0
        for item, box in zip(self._items, self._boxes, strict=True):
            scene = item.scene_for(max(self.width(), LEAST_WIDTH), *box.viewRange()[0])
            height = 0.0 if scene is None else scene.height
            box.setMinimumHeight(height)
            box.setMaximumHeight(height)
            total += height
        self.setFixedHeight(round(total) + 8 * max(0, len(self._items) - 1) + 2)
