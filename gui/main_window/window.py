"""The main window."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core import packs
from core.change import Change
from core.report.printer import Printer
from core.session import Waiting
from gui import text
from gui.jobs import JobRunner
from gui.main_window.actions import Actions
from gui.main_window.commands import Commands
from gui.main_window.engines import Engines
from gui.main_window.evidence import VariantEvidence
from gui.main_window.gates import Gates
from gui.main_window.gene_sources import GeneSources
from gui.main_window.memory import WindowMemory
from gui.main_window.patient import Patient
from gui.main_window.previews import Previews
from gui.main_window.research import Research
from gui.main_window.rna import Rna
from gui.main_window.samples import Samples
from gui.main_window.scans import Scans
from gui.main_window.sequences import SequenceFiles
from gui.main_window.tables import Tables
from gui.main_window.traces import Traces
from gui.main_window.tracks import Tracks
from gui.main_window.work import PACK, Work
from gui.pace import Pace
from gui.panels.banner import Banner
from gui.panels.candidates_panel import CandidatesPanel
from gui.panels.detail_panel import DetailPanel
from gui.panels.job_bar import JobBar
from gui.panels.welcome_panel import WelcomePanel
from gui.state import CaseState
from gui.theme import Theme, ThemeChoice, ThemeKeeper

_LARGEST = QSize(1720, 1060)
_LOW = 800
"""Pixels of height below which the list leaves more room to the detail."""


class MainWindow(QMainWindow):
    """List and detail of the open case, or the welcome page."""

    def __init__(self, themes: ThemeKeeper, printer: Printer | None, memory: WindowMemory) -> None:
        super().__init__()
        self.themes, self.memory = themes, memory
        self.state, self.runner = CaseState(), JobRunner()
        self.work = Work(self.state, self.runner)
        self.engines = Engines(self)
        self.tables = Tables(self)
        self.patient = Patient(self)
        self.gates = Gates(self)
        self.traces = Traces(self)
        self.samples = Samples(self)
        self.sequences = SequenceFiles(self)
        self.gene_sources = GeneSources(self)
        self.tracks = Tracks(self)
        self.rna = Rna(self, printer)
        self.research = Research(self)
        self.commands = Commands(self, printer)
        self._waiting, self._told = Waiting(), ""
        self._is_leaving = False
        self._build_ui()
        self.previews = Previews(self)
        self.evidence = VariantEvidence(self)
        self.scans = Scans(self)
        self._connect()
        self._restore()
        self._update_actions()

    def open_case(self, path: Path) -> None:
        """Open a case file."""
        self.state.open(path)

    def set_beside(self, *, is_beside: bool) -> None:
        """Put the detail beside the list, or below it."""
        beside, below = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self.split.setOrientation(beside if is_beside else below)
        self.detail.set_upright(is_upright=is_beside)
        self._share_room(is_beside=is_beside)

    def leave(self) -> None:
        """Close without asking, whatever is under way."""
        self._is_leaving = True
        self.close()

    def choose_theme(self, choice: ThemeChoice) -> None:
        """Apply and remember a theme."""
        self.memory.theme = choice
        self.themes.choose(choice)

    def _build_ui(self) -> None:
        theme = self.themes.theme
        self.resize(_first_size(self))
        self.banner = Banner()
        self.candidates = CandidatesPanel(self.state, theme)
        self.detail = DetailPanel(self.state, theme)
        self.welcome = WelcomePanel(theme)
        self.split = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self.split.addWidget(self.candidates)
        self.split.addWidget(self.detail)
        self.split.setStretchFactor(1, 1)
        case = QWidget()
        column = QVBoxLayout(case)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.split, stretch=1)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.welcome)
        self.pages.addWidget(case)
        self.setCentralWidget(self.pages)
        self.job_bar = JobBar()
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self.job_bar, 1)
        use = QLabel(text.RESEARCH_USE)
        use.setProperty("role", "muted")
        use.setContentsMargins(0, 0, 10, 0)
        for part in (self.research.mark, use):
            self.statusBar().addPermanentWidget(part)
        self.actions_ = Actions(self, self.commands.slots())
        self.actions_.offer_screening(packs.screening_measured(PACK))

    def _connect(self) -> None:
        self.state.changed.connect(self._on_changed)
        self.state.stopped_by_problem.connect(self.commands.show_problem)
        self.state.finished_task.connect(self.commands.on_task)
        self.candidates.selected.connect(self._on_selected)
        self.candidates.way_asked.connect(self.traces.show_way)
        self.detail.mark_asked.connect(self.commands.on_mark)
        self.detail.note_asked.connect(self.commands.on_note)
        self.detail.explain_asked.connect(self._on_explain)
        self.detail.bar.map_asked.connect(self.research.show_attention)
        self.detail.track_asked.connect(self.work.read_track)
        self.detail.values_asked.connect(self.work.read_values)
        self.work.explaining.connect(self._on_explaining)
        self.work.sharpened.connect(self.detail.show_so_far)
        self.work.consent_needed.connect(self.commands.on_consent_needed)
        self.work.stopped_by_problem.connect(self.commands.show_problem)
        self.work.told.connect(self._on_told)
        self.work.became.connect(self._on_became)
        self.work.rearranged.connect(self.candidates.refresh_order)
        self.work.pending_known.connect(self._on_pending)
        self.runner.progressed.connect(self._on_progressed)
        self.job_bar.cancel_asked.connect(self._on_cancel)
        self.job_bar.resume_asked.connect(self.work.score)
        self.welcome.new_asked.connect(self.commands.new_case)
        self.welcome.open_asked.connect(self.commands.choose_case)
        self.welcome.demo_asked.connect(self.work.open_demo)
        self.welcome.recent_asked.connect(self.open_case)
        self.welcome.engines_asked.connect(self.engines.show)
        self.themes.changed.connect(self._on_theme)

    def _restore(self) -> None:
        geometry = self.memory.bytes_of("geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.set_beside(is_beside=False)
        self.actions_.check_theme(self.themes.choice)
        self._show_recent()
        self._show_title()
        self.research.show()
        self.engines.read()

    def _share_room(self, *, is_beside: bool) -> None:
        """Give the list its part; the detail stretches over the rest."""
        below = 0.3 if self.height() >= _LOW else 0.24
        most, part, room = (560, 0.4, self.width()) if is_beside else (280, below, self.height())
        self.split.setSizes([min(most, round(part * room)), 900])

    def _show_recent(self) -> None:
        known = self.memory.recent
        self.welcome.show_recent(known)
        self.actions_.recent.clear()
        for path in known:
            action = self.actions_.recent.addAction(str(path))
            action.triggered.connect(partial(self.open_case, path))

    def _show_title(self) -> None:
        path = self.state.path
        self.setWindowTitle(f"{path.stem} — {text.APP_NAME}" if path else text.APP_NAME)

    def _update_actions(self) -> None:
        is_idle = self.runner.main_job == ""
        self.welcome.set_busy(is_busy=not is_idle)
        self.actions_.update(
            has_list=self.state.is_open,
            has_case=self.state.is_open and not self.state.is_being_read,
            is_idle=is_idle,
            has_variant=self.candidates.current_id is not None and not self.state.is_being_read,
        )

    def _on_changed(self, change: Change) -> None:
        if change.info:
            self.banner.show_case(self.state.info)
        if change.case:
            self._told = ""
            if self.state.path is not None and not self.state.is_being_read:
                self.memory.add_recent(self.state.path)
            self._show_recent()
            self._show_title()
            self.banner.show_case(self.state.info, is_being_read=self.state.is_being_read)
            self.pages.setCurrentIndex(1 if self.state.is_open else 0)
            self.candidates.table.setFocus()
            self._update_actions()

    def _on_selected(self, variant_id: object) -> None:
        self.detail.show_variant(variant_id if isinstance(variant_id, int) else None)
        if isinstance(variant_id, int):
            self.work.stop_explaining(but=variant_id)
        self._update_actions()

    def _on_explain(self, variant: object, about: object, method: object) -> None:
        variant_id = self.candidates.current_id
        if variant_id is not None:
            self.work.explain(variant_id, variant, about, method)  # type: ignore[arg-type]

    def _on_explaining(self, variant_id: int, is_running: bool) -> None:  # noqa: FBT001 - a Qt slot
        self.detail.set_explaining(variant_id, is_running=is_running)

    def _on_progressed(self, name: str, pace: Pace) -> None:
        if name == self.runner.main_job:
            self.job_bar.show_pace(pace)

    def _on_became(self, title: str) -> None:
        self._told = ""
        if title:
            self.job_bar.show_started(title)
        else:
            self.job_bar.show_idle(self._waiting)
        self._update_actions()

    def _on_pending(self, waiting: Waiting) -> None:
        self._waiting = waiting
        if not self.runner.main_job:
            self.job_bar.show_idle(waiting, self._told)

    def _on_told(self, words: str) -> None:
        self._told = words
        if not self.runner.main_job:
            self.job_bar.show_idle(self._waiting, words)

    def _on_cancel(self) -> None:
        self.job_bar.show_cancelling()
        self.runner.cancel_main()

    def _on_theme(self, theme: Theme) -> None:
        for part in (self.candidates, self.detail, self.welcome):
            part.set_theme(theme)
        self.actions_.check_theme(self.themes.choice)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first while a job is under way; stop workers and threads, close the case cleanly."""
        under_way = self.runner.main_job or self.research.job
        if under_way and not self._is_leaving:
            event.ignore()
            self.commands.ask_to_leave(under_way)
            return
        self.memory.set_bytes("geometry", self.saveGeometry())
        self.engines.let_go()
        self.research.let_go()
        self.previews.worker.stop()
        self.patient.stop()
        self.runner.stop()
        self.state.stop()
        self.detail.let_go()
        super().closeEvent(event)


def _first_size(window: MainWindow) -> QSize:
    """Most of the screen, as far as it is not a very large one."""
    return (window.screen().availableSize() * 0.94).boundedTo(_LARGEST)
