"""What must be known about a case before anything in it is believed."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.domain.assembly import BuildVerdict
from core.domain.case import CaseInfo
from core.domain.known_allele import KnownKind

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
    """Stacked warnings; hidden when there is nothing to warn of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 6, 8, 0)
        self._layout.setSpacing(4)
        self.setVisible(False)

    def show_case(self, info: CaseInfo | None, *, is_being_read: bool = False) -> None:
        """Show the warnings of a case."""
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        found = [] if info is None else warnings_of(info, is_being_read=is_being_read)
        for role, words in found[:_SHOWN]:
            self._add(role, words)
        if len(found) > _SHOWN:
            rest = [words for _, words in found[_SHOWN:]]
            self._add(
                "warning", f"and {len(rest)} more notes (point here to read them)", "\n".join(rest)
            )
        self.setVisible(bool(found))

    def _add(self, role: str, words: str, tooltip: str = "") -> None:
        label = QLabel(words, wordWrap=True)
        label.setToolTip(tooltip)
        label.setContentsMargins(9, 5, 9, 5)
        label.setProperty("role", role)
        self._layout.addWidget(label)
