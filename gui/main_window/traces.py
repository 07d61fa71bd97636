"""Traces in the window: the dialog, answered by the reader thread."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.domain.trace import Trace
from core.errors import ProblemError
from core.session import CaseReader
from gui.dialogs.trace_dialog import TraceDialog
from gui.state import Answer

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow

_TRACE = "trace"


class Traces(QObject):
    """Connects the dialog that tells why a variant is listed, or not, with the open case."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        window.state.answered.connect(self._on_answered)

    def show(self) -> None:
        """Show the way of the current variant, or of any other that is typed."""
        shown = self._window.detail.detail
        self.show_way("" if shown is None else shown.facts.variant.spelled)

    def show_way(self, name: str) -> None:
        """Show the way of a variant, by any name of it."""
        dialog = TraceDialog(name, self._window)
        dialog.asked.connect(self._on_asked)
        dialog.open()
        dialog.ask()

    def _on_asked(self, text: str) -> None:
        self._window.state.ask(_TRACE, lambda reader: _trace(reader, text))

    def _on_answered(self, answer: Answer) -> None:
        if answer.kind != _TRACE:
            return
        for dialog in self._window.findChildren(TraceDialog):
            if isinstance(answer.value, Trace):
                dialog.show_trace(answer.value)
            else:
                dialog.say(str(answer.value))


def _trace(reader: CaseReader, text: str) -> object:
    try:
        return reader.trace(text)
    except ProblemError as problem:
        return f"{problem.cause} {problem.remedy}"
