"""The stacked view of one variant: genes, REF and ALT probabilities, attribution, one axis."""

from dataclasses import replace

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.domain.attribution import Attribution
from core.domain.motif import MotifChange
from gui import text
from gui.plots.axis import GenomicAxis
from gui.plots.explained_rows import ExplainedRows
from gui.plots.gene_strip import ROW_PIXELS, GeneStripItem
from gui.plots.logo import LogoItem
from gui.plots.motif import MotifItem
from gui.plots.plot_data import OF_SITES, PlotData
from gui.plots.row import PlotRow
from gui.plots.sites import span_of
from gui.plots.track import LOW_TOP, TOP, ProbabilityItem, describe, nearest
from gui.plots.variant_mark import VariantMarkItem, words_of
from gui.theme import Theme

LARGEST_REACH = 10_000
READABLE = 9.0
"""Pixels per base at which letters are read with ease."""
_ABOVE_ROWS, _ROOM_FOR_NAME = 100, 80
"""Pixels of axis and genes, and those a row needs for the words "REF bases" at its side."""
_ANY_HEIGHT = 16_777_215
_MESSAGE_HEIGHT, _LOW_MESSAGE = 72, 30
_ALLELES = ("ref", "alt")
_GRID = (0, 1, 2, 3, 5, 4, 6)
"""Where the rows stand: each motif below its bases."""

_LEAST, _LEAST_EXPLAINED = 170, 300
"""Pixels without which sites, or sites and explained bases, cannot be read: lower panels scroll."""


class VariantPlot(pg.GraphicsLayoutWidget):
    """Stacked plots on one shared genomic axis, the variant marked through all of them.

    Keys: + and - zoom, left and right move, 0 fits the sites, L zooms to letters.

    Signals
    -------
    hovered
        What lies under the mouse, in words; empty for nothing.
    """

    hovered = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._data: PlotData | None = None
        self._is_gone = self._named_with_room = False
        self._marks: list[VariantMarkItem] = []
        self._build_ui()
        self._connect()
        self.set_theme(theme)

    def show_variant(self, data: PlotData | None, *, keep_range: bool = False) -> None:
        """Show another variant (or more about the same one, keeping the range in view)."""
        if self._is_gone:
            return
        self._data = data
        self._axis.set_origin(data.variant.pos if data else 0)
        self._show_genes()
        self._show_tracks()
        self._show_explained()
        self._show_marks()
        if not keep_range:
            self.show_best()

    def show_explanation(
        self, attribution: Attribution | None, motif: MotifChange | None = None
    ) -> bool:
        """Show another explanation of the same variant; gives whether it is the first one."""
        if self._is_gone or self._data is None:
            return False
        is_first = self._data.attribution is None and attribution is not None
        self._data = replace(self._data, attribution=attribution, motif=motif)
        self._show_explained()
        return is_first

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        if self._is_gone:
            return
        self._theme = theme
        self.setBackground(theme.surface)
        items = (self._genes, *self._tracks.values(), *self._explained.items, *self._marks)
        for item in items:
            item.set_theme(theme)
        for plot in self._plots:
            plot.set_theme(theme)
        self._label_axes()

    def let_go(self) -> None:
        """Free everything drawn while Python still runs.

        Left to the end of the process, Qt calls our items when there is no interpreter any more.
        Answers that were under way and come later are not shown.
        """
        self._is_gone = True
        self.scene().clear()

    @property
    def legend(self) -> str:
        """What letters and colours mean."""
        return OF_SITES if self._data is None else self._data.legend

    def fit_sites(self) -> None:
        """Show the variant with all sites that matter."""
        reach = 60
        if self._data is None:
            self._set_range(-reach, reach)
            return
        first, last = span_of(self._tracks["alt"].sites, len(self._data.variant.ref))
        margin = max(reach, (last - first) * 0.12)
        self._set_range(first - margin, last + margin)

    def show_best(self) -> None:
        """Show all sites that matter, with readable letters where both fit."""
        self.fit_sites()
        first, last = self._letters_range()
        changed = [s.offset for s in self._tracks["alt"].sites if abs(s.change) >= 0.1]
        explained = self._data.attribution if self._data else None
        if explained is not None and all(first <= offset <= last for offset in changed):
            self.show_letters()

    def show_letters(self) -> None:
        """Zoom in until each base is a letter that can be read."""
        self._set_range(*self._letters_range())

    def show_around(self, bases: int) -> None:
        """Show `bases` on either side of the variant."""
        self._set_range(-bases - 0.5, bases + 0.5)

    def zoom(self, factor: float) -> None:
        """Make the visible range `factor` times as wide, around its middle."""
        low, high = self._visible()
        middle, half = (low + high) / 2, (high - low) / 2 * factor
        self._set_range(middle - half, middle + half)

    def words_at(self, point: QPointF) -> str:
        """What lies under a point of the scene, in words."""
        if self._data is None:
            return ""
        for index, plot in enumerate(self._plots):
            if plot.isVisible() and plot.vb.sceneBoundingRect().contains(point):
                place = plot.vb.mapSceneToView(point)
                return self._words(index, place.x(), place.y())
        return ""

    def _build_ui(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.ci.layout.setContentsMargins(4, 2, 10, 4)
        self.ci.layout.setVerticalSpacing(9)
        self._axis = GenomicAxis("top")
        self._explained = ExplainedRows(self._theme)
        self._plots = [PlotRow(self._axis), PlotRow(), PlotRow(), *self._explained.rows]
        self._genes = GeneStripItem(self._theme)
        self._tracks = {a: ProbabilityItem(self._theme, a) for a in _ALLELES}
        items = (self._genes, *self._tracks.values(), *self._explained.items)
        for number, plot, item in zip(_GRID, self._plots, items, strict=True):
            self.addItem(plot, row=number, col=0)
            self._set_up(plot, item)

    def _set_up(self, plot: PlotRow, item: pg.GraphicsObject) -> None:
        plot.vb.setLimits(xMin=-LARGEST_REACH - 1, xMax=LARGEST_REACH + 1, minXRange=12)
        plot.add(item)
        mark = VariantMarkItem(self._theme, has_line=not isinstance(item, LogoItem | MotifItem))
        plot.add(mark)
        self._marks.append(mark)
        if plot is not self._plots[0]:
            plot.vb.setXLink(self._plots[0].vb)

    def _connect(self) -> None:
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)

    @property
    def _has_room(self) -> bool:
        n_rows = 2 if self._data is None or self._data.attribution is None else 4
        n_rows -= self._has_message
        fixed = _ABOVE_ROWS + self._explained.fixed_height
        return bool(self.height() >= fixed + n_rows * _ROOM_FOR_NAME)

    @property
    def _has_message(self) -> bool:
        """Words stand in place of the sites, above an explanation."""
        data = self._data
        return data is not None and data.attribution is not None and data.track is None

    def _share_height(self) -> None:
        """Leave to the bases what sites that are not there and motifs do not need."""
        has_room = self._has_room
        message = _MESSAGE_HEIGHT if has_room else _LOW_MESSAGE
        self._plots[1].setMaximumHeight(message if self._has_message else _ANY_HEIGHT)
        self._explained.set_room(has_room=has_room)

    def _name_again(self) -> None:
        if self._has_room != self._named_with_room:
            self._label_axes()

    def _label_axes(self) -> None:
        has_track = self._data is None or self._data.track is not None
        has_room = self._named_with_room = self._has_room
        ticks = ((0.0, "0"), (0.5, "0.5"), (1.0, "1")) if has_room else ((0.0, "0"), (1.0, "1"))
        track_ticks = [list(ticks)] if has_track else [[]]
        bases = " bases" if has_room else ""
        names = ("", "REF" if has_track else "", "ALT", f"REF{bases}", f"ALT{bases}", "", "")
        theme = self._theme
        colours = (theme.text, *(3 * (theme.ref, theme.alt)))
        for plot, name, colour in zip(self._plots, names, colours, strict=True):
            plot.left.setLabel(name, color=colour, **{"font-weight": "600"})
        self._plots[0].left.setTicks([[]])
        for plot in self._plots[1:3]:
            plot.left.setTicks(track_ticks)
            plot.set_y_range(0, TOP if has_room else LOW_TOP)

    def _show_genes(self) -> None:
        data = self._data
        transcripts = data.transcripts if data else ()
        pos = data.variant.pos if data else 0
        stretches = data.stretches if data else ()
        n_rows = self._genes.set_transcripts(transcripts, pos, LARGEST_REACH, stretches)
        self._plots[0].set_y_range(-n_rows, 0)
        height = n_rows * ROW_PIXELS + 24
        self._plots[0].setMinimumHeight(height)
        self._plots[0].setMaximumHeight(height)

    def _show_tracks(self) -> None:
        track = self._data.track if self._data else None
        message = self._data.message if self._data else ""
        for allele, item in self._tracks.items():
            item.set_track(track, LARGEST_REACH, message if allele == "ref" else "")
        # Without a track the message stands once, in one row that names no allele.
        self._plots[2].setVisible(track is not None)
        self._plots[2].setMaximumHeight(_ANY_HEIGHT if track is not None else 0)
        self._label_axes()

    def _show_explained(self) -> None:
        data = self._data
        explained, motif = (data.attribution, data.motif) if data else (None, None)
        self._explained.show(explained, motif, self._changed_bases())
        self.setMinimumHeight(_LEAST_EXPLAINED if explained else _LEAST)
        self._share_height()
        self._name_again()

    def _show_marks(self) -> None:
        bases, variant = self._changed_bases(), self._data.variant if self._data else None
        words = words_of(bases[1] - bases[0], len(variant.alt) - bases[0]) if variant else ""
        for mark in self._marks:
            mark.set_bases(bases, LARGEST_REACH, words if mark is self._marks[1] else "")

    def _changed_bases(self) -> tuple[int, int]:
        """Offsets of the bases that differ, half-open, without a shared first base."""
        return (0, 1) if self._data is None else self._data.changed_bases

    def _letters_range(self) -> tuple[float, float]:
        """Offsets in view with readable letters: variant and explained site, if both fit."""
        half = max(self._plots[1].vb.width(), 300.0) / READABLE / 2
        explained = self._data.attribution if self._data else None
        site = explained.site_offset if explained is not None else 0
        first, last = min(0, site), max(0, site)
        middle = (first + last) / 2 if last - first < 2 * half - 20 else 0.0
        half = min(half, max(40.0, (last - first) / 2 + 15))
        return middle - half - 0.5, middle + half + 0.5

    def _set_range(self, first: float, last: float) -> None:
        self._plots[0].vb.setXRange(first, last, padding=0)

    def _visible(self) -> tuple[float, float]:
        low, high = self._plots[0].vb.viewRange()[0]
        return float(low), float(high)

    def _words(self, index: int, x: float, y: float) -> str:
        if self._data is None:
            return ""
        offset, pos = round(x), self._data.variant.pos
        here = f"{self._data.variant.chrom}:{text.position(pos + offset)}"
        if index == 0:
            return " · ".join(filter(None, (here, self._genes.words_at(offset, y))))
        if index >= 3:
            return self._explained.words_at(index - 3, x, pos) or here
        low, high = self._visible()
        reach = max(1.0, (high - low) / max(self.width(), 1) * 8)
        site = nearest(self._tracks[_ALLELES[index - 1]].sites, x, reach)
        return describe(site, pos) if site else here

    def _on_mouse_moved(self, point: QPointF) -> None:
        self.hovered.emit(self.words_at(point))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, move and fit by keys."""
        low, high = self._visible()
        step = (high - low) * 0.2
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(0.5)
            case Qt.Key.Key_Minus:
                self.zoom(2.0)
            case Qt.Key.Key_Left:
                self._set_range(low - step, high - step)
            case Qt.Key.Key_Right:
                self._set_range(low + step, high + step)
            case Qt.Key.Key_0:
                self.fit_sites()
            case Qt.Key.Key_L:
                self.show_letters()
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Name the rows as their height allows; pyqtgraph calls this without event at first."""
        super().resizeEvent(event)
        if event is not None and not (self._is_gone or self.closed):
            self._share_height()
            self._name_again()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self.hovered.emit("")
        super().leaveEvent(event)
