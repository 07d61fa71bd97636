"""Menus of the main window."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from gui.theme import ThemeChoice

Slot = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Entry:
    """One menu entry; `needs` says when it can be used: "", "case", "idle" or "variant"."""

    key: str
    words: str
    keys: str = ""
    needs: str = ""


SEPARATOR = Entry("", "")
MENUS: dict[str, tuple[Entry, ...]] = {
    "&File": (
        Entry("new", "&New case…", "Ctrl+N", "idle"),
        Entry("open", "&Open…", "Ctrl+O", "idle"),
        Entry("recent", "Open &recent"),
        Entry("demo", "Open the &demo case", needs="idle"),
        SEPARATOR,
        Entry("score", "&Score variants", "F5", "case idle"),
        Entry("ledger", "&Ledger…", "Ctrl+L", "case"),
        Entry("export", "&Export report…", "Ctrl+E", "case"),
        Entry("copy", "Save a &copy…", "Ctrl+Shift+S", "case"),
        SEPARATOR,
        Entry("cache", "Scores &kept on this computer…"),
        SEPARATOR,
        Entry("close", "&Close case", "Ctrl+W", "case idle"),
        Entry("quit", "&Quit", "Ctrl+Q"),
    ),
    "&Candidates": (
        Entry("mark", "&Mark for report", "M", "variant"),
        Entry("dismiss", "&Dismiss", "D", "variant"),
        Entry("note", "&Note…", "N", "variant"),
        Entry("undo", "&Undo decision", "Ctrl+Z", "case"),
        SEPARATOR,
        Entry("next", "Ne&xt", "J", "case"),
        Entry("previous", "&Previous", "K", "case"),
        Entry("find", "&Filter", "/", "case"),
        Entry("refresh", "&Refresh the order", "R", "case"),
    ),
    "&View": (
        Entry("beside", "Detail &beside the list"),
        SEPARATOR,
        Entry("system", "Theme of the s&ystem"),
        Entry("light", "&Light theme"),
        Entry("dark", "&Dark theme"),
    ),
    "&Help": (
        Entry("keyboard", "&Keyboard", "F1"),
        Entry("licence", "&Licence of the SpliceAI pack"),
        Entry("about", "&About and licences"),
    ),
}


class Actions:
    """The actions by key, built into the menu bar of a window."""

    def __init__(self, window: QMainWindow, slots: dict[str, Slot]) -> None:
        self.by_key: dict[str, QAction] = {}
        self.recent = QMenu("Open &recent", window)
        self._needs: dict[str, str] = {}
        for title, entries in MENUS.items():
            menu = window.menuBar().addMenu(title)
            for entry in entries:
                self._add(menu, entry, slots)
        self._make_themes(window)
        self.by_key["beside"].setCheckable(True)

    def update(self, *, has_case: bool, is_idle: bool, has_variant: bool) -> None:
        """Switch entries on or off."""
        given = {"case": has_case, "idle": is_idle, "variant": has_variant}
        for key, needs in self._needs.items():
            self.by_key[key].setEnabled(all(given[one] for one in needs.split()))
        self.recent.setEnabled(is_idle and not self.recent.isEmpty())

    def check_theme(self, choice: ThemeChoice) -> None:
        """Tick the theme in use."""
        self.by_key[choice.value].setChecked(True)

    def _add(self, menu: QMenu, entry: Entry, slots: dict[str, Slot]) -> None:
        if entry is SEPARATOR:
            menu.addSeparator()
            return
        if entry.key == "recent":
            menu.addMenu(self.recent)
            return
        action = menu.addAction(entry.words)
        action.setShortcut(QKeySequence(entry.keys))
        action.triggered.connect(slots[entry.key])
        self.by_key[entry.key] = action
        self._needs[entry.key] = entry.needs

    def _make_themes(self, window: QMainWindow) -> None:
        group = QActionGroup(window)
        for choice in ThemeChoice:
            action = self.by_key[choice.value]
            action.setCheckable(True)
            group.addAction(action)
