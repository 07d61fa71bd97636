"""A table to read in: striped, without grid or row numbers, as wide as its texts."""

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QHeaderView, QTableView

ROW_HEIGHT = 24


def plain_table(table_model: QAbstractItemModel) -> QTableView:
    """Give a table of this model."""
    table = QTableView(showGrid=False)
    table.setAlternatingRowColors(True)
    table.setModel(table_model)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table
