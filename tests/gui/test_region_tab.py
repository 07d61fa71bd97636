"""The page of a region: painted, zoomed, scanned while one looks."""

import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from core.job import Progress
from core.pipeline.spec import ScanSpec
from gui.jobs import Outcome
from gui.main_window import MainWindow
from gui.main_window.work import SCAN
from gui.pace import Pace
from gui.plots.region_plot import RegionPlot
from gui.theme import Theme, load_theme
from tests.core.report.region_examples import PLACE, POS, region, scan


@pytest.fixture
def plot(qtbot: QtBot, theme: Theme) -> RegionPlot:
    made = RegionPlot(theme)
    qtbot.addWidget(made)
    made.resize(1_000, 400)
    made.show()
    qtbot.waitExposed(made)
    made.show_region(region(), scan())
    return made


def colours(plot: RegionPlot) -> set[str]:
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32)
    return {QColor.fromRgb(int(value)).name() for value in np.unique(pixels)}


def test_genes_activity_and_variant_have_their_colours(plot: RegionPlot, theme: Theme):
    assert {theme.exon, theme.accent, theme.variant} <= colours(plot)


def test_the_dark_theme_repaints_everything(plot: RegionPlot, theme: Theme):
    dark = load_theme("dark")
    plot.set_theme(dark)
    painted = colours(plot)
    assert {dark.surface, dark.exon, dark.accent} <= painted
    assert not {theme.exon, theme.accent} & painted


def test_keys_zoom_move_and_fit(plot: RegionPlot, qtbot: QtBot):
    first, last = plot._box.viewRange()[0]
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    inner = plot._box.viewRange()[0]
    assert inner[1] - inner[0] == pytest.approx((last - first) / 2)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot._box.viewRange()[0][0] > inner[0]
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert plot._box.viewRange()[0] == pytest.approx([first, last])


def test_a_scan_that_grows_does_not_move_the_view(plot: RegionPlot):
    plot.show_around(POS, 500)
    before = plot._box.viewRange()[0]
    plot.show_region(region(), scan(n_known=50_000))
    assert plot._box.viewRange()[0] == before


def test_a_hundred_thousand_bases_are_painted_within_a_frame(plot: RegionPlot):
    started = time.process_time()
    for _ in range(10):
        plot.zoom(0.98)
        plot.grab()
    assert (time.process_time() - started) / 10 < 0.1


@pytest.fixture
def on_page(window: MainWindow, case: Path, qtbot: QtBot) -> MainWindow:
    window.open_case(case)
    qtbot.waitUntil(lambda: window.detail.detail is not None, timeout=10_000)
    window.detail.tabs.setCurrentWidget(window.detail.region)
    qtbot.waitUntil(lambda: window.detail.region._view is not None, timeout=10_000)
    return window


def test_the_empty_page_says_what_it_is_and_has_a_button(on_page: MainWindow):
    page = on_page.detail.region
    assert page.empty.isVisible()
    assert "Not scanned" in page.what.text()
    assert page.scan.isEnabled()
    assert not page.again.isVisible()
    assert page.title.text().startswith("chr")


def test_the_button_asks_for_the_region_with_the_variant(
    on_page: MainWindow, monkeypatch: pytest.MonkeyPatch
):
    asked: list[ScanSpec] = []
    monkeypatch.setattr(on_page.work, "scan", asked.append)
    on_page.detail.region.scan.click()
    (spec,) = asked
    view = on_page.detail.region._view
    assert spec.region == f"{view.place.chrom}:{view.place.start + 1}-{view.place.end}"
    assert spec.variant == on_page.detail.detail.facts.variant.spelled


def test_a_scan_fills_in_while_one_looks_and_stays(on_page: MainWindow):
    page = on_page.detail.region
    page._view = region()
    part = Progress("scanning", 2, 14, "chunks", "MPRA-DragoNN", so_far=scan(n_known=30_000))
    on_page.runner.progressed.emit(SCAN, Pace(part, None, None))
    assert page.told.text() == "Scanning: 2 of 14 parts. MPRA-DragoNN"
    assert not page.empty.isVisible()
    assert not page.again.isEnabled()
    assert page._scans[PLACE].activities[0].values[40_000:].size
    on_page.runner.ended.emit(Outcome(SCAN, scan()))
    assert page.again.isVisible()
    assert page.again.isEnabled()
    assert "not measured" in page.told.text()


def test_a_scan_that_was_stopped_can_be_asked_for_again(on_page: MainWindow):
    page = on_page.detail.region
    page.show_progress(Progress("scanning", 1, 14, so_far=None))
    on_page.runner.ended.emit(Outcome(SCAN, is_cancelled=True))
    assert page.empty.isVisible()


def test_alt_of_another_variant_is_not_shown(on_page: MainWindow):
    page = on_page.detail.region
    other = region()
    object.__setattr__(other, "selected", None)
    page._view = other
    page.end_scan(scan())
    assert page.plot._item._scan.alt is None
