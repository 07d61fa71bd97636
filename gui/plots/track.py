"""Probability of splice sites along the sequence of one allele."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTransform

from core.domain.score import SpliceTrack
from gui import text
from gui.plots.base_item import PlotItemBase, View
from gui.plots.lettering import unit_path
from gui.plots.placing import LETTER, Stem, letter_box, place_values
from gui.plots.sites import (
    Site,
    by_weight,
    is_worth_a_letter,
    is_worth_a_value,
    per_pixel,
    sites_of,
    spaced,
)
from gui.theme import Theme

KINDS = {"A": "acceptor", "D": "donor"}
TOP = 1.5
"""Upper end of the y range: room for a letter and a value above a probability of 1."""
LOW_TOP = 2.0
"""The same in a row of little height."""


def describe(site: Site, pos: int) -> str:
    """A site in words with its absolute position."""
    return (
        f"{KINDS[site.letter]} site at {text.position(pos + site.offset)}: "
        f"REF {site.ref:.2f}, ALT {site.alt:.2f} ({text.signed(site.change)})"
    )


def nearest(sites: list[Site], offset: float, reach: float) -> Site | None:
    """The site next to an offset, None if none is within `reach` bases."""
    near = [site for site in sites if abs(site.offset - offset) <= reach]
    return min(near, key=lambda s: (abs(s.offset - offset), -s.alt), default=None)


class ProbabilityItem(PlotItemBase):
    """Stems for the sites of one allele, each topped by A (acceptor) or D (donor).

    In the ALT track a letter stands upside down where ALT is lower than REF, and a small open
    circle shows the height in REF.
    """

    def __init__(self, theme: Theme, allele: str) -> None:
        super().__init__(theme, 1)
        self._allele = allele
        self.sites: list[Site] = []
        self._evaluated = 0
        self._message, self._has_no_track = "", True
        self._font = QFont()
        self._font.setPointSizeF(8.0)

    def set_track(self, track: SpliceTrack | None, reach: int, message: str) -> None:
        """Show a track; without one, `message` says why there is none."""
        self.sites = sites_of(track) if track is not None else []
        self._evaluated = track.distance if track is not None else 0
        self._message, self._has_no_track = message, track is None
        self.set_bounds(reach, 0.0, LOW_TOP)

    def paint_pixels(self, painter: QPainter, view: View) -> None:
        """Draw what is visible."""
        painter.setFont(self._font)
        if self._has_no_track:
            self._paint_message(painter, view)
            return
        self._paint_unevaluated(painter, view)
        self._paint_base_line(painter, view)
        scale = view.pixels_per_base
        seen = [s for s in self.sites if view.x0 - 1 <= s.offset <= view.x1 + 1]
        for site in per_pixel(seen, self._allele, scale):
            self._paint_stem(painter, view, site)
            if self._is_changed(site):
                self._paint_drop(painter, view, site)
        worth = [s for s in seen if is_worth_a_letter(s, self._allele, scale)]
        lettered = spaced(worth, self._allele, scale, LETTER + 1)
        for site in lettered:
            self._paint_letter(painter, view, site)
        for site in (s for s in seen if self._is_changed(s) and abs(s.change) >= 0.05):
            self._paint_ref_height(painter, view, site)
        self._paint_values(painter, view, seen, lettered)

    def _paint_message(self, painter: QPainter, view: View) -> None:
        if not self._message:
            return
        room = QRectF(view.point(view.x0, TOP), view.point(view.x1, 0)).adjusted(20, 0, -20, 0)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        box = painter.boundingRect(room, flags, self._message)
        painter.fillRect(box.adjusted(-6, -3, 6, 3), QColor(self._theme.surface))
        painter.setPen(QColor(self._theme.text))
        painter.drawText(box, flags, self._message)

    def _paint_unevaluated(self, painter: QPainter, view: View) -> None:
        reach = self._evaluated + 0.5
        for first, last in ((view.x0, -reach), (reach, view.x1)):
            if last > first:
                box = QRectF(view.point(first, LOW_TOP), view.point(last, 0))
                painter.fillRect(box, QColor(self._theme.window))

    def _paint_base_line(self, painter: QPainter, view: View) -> None:
        painter.setPen(QPen(QColor(self._theme.border), 1))
        for level in (0.0, 0.5, 1.0):
            painter.drawLine(view.point(view.x0, level), view.point(view.x1, level))

    def _colour(self) -> QColor:
        return QColor(self._theme.ref if self._allele == "ref" else self._theme.alt)

    def _value(self, site: Site) -> float:
        return site.ref if self._allele == "ref" else site.alt

    def _paint_stem(self, painter: QPainter, view: View, site: Site) -> None:
        painter.setPen(QPen(self._colour(), 2.2))
        top = view.point(site.offset, self._value(site))
        painter.drawLine(view.point(site.offset, 0), top)

    def _paint_drop(self, painter: QPainter, view: View, site: Site) -> None:
        painter.setPen(QPen(QColor(self._theme.ref), 1.2, Qt.PenStyle.DotLine))
        there = view.point(site.offset, site.ref)
        painter.drawLine(view.point(site.offset, self._value(site)), there)

    def _paint_ref_height(self, painter: QPainter, view: View, site: Site) -> None:
        there = view.point(site.offset, site.ref)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._theme.ref), 1.4))
        painter.drawEllipse(there, 3, 3)

    def _is_changed(self, site: Site) -> bool:
        return self._allele == "alt" and abs(site.change) >= 0.01

    def _paint_letter(self, painter: QPainter, view: View, site: Site) -> None:
        box = letter_box(view.point(site.offset, self._value(site)))
        place = QTransform()
        place.translate(box.left(), box.bottom())
        if self._hangs(site):
            place.translate(LETTER, -LETTER)
            place.rotate(180)
        place.scale(LETTER, -LETTER)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(place.map(unit_path(site.letter)), self._colour())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _hangs(self, site: Site) -> bool:
        return self._is_changed(site) and site.change < 0

    def _paint_values(
        self, painter: QPainter, view: View, seen: list[Site], lettered: list[Site]
    ) -> None:
        room = QFontMetricsF(self._font).horizontalAdvance("0.00") + 4
        stems = [
            Stem(
                view.point(site.offset, self._value(site)),
                view.y(0),
                f"{self._value(site):.2f}" if is_worth_a_value(site, self._allele) else "",
                has_letter=site in lettered,
                hangs=self._hangs(site),
            )
            for site in by_weight(seen, self._allele)
        ]
        painter.setPen(QColor(self._theme.text))
        for box, words in place_values(stems, room):
            painter.fillRect(box, QColor(self._theme.surface))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
