"""What of the list is shown: words, lane, smallest delta, inheritance, decisions."""

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from core.domain.candidate import InheritanceFit, Lane
from core.interpret.hgvs_text import is_description
from core.listing import CandidateQuery
from gui.flow_layout import FlowLayout
from gui.panels.buttons import tool_button

_TYPING_PAUSE, _NAME_PAUSE = 200, 600
"""Milliseconds; a name of a variant is looked up, so it is given time to be typed to its end."""
_DELTAS = (("Any Δ", None), ("Δ ≥ 0.1", 0.1), ("Δ ≥ 0.2", 0.2), ("Δ ≥ 0.5", 0.5), ("Δ ≥ 0.8", 0.8))


class FilterRow(QWidget):
    """A row of filters.

    Signals
    -------
    changed
        The filters give another `query`.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build_ui()
        self._connect()

    def query(self, sort: str, *, descending: bool) -> CandidateQuery:
        """The filters as core understands them."""
        # Qt keeps a StrEnum as a plain string.
        lane, fit = self.lane.currentData(), self.fit.currentData()
        return CandidateQuery(
            text=self.words.text().strip(),
            lane=Lane(lane) if lane else None,
            inheritance=InheritanceFit(fit) if fit else None,
            min_delta=self.delta.currentData(),
            marked_only=self.marked.isChecked(),
            hide_dismissed=self.hide_dismissed.isChecked(),
            disagreeing_only=self.disagreeing.isChecked(),
            sort=sort,
            descending=descending,
        )

    @property
    def is_filtering(self) -> bool:
        """Something is left out."""
        return self.query("rank", descending=False) != CandidateQuery()

    def clear(self) -> None:
        """Show everything."""
        blocker = QSignalBlocker(self)
        self.words.clear()
        for box in (self.lane, self.delta, self.fit):
            box.setCurrentIndex(0)
        self.marked.setChecked(False)
        self.hide_dismissed.setChecked(False)
        self.disagreeing.setChecked(False)
        blocker.unblock()
        self._timer.stop()
        self._on_changed()

    def show_count(self, words: str, more: str = "") -> None:
        """Tell how many are shown; `more` is said to whoever points at it."""
        self.count.setText(words)
        self.count.setToolTip(more)
        self.count.setAccessibleDescription(more)

    def offer_disagreeing(self, *, is_offered: bool) -> None:
        """Offer the choice of disputed candidates: only where several engines scored the case."""
        self.disagreeing.setVisible(is_offered or self.disagreeing.isChecked())

    def _build_ui(self) -> None:
        self.words = QLineEdit(
            placeholderText="Filter: gene, words, position, HGVS", clearButtonEnabled=True
        )
        self.words.setMinimumWidth(250)
        self.words.setToolTip(
            "Words that occur in gene, sentence or position, or a variant in any spelling: "
            "chrom-pos-ref-alt, a line of a VCF, or HGVS (g., c., n.) with or without version"
        )
        self.lane, self.delta, self.fit = QComboBox(), QComboBox(), QComboBox()
        self.lane.addItem("All lanes", None)
        for lane in Lane:
            self.lane.addItem(f"{lane.value[0].upper()}{lane.value[1:]}", lane)
        for words, value in _DELTAS:
            self.delta.addItem(words, value)
        self.delta.setToolTip(
            "Largest raw change of a splice site. Unscored variants stay: not scored is not harmless."
        )
        self.fit.addItem("Any inheritance", None)
        for fit in InheritanceFit:
            self.fit.addItem(fit.value, fit)
        self.fit.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.fit.setMinimumContentsLength(13)
        self.marked = QCheckBox("For report only")
        self.hide_dismissed = QCheckBox("Hide dismissed")
        self.disagreeing = QCheckBox("Engines disagree")
        self.disagreeing.setToolTip("Only candidates on which the splice engines disagree")
        self.disagreeing.setVisible(False)
        self.reset = tool_button("Clear filters", "Show every candidate")
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        flow = FlowLayout(spacing=8)
        for widget in (
            self.words,
            self.lane,
            self.delta,
            self.fit,
            self.marked,
            self.hide_dismissed,
            self.disagreeing,
            self.reset,
        ):
            flow.addWidget(widget)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addLayout(flow, 1)
        self.count.setMinimumHeight(self.words.sizeHint().height())
        layout.addWidget(self.count, alignment=Qt.AlignmentFlag.AlignTop)
        self._name_for_screen_readers()

    def _name_for_screen_readers(self) -> None:
        names = {
            self.words: "Filter words",
            self.lane: "Lane",
            self.delta: "Smallest delta",
            self.fit: "Inheritance",
        }
        for widget, name in names.items():
            widget.setAccessibleName(name)

    def _connect(self) -> None:
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_changed)
        self.words.textChanged.connect(self._on_typed)
        self.words.returnPressed.connect(self._on_entered)
        for box in (self.lane, self.delta, self.fit):
            box.currentIndexChanged.connect(self._on_changed)
        for check in (self.marked, self.hide_dismissed, self.disagreeing):
            check.toggled.connect(self._on_changed)
        self.reset.clicked.connect(self.clear)
        self.reset.setVisible(False)

    def _on_typed(self, words: str) -> None:
        self._timer.start(_NAME_PAUSE if is_description(words) else _TYPING_PAUSE)

    def _on_entered(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._on_changed()

    def _on_changed(self) -> None:
        self.reset.setVisible(self.is_filtering)
        if not self.signalsBlocked():
            self.changed.emit()
