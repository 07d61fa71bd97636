"""A form for the fields of a record, and a list of records each of which has such a form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.dialogs.fact_fields import FactField, TickField

_LIST_HEIGHT = 84
_LABEL_WIDTH = 210
_Entry = TypeVar("_Entry")


@dataclass(frozen=True, slots=True)
class Fact:
    """One field: its name in the record, the words before it, and what makes its widget."""

    name: str
    words: str
    make: Callable[[], FactField]
    about: str = ""


class FactForm(QWidget):
    """A line for each field."""

    def __init__(self, facts: Sequence[Fact], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.by_name: dict[str, FactField] = {}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for fact in facts:
            self._add(form, fact)

    def values(self) -> dict[str, Any]:
        """Give every field by name.

        Raises
        ------
        UsageError
            If one is not understood.
        """
        return {name: field.fact() for name, field in self.by_name.items()}

    def show_values(self, values: Mapping[str, object]) -> None:
        """Show fields by name."""
        for name, field in self.by_name.items():
            field.set_fact(values[name])

    def show_record(self, record: object) -> None:
        """Show the fields of a record."""
        self.show_values({name: getattr(record, name) for name in self.by_name})

    def _add(self, form: QFormLayout, fact: Fact) -> None:
        field = fact.make()
        self.by_name[fact.name] = field
        field.setAccessibleName(fact.words)
        field.setToolTip(fact.about)
        if isinstance(field, TickField):
            field.setText(fact.words)
            form.addRow("", field)
        else:
            label = QLabel(fact.words)
            label.setMinimumWidth(_LABEL_WIDTH)
            label.setBuddy(field)
            form.addRow(label, field)


class EntryList(QWidget, Generic[_Entry]):
    """Several records of one kind: a list, and the form of the chosen one below it."""

    def __init__(
        self,
        what: str,
        blank: _Entry,
        facts: Sequence[Fact],
        words: Callable[[_Entry], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._what, self._blank, self._words = what, blank, words
        self._entries: list[_Entry] = []
        self._row = -1
        self.form = FactForm(facts)
        self._build_ui()
        self.rows.currentRowChanged.connect(self._on_row)
        self.add.clicked.connect(self._on_add)
        self.remove.clicked.connect(self._on_remove)
        self.set_entries(())

    def entries(self) -> tuple[_Entry, ...]:
        """Give the records as they stand.

        Raises
        ------
        UsageError
            If a field is not understood.
        """
        self._keep()
        return tuple(self._entries)

    def set_entries(self, entries: Sequence[_Entry]) -> None:
        """Show records."""
        self._row, self._entries = -1, list(entries)
        blocker = QSignalBlocker(self.rows)
        self.rows.clear()
        self.rows.addItems([self._words(one) for one in self._entries])
        blocker.unblock()
        self._show(0 if self._entries else -1)

    def _build_ui(self) -> None:
        self.rows = QListWidget()
        self.rows.setAccessibleName(self._what)
        self.rows.setMaximumHeight(_LIST_HEIGHT)
        self.add, self.remove = QPushButton("Add"), QPushButton("Remove")
        buttons = QVBoxLayout()
        for button in (self.add, self.remove):
            button.setAutoDefault(False)
            button.setAccessibleName(f"{button.text()}: {self._what}")
            buttons.addWidget(button)
        buttons.addStretch()
        top = QHBoxLayout()
        top.addWidget(self.rows, stretch=1)
        top.addLayout(buttons)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.form)
        column.addStretch()

    def _keep(self) -> None:
        """Take over what stands in the form; what it has no field for stays as it was."""
        if self._row >= 0:
            kept: Any = self._entries[self._row]
            self._entries[self._row] = replace(kept, **self.form.values())
            self.rows.item(self._row).setText(self._words(self._entries[self._row]))

    def _show(self, row: int) -> None:
        self._row = row
        blocker = QSignalBlocker(self.rows)
        self.rows.setCurrentRow(row)
        blocker.unblock()
        self.form.setVisible(row >= 0)
        self.remove.setEnabled(row >= 0)
        if row >= 0:
            self.form.show_record(self._entries[row])

    def _on_row(self, row: int) -> None:
        self._keep()
        self._show(row)

    def _on_add(self) -> None:
        self._keep()
        self._entries.append(self._blank)
        blocker = QSignalBlocker(self.rows)
        self.rows.addItem(self._words(self._blank))
        blocker.unblock()
        self._show(len(self._entries) - 1)
        next(iter(self.form.by_name.values())).setFocus()

    def _on_remove(self) -> None:
        row, self._row = self._row, -1
        del self._entries[row]
        blocker = QSignalBlocker(self.rows)
        self.rows.takeItem(row)
        blocker.unblock()
        self._show(min(row, len(self._entries) - 1))
