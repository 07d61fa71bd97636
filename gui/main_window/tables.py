"""Tables of precomputed scores in the window: chosen, remembered, forgotten."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.change import Change
from core.domain.case import SourceFile
from core.session import Session
from gui.dialogs.table_dialog import TableDialog

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow

_READ, _FORGET = "score tables", "forget score table"


class Tables(QObject):
    """Connects the dialog on tables with the case and with the job that looks into one."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        window.state.finished_task.connect(self._on_task)

    def show(self) -> None:
        """Show the dialog."""
        dialog = TableDialog(self._window)
        dialog.compare_asked.connect(self._window.work.look_up)
        dialog.forget_asked.connect(self._on_forget)
        dialog.open()
        self._window.state.submit(_READ, _remembered)

    def _on_forget(self, path: str) -> None:
        self._window.state.submit(_FORGET, partial(_forget, path))

    def _on_task(self, name: str, value: object) -> None:
        if name not in (_READ, _FORGET) or not isinstance(value, tuple):
            return
        for dialog in self._window.findChildren(TableDialog):
            dialog.show_tables(value)
        if name == _FORGET:
            self._window.state.announce(Change(candidates=True))


def _remembered(session: Session) -> tuple[SourceFile, ...]:
    return session.score_tables()


def _forget(path: str, session: Session) -> tuple[SourceFile, ...]:
    session.forget_table(path)
    return session.score_tables()
