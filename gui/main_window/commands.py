"""What the menu entries do: dialogs, decisions, export."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout

from core import packs
from core.domain.candidate import Mark
from core.errors import DamagedFileError, UnfinishedCaseError
from core.pipeline.spec import Computing
from core.report.export import FORMATS
from core.report.printer import Printer
from core.store import score_cache
from gui.dialogs.about_dialog import AboutDialog, TextDialog, keyboard_html
from gui.dialogs.cache_dialog import CacheDialog
from gui.dialogs.case_form import SUFFIX
from gui.dialogs.damaged_dialog import DamagedDialog
from gui.dialogs.export_dialog import ExportDialog
from gui.dialogs.leave_dialog import LeaveDialog
from gui.dialogs.licence_dialog import LicenceDialog
from gui.dialogs.note_dialog import NoteDialog
from gui.dialogs.open_dialog import OpenDialog
from gui.dialogs.problem_dialog import ProblemDialog
from gui.dialogs.unfinished_dialog import UnfinishedDialog
from gui.main_window.actions import Slot
from gui.main_window.tasks import (
    cache_state,
    clear_cache,
    copy_case,
    export_report,
    pack_terms,
    read_unfinished,
    switch_cache,
)
from gui.main_window.work import PACK
from gui.panels.ledger_panel import LedgerPanel
from gui.panels.others_panel import OthersPanel
from gui.state import Decision
from gui.theme import ThemeChoice

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow

PACK_TITLE = "The SpliceAI pack"
UNFINISHED = "unfinished"
"""Name of the task that reads what an unfinished case was made from."""


class Commands(QObject):
    """Carries out menu entries for one window."""

    def __init__(self, window: "MainWindow", printer: Printer | None) -> None:
        super().__init__(window)
        self._window, self._printer = window, printer

    def slots(self) -> dict[str, Slot]:
        """What to call for each menu entry."""
        window = self._window
        return {
            "new": self.new_case,
            "open": self.choose_case,
            "demo": window.work.open_demo,
            "score": window.work.score,
            "fast": self.choose_computing,
            "screening": self.choose_computing,
            "neighbours": self.choose_computing,
            "ledger": self.show_ledger,
            "others": self.show_others,
            "tables": window.tables.show,
            "genes": window.gene_sources.show,
            "tracks": window.tracks.show,
            "families": window.tracks.show_families,
            "gates": window.gates.show,
            "trace": window.traces.show,
            "samples": window.samples.show,
            "patient": window.patient.show,
            "alone": window.patient.toggle_alone,
            "export": self.export,
            "copy": self.save_copy,
            "engines": window.engines.show,
            "cache": self.show_cache,
            "settings": window.research.show_settings,
            "train": window.research.train,
            "design": window.research.design,
            "close": window.state.close,
            "quit": window.close,
            "mark": partial(self.toggle, Mark.REPORT),
            "dismiss": partial(self.toggle, Mark.DISMISSED),
            "note": self.edit_note,
            "evidence": self.show_evidence,
            "sequences": window.sequences.save,
            "undo": window.state.undo,
            "preview": self.show_preview,
            "rna": window.rna.show,
            "rna_plan": window.rna.plan,
            "next": lambda: window.candidates.step(1),
            "previous": lambda: window.candidates.step(-1),
            "find": window.candidates.filters.words.setFocus,
            "refresh": window.candidates.refresh_order,
            "rank": window.work.rank,
            "beside": lambda: window.set_beside(
                is_beside=window.actions_.by_key["beside"].isChecked()
            ),
            "system": partial(window.choose_theme, ThemeChoice.SYSTEM),
            "light": partial(window.choose_theme, ThemeChoice.LIGHT),
            "dark": partial(window.choose_theme, ThemeChoice.DARK),
            "keyboard": self.show_keyboard,
            "licence": self.show_licence,
            "about": self.show_about,
        }

    def choose_computing(self) -> None:
        """Take over how scoring is to compute from the ticks in the menu."""
        ticks = self._window.actions_.by_key
        self._window.work.computing = Computing(
            precision="reduced" if ticks["fast"].isChecked() else "float32",
            screening=ticks["screening"].isChecked(),
            phased_neighbours=ticks["neighbours"].isChecked(),
        )

    def new_case(self) -> None:
        """Ask for the files of a new case."""
        dialog = self._new_case_dialog()
        dialog.open()
        self._window.patient.ask_for_terms_of(dialog)

    def choose_case(self) -> None:
        """Ask for a case file and open it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, "Open case", "", f"Cases (*{SUFFIX});;All files (*)"
        )
        if chosen:
            self._window.open_case(Path(chosen))

    def save_copy(self) -> None:
        """Write a complete copy of the case."""
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, "Save a copy", "", f"Cases (*{SUFFIX})"
        )
        if chosen:
            self._window.state.submit("copy", partial(copy_case, Path(chosen)))

    def export(self) -> None:
        """Ask for format and file of the report."""
        state = self._window.state
        if state.path is None:
            return
        formats = FORMATS if self._printer is not None else tuple(f for f in FORMATS if f != "pdf")
        dialog = ExportDialog(state.path, state.n_marked(), formats, self._window)
        dialog.accepted.connect(partial(self._on_export, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def toggle(self, mark: Mark) -> None:
        """Set a mark on the current variant, or take it back where it is set already."""
        variant_id = self._window.candidates.current_id
        if variant_id is not None:
            self.on_mark(variant_id, mark)

    def on_mark(self, variant_id: int, mark: Mark) -> None:
        """Set or take back a mark."""
        if self._window.state.is_being_read:
            self._window.work.told.emit("Marks can be set once the variant file is read.")
            return
        before = self._window.state.decision(variant_id)
        wanted = Mark.NONE if before.mark is mark else mark
        self._window.state.decide(Decision(variant_id, wanted, before.note))

    def edit_note(self) -> None:
        """Edit the note of the current variant."""
        variant_id = self._window.candidates.current_id
        if variant_id is not None:
            self.on_note(variant_id)

    def on_note(self, variant_id: int) -> None:
        """Edit the note of a variant."""
        before = self._window.state.decision(variant_id)
        detail = self._window.detail.detail
        candidate = detail.candidate if detail else None
        dialog = NoteDialog(candidate.sentence if candidate else "", before.note, self._window)
        dialog.accepted.connect(partial(self._on_noted, dialog, before))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_ledger(self) -> None:
        """Show the accounting."""
        self._show_panel(LedgerPanel, "Ledger: where every record went")

    def show_others(self) -> None:
        """Show repeats to be looked at and all other records that are no small variants."""
        dialog = self._show_panel(OthersPanel, "Other records: listed, not scored")
        (panel,) = dialog.findChildren(OthersPanel)
        panel.gene_asked.connect(self.show_gene)
        panel.gene_asked.connect(dialog.accept)

    def show_gene(self, symbol: str) -> None:
        """Show the candidates of one gene."""
        filters = self._window.candidates.filters
        filters.clear()
        filters.words.setText(symbol)

    def _show_panel(self, kind: type[LedgerPanel | OthersPanel], title: str) -> QDialog:
        dialog = QDialog(self._window)
        dialog.setWindowTitle(title)
        dialog.resize(1080, 640)
        panel = kind(self._window.state, self._window.themes.theme)
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panel)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        panel.refresh()
        return dialog

    def show_keyboard(self) -> None:
        """Show the keys."""
        TextDialog("Keyboard", keyboard_html(), self._window).open()

    def show_licence(self) -> None:
        """Show the licence of the pack."""
        body = f"<pre style='white-space:pre-wrap'>{packs.licence_text(PACK)}</pre>"
        TextDialog(PACK_TITLE, body, self._window).open()

    def show_cache(self) -> None:
        """Show what is kept of scores on this computer."""
        dialog = CacheDialog(self._window)
        state = self._window.state
        dialog.clear_asked.connect(partial(state.submit, "cache", clear_cache))
        dialog.switch_asked.connect(self._on_cache_switched)
        dialog.open()
        state.submit("cache", cache_state)

    def show_preview(self) -> None:
        """Take a variant and look at it."""
        self._window.previews.show()

    def show_evidence(self) -> None:
        """Show the evidence of the current variant."""
        self._window.evidence.show()

    def show_about(self) -> None:
        """Show version, use and licences."""
        AboutDialog(pack_terms(), self._window.themes.theme, self._window).open()

    def show_problem(self, problem: Exception) -> None:
        """Show a problem as cause and remedy; what can be gone on with from there is offered."""
        if isinstance(problem, DamagedFileError) and self._window.work.may_read_up_to_damage:
            damaged = DamagedDialog(problem, self._window)
            damaged.accepted.connect(self._window.work.create_up_to_damage)
            damaged.open()
            return
        if not isinstance(problem, UnfinishedCaseError):
            ProblemDialog(problem, self._window).open()
            return
        dialog = UnfinishedDialog(problem, self._window)
        again = partial(self._window.state.submit, UNFINISHED, partial(read_unfinished, problem))
        dialog.accepted.connect(again)
        dialog.open()

    def ask_to_leave(self, job: str) -> None:
        """Say what closing does to the job under way, and close if the person wants it."""
        asked = self._window.findChildren(LeaveDialog)
        if not any(dialog.isVisible() for dialog in asked):
            dialog = LeaveDialog(job, self._window)
            dialog.accepted.connect(self._window.leave)
            dialog.open()

    def on_consent_needed(self, licence: str) -> None:
        """Ask once for the licence of the pack."""
        dialog = LicenceDialog(PACK_TITLE, licence, self._window)
        dialog.accepted.connect(self._window.work.install)
        dialog.others_asked.connect(self._window.engines.show)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def on_task(self, name: str, value: object) -> None:
        """Tell that a report or copy was written; go on with an unfinished case that was read."""
        if name in ("export", "copy") and isinstance(value, Path):
            self._window.work.told.emit(f"Written: {value}")
        elif name == UNFINISHED and isinstance(value, tuple):
            dialog = self._new_case_dialog()
            dialog.form.fill(*value)
            dialog.open()
            self._window.patient.ask_for_terms_of(dialog)
        else:
            self._on_overview(name, value)

    def _on_overview(self, name: str, value: object) -> None:
        self._window.engines.on_task(name, value)
        if name == "cache" and isinstance(value, score_cache.CacheState):
            for shown in self._window.findChildren(CacheDialog):
                shown.show_state(value)

    def _new_case_dialog(self) -> OpenDialog:
        dialog = OpenDialog(self._window.themes.theme, self._window)
        dialog.accepted.connect(partial(self._on_new_case, dialog))
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _on_cache_switched(self, is_on: object) -> None:
        self._window.state.submit("cache", partial(switch_cache, is_on=bool(is_on)))

    def _on_new_case(self, dialog: OpenDialog) -> None:
        if dialog.spec is not None:
            self._window.work.create(dialog.spec)

    def _on_noted(self, dialog: NoteDialog, before: Decision) -> None:
        self._window.state.decide(Decision(before.variant_id, before.mark, dialog.note))

    def _on_export(self, dialog: ExportDialog) -> None:
        task = partial(export_report, dialog.chosen_format, dialog.path, self._printer)
        self._window.work.told.emit("Writing the report…")
        self._window.state.submit("export", task)
