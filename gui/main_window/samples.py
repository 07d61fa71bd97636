"""Sample checks in the window: the page, read by the reader thread."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.change import Change
from core.samples import SamplePage, sample_page
from gui.dialogs.samples_dialog import SamplesDialog
from gui.state import Answer

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow

_SAMPLES = "samples"


class Samples(QObject):
    """Connects the page of sample checks with the open case."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        window.state.answered.connect(self._on_answered)
        window.state.changed.connect(self._on_changed)

    def show(self) -> None:
        """Show the checks of the open case."""
        dialog = SamplesDialog(self._window.themes.theme, self._window)
        dialog.check_asked.connect(self._on_check_asked)
        dialog.open()
        self._ask()

    def _ask(self) -> None:
        self._window.state.ask(_SAMPLES, lambda reader: sample_page(reader.store))

    def _on_check_asked(self) -> None:
        if self._window.runner.main_job:
            self._window.work.told.emit("The samples can be checked when the running work is done.")
            self._ask()
        else:
            self._window.work.check_samples()

    def _on_changed(self, change: Change) -> None:
        if change.info and self._window.state.is_open and self._window.findChildren(SamplesDialog):
            self._ask()

    def _on_answered(self, answer: Answer) -> None:
        page = answer.value
        if answer.kind == _SAMPLES and (page is None or isinstance(page, SamplePage)):
            for dialog in self._window.findChildren(SamplesDialog):
                dialog.show_page(page)
