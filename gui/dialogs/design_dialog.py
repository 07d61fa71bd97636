"""Designing a sequence: the edits, step by step, with the value of each."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.pipeline.design_spec import Design
from core.worker import JobSpec
from gui.dialogs.design_form import DesignForm, DesignStart
from gui.dialogs.job_dialog import JobDialog
from gui.pace import Pace

_LEAD = (
    "Searches the fewest base edits that raise or lower what an engine says of a stretch of the "
    "reference. A search in a network finds where that network can be moved, also where it is "
    "wrong: a high value is no proof of activity, and nothing follows for a patient or a therapy."
)
_ROW_HEIGHT = 24
_TITLES = ("Edits", "Value", "Changed bases", "Sequence")


class DesignDialog(JobDialog):
    """Designs; each step is a line of the table as soon as it is known."""

    def __init__(self, start: DesignStart, parent: QWidget | None = None) -> None:
        self.fields = DesignForm(start)
        self.table = QTableWidget(0, len(_TITLES))
        self.copy = QPushButton("Copy the table")
        super().__init__(self.fields, (_LEAD, "Design"), self._result(), parent)
        self.setWindowTitle("Design a sequence (research)")
        self.resize(860, 680)
        self._fit_columns()
        self._found: Design | None = None
        self.fields.changed.connect(self.show_state)
        self.copy.clicked.connect(self._on_copy)
        self.show_state()

    def job_spec(self) -> JobSpec | None:
        """The search of what was entered."""
        spec = self.fields.spec
        if spec is None:
            return None
        return JobSpec("core.pipeline.designing:design_region", {"spec": spec}, "Designing")

    def show_pace(self, pace: Pace) -> None:
        """Show the steps found so far."""
        super().show_pace(pace)
        if isinstance(pace.progress.so_far, Design):
            self._show(pace.progress.so_far)

    def take(self, value: object) -> None:
        """Show all steps."""
        if not isinstance(value, Design):
            raise TypeError(value)
        self._show(value)
        first, last = value.steps[0], value.steps[-1]
        unit = f" {value.unit}" if value.unit else ""
        if not last.edits:
            told = "No edit moves the output that way within what has to be kept."
        else:
            n_edits = f"{len(last.edits)} edit{'s' if len(last.edits) > 1 else ''}"
            told = f"{value.track}: {first.value:.3f} → {last.value:.3f}{unit} with {n_edits}."
        self.told.setText(" ".join((told, *value.broken)))

    def _result(self) -> QWidget:
        self.table.setHorizontalHeaderLabels(_TITLES)
        self.table.setAccessibleName("Steps of the design")
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.copy.setAutoDefault(False)
        self.copy.setEnabled(False)
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.table)
        rows.addWidget(self.copy, alignment=Qt.AlignmentFlag.AlignLeft)
        return box

    def _show(self, found: Design) -> None:
        self._found = found
        self.copy.setEnabled(True)
        self.table.setHorizontalHeaderLabels(["Edits", found.track, *_TITLES[2:]])
        self.table.setRowCount(len(found.rows))
        for line, row in enumerate(found.rows):
            for column, words in enumerate(row):
                item = QTableWidgetItem(words.replace(",", ", "))
                item.setToolTip(words)
                self.table.setItem(line, column, item)
        self._fit_columns()

    def _fit_columns(self) -> None:
        for column in range(len(_TITLES) - 1):
            self.table.resizeColumnToContents(column)

    def _on_copy(self) -> None:
        if self._found is not None:
            lines = ("\t".join(row) for row in (self._found.head, *self._found.rows))
            QGuiApplication.clipboard().setText("\n".join(lines))
