"""RNA in the window: reading the patient's, and planning the test of a variant."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.change import Change
from core.domain.rna_plan import RnaPlan
from core.report.printer import Printer
from core.report.rna_plan import write_rna_plan
from core.session import CaseReader, Session
from gui.dialogs.rna_dialog import RnaDialog
from gui.dialogs.rna_plan_dialog import FORMAT_WORDS, RnaPlanDialog
from gui.jobs import Outcome
from gui.main_window.work import RNA_PLAN
from gui.state import Answer

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow

_SOURCES, _SAVE, _FORGET = "rna sources", "save rna plan", "forget rna"


class Rna(QObject):
    """Connects the dialogs on RNA with the open case and with the jobs that read and plan."""

    def __init__(self, window: "MainWindow", printer: Printer | None) -> None:
        super().__init__(window)
        self._window, self._printer = window, printer
        window.state.answered.connect(self._on_answered)
        window.state.finished_task.connect(self._on_task)
        window.runner.ended.connect(self._on_ended)

    def show(self) -> None:
        """Ask for a file of RNA."""
        dialog = RnaDialog(self._window)
        dialog.read_asked.connect(self._window.work.read_rna)
        dialog.forget_asked.connect(self._on_forget)
        dialog.open()
        self._window.state.ask(_SOURCES, _sources)

    def plan(self) -> None:
        """Plan the RNA test of the current variant."""
        shown = self._window.detail.detail
        if shown is not None:
            self._window.work.plan_rna_test(shown.facts.variant.spelled)

    def _on_answered(self, answer: Answer) -> None:
        if answer.kind == _SOURCES and isinstance(answer.value, tuple):
            for dialog in self._window.findChildren(RnaDialog):
                dialog.show_sources(answer.value)

    def _on_forget(self, path: str) -> None:
        self._window.state.submit(_FORGET, partial(_forget, path))

    def _on_ended(self, outcome: Outcome) -> None:
        if outcome.name == RNA_PLAN and isinstance(outcome.value, RnaPlan):
            formats = [one for one in FORMAT_WORDS if one != ".pdf" or self._printer is not None]
            dialog = RnaPlanDialog(outcome.value, _now(), formats, self._window)
            dialog.save_asked.connect(self._on_save_asked)
            dialog.open()

    def _on_save_asked(self, plan: RnaPlan, path: Path) -> None:
        self._window.state.submit(_SAVE, partial(_save, plan, path, self._printer))

    def _on_task(self, name: str, value: object) -> None:
        if name == _FORGET:
            self._window.state.ask(_SOURCES, _sources)
            self._window.state.announce(Change(candidates=True))
        if name == _SAVE:
            for dialog in self._window.findChildren(RnaPlanDialog):
                dialog.say(f"Written: {value}")


def _sources(reader: CaseReader) -> object:
    return reader.store.rna.sources()


def _forget(path: str, session: Session) -> object:
    session.forget_rna(path)
    return path


def _save(plan: RnaPlan, path: Path, printer: Printer | None, _: Session) -> object:
    write_rna_plan(plan, path, _now(), printer)
    return path


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")
