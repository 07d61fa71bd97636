"""A line above the facts: the preview of a variant that waits for its score."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.pipeline.engine_kinds import scores_sites
from core.pipeline.preview import Preview
from core.review import VariantDetail
from gui.panels.buttons import label
from gui.panels.preview_words import LABEL, preview_lines


class PreviewStrip(QWidget):
    """Shown only while a variant has no score, and says so; gone when the score is there.

    Signals
    -------
    asked
        Variant, spelled `chrom-pos-ref-alt`, whose preview is wanted.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spelled = ""
        self.title = label(f"{LABEL}.", "preview", wraps=True)
        self.words: QLabel = label(wraps=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 2, 12, 6)
        layout.setSpacing(3)
        layout.addWidget(self.title)
        layout.addWidget(self.words)
        self.setVisible(False)

    def set_detail(self, detail: VariantDetail | None) -> None:
        """Take the variant that is looked at; its preview is asked for once, if it has no score."""
        if detail is None or not waits_for_score(detail):
            self._spelled = ""
            self.setVisible(False)
        elif detail.facts.variant.spelled != self._spelled:
            self._spelled = detail.facts.variant.spelled
            self.setVisible(False)
            self.asked.emit(self._spelled)

    def show_preview(self, found: Preview) -> None:
        """Show an answer, if it is that of the variant looked at."""
        if found.asked == self._spelled and not found.is_scored:
            self.words.setText("\n".join(preview_lines(found)))
            self.setVisible(True)


def waits_for_score(detail: VariantDetail) -> bool:
    """No engine of splice sites has said anything about the variant yet."""
    facts = detail.facts
    if facts.scores or facts.engines:
        return False
    return not any(scores_sites(one.engine_id) for one in facts.not_scored)
