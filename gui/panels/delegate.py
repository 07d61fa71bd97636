"""How cells of the candidate list are painted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from core.domain.candidate import Lane, Mark
from gui import text
from gui.panels.symbols import GAP, SIZE, draw_person
from gui.table_models.candidates import RowRole
from gui.table_models.columns import COLUMNS, Row
from gui.theme import Theme

if TYPE_CHECKING:
    from core.domain.sample import Pedigree

AnyIndex = QModelIndex | QPersistentModelIndex
_DRAWN = frozenset(("lane", "delta", "mark", "genotypes"))
"""Columns with cells that are drawn by hand."""


class CandidateDelegate(QStyledItemDelegate):
    """Tier badges, lane badges, genotype symbols; dismissed rows are struck through."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.pedigree: Pedigree | None = None

    def badge(self, row: Row, key: str) -> tuple[str, str] | None:
        """Background and text colour of a cell, None for a plain one."""
        theme, lane = self.theme, row.candidate.lane
        if key == "delta" and row.delta is not None:
            step = text.tier(row.delta.max_delta).step
            return theme.tier(step) if step else None
        if key in ("lane", "delta") and lane is Lane.NEEDS_EYES:
            return theme.eyes, theme.eyes_text
        if key == "mark" and row.mark is Mark.REPORT:
            return theme.good, theme.good_text
        return None

    def _paint_badge(
        self, painter: QPainter, option: QStyleOptionViewItem, words: str, pair: tuple[str, str]
    ) -> None:
        width = option.fontMetrics.horizontalAdvance(words) + 14
        box = QRectF(option.rect).adjusted(3, 3, -3, -3)
        if width < box.width():
            is_right = bool(option.displayAlignment & Qt.AlignmentFlag.AlignRight)
            box.setLeft(box.right() - width) if is_right else box.setRight(box.left() + width)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(pair[0]))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor(pair[1]))
        inside = option.fontMetrics.elidedText(
            words, Qt.TextElideMode.ElideRight, int(box.width()) - 6
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, inside)

    def _paint_people(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        if self.pedigree is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = option.rect.left() + 7.0
        y = option.rect.center().y() - SIZE / 2 + 0.5
        calls = row.candidate.facts.genotypes
        for person, call in zip(self.pedigree.individuals, calls, strict=False):
            draw_person(painter, QPointF(x, y), person, call, self.theme)
            x += SIZE + GAP

    def initStyleOption(self, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Set the font and hide the text of cells that are drawn by hand."""
        super().initStyleOption(option, index)
        row = index.data(RowRole)
        if isinstance(row, Row) and row.mark is Mark.DISMISSED:
            option.font.setStrikeOut(True)
            option.palette.setColor(option.palette.ColorRole.Text, QColor(self.theme.muted))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint a cell."""
        key = COLUMNS[index.column()].key
        row = index.data(RowRole) if key in _DRAWN else None
        pair = self.badge(row, key) if isinstance(row, Row) else None
        if pair is None and key != "genotypes":
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        words, option.text = option.text, ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        if pair is not None:
            self._paint_badge(painter, option, words, pair)
        elif isinstance(row, Row):
            self._paint_people(painter, option, row)
        painter.restore()
