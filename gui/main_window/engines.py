"""Engines in the window: the dialog, the choice for scoring, the link on the first page."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core import packs
from core.packs import PackOverview
from core.pipeline.engine_kinds import scoring_engines
from core.session import Session
from gui.dialogs.engines_dialog import EnginesDialog
from gui.jobs import Outcome

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from gui.main_window.window import MainWindow

TASK = "engines"
"""Name of the task that reads how the packs stand."""


class Engines(QObject):
    """Knows how the packs stand, and keeps menu and first page in step with that."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._ticks: dict[str, QAction] = {}
        self.known: tuple[PackOverview, ...] = ()
        window.work.chosen_engines = window.memory.engines
        window.runner.ended.connect(self._on_ended)

    def is_usable(self, name: str) -> bool:
        """The pack of that name was installed and in order when it was looked at last."""
        return any(one.status.card.name == name and one.is_usable for one in self.known)

    def read(self) -> None:
        """Find out how the packs stand; `on_task` then has the answer."""
        self._window.state.submit(TASK, _read)

    def show(self) -> None:
        """Show the dialog on engines."""
        dialog = EnginesDialog(self._window.themes.theme, self._window)
        dialog.filters.case_info = self._window.state.info
        dialog.state_asked.connect(self.read)
        dialog.packs_changed.connect(self._window.work.check_engines)
        dialog.open()
        self.read()

    def on_task(self, name: str, value: object) -> None:
        """Show how the packs stand, if that was asked."""
        if name != TASK or not isinstance(value, tuple):
            return
        self.known = value
        self._window.welcome.show_engines(sum(one.is_usable for one in value), len(value))
        self._offer()
        for dialog in self._window.findChildren(EnginesDialog):
            dialog.show_packs(value)

    def let_go(self) -> None:
        """Stop what a dialog does: the window closes."""
        for dialog in self._window.findChildren(EnginesDialog):
            dialog.let_go()

    def _on_ended(self, outcome: Outcome) -> None:
        if outcome.name == "install":
            self.read()

    def _offer(self) -> None:
        """Fill the menu with the installed engines, those ticked that score a case."""
        menu = self._window.actions_.scorers
        menu.clear()
        usable = [one for one in self.known if one.is_usable]
        chosen = scoring_engines(self._window.work.chosen_engines)
        self._ticks = {one.status.card.name: menu.addAction(_title(one)) for one in usable}
        for name, action in self._ticks.items():
            action.setCheckable(True)
            action.setChecked(name in chosen)
            action.triggered.connect(self._on_chosen)
        if usable:
            menu.addSeparator()
        menu.addAction("Engines…").triggered.connect(self.show)

    def _on_chosen(self) -> None:
        """Keep the choice; with nothing ticked the default engine is taken."""
        names = tuple(name for name, action in self._ticks.items() if action.isChecked())
        self._window.memory.engines = names
        self._window.work.chosen_engines = names
        if not names:
            self.read()


def _title(one: PackOverview) -> str:
    is_calibrated = one.status.card.calibration is not None
    return one.status.card.title if is_calibrated else f"{one.status.card.title} (not calibrated)"


def _read(_: Session) -> object:
    return packs.overviews()
