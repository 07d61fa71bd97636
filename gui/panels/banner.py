"""What must be known about a case before anything in it is believed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.domain.assembly import BuildVerdict
from core.domain.case import CaseInfo
from core.domain.known_allele import KnownKind
from gui import text
from gui.panels.buttons import push_button

ARTIFICIAL = "ARTIFICIAL CASE: made-up genome, genes and people. Not a patient."
_SHOWN = 3


BEING_READ = (
    "The variant file is still being read. These are first candidates: their order will change, "
    "and marks, explanations and reports come when all is read."
)


def warnings_of(info: CaseInfo, *, is_being_read: bool = False) -> list[tuple[str, str]]:
    """Role ("danger" or "warning") and sentence of everything to be shown above the list."""
    found: list[tuple[str, str]] = []
    if info.is_artificial:
        found.append(("danger", ARTIFICIAL))
    if is_being_read:
        found.append(("warning", BEING_READ))
    elif not info.is_complete:
        found.append(("danger", "Reading the variant file did not finish. Make this case again."))
    if info.proof.verdict is BuildVerdict.UNPROVEN and not info.is_artificial:
        assembly = info.proof.assembly.value
        found.append(
            ("warning", f"{assembly} was stated by hand: nothing in the variant file proves it.")
        )
    has_source = info.source(KnownKind.FREQUENCY) is not None
    if not info.frequency_key and not has_source and not info.is_artificial:
        found.append(
            (
                "warning",
                "No population frequency in the variant file: common variants cannot be told from rare ones.",
            )
        )
    found += [("warning", line) for line in info.warnings if line not in dict(found).values()]
    return found


class Banner(QWidget):
    """Stacked warnings, the first few of many until all are asked for; hidden without any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: list[tuple[str, str]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 4, 8, 0)
        self._layout.setSpacing(2)
        self.setVisible(False)

    def show_case(self, info: CaseInfo | None, *, is_being_read: bool = False) -> None:
        """Show the warnings of a case."""
        found = [] if info is None else warnings_of(info, is_being_read=is_being_read)
        if found != self._found:
            self._found = found
            self._show(_SHOWN)

    def _show(self, n_shown: int) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for role, words in self._found[:n_shown]:
            self._add(role, words)
        n_more = len(self._found) - n_shown
        if n_more > 0:
            more = push_button(f"Show {text.count(n_more, 'more note')}", "Show all notes")
            more.setProperty("role", "link")
            more.clicked.connect(self._on_more)
            self._layout.addWidget(more, alignment=Qt.AlignmentFlag.AlignLeft)
        self.setVisible(bool(self._found))

    def _on_more(self) -> None:
        self._show(len(self._found))

    def _add(self, role: str, words: str) -> None:
        label = QLabel(words, wordWrap=True)
        label.setContentsMargins(9, 3, 9, 3)
        label.setProperty("role", role)
        self._layout.addWidget(label)
