"""The region around a variant: genes, elements, and predicted activity base by base."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.change import Change
from core.domain.activity import RegionScan
from core.job import Progress
from core.region import RegionView, region_around, region_view
from core.review import VariantDetail
from core.session import CaseReader
from gui.panels.buttons import label, push_button
from gui.plots.region_plot import RegionPlot
from gui.state import Answer, CaseState
from gui.theme import Theme

if TYPE_CHECKING:
    from core.domain.element import Stretch

_WHAT = (
    "Not scanned. A scan predicts at every base of this region how active the sequence is in "
    "reporter assays and how strongly CTCF binds, and marks predicted elements."
)
_LEGEND = (
    "Filled: reference; line: with the variant. Dotted: threshold of elements. "
    "Blank: unknown bases. Predicted from the sequence alone, not measured."
)
_KEPT_SCANS = 8
_ASKED = "region"
_NEAR = 1_000
"""Bases on either side of the variant that are shown close up."""


class RegionTab(QWidget):
    """A page beside the plot of sites.

    Signals
    -------
    scan_asked
        A region as text, and the variant whose ALT is wanted too (`chrom-pos-ref-alt`).
    """

    scan_asked = Signal(str, str)

    def __init__(self, state: CaseState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._detail: VariantDetail | None = None
        self._view: RegionView | None = None
        self._scans: dict[Stretch, RegionScan] = {}
        self._is_running = False
        self.plot = RegionPlot(theme)
        self.title = QLabel()
        self.told = label("", "muted", wraps=True)
        self.what = label(_WHAT, "muted", wraps=True)
        self.scan = push_button("Scan this region", "Predict regulatory activity base by base")
        self.again = push_button("Scan again", "Predict regulatory activity once more")
        self.near = push_button("Near the variant", "Show the bases around the variant")
        self.whole = push_button("Whole region", "Show all of the region (0)")
        self._build_ui()
        self._connect()

    def show_detail(self, detail: VariantDetail) -> None:
        """Show the region of a variant."""
        self._detail = detail
        if self.isVisible():
            self._ask()

    def show_progress(self, progress: Progress) -> None:
        """Show as much of a scan as is known."""
        self._is_running = True
        if isinstance(progress.so_far, RegionScan):
            self._take(progress.so_far)
        if progress.total:
            part = f"{progress.done} of {progress.total} parts"
            self.told.setText(f"Scanning: {part}. {progress.message}")
        self._show()

    def end_scan(self, scan: RegionScan | None) -> None:
        """Show a scan that ended; None for one that was stopped or failed."""
        self._is_running = False
        if scan is not None:
            self._take(scan)
            self._ask()
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.plot.set_theme(theme)

    def let_go(self) -> None:
        """Draw nothing any more: the window closes."""
        self.plot.let_go()

    def _build_ui(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 6, 8, 2)
        bar.addWidget(self.title)
        bar.addStretch(1)
        bar.setSpacing(6)
        for button in (self.near, self.whole, self.again):
            bar.addWidget(button)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.plot)
        rows.addWidget(self._empty())
        rows.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(scroll, stretch=1)
        self.told.setContentsMargins(8, 2, 8, 4)
        column.addWidget(self.told)

    def _empty(self) -> QWidget:
        """What a scan is, and the button that starts one."""
        self.empty = QWidget()
        rows = QVBoxLayout(self.empty)
        rows.setContentsMargins(40, 40, 40, 8)
        self.what.setAlignment(Qt.AlignmentFlag.AlignCenter)
        rows.addWidget(self.what)
        rows.addWidget(self.scan, alignment=Qt.AlignmentFlag.AlignHCenter)
        return self.empty

    def _connect(self) -> None:
        self.scan.clicked.connect(self._on_scan)
        self.again.clicked.connect(self._on_scan)
        self.whole.clicked.connect(self.plot.show_all)
        self.near.clicked.connect(self._on_near)
        self.plot.hovered.connect(self._on_hovered)
        self._state.answered.connect(self._on_answered)
        self._state.changed.connect(self._on_changed)

    def _ask(self) -> None:
        if self._detail is not None and self._state.is_open:
            self._state.ask(_ASKED, partial(_read_region, self._detail))

    def _take(self, scan: RegionScan) -> None:
        self._scans.pop(scan.place, None)
        self._scans[scan.place] = scan
        while len(self._scans) > _KEPT_SCANS:
            del self._scans[next(iter(self._scans))]

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        scan = self._scans.get(view.place)
        self.title.setText(view.place.words)
        self.near.setEnabled(view.selected is not None)
        self.empty.setVisible(scan is None and not self._is_running)
        self.again.setVisible(scan is not None)
        self.again.setEnabled(not self._is_running)
        if not self._is_running:
            self.told.setText(_LEGEND if scan is not None else "")
        self.plot.show_region(view, _of_variant(scan, view))

    def _on_answered(self, answer: Answer) -> None:
        if answer.kind == _ASKED and isinstance(answer.value, RegionView):
            self._view = answer.value
            self._show()

    def _on_changed(self, change: Change) -> None:
        if change.case:
            self._detail = self._view = None
            self._scans.clear()

    def _on_scan(self) -> None:
        view = self._view
        if view is not None:
            spelled = view.selected.spelled if view.selected is not None else ""
            place = view.place
            region = f"{place.chrom}:{place.start + 1}-{place.end}"
            self.scan_asked.emit(region, spelled)

    def _on_near(self) -> None:
        if self._view is not None and self._view.selected is not None:
            self.plot.show_around(self._view.selected.pos, _NEAR)

    def _on_hovered(self, words: str) -> None:
        if not self._is_running and self._view is not None:
            known = self._view.place in self._scans
            self.told.setText(words or (_LEGEND if known else ""))

    def showEvent(self, event: object) -> None:
        """Read the region only when it is looked at."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._ask()


def _of_variant(scan: RegionScan | None, view: RegionView) -> RegionScan | None:
    """Leave out the ALT of another variant."""
    if scan is None or scan.alt is None:
        return scan
    is_same = view.selected is not None and view.selected.spelled == scan.alt.spelled
    return (
        scan if is_same else RegionScan(scan.place, scan.activities, scan.predicted, scan.rule_set)
    )


def _read_region(detail: VariantDetail, reader: CaseReader) -> RegionView:
    variant = detail.facts.variant
    symbols = [one.gene_symbol for one in detail.transcripts]
    place = region_around(reader.store, variant, symbols)
    return region_view(reader.store, place, variant)
