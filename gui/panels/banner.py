"""What must be known about a case before anything in it is believed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from core.domain.assembly import BuildVerdict
from core.domain.case import NO_GENES, CaseInfo
from core.domain.known_allele import KnownKind
from core.interpret.sample_words import is_grave
from gui import text
from gui.panels.buttons import push_button

ARTIFICIAL = "ARTIFICIAL CASE: made-up genome, genes and people. Not a patient."
_SHOWN = 3
_ALL_HEIGHT = 150


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
        n_files = sum(source.role == "variants" for source in info.sources)
        why = (
            "nothing in the variant file proves it."
            if n_files < 2
            else "not every variant file proves it."
        )
        found.append(("warning", f"{info.proof.assembly.value} was stated by hand: {why}"))
    has_source = info.source(KnownKind.FREQUENCY) is not None
    if not info.frequency_key and not has_source and not info.is_artificial:
        found.append(
            (
                "warning",
                "No population frequency in the variant file: common variants cannot be told from rare ones.",
            )
        )
    told = {words for _, words in found}
    found += [
        ("danger" if line == NO_GENES or is_grave(line) else "warning", line)
        for line in info.warnings
        if line not in told
    ]
    # What puts everything else in doubt comes first; the rest stays in its order.
    return sorted(found, key=lambda one: one[0] != "danger")


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
        n_more = len(self._found) - n_shown
        lines = [_line(role, words) for role, words in self._found[:n_shown]]
        if len(lines) > _SHOWN:
            self._layout.addWidget(_scrolled(lines))
            self._offer("Show fewer notes", self._on_fewer)
        for line in lines if len(lines) <= _SHOWN else ():
            self._layout.addWidget(line)
        if n_more > 0:
            self._offer(f"Show {text.count(n_more, 'more note')}", self._on_more)
        self.setVisible(bool(self._found))

    def _offer(self, words: str, slot: Callable[[], None]) -> None:
        button = push_button(words, "")
        button.setProperty("role", "link")
        button.clicked.connect(slot)
        self._layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)

    def _on_more(self) -> None:
        self._show(len(self._found))

    def _on_fewer(self) -> None:
        self._show(_SHOWN)


def _line(role: str, words: str) -> QLabel:
    label = QLabel(words, wordWrap=True)
    label.setContentsMargins(9, 3, 9, 3)
    label.setProperty("role", role)
    return label


def _scrolled(lines: Sequence[QLabel]) -> QScrollArea:
    """Many notes in a box of a few lines, so that the list below keeps its room."""
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    for line in lines:
        column.addWidget(line)
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(inside)
    area.setFixedHeight(_ALL_HEIGHT)
    return area
