"""The table of candidates: one column takes the room the others leave."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gui.table_models.columns import COLUMNS, STRETCHED, index_of

_ROW_PIXELS = 27


class CandidatesTable(QTableView):
    """A table of whole rows that scrolls by pixels and sorts by its headers.

    Signals
    -------
    touched
        A key was pressed in it.
    """

    touched = Signal()

    def set_up(self) -> None:
        """Set widths, headers and selection; the table model is known by now."""
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAccessibleName("Candidates")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW_PIXELS)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        for number, column in enumerate(COLUMNS):
            self.setColumnWidth(number, column.width)

    def _stretch(self) -> None:
        stretched = index_of(STRETCHED)
        others = sum(self.columnWidth(n) for n in range(len(COLUMNS)) if n != stretched)
        least = COLUMNS[stretched].width
        self.setColumnWidth(stretched, max(least, self.viewport().width() - others))

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: Qt would ask every line of the list for its text. The filter row searches."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell that somebody is at work here."""
        super().keyPressEvent(event)
        self.touched.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the stretched column the room that is left."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._stretch()
