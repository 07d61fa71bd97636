"""Widgets side by side, on as many lines as they need."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lays its widgets out like words; none is wider than the line, hidden ones take no room.

    With `is_last_right` the last one stands at the right end where all fit on one line.
    """

    def __init__(
        self, parent: QWidget | None = None, spacing: int = 6, *, is_last_right: bool = False
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._is_last_right = is_last_right
        self._hints: list[tuple[QLayoutItem, QSize]] | None = None
        self._heights: dict[int, int] = {}
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def _shown(self) -> list[tuple[QLayoutItem, QSize]]:
        """What is not hidden with the room it wants, asked once: with a style sheet it costs."""
        if self._hints is None:
            self._hints = [(one, one.sizeHint()) for one in self._items if not one.isEmpty()]
        return self._hints

    def _lay_out(self, area: QRect, *, only_measure: bool = False) -> int:
        """Place the widgets; gives the height they need."""
        y = area.y()
        lines = self._lines(area.width())
        for line in lines:
            height = max(hint.height() for _, hint in line)
            if not only_measure:
                self._place(line, QRect(area.x(), y, area.width(), height), is_only=len(lines) == 1)
            y += height + self.spacing()
        return max(0, y - self.spacing() - area.y())

    def _lines(self, room: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        left = -1
        for item, hint in self._shown():
            width = min(hint.width(), room)
            if width > left:
                lines.append([])
                left = room
            lines[-1].append((item, hint))
            left -= width + self.spacing()
        return lines

    def _place(self, line: list[tuple[QLayoutItem, QSize]], area: QRect, *, is_only: bool) -> None:
        x = area.x()
        for number, (item, hint) in enumerate(line, start=1):
            width = min(hint.width(), area.width())
            if is_only and self._is_last_right and number == len(line):
                x = max(x, area.right() + 1 - width)
            y = area.y() + (area.height() - hint.height()) // 2
            item.setGeometry(QRect(QPoint(x, y), QSize(width, hint.height())))
            x += width + self.spacing()

    def invalidate(self) -> None:
        """Forget what was measured."""
        self._hints = None
        self._heights.clear()
        super().invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        """Take a further widget."""
        self._items.append(item)
        self._hints = None
        self._heights.clear()

    def count(self) -> int:
        """How many widgets there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One of them, None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take one out."""
        self._hints = None
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """No wish to grow."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """A narrower place needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines."""
        if width not in self._heights:
            around = self.contentsMargins()
            inside = QRect(0, 0, width - around.left() - around.right(), 0)
            needed = self._lay_out(inside, only_measure=True)
            self._heights[width] = needed + around.top() + around.bottom()
        return self._heights[width]

    def setGeometry(self, area: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(area)
        self._lay_out(area.marginsRemoved(self.contentsMargins()))

    def sizeHint(self) -> QSize:
        """One line of the widest widget."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Room for one widget, elided if need be."""
        height = max((hint.height() for _, hint in self._shown()), default=0)
        around = self.contentsMargins()
        return QSize(80, height + around.top() + around.bottom())
