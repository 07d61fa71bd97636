"""Records and alleles that were set aside, for Qt."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.store.records import SetAsideAllele, SetAsideRecord
from gui import text

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_TITLES = ("Record", "Line", "What", "Reason", "Detail")


class SetAsideTableModel(QAbstractTableModel):
    """One line per record or allele that was set aside, with its reason."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[tuple[str, ...]] = []

    def set_items(
        self,
        records: Sequence[SetAsideRecord],
        alleles: Sequence[SetAsideAllele],
        label: Callable[[int], str],
    ) -> None:
        """Show a page of each; `label` gives the words for a record's number."""
        self.beginResetModel()
        self._lines = [_record_line(record, label) for record in records]
        self._lines += [_allele_line(allele, label) for allele in alleles]
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        """Lines of the table."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        """Columns of the table."""
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Titles and tooltips of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return _TITLES[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._lines[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() < 2:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


def _record_line(record: SetAsideRecord, label: Callable[[int], str]) -> tuple[str, ...]:
    line = "–" if record.line is None else f"{record.line:,}"
    reason = text.RECORD_REASONS[record.reason.value]
    return label(record.record_number), line, "record", reason, record.detail


def _allele_line(allele: SetAsideAllele, label: Callable[[int], str]) -> tuple[str, ...]:
    what = f"allele {allele.allele_index}"
    reason = text.ALLELE_REASONS[allele.reason.value]
    return label(allele.record_number), "–", what, reason, allele.alt
