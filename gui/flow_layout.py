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
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def _lay_out(self, area: QRect, *, only_measure: bool = False) -> int:
        """Place the widgets; gives the height they need."""
        y = area.y()
        lines = self._lines(area.width())
        for line in lines:
            height = max(item.sizeHint().height() for item in line)
            if not only_measure:
                self._place(line, QRect(area.x(), y, area.width(), height), is_only=len(lines) == 1)
            y += height + self.spacing()
        return max(0, y - self.spacing() - area.y())

    def _lines(self, room: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        left = -1
        for item in self._items:
            if item.isEmpty():
                continue
            width = min(item.sizeHint().width(), room)
            if width > left:
                lines.append([])
                left = room
            lines[-1].append(item)
            left -= width + self.spacing()
        return lines

    def _place(self, line: list[QLayoutItem], area: QRect, *, is_only: bool) -> None:
        x = area.x()
        for item in line:
            hint = item.sizeHint()
            width = min(hint.width(), area.width())
            if is_only and self._is_last_right and item is line[-1]:
                x = max(x, area.right() + 1 - width)
            y = area.y() + (area.height() - hint.height()) // 2
            item.setGeometry(QRect(QPoint(x, y), QSize(width, hint.height())))
            x += width + self.spacing()

    def addItem(self, item: QLayoutItem) -> None:
        """Take a further widget."""
        self._items.append(item)

    def count(self) -> int:
        """How many widgets there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One of them, None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take one out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """No wish to grow."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """A narrower place needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines."""
        around = self.contentsMargins()
        inside = QRect(0, 0, width - around.left() - around.right(), 0)
        return self._lay_out(inside, only_measure=True) + around.top() + around.bottom()

    def setGeometry(self, area: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(area)
        self._lay_out(area.marginsRemoved(self.contentsMargins()))

    def sizeHint(self) -> QSize:
        """One line of the widest widget."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Room for one widget, elided if need be."""
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        height = max((hint.height() for hint in hints), default=0)
        around = self.contentsMargins()
        return QSize(80, height + around.top() + around.bottom())
