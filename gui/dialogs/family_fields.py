"""Sex and parents of the patient, stated by hand where no pedigree file tells them."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from core.domain.sample import Affection, Individual, Pedigree, Sex
from core.errors import UsageError
from core.sources.pedigree import stated_family


class ParentField(QWidget):
    """Which sample is a parent, and whether that person has the disease.

    Signals
    -------
    changed
        Another sample or state was chosen.
    """

    changed = Signal()

    def __init__(self, role: str) -> None:
        super().__init__()
        self.sample = QComboBox()
        self.sample.setAccessibleName(role)
        self.sample.addItem("not in the file", "")
        self.is_affected = QCheckBox("affected")
        self.is_affected.setAccessibleName(f"{role} affected")
        self.is_affected.setEnabled(False)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.sample, 1)
        line.addWidget(self.is_affected)
        self.sample.currentIndexChanged.connect(self._on_chosen)
        self.is_affected.toggled.connect(self.changed)

    @property
    def name(self) -> str:
        """The sample, "" for none."""
        return self.sample.currentData() or ""

    def offer(self, samples: Sequence[str]) -> None:
        """Let the person choose among samples; a choice that is still there stays."""
        blocker, chosen = QSignalBlocker(self.sample), self.name
        while self.sample.count() > 1:
            self.sample.removeItem(1)
        for name in samples:
            self.sample.addItem(name, name)
        self.sample.setCurrentIndex(max(0, self.sample.findData(chosen)))
        blocker.unblock()
        self.is_affected.setEnabled(bool(self.name))

    def show_parent(self, person: Individual | None) -> None:
        """Choose a parent."""
        if person is None:
            return
        if self.sample.findData(person.name) < 0:
            self.sample.addItem(person.name, person.name)
        self.sample.setCurrentIndex(self.sample.findData(person.name))
        self.is_affected.setChecked(person.affection is Affection.AFFECTED)

    def _on_chosen(self) -> None:
        self.is_affected.setEnabled(bool(self.name))
        if not self.name:
            self.is_affected.setChecked(False)
        self.changed.emit()


class FamilyFields:
    """Three lines of a form: sex of the patient, mother, father."""

    def __init__(self) -> None:
        self.sex = QComboBox()
        self.sex.setAccessibleName("Sex of the patient")
        for sex, words in ((Sex.UNKNOWN, "not stated"), (Sex.FEMALE, ""), (Sex.MALE, "")):
            self.sex.addItem(words or sex.value, sex)
        self.mother, self.father = ParentField("Mother"), ParentField("Father")

    def offer(self, samples: Sequence[str]) -> None:
        """Let the person choose the parents among samples."""
        for field in (self.mother, self.father):
            field.offer(samples)

    def show_pedigree(self, pedigree: Pedigree) -> None:
        """Choose what a case says."""
        self.sex.setCurrentIndex(max(0, self.sex.findData(pedigree.patient.sex)))
        self.mother.show_parent(pedigree.mother)
        self.father.show_parent(pedigree.father)

    def family(self, patient: str) -> tuple[Individual, ...]:
        """Give the people stated, () where nothing is (or it is contradictory, see `problem`)."""
        try:
            return self._stated(patient)
        except UsageError:
            return ()

    def problem(self, patient: str) -> str:
        """Say what cannot be so, "" where all can."""
        try:
            self._stated(patient)
        except UsageError as error:
            return str(error)
        return ""

    def _stated(self, patient: str) -> tuple[Individual, ...]:
        parents = (self.mother, self.father)
        return stated_family(
            patient,
            sex=Sex(self.sex.currentData()),  # Qt keeps a StrEnum as a plain string
            mother=self.mother.name,
            father=self.father.name,
            affected=[one.name for one in parents if one.is_affected.isChecked()],
        )
