"""What stands where the list has no candidate to show."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.listing import Order, Sought
from gui import text
from gui.panels.buttons import label, push_button

_NOTHING_YET = (
    "No candidates yet.\n\nThey appear here as soon as the first variants are scored. "
    "Start with File ▸ Score variants (F5)."
)
_NOTHING_LEFT = "No candidate passes the filters.\n\nClear the filters to see all of them."
_LEFT_OUT = (
    "The variant is a candidate, and the other filters leave it out.\n\nClear them to see it."
)


class EmptyList(QWidget):
    """Says why the list is empty; of a variant that is named and not listed, where its way is told.

    Signals
    -------
    way_asked
        The name, as typed: the person wants to see its way through the case.
    """

    way_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.words = label(_NOTHING_YET, "muted", wraps=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.way = push_button(
            "Why is it not listed?", "Where the variant was left on its way to the list"
        )
        self.way.setVisible(False)
        self.way.clicked.connect(self._on_way)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self.words)
        layout.addWidget(self.way, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def show_order(self, order: Order, *, is_filtering: bool) -> None:
        """Tell why an order is empty."""
        sought = order.sought if order.n_all else None
        self._name = "" if sought is None else sought.name
        self.way.setVisible(sought is not None and sought.has_way)
        if sought is not None:
            self.words.setText(_of_name(sought))
        else:
            is_left_out = is_filtering and order.n_all > 0
            self.words.setText(_NOTHING_LEFT if is_left_out else _NOTHING_YET)

    def _on_way(self) -> None:
        self.way_asked.emit(self._name)


def _of_name(sought: Sought) -> str:
    return text.shortened(sought.why_none) or _LEFT_OUT
