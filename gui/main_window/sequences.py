"""Sequences of the current variant, written where the person says."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from core.report.export import write_text
from core.report.sequences import variant_fasta
from core.session import CaseReader, Session

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow

_SAVE = "sequences"


class SequenceFiles(QObject):
    """Saves normal and predicted transcripts of a variant and their proteins."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        window.state.finished_task.connect(self._on_task)

    def save(self) -> None:
        """Ask for a file and write the sequences of the current variant to it."""
        shown = self._window.detail.detail
        if shown is None:
            return
        proposed = f"{shown.facts.variant.spelled_short}.fa"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, "Save sequences", proposed, "FASTA (*.fa *.fasta)"
        )
        if chosen:
            task = partial(_write, shown.facts.variant_id, Path(chosen))
            self._window.state.submit(_SAVE, task)

    def _on_task(self, name: str, value: object) -> None:
        if name == _SAVE and isinstance(value, Path):
            self._window.work.told.emit(f"Written: {value}")


def _write(variant_id: int, target: Path, session: Session) -> Path | None:
    if session.path is None:
        return None
    with CaseReader(session.path) as reader:
        text = variant_fasta(reader.store, variant_id)
    write_text(text, target)
    return target
