"""Tracks and tables of this computer: which are registered, adding and removing them."""

from html import escape
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from core.domain.local_value import LocalSource, Registration
from core.session import covered_contigs_job, local_sources_job
from gui.dialogs.list_dialog import ListDialog
from gui.dialogs.track_form import TrackForm
from gui.jobs import RunningJob

WHAT_IT_IS = (
    "Population frequencies, ClinVar, conservation, scores, regions, links and observed introns in "
    "files of this computer. They stay where they are; the case keeps the answers. Frequencies and "
    "ClinVar are looked up for every variant and decide what is left out; the others are looked up "
    "for candidates and opened variants and move no rank. No value is never taken for 0."
)
NONE_YET = "Nothing is registered yet."
_WHY_NOT = "Needs an open case with no job under way, and a file registered here."


class TracksDialog(ListDialog):
    """Lists what is registered; a worker opens, adds and removes.

    Signals
    -------
    look_asked
        The candidates of the open case are to be looked up; the dialog then closes.
    """

    look_asked = Signal()

    def __init__(self, *, can_look: bool, parent: QWidget | None = None) -> None:
        super().__init__("Local tracks and tables", WHAT_IT_IS, parent)
        self.resize(700, 620)
        self._can_look = can_look
        self._covering: RunningJob | None = None
        self._covered: dict[str, str] = {}
        self._is_adding = False
        self.sources: tuple[LocalSource, ...] = ()
        self.form = TrackForm()
        self.form.add_asked.connect(self.add)
        self._put_above_message(self.form)
        self.look = self._add_button("Look up this case")
        self.look.clicked.connect(self._on_look)
        self._start(local_sources_job())

    def add(self, asked: Registration) -> None:
        """Register a file."""
        self._is_adding = True
        self._start(local_sources_job(asked))

    def remove(self, name: str) -> None:
        """Forget a track; its file stays."""
        self._is_adding = False
        self._start(local_sources_job(None, name))

    def _stop(self) -> None:
        super()._stop()
        if self._covering is not None:
            self._covering.stop()
            self._covering.deleteLater()
            self._covering = None

    def _show_busy(self) -> None:
        super()._show_busy()
        self.form.setEnabled(not self.is_busy)
        self.look.setEnabled(self._can_look and bool(self.sources) and not self.is_busy)
        self.look.setToolTip("" if self.look.isEnabled() else _WHY_NOT)

    def _show(self) -> None:
        lines = [
            self._line(source_words(one, self._covered.get(one.name, "")), one.title, one.name)
            for one in self.sources
        ]
        self._show_lines(lines or [QLabel(NONE_YET)])

    def _look_what_is_covered(self) -> None:
        self._covering = RunningJob(covered_contigs_job(), self)
        self._covering.finished.connect(self._on_covered)
        self._covering.start()

    def _on_covered(self, found: object) -> None:
        if isinstance(found, tuple):
            self._covered = dict(found)
            self._show()

    def _on_look(self) -> None:
        self.look_asked.emit()
        self.accept()

    def _on_done(self, value: object) -> None:
        self.sources = value if isinstance(value, tuple) else ()
        if self._is_adding:
            self.form.clear()
        self._show()
        if self.sources:
            self._look_what_is_covered()


def source_words(one: LocalSource, covered: str = "") -> str:
    """Title, build, licence and file, and where it has no records; a file that is gone says so."""
    about = f"{one.assembly} · licence: {one.licence} · {Path(one.path).name}"
    gone = "" if Path(one.path).is_file() else " · THE FILE IS NOT THERE"
    about += gone or (f" · {covered}" if covered else "")
    return f"<b>{escape(one.edition)}</b><br><small>{escape(about)}</small>"
