"""What a person does in the window, action by action, and what each turn of its event loop cost."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from core.change import Change
from core.domain.candidate import Mark
from gui.main_window import MainWindow
from gui.theme import ThemeChoice
from tests.gui.metronome import Metronome, slowness

N_MANY = 10_000
GOAL = 0.05
"""Seconds of processor time of the GUI thread in one turn of its event loop."""
ONE_CALL_OF_QT = {"dark": 2, "light": 2}
"""How often that for what is a single call: a style sheet for every widget that exists."""
ATTEMPTS = 3
"""A machine that is shared disturbs caches: an action is slow if it is so every time."""

Action = Callable[[], object]


@dataclass
class Stopwatch:
    """Runs actions and keeps what the dearest turn of each cost, in seconds.

    An action may cost `allowed` in one turn, more on a machine that is slow at that moment.
    """

    metronome: Metronome
    bot: QtBot
    allowed: float = GOAL
    work: dict[str, float] = field(default_factory=dict)
    limits: dict[str, float] = field(default_factory=dict)
    gap: float = 0.0

    def first(self, name: str, action: Action) -> None:
        """Measure an action whose first time is what counts."""
        self.bot.wait(100)
        self.limits[name] = self.allowed * slowness() * ONE_CALL_OF_QT.get(name, 1)
        self.metronome.reset()
        action()
        self.bot.wait(150)
        self.work[name] = min(self.metronome.longest_work, self.work.get(name, 1.0))
        self.gap = max(self.gap, self.metronome.longest)
        sys.stdout.write(f"\n{name}: {self.metronome.words()}")

    def __call__(self, name: str, action: Action) -> None:
        """Measure an action, again where it was slow."""
        for _ in range(ATTEMPTS):
            self.first(name, action)
            if self.work[name] < self.limits[name]:
                return

    def slow(self) -> dict[str, str]:
        """Actions that cost more than allowed, in words."""
        return {
            name: f"{1000 * cost:.0f} of {1000 * self.limits[name]:.0f} ms"
            for name, cost in self.work.items()
            if cost >= self.limits[name]
        }


def open_and_wait(window: MainWindow, case: Path, n_rows: int, bot: QtBot) -> None:
    window.open_case(case)
    bot.waitUntil(lambda: len(window.candidates.table_model.ids) == n_rows)
    bot.waitUntil(lambda: window.detail.detail is not None)


def press(window: MainWindow, keys: str, bot: QtBot) -> None:
    """Type keys at the list, one turn of the event loop each."""
    for key in keys:
        bot.keyClick(window.candidates.table, key)
        bot.wait(40)


def shown_dialog(make: Action, window: MainWindow, bot: QtBot) -> None:
    """Open a dialog, let it be painted, close it."""
    make()
    bot.wait(250)
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.reject()


def look_around(window: MainWindow, bot: QtBot) -> None:
    """Zoom, move and point in the plot."""
    plot = window.detail.plot
    for reach in (40, 500, 5_000):
        plot.show_around(reach)
        bot.wait(30)
        for key in (Qt.Key.Key_Plus, Qt.Key.Key_Right, Qt.Key.Key_Minus, Qt.Key.Key_L):
            bot.keyClick(plot, key)
            bot.wait(30)
    for x in range(100, 700, 60):
        bot.mouseMove(plot.viewport(), QPoint(x, 150))
        bot.wait(5)


def sort_and_filter(window: MainWindow, bot: QtBot) -> None:
    """Sort by columns, then filter, then show all again."""
    panel = window.candidates
    for section in (3, 5, 12, 0):
        panel._on_header_clicked(section)
        bot.wait(150)
    panel.filters.delta.setCurrentIndex(2)
    bot.waitUntil(lambda: len(panel.table_model.ids) < N_MANY)
    panel.filters.clear()
    bot.waitUntil(lambda: len(panel.table_model.ids) == N_MANY)


def go_through(window: MainWindow, bot: QtBot) -> None:
    """Read one variant after the other, explained ones among them."""
    panel, detail = window.candidates, window.detail
    for line in (0, 1, 2, 700, 1, N_MANY - 1, 0):
        panel._select_line(line)
        bot.waitUntil(
            lambda: detail.detail is not None and detail.detail.facts.variant_id == panel.current_id
        )
        bot.wait(50)


def decide(window: MainWindow) -> None:
    for variant_id in window.candidates.table_model.ids[:20]:
        window.commands.on_mark(variant_id, Mark.REPORT)


def do_everything(window: MainWindow, case: Path, bot: QtBot, measure: Stopwatch) -> None:
    """Open a case of `N_MANY` candidates and do all that a person does with it."""
    commands, themes = window.commands, window.themes
    measure.first("open", lambda: open_and_wait(window, case, N_MANY, bot))
    measure("type letters at the list", lambda: press(window, "xyq", bot))
    measure("go through", lambda: go_through(window, bot))
    measure("look around", lambda: look_around(window, bot))
    measure("sort and filter", lambda: sort_and_filter(window, bot))
    measure("everything changed", lambda: window.state.announce(Change(candidates=True)))
    measure("decide", lambda: decide(window))
    measure("dark", lambda: themes.choose(ThemeChoice.DARK))
    measure("light", lambda: themes.choose(ThemeChoice.LIGHT))
    measure("beside", lambda: window.set_beside(is_beside=True))
    measure("below", lambda: window.set_beside(is_beside=False))
    for name in ("new_case", "edit_note", "export", "show_ledger", "show_keyboard", "show_about"):
        make = getattr(commands, name)
        measure(name, lambda make=make: shown_dialog(make, window, bot))
    measure("close", lambda: (window.state.close(), bot.wait(200)))
