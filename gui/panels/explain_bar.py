"""Controls above the plots: what is in view, and the per-base explanation."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from core.domain.attribution import AskedTrack, Attribution, AttributionMethod
from core.domain.score import SpliceEffect, SpliceScore
from core.report.explainable import explainable
from core.review import VariantDetail
from gui.flow_layout import FlowLayout
from gui.panels.buttons import push_button, tool_button
from gui.plots.variant_plot import VariantPlot

_METHODS = {
    AttributionMethod.ISM: "by mutating each base",
    AttributionMethod.INTEGRATED_GRADIENTS: "by integrated gradients",
    AttributionMethod.GRADIENT_X_INPUT: "by gradients (quick)",
    AttributionMethod.SALIENCY: "by saliency (no sign)",
    AttributionMethod.ATTENTION_ROLLOUT: "by attention (no sign)",
}
_OF_SITES = (
    AttributionMethod.ISM,
    AttributionMethod.INTEGRATED_GRADIENTS,
    AttributionMethod.GRADIENT_X_INPUT,
    AttributionMethod.SALIENCY,
)
_LITTLE = 0.1
"""Largest delta below which a track is offered first, where there is one."""

_NARROW, _WIDE = 18, 46
"""Characters that the boxes of effects and methods have room for, and that of tracks."""

About = SpliceEffect | AskedTrack
"""What is explained."""


class ExplainBar(QWidget):
    """Range buttons of a plot, and the choice of an effect or a track and of the method.

    Signals
    -------
    explain_asked
        Effect or track and method the person wants explained.
    choice_changed
        Another effect, track or method is chosen.
    map_asked
        The track whose network's attention the person wants to see.
    """

    explain_asked = Signal(object, object)
    choice_changed = Signal()
    map_asked = Signal(object)

    def __init__(self, plot: VariantPlot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = plot
        self._methods: dict[AskedTrack, tuple[AttributionMethod, ...]] = {}
        self._build_ui()
        self._offer_methods()
        self.effect.currentIndexChanged.connect(self._on_about)
        self.method.currentIndexChanged.connect(self._on_method)
        self.explain.clicked.connect(self._on_explain)
        self.map.clicked.connect(self._on_map)

    def set_detail(self, detail: VariantDetail | None, tissues: tuple[str, ...] = ()) -> None:
        """Offer the effects and the tracks of a variant, those of tissues of interest first.

        The strongest effect is chosen; where hardly a site changes, the first track is.
        """
        scores = detail.facts.scores if detail else ()
        tracks = explainable(detail.facts, tissues) if detail else ()
        self._methods = {one.asked: one.methods for one in tracks}
        blocker = QSignalBlocker(self.effect)
        self.effect.clear()
        if scores or not tracks:
            for effect in SpliceEffect:
                self.effect.addItem(effect.value, effect)
        for one in tracks:
            self.effect.addItem(one.words, one.asked)
        if scores:
            largest, strongest = _strongest(scores)
            is_little = bool(tracks) and largest < _LITTLE
            at = len(SpliceEffect) if is_little else self.effect.findData(strongest)
            self.effect.setCurrentIndex(at)
        blocker.unblock()
        self.effect.setMinimumContentsLength(_WIDE if tracks else _NARROW)
        self.effect.setToolTip(self.effect.currentText())
        self.effect.view().setMinimumWidth(self.effect.view().sizeHintForColumn(0) + 24)
        self._offer_methods()
        for widget in (self.effect, self.method, self.explain):
            widget.setEnabled(bool(scores or tracks))

    def offers(self, detail: VariantDetail, tissues: tuple[str, ...] = ()) -> bool:
        """Tell whether what can be explained of a variant is what is offered."""
        tracks = {one.asked: one.methods for one in explainable(detail.facts, tissues)}
        has_effects = self.effect.findText(SpliceEffect.DONOR_LOSS.value) >= 0
        has_scores = bool(detail.facts.scores)
        return (
            tracks == self._methods
            and has_effects == (has_scores or not tracks)
            and self.effect.isEnabled() == (has_scores or bool(tracks))
        )

    @property
    def about(self) -> About:
        """Effect or track chosen."""
        about = self.effect.currentData()
        # Qt keeps a StrEnum as a plain string.
        return about if isinstance(about, AskedTrack) else SpliceEffect(about)

    @property
    def choice(self) -> tuple[About, AttributionMethod]:
        """Effect or track, and method chosen."""
        return self.about, AttributionMethod(self.method.currentData())

    def chosen(self, known: Sequence[Attribution]) -> Attribution | None:
        """The first explanation that fits the choice, None if none does."""
        about, method = self.choice
        for one in known:
            fits = (
                about.is_explained_by(one) if isinstance(about, AskedTrack) else one.effect == about
            )
            if fits and one.method == method:
                return one
        return None

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
        for box in (self.effect, self.method):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(_NARROW)
        self.effect.setAccessibleName("Effect or track to explain")
        self.method.setAccessibleName("Method of explanation")
        self.explain = QPushButton("Explain")
        self.explain.setToolTip("Compute what each base contributes to what is predicted")
        self.map = push_button("Map…", "Show which base looks at which, layer by layer")
        self.state = QLabel()
        self.state.setProperty("role", "muted")
        self.state.setToolTip(
            "Completeness: how far the contributions of all bases are from adding up to the "
            "predicted number minus that without any known base"
        )
        for widget in (
            self.state,
            QLabel("Per base:"),
            self.effect,
            self.method,
            self.explain,
            self.map,
        ):
            row.addWidget(widget)
        return group

    def _offer_methods(self) -> None:
        """Offer the methods of the engine that is asked, and keep the one chosen if it has it."""
        about, chosen = self.about, self.method.currentData()
        methods = self._methods[about] if isinstance(about, AskedTrack) else _OF_SITES
        blocker = QSignalBlocker(self.method)
        self.method.clear()
        for method in methods:
            self.method.addItem(_METHODS[method], method)
        self.method.setCurrentIndex(max(self.method.findData(chosen), 0))
        blocker.unblock()
        self._offer_map()

    def _on_about(self) -> None:
        self._offer_methods()
        self.effect.setToolTip(self.effect.currentText())
        self.choice_changed.emit()

    def _on_method(self) -> None:
        self._offer_map()
        self.choice_changed.emit()

    def _offer_map(self) -> None:
        is_map = self.method.currentData() == AttributionMethod.ATTENTION_ROLLOUT
        self.map.setVisible(is_map and isinstance(self.about, AskedTrack))

    def _on_map(self) -> None:
        self.map_asked.emit(self.about)

    def _on_explain(self) -> None:
        self.explain_asked.emit(*self.choice)


def _strongest(scores: Sequence[SpliceScore]) -> tuple[float, SpliceEffect]:
    """The largest delta, and which effect has it."""
    best = max(scores, key=lambda score: score.delta.max_delta)
    widest = best.wide if best.wide is not None else best.delta
    delta = max((best.delta, widest), key=lambda delta: delta.max_delta)
    return delta.max_delta, delta.strongest


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
