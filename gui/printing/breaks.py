"""Where pages end: no heading stands alone at the foot of a page, no table row is cut in two.

Qt's rich text knows neither rule. It does move a table row whose first line no longer fits; so the
row before one that would be cut is made taller, until that is so.
"""

from PySide6.QtCore import QSizeF
from PySide6.QtGui import (
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextTable,
    QTextTableCell,
)

_ALWAYS = QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore
_REST = 4.0
"""Height that is left of a page where the next row is to begin; no line fits there."""

_MOST_BETWEEN = 3
"""Paragraphs between a heading and its table that move with them."""


def keep_whole(document: QTextDocument) -> None:
    """Move headings that would stand alone, and rows that would be cut, to the next page.

    Each is moved once at most; a row longer than half a page stays cut. After every move all is
    laid out anew: Qt loses blocks where only the changed part is. What stands before the last move
    is settled: a move shifts only what follows.
    """
    keeper = _Keeper(document)
    size = document.pageSize()
    changed = keeper.mend(document.begin())
    while changed is not None:
        document.setPageSize(QSizeF())
        document.setPageSize(size)
        changed = keeper.mend(changed)


class _Keeper:
    """Finds what stands wrong on its page, and moves it."""

    def __init__(self, document: QTextDocument) -> None:
        self._layout = document.documentLayout()
        self._height = document.pageSize().height()
        self._pushed: set[int] = set()

    def mend(self, block: QTextBlock) -> QTextBlock | None:
        """Mend the first fault from a block on; gives from where to go on, None for no fault."""
        while block.isValid():
            changed = self._mended(block)
            if changed is not None:
                return changed
            block = block.next()
        return None

    def _mended(self, block: QTextBlock) -> QTextBlock | None:
        """Give the first block that is laid out otherwise now, None where nothing is wrong."""
        if block.blockFormat().headingLevel():
            return block if self._is_alone(block) and _break_before(block) else None
        table, cell = _row_of(block)
        if table is None or cell.column() or block.position() in self._pushed:
            return None
        return self._push(table, cell.row(), block) if self._is_cut(table, cell.row()) else None

    def _is_alone(self, heading: QTextBlock) -> bool:
        """The block behind it ends on a later page."""
        following = heading.next()
        return following.isValid() and self._last_page(following) > self._page(heading)

    def _is_cut(self, table: QTextTable, row: int) -> bool:
        """It would fit on a page, yet its last line stands on another one than its first."""
        cells = _cells(table, row)
        tops = [self._layout.blockBoundingRect(cell[0]).top() for cell in cells]
        bottoms = [self._layout.blockBoundingRect(cell[-1]).bottom() for cell in cells]
        is_small = max(bottoms) - min(tops) < self._height / 2
        return is_small and max(self._last_page(cell[-1]) for cell in cells) > self._page(
            cells[0][0]
        )

    def _push(self, table: QTextTable, row: int, block: QTextBlock) -> QTextBlock | None:
        """Let a row begin on the next page: by the row before it, or with its whole table."""
        self._pushed.add(block.position())
        if row <= table.format().headerRowCount():
            start = _start_of(table)
            return start if _break_before(start) else None
        top = self._layout.blockBoundingRect(block).top()
        missing = (self._page(block) + 1) * self._height - top - _REST
        for column in range(table.columns()):
            above = table.cellAt(row - 1, column)
            shown = above.format().toTableCellFormat()
            shown.setBottomPadding(shown.bottomPadding() + missing)
            above.setFormat(shown)
        return block

    def _page(self, block: QTextBlock) -> int:
        return int(self._layout.blockBoundingRect(block).top() // self._height)

    def _last_page(self, block: QTextBlock) -> int:
        return int((self._layout.blockBoundingRect(block).bottom() - 1) // self._height)


def _break_before(block: QTextBlock) -> bool:
    """Let a block start a page; tells whether that is new."""
    moved = block.blockFormat()
    if moved.pageBreakPolicy() == _ALWAYS:
        return False
    moved.setPageBreakPolicy(_ALWAYS)
    QTextCursor(block).setBlockFormat(moved)
    return True


def _row_of(block: QTextBlock) -> tuple[QTextTable | None, QTextTableCell]:
    """The table a block stands in and its cell, where it is the first of that cell."""
    table = QTextCursor(block).currentTable()
    cell = table.cellAt(block.position()) if table else QTextTableCell()
    if not cell.isValid() or cell.firstPosition() != block.position():
        return None, QTextTableCell()
    return table, cell


def _cells(table: QTextTable, row: int) -> list[tuple[QTextBlock, QTextBlock]]:
    """First and last block of each cell of a row."""
    cells = [table.cellAt(row, column) for column in range(table.columns())]
    return [
        (cell.firstCursorPosition().block(), cell.lastCursorPosition().block()) for cell in cells
    ]


def _start_of(table: QTextTable) -> QTextBlock:
    """The block that moves with a table: its heading, where that is near, else the one before."""
    before = table.firstCursorPosition().block().previous()
    block = before
    for _ in range(_MOST_BETWEEN + 1):
        if not block.isValid() or QTextCursor(block).currentTable() is not None:
            break
        if block.blockFormat().headingLevel():
            return block
        block = block.previous()
    return before
