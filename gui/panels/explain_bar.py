"""Controls above the plots: what is in view, and the per-base explanation."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from core.domain.attribution import Attribution, AttributionMethod
from core.domain.score import SpliceEffect
from core.review import VariantDetail
from gui.flow_layout import FlowLayout
from gui.panels.buttons import tool_button
from gui.plots.variant_plot import VariantPlot

_METHODS = {
    AttributionMethod.ISM: "by mutating each base",
    AttributionMethod.INTEGRATED_GRADIENTS: "by integrated gradients",
    AttributionMethod.GRADIENT_X_INPUT: "by gradients (quick)",
    AttributionMethod.SALIENCY: "by saliency (quick, without sign)",
}


class ExplainBar(QWidget):
    """Range buttons of a plot, and the choice of effect and method.

    Signals
    -------
    explain_asked
        Effect and method the person wants explained.
    choice_changed
        Another effect or method is chosen.
    """

    explain_asked = Signal(object, object)
    choice_changed = Signal()

    def __init__(self, plot: VariantPlot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = plot
        self._build_ui()
        self.effect.currentIndexChanged.connect(self.choice_changed)
        self.method.currentIndexChanged.connect(self.choice_changed)
        self.explain.clicked.connect(self._on_explain)

    def set_detail(self, detail: VariantDetail | None) -> None:
        """Offer the effects of a variant, the strongest first chosen."""
        scores = detail.facts.scores if detail else ()
        blocker = QSignalBlocker(self.effect)
        if scores:
            best = max(scores, key=lambda score: score.delta.max_delta)
            widest = best.wide if best.wide is not None else best.delta
            strongest = max((best.delta, widest), key=lambda delta: delta.max_delta).strongest
            self.effect.setCurrentIndex(self.effect.findData(strongest))
        blocker.unblock()
        for widget in (self.effect, self.method, self.explain):
            widget.setEnabled(bool(scores))

    @property
    def choice(self) -> tuple[SpliceEffect, AttributionMethod]:
        """Effect and method chosen."""
        # Qt keeps a StrEnum as a plain string.
        return SpliceEffect(self.effect.currentData()), AttributionMethod(self.method.currentData())

    def chosen(self, known: Sequence[Attribution]) -> Attribution | None:
        """The first explanation that fits the choice, None if none does."""
        fitting = (a for a in known if (a.effect, a.method) == self.choice)
        return next(fitting, None)

    def show_state(self, known: Attribution | None, *, is_running: bool) -> None:
        """Say whether the choice is explained already, or how far that has come."""
        is_known = known is not None and known.is_final
        self.state.setText(_state_words(known))
        self.explain.setText(
            "Explaining…" if is_running else "Explained" if is_known else "Explain"
        )
        self.explain.setEnabled(self.effect.isEnabled() and not (is_known or is_running))

    def _build_ui(self) -> None:
        layout = FlowLayout(self, spacing=4, is_last_right=True)
        layout.setContentsMargins(6, 4, 6, 2)
        layout.addWidget(self._make_ranges())
        layout.addWidget(self._make_choices())

    def _make_ranges(self) -> QWidget:
        group, row = _group()
        for words, tip, action in (
            ("Fit sites", "Show all sites that change (0)", self._plot.fit_sites),
            ("Letters", "Zoom in until each base can be read (L)", self._plot.show_letters),
            ("±40", "40 bases on either side", lambda: self._plot.show_around(40)),
            ("±500", "The calibrated window", lambda: self._plot.show_around(500)),
            (
                "±5,000",
                "Whole introns, pseudoexons, skipped exons",
                lambda: self._plot.show_around(5000),
            ),
        ):
            button = tool_button(words, tip)
            button.clicked.connect(action)
            row.addWidget(button)
        return group

    def _make_choices(self) -> QWidget:
        group, row = _group()
        self.effect, self.method = QComboBox(), QComboBox()
        for effect in SpliceEffect:
            self.effect.addItem(effect.value, effect)
        for method, words in _METHODS.items():
            self.method.addItem(words, method)
        self.method.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.method.setMinimumContentsLength(15)
        self.effect.setAccessibleName("Effect to explain")
        self.method.setAccessibleName("Method of explanation")
        self.explain = QPushButton("Explain")
        self.explain.setToolTip("Compute what each base contributes to the predicted site")
        self.state = QLabel()
        self.state.setProperty("role", "muted")
        self.state.setToolTip(
            "Completeness: how far the contributions of all bases are from adding up to the "
            "probability minus that without any known base"
        )
        for widget in (self.state, QLabel("Per base:"), self.effect, self.method, self.explain):
            row.addWidget(widget)
        return group

    def _on_explain(self) -> None:
        self.explain_asked.emit(*self.choice)


def _group() -> tuple[QWidget, QHBoxLayout]:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    return group, row


def _state_words(known: Attribution | None) -> str:
    if known is None:
        return ""
    if known.is_final:
        return known.completeness
    if known.method is AttributionMethod.ISM:
        return f"{known.n_done} of {known.n_bases} bases"
    return f"sharpening, {known.completeness}"
