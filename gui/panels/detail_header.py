"""The first thing to read about a variant, and what the person decides about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.domain.candidate import Lane, Mark
from core.review import VariantDetail
from gui import text
from gui.panels.buttons import push_button
from gui.state import Decision

_LONG = 160
"""Letters of a sentence from which on it is written in smaller ones."""


class DetailHeader(QWidget):
    """Sentence, gene and place in large letters; decision buttons.

    Signals
    -------
    mark_asked
        The `Mark` the person wants to set (NONE to take one back).
    note_asked
        The person wants to write a note.
    evidence_asked
        The person wants to decide about codes.
    """

    mark_asked = Signal(object)
    note_asked = Signal()
    evidence_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decision = Decision(0, Mark.NONE, "")
        self._is_small = False
        self._build_ui()
        self._connect()

    def show_detail(self, detail: VariantDetail) -> None:
        """Show the facts of a variant."""
        candidate, variant = detail.candidate, detail.facts.variant
        self._rank.setText(f"#{candidate.rank}" if candidate else "not ranked")
        self._sentence.setText(candidate.sentence if candidate else "Not in the ranked list.")
        gene = candidate.gene_symbol if candidate and candidate.gene_symbol else "outside genes"
        self._place.setText(f"{gene}  ·  {text.place(variant)}  {text.alleles(variant)}")
        self._choose_letters()
        needs_eyes = candidate is not None and candidate.lane is Lane.NEEDS_EYES
        self._eyes.setVisible(needs_eyes)

    def show_decision(self, decision: Decision) -> None:
        """Show mark and note."""
        self._decision = decision
        self._report.setChecked(decision.mark is Mark.REPORT)
        self._dismiss.setChecked(decision.mark is Mark.DISMISSED)
        self._note.setText("Edit note…" if decision.note else "Note…")

    def set_small(self, *, is_small: bool) -> None:
        """Take smaller letters for every sentence, or again for long ones alone."""
        self._is_small = is_small
        self._choose_letters()

    def _choose_letters(self) -> None:
        is_small = self._is_small or len(self._sentence.text()) > _LONG
        role = "small heading" if is_small else "heading"
        if self._sentence.property("role") == role:
            return
        for label in (self._rank, self._sentence):
            label.setProperty("role", role)
            label.style().unpolish(label)
            label.style().polish(label)

    def _build_ui(self) -> None:
        self._rank, self._sentence, self._place = QLabel(), QLabel(wordWrap=True), QLabel()
        self._rank.setProperty("role", "heading")
        self._sentence.setProperty("role", "heading")
        self._place.setProperty("role", "muted")
        for label in (self._sentence, self._place):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._eyes = QLabel("needs eyes")
        self._eyes.setProperty("role", "eyes")
        self._eyes.setToolTip(text.LANE_WORDS[Lane.NEEDS_EYES])
        self._report = push_button("For report", "Mark for the report (M)", is_checkable=True)
        self._dismiss = push_button("Dismiss", "Dismiss (D)", is_checkable=True)
        self._note = push_button("Note…", "Write a note (N)")
        self._evidence = push_button("Evidence…", "Evidence codes and class (E)")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._sentence)
        words.addWidget(self._place)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 6)
        layout.setSpacing(10)
        layout.addWidget(self._rank, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, stretch=1)
        for widget in (self._eyes, self._report, self._dismiss, self._note, self._evidence):
            layout.addWidget(widget, alignment=Qt.AlignmentFlag.AlignTop)

    def _connect(self) -> None:
        self._report.clicked.connect(self._on_report)
        self._dismiss.clicked.connect(self._on_dismiss)
        self._note.clicked.connect(self.note_asked)
        self._evidence.clicked.connect(self.evidence_asked)

    def _on_report(self) -> None:
        self.mark_asked.emit(Mark.REPORT)

    def _on_dismiss(self) -> None:
        self.mark_asked.emit(Mark.DISMISSED)
