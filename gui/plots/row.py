"""One row of the stacked plots: a view with a scale at its left."""

import pyqtgraph as pg
from PySide6.QtWidgets import QGraphicsGridLayout, QSizePolicy

from gui.theme import Theme

_LEFT_AXIS = 62


class PlotRow(pg.GraphicsWidget):
    """A view (`vb`), its scale (`left`) and, where given, a genomic axis above it (`top`).

    pyqtgraph's own PlotItem brings menus of some fifty widgets with it that nobody opens here:
    each costs 10 ms to make, and again whenever the theme changes.
    """

    def __init__(self, top: pg.AxisItem | None = None) -> None:
        super().__init__()
        expanding = QSizePolicy.Policy.Expanding
        self.setSizePolicy(expanding, expanding)
        self.vb = pg.ViewBox(parent=self, enableMenu=False)
        self.vb.setDefaultPadding(0)
        self.vb.setMouseEnabled(x=True, y=False)
        self.left, self.top = pg.AxisItem("left"), top
        self.left.setWidth(_LEFT_AXIS)
        self.left.setStyle(tickLength=-4)
        self.left.enableAutoSIPrefix(enable=False)
        layout = QGraphicsGridLayout()
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addItem(self.left, 1, 0)
        layout.addItem(self.vb, 1, 1)
        if top is not None:
            layout.addItem(top, 0, 1)
        layout.setRowStretchFactor(1, 1)
        layout.setColumnStretchFactor(1, 1)
        self.setLayout(layout)
        for axis in self.axes:
            axis.linkToView(self.vb)
            axis.setZValue(-1_000)

    @property
    def axes(self) -> tuple[pg.AxisItem, ...]:
        """The scales of this row."""
        return (self.left,) if self.top is None else (self.left, self.top)

    def add(self, item: pg.GraphicsObject) -> None:
        """Show an item; it never changes the range in view."""
        self.vb.addItem(item, ignoreBounds=True)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for axis in self.axes:
            axis.setPen(theme.border)
            axis.setTextPen(theme.muted)

    def set_y_range(self, lowest: float, highest: float) -> None:
        """Show these values from bottom to top."""
        self.vb.setYRange(lowest, highest, padding=0)
