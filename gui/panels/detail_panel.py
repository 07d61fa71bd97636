"""Everything about the variant under the cursor."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from core.change import Change
from core.domain.attribution import Attribution, AttributionMethod
from core.domain.score import SpliceTrack
from core.report.asked import splicing_words
from core.report.explained import told_motif
from core.review import VariantDetail
from core.session import CaseReader
from gui.panels.detail_header import DetailHeader
from gui.panels.evidence_reading import EvidenceReading
from gui.panels.explain_bar import About, ExplainBar
from gui.panels.facts_html import facts_html
from gui.panels.live_explanation import LiveExplanation
from gui.panels.preview_strip import PreviewStrip
from gui.panels.region_tab import RegionTab
from gui.panels.stretches import stretches_of
from gui.panels.transcript_tab import TranscriptTab
from gui.plots.plot_data import OF_SITES, PlotData
from gui.plots.variant_plot import VariantPlot
from gui.state import Answer, CaseState
from gui.theme import Theme

_FULL_TRACK = 4_999
_REST = 900
_LOW, _NARROW = 420, 800
"""Pixels below which the heading takes smaller letters."""


class DetailPanel(QWidget):
    """Facts, reasons and plots of one variant.

    Signals
    -------
    mark_asked, note_asked
        Variant id (and the mark): the person decides.
    explain_asked
        Variant, effect or track, and method to explain per base.
    track_asked
        Variant id whose complete track is wanted (it rested under the cursor).
    values_asked
        Variant id that was not looked up in the tracks and tables of this computer.
    """

    mark_asked = Signal(object, object)
    note_asked = Signal(object)
    explain_asked = Signal(object, object, object)
    track_asked = Signal(object)
    values_asked = Signal(object)

    def __init__(self, state: CaseState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._theme = state, theme
        self.evidence = EvidenceReading(state, self)
        self._variant_id: int | None = None
        self._detail: VariantDetail | None = None
        self._explaining: set[int] = set()
        self._is_awaited = False
        self._build_ui()
        self._connect()

    @property
    def detail(self) -> VariantDetail | None:
        """What is shown, None while nothing is."""
        return self._detail

    def show_variant(self, variant_id: int | None) -> None:
        """Show a variant; None for an empty panel."""
        self._variant_id = variant_id
        self._is_awaited = False
        self._live.clear()
        self._rest.stop()
        if variant_id is None:
            self._detail = None
            self.preview.set_detail(None)
            self.evidence.set_detail(None)
            self._stack.setCurrentIndex(0)
            return
        self._ask()

    def set_explaining(self, variant_id: int, *, is_running: bool) -> None:
        """Tell that an explanation of a variant is being computed, or no longer is."""
        (self._explaining.add if is_running else self._explaining.discard)(variant_id)
        drawn = self._live.of(variant_id)
        self._is_awaited = not is_running and variant_id == self._variant_id and drawn is None
        if is_running or (drawn is not None and not drawn.is_final):
            self._live.clear()
        self._show_explanation()

    def show_so_far(self, variant_id: int, attribution: Attribution) -> None:
        """Show as much of an explanation as is known, if its variant is shown."""
        if variant_id == self._variant_id:
            self._live.take(variant_id, attribution)

    def let_go(self) -> None:
        """Show and ask nothing any more: the window closes."""
        self._variant_id = None
        self._rest.stop()
        self._live.clear()
        self.plot.let_go()
        self.transcripts.let_go()
        self.region.let_go()

    def set_upright(self, *, is_upright: bool) -> None:
        """Stack plots above facts, for a narrow place beside the list."""
        self.split.setOrientation(
            Qt.Orientation.Vertical if is_upright else Qt.Orientation.Horizontal
        )
        self.split.insertWidget(int(is_upright), self.facts)
        window = self.window().size()
        facts = (
            round(0.27 * window.height()) if is_upright else max(360, round(0.33 * window.width()))
        )
        # The plots stretch: what is said of them does not matter.
        self.split.setSizes([900, facts] if is_upright else [min(430, facts), 900])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take smaller letters where there is little room."""
        super().resizeEvent(event)
        self.header.set_small(is_small=self.height() < _LOW or self.width() < _NARROW)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.plot.set_theme(theme)
        self.transcripts.set_theme(theme)
        self.region.set_theme(theme)
        self._show_facts()

    def _build_ui(self) -> None:
        self.header = DetailHeader()
        self.preview = PreviewStrip()
        self.facts = QTextBrowser(openLinks=False)
        self.facts.setAccessibleName("Facts and reasons")
        self.facts.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.facts.setMinimumWidth(300)
        self.plot = VariantPlot(self._theme)
        self.bar = ExplainBar(self.plot)
        self.hover = QLabel(OF_SITES)
        self.hover.setProperty("role", "muted")
        self.hover.setContentsMargins(8, 0, 8, 4)
        sites = QWidget()
        column = QVBoxLayout(sites)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        room = QScrollArea(widgetResizable=True)
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setWidget(self.plot)
        for widget, stretch in ((self.bar, 0), (room, 1), (self.hover, 0)):
            column.addWidget(widget, stretch)
        self.transcripts = TranscriptTab(self._theme)
        self.region = RegionTab(self._state, self._theme)
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(sites, "Sites and bases")
        self.tabs.addTab(self.transcripts, "Transcript and protein")
        self.tabs.addTab(self.region, "Region")
        self.split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.split.addWidget(self.facts)
        self.split.addWidget(self.tabs)
        self.split.setSizes([430, 900])
        self.split.setStretchFactor(1, 1)
        self._arrange()

    def _arrange(self) -> None:
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.preview)
        column.addWidget(self.split, stretch=1)
        hint = "Choose a candidate to see what is predicted, and why."
        empty = QLabel(hint, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        empty.setProperty("role", "muted")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(full)

    def _connect(self) -> None:
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._on_rested)
        self._live = LiveExplanation(self)
        self._live.sharpened.connect(self._on_sharpened)
        self._state.changed.connect(self._on_changed)
        self._state.answered.connect(self._on_answered)
        self.evidence.changed.connect(self._show_facts)
        self.plot.hovered.connect(self._on_hovered)
        self.header.mark_asked.connect(self._on_mark)
        self.header.note_asked.connect(self._on_note)
        self.bar.explain_asked.connect(self._on_explain)
        self.bar.choice_changed.connect(self._show_explanation)

    def _ask(self) -> None:
        if self._variant_id is not None and self._state.is_open:
            self._state.ask("detail", partial(_read_detail, self._variant_id))

    def _show(self, detail: VariantDetail) -> None:
        before = self._detail
        is_same = before is not None and before.facts.variant_id == detail.facts.variant_id
        self._detail = detail
        self._stack.setCurrentIndex(1)
        self.header.show_detail(detail)
        self.header.show_decision(self._state.decision(detail.facts.variant_id))
        self.preview.set_detail(detail)
        self.evidence.set_detail(detail)
        info = self._state.info
        tissues = info.tissues_of_interest if info else ()
        if not is_same or not self.bar.offers(detail, tissues):
            self.bar.set_detail(detail, tissues)
        self._show_facts()
        self.transcripts.show_detail(detail)
        self.region.show_detail(detail)
        self._show_plot(keep_range=is_same)
        if not is_same or (before is not None and not before.tracks):
            self._rest.start()

    def _show_facts(self) -> None:
        if self._detail is None or self._state.info is None:
            return
        bar = self.facts.verticalScrollBar()
        place = bar.value()
        self.facts.setHtml(
            facts_html(self._detail, self._state.info, self._theme, self.evidence.html(self._theme))
        )
        bar.setValue(place)

    def _show_plot(self, *, keep_range: bool) -> None:
        if self._detail is None:
            return
        attribution = self._explained(self._detail)
        data = PlotData(
            self._detail.facts.variant,
            self._detail.transcripts,
            _best_track(self._detail),
            attribution,
            splicing_words(self._detail.facts),
            told_motif(attribution, self._detail) if attribution else None,
            stretches_of(self._detail, self._state.info),
        )
        self.plot.show_variant(data, keep_range=keep_range)
        if attribution is not None and self._is_awaited:
            self._is_awaited = False
            self.plot.show_letters()
        self.hover.setText(self.plot.legend)
        is_running = self._detail.facts.variant_id in self._explaining
        self.bar.show_state(attribution, is_running=is_running)

    def _explained(self, detail: VariantDetail) -> Attribution | None:
        """What is stored for the choice made, or else what is known of it so far."""
        live = self._live.of(detail.facts.variant_id)
        return self.bar.chosen([*detail.attributions, *([live] if live else [])])

    def _show_explanation(self) -> None:
        self._show_plot(keep_range=True)

    def _on_sharpened(self) -> None:
        if self._detail is None or self._detail.facts.variant_id != self._variant_id:
            return
        attribution = self._explained(self._detail)
        motif = told_motif(attribution, self._detail) if attribution else None
        is_first = self.plot.show_explanation(attribution, motif)
        if is_first:
            self.plot.show_letters()
        self.bar.show_state(attribution, is_running=self._variant_id in self._explaining)

    def _on_changed(self, change: Change) -> None:
        if change.case:
            self.show_variant(None)
            return
        concerned = not change.variant_ids or self._variant_id in change.variant_ids
        if change.candidates and concerned:
            self._ask()
        if change.decisions and self._detail is not None and concerned:
            self.header.show_decision(self._state.decision(self._detail.facts.variant_id))

    def _on_answered(self, answer: Answer) -> None:
        if not isinstance(answer.value, VariantDetail):
            return
        if answer.value.facts.variant_id == self._variant_id:
            self._show(answer.value)

    def _on_hovered(self, words: str) -> None:
        self.hover.setText(words or self.plot.legend)

    def _on_mark(self, mark: object) -> None:
        self.mark_asked.emit(self._variant_id, mark)

    def _on_note(self) -> None:
        self.note_asked.emit(self._variant_id)

    def _on_explain(self, about: About, method: AttributionMethod) -> None:
        if self._detail is not None:
            self.explain_asked.emit(self._detail.facts.variant, about, method)

    def _on_rested(self) -> None:
        if self._detail is None:
            return
        if any(says.value is None for says in self._detail.local):
            self.values_asked.emit(self._detail.facts.variant_id)
        if not self._detail.facts.scores:
            return
        track = _best_track(self._detail)
        if track is None or not (track.is_complete and track.distance >= _FULL_TRACK):
            self.track_asked.emit(self._detail.facts.variant_id)


def _read_detail(variant_id: int, reader: CaseReader) -> VariantDetail:
    return reader.detail(variant_id)


def _best_track(detail: VariantDetail) -> SpliceTrack | None:
    """The track in the transcript with the largest delta, the widest one stored."""
    scores = sorted(detail.facts.scores, key=lambda score: -score.delta.max_delta)
    order = {score.transcript_id: place for place, score in enumerate(scores)}
    known = sorted(
        detail.tracks, key=lambda track: (order.get(track.transcript_id, 99), -track.distance)
    )
    return next(iter(known), None)
