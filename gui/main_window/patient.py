"""Phenotype, panels and tissues of interest in the window: the list of terms, and the dialog for an open case."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from core.domain.term_index import TermIndex
from core.pipeline.spec import PatientChange
from core.pipeline.term_index import kept_term_index
from core.session import CaseReader, Session, keep_terms_job
from gui.dialogs.open_dialog import OpenDialog
from gui.dialogs.patient_dialog import PatientDialog
from gui.jobs import RunningJob
from gui.state import Answer

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow

_TERMS, _PANELS = "phenotype terms", "panels"


class Patient(QObject):
    """Brings the list of terms and the panels of a case to the dialogs that ask for them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._index: TermIndex | None = None
        self._job: RunningJob | None = None
        window.state.finished_task.connect(self._on_task)
        window.state.answered.connect(self._on_answered)
        window.state.changed.connect(self._on_changed)

    def show(self) -> None:
        """Show phenotype, panels and tissues of interest of the open case, to be changed."""
        info = self._window.state.info
        if info is None:
            return
        dialog = PatientDialog(info, self._window)
        dialog.terms.ontology_asked.connect(self._on_ontology_asked)
        dialog.accepted.connect(partial(self._on_accepted, dialog))
        dialog.open()
        self._window.state.ask(_PANELS, _panels)
        self.give_terms(dialog)

    def toggle_alone(self) -> None:
        """Judge modes of inheritance by the patient alone, or by the family again."""
        info = self._window.state.info
        if info is not None:
            change = PatientChange(is_patient_alone=not info.is_patient_alone)
            self._window.work.change_patient(change)
            self._on_changed(None)

    def give_terms(self, dialog: PatientDialog | OpenDialog) -> None:
        """Let a dialog search phenotype terms, as soon as there is a list of them."""
        if self._index is not None:
            dialog.set_index(self._index)
        elif self._job is None:
            self._window.state.submit(_TERMS, _kept_terms)

    def ask_for_terms_of(self, dialog: OpenDialog) -> None:
        """Give the terms to the dialog of a new case, which may ask for an ontology file too."""
        dialog.form.terms.ontology_asked.connect(self._on_ontology_asked)
        self.give_terms(dialog)

    def stop(self) -> None:
        """Stop making the list: the window closes."""
        if self._job is not None:
            self._job.stop()
            self._job.deleteLater()
            self._job = None

    def _make(self, ontology_file: Path | None = None) -> None:
        self.stop()
        self._job = RunningJob(keep_terms_job(ontology_file), self)
        self._job.finished.connect(self._on_made)
        self._job.failed.connect(self._on_failed)
        self._job.start()

    def _on_made(self, _: object) -> None:
        self.stop()
        self._window.state.submit(_TERMS, _kept_terms)

    def _on_failed(self, problem: Exception) -> None:
        self.stop()
        self._window.commands.show_problem(problem)

    def _on_task(self, name: str, value: object) -> None:
        if name != _TERMS:
            return
        if not isinstance(value, TermIndex):
            self._make()
            return
        self._index = value
        for asked in self._window.findChildren(PatientDialog):
            asked.set_index(value)
        for new in self._window.findChildren(OpenDialog):
            new.set_index(value)

    def _on_answered(self, answer: Answer) -> None:
        if answer.kind == _PANELS and isinstance(answer.value, tuple):
            for dialog in self._window.findChildren(PatientDialog):
                dialog.set_panels(answer.value)

    def _on_changed(self, _: object) -> None:
        """The tick says what the case says; alone there is nothing to choose."""
        info, action = self._window.state.info, self._window.actions_.by_key["alone"]
        action.setChecked(info is not None and info.is_patient_alone)
        action.setVisible(info is None or len(info.pedigree.individuals) > 1)

    def _on_ontology_asked(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, "Ontology file", "", "HPO (*.obo *.obo.gz);;All files (*)"
        )
        if chosen:
            self._make(Path(chosen))

    def _on_accepted(self, dialog: PatientDialog) -> None:
        self._window.work.change_patient(dialog.change)


def _kept_terms(_: Session) -> object:
    return kept_term_index()


def _panels(reader: CaseReader) -> object:
    return reader.panels()
