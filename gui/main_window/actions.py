"""Menus of the main window."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from gui.theme import ThemeChoice

Slot = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Entry:
    """One menu entry; `needs` says when it can be used: "", "case", "idle" or "variant".

    One that `is_choice` is ticked or not.
    """

    key: str
    words: str
    keys: str = ""
    needs: str = ""
    is_choice: bool = False


SEPARATOR = Entry("", "")
RESEARCH = "&Research"
FAST = (
    "Score with the device's shorter numbers. What lies near a cut-off is computed again in full; "
    "the reports name the arithmetic."
)
SCREENING = "Ask one network first and the others only where it sees something move."
NEIGHBOURS = (
    "Engines of regulatory sequence read both alleles with what lies on the same chromosome copy of "
    "the patient. Scored beside what was scored without; what is left out is counted."
)
NOT_MEASURED = "Not available: how much it would miss was not measured for these networks."
MENUS: dict[str, tuple[Entry, ...]] = {
    "&File": (
        Entry("new", "&New case…", "Ctrl+N", "idle"),
        Entry("open", "&Open…", "Ctrl+O", "idle"),
        Entry("recent", "Open &recent"),
        Entry("demo", "Open the &demo case", needs="idle"),
        SEPARATOR,
        Entry("score", "&Score variants", "F5", "case idle"),
        Entry("scorers", "Score &with"),
        Entry("fast", "&Fast arithmetic", needs="idle", is_choice=True),
        Entry("screening", "Screening (may &miss some)", needs="idle", is_choice=True),
        Entry("neighbours", "With &phased neighbours", needs="idle", is_choice=True),
        Entry("ledger", "&Ledger…", "Ctrl+L", "case"),
        Entry("others", "Other &records…", "Ctrl+R", "case"),
        Entry("tables", "Compare with a &table of scores…", needs="case idle"),
        Entry("export", "&Export report…", "Ctrl+E", "case"),
        Entry("copy", "Save a &copy…", "Ctrl+Shift+S", "case"),
        SEPARATOR,
        Entry("engines", "En&gines…", "Ctrl+G"),
        Entry("genes", "So&urces on genes…"),
        Entry("tracks", "Local trac&ks and tables…"),
        Entry("families", "O&wn families…"),
        Entry("cache", "Scores &kept on this computer…"),
        Entry("settings", "Se&ttings…", "Ctrl+,"),
        SEPARATOR,
        Entry("close", "&Close case", "Ctrl+W", "case idle"),
        Entry("quit", "&Quit", "Ctrl+Q"),
    ),
    "&Candidates": (
        Entry("mark", "&Mark for report", "M", "variant"),
        Entry("dismiss", "&Dismiss", "D", "variant"),
        Entry("note", "&Note…", "N", "variant"),
        Entry("evidence", "&Evidence…", "E", "variant"),
        Entry("sequences", "Save se&quences (FASTA)…", needs="variant"),
        Entry("undo", "&Undo decision", "Ctrl+Z", "case"),
        SEPARATOR,
        Entry("patient", "Phenotype, pa&nels and tissues…", "Ctrl+T", "case idle"),
        Entry("gates", "&Gates: what is left out…", "Ctrl+F", "case idle"),
        Entry("alone", "Patient a&lone", "P", "case idle", is_choice=True),
        Entry("samples", "&Sample checks…", "Ctrl+K", "case"),
        Entry("trace", "&Why listed, or not…", "Ctrl+I", "case"),
        Entry("preview", "&Preview a variant…", "Ctrl+P", "case"),
        Entry("rna", "Re&ad RNA of the patient…", needs="case idle"),
        Entry("rna_plan", "RNA &test plan…", needs="variant idle"),
        SEPARATOR,
        Entry("next", "Ne&xt", "J", "list"),
        Entry("previous", "Pre&vious", "K", "list"),
        Entry("find", "&Filter", "/", "list"),
        Entry("refresh", "&Refresh the order", "R", "list"),
        Entry("rank", "Ran&k again", needs="case idle"),
    ),
    "&View": (
        Entry("beside", "Detail &beside the list", is_choice=True),
        SEPARATOR,
        Entry("system", "Theme of the s&ystem"),
        Entry("light", "&Light theme"),
        Entry("dark", "&Dark theme"),
    ),
    RESEARCH: (
        Entry("train", "&Train a network…"),
        Entry("design", "&Design a sequence…"),
    ),
    "&Help": (
        Entry("keyboard", "&Keyboard", "F1"),
        Entry("licence", "&Licence of the SpliceAI pack"),
        Entry("about", "&About and licences"),
    ),
}


_WHY_OFF = {
    "case": "Needs an open case.",
    "list": "Needs a list of candidates.",
    "variant": "Needs a chosen variant.",
    "idle": "Can be used when the running work is done.",
}
"""Why an entry cannot be used, by what it needs."""

_OWN_TIPS = ("fast", "screening", "neighbours")


class Actions:
    """The actions by key, built into the menu bar of a window."""

    def __init__(self, window: QMainWindow, slots: dict[str, Slot]) -> None:
        self.by_key: dict[str, QAction] = {}
        self.recent = QMenu("Open &recent", window)
        self.scorers = QMenu("Score &with", window)
        self._menus: dict[str, QMenu] = {}
        self._needs: dict[str, str] = {}
        self._missing: set[str] = set()
        for title, entries in MENUS.items():
            menu = self._menus[title] = window.menuBar().addMenu(title)
            menu.setToolTipsVisible(True)
            for entry in entries:
                self._add(menu, entry, slots)
        self._make_themes(window)
        self.by_key["fast"].setToolTip(FAST)
        self.by_key["neighbours"].setToolTip(NEIGHBOURS)

    def update(self, *, has_list: bool, has_case: bool, is_idle: bool, has_variant: bool) -> None:
        """Switch entries on or off; there is a list before the case is open for decisions."""
        given = {"list": has_list, "case": has_case, "idle": is_idle, "variant": has_variant}
        for key, needs in self._needs.items():
            lacking = next((one for one in needs.split() if not given[one]), "")
            self.by_key[key].setEnabled(key not in self._missing and not lacking)
            if key not in _OWN_TIPS:
                self.by_key[key].setToolTip(_WHY_OFF[lacking] if lacking else "")
        self.recent.setEnabled(is_idle and not self.recent.isEmpty())

    def offer_screening(self, measured: str) -> None:
        """Offer screening with what it was measured to miss; empty where that is not known."""
        action = self.by_key["screening"]
        action.setToolTip(f"{SCREENING} {measured or NOT_MEASURED}")
        if not measured:
            self._missing.add("screening")
            action.setEnabled(False)
            action.setText("Screening: not available")

    def offer_research(self, *, is_offered: bool) -> None:
        """Show the menu of what is research, or leave it out."""
        self._menus[RESEARCH].menuAction().setVisible(is_offered)

    def check_theme(self, choice: ThemeChoice) -> None:
        """Tick the theme in use."""
        self.by_key[choice.value].setChecked(True)

    def _add(self, menu: QMenu, entry: Entry, slots: dict[str, Slot]) -> None:
        if entry is SEPARATOR:
            menu.addSeparator()
            return
        if entry.key in ("recent", "scorers"):
            menu.addMenu(self.recent if entry.key == "recent" else self.scorers)
            return
        action = menu.addAction(entry.words)
        action.setShortcut(QKeySequence(entry.keys))
        action.setCheckable(entry.is_choice)
        action.triggered.connect(slots[entry.key])
        self.by_key[entry.key] = action
        self._needs[entry.key] = entry.needs

    def _make_themes(self, window: QMainWindow) -> None:
        group = QActionGroup(window)
        for choice in ThemeChoice:
            action = self.by_key[choice.value]
            action.setCheckable(True)
            group.addAction(action)
