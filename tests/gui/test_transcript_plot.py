"""The plot of normal and predicted transcripts, painted."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from core.domain.transcript_drawing import BoxState
from core.report.shapes import Ink
from gui.plots.shape_painter import ink_colour
from gui.plots.transcript_plot import TranscriptPlot
from gui.theme import Theme, contrast, load_theme
from tests.core.drawing_examples import EXAMPLES, exon_skipping, minus_strand, pseudoexon


@pytest.fixture
def plot(qtbot: QtBot, theme: Theme) -> TranscriptPlot:
    made = TranscriptPlot(theme)
    qtbot.addWidget(made)
    made.resize(1_000, 400)
    made.show_drawings([exon_skipping()])
    made.show()
    qtbot.waitExposed(made)
    return made


def colours(plot: TranscriptPlot) -> set[str]:
    """All colours that were painted."""
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32)
    return {QColor.fromRgb(int(value)).name() for value in np.unique(pixels)}


def spot_of(plot: TranscriptPlot, words: str) -> QPointF:
    """Point of the scene in the middle of what these words are told of."""
    item, box = plot._items[0], plot._boxes[0]
    scene = item.scene_for(box.width(), *box.viewRange()[0])
    spot = next(one for one in scene.spots if one.words == words)
    inside = QPointF(spot.x + spot.width / 2, spot.y + spot.height / 2)
    return box.sceneBoundingRect().topLeft() + inside


def test_what_is_kept_lost_new_and_the_variant_have_their_colours(
    plot: TranscriptPlot, theme: Theme
):
    painted = colours(plot)
    assert {theme.exon, theme.danger_text, theme.alt, theme.variant, theme.accent} <= painted


def test_the_dark_theme_repaints_everything(plot: TranscriptPlot, theme: Theme):
    dark = load_theme("dark")
    plot.set_theme(dark)
    painted = colours(plot)
    assert {dark.surface, dark.exon, dark.alt} <= painted
    assert not {theme.exon, theme.alt, theme.variant} & painted


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_ink_can_be_told_from_the_ground(name: str):
    theme = load_theme(name)
    for ink in Ink:
        if ink not in (Ink.PAPER, Ink.ON_EXON):
            assert contrast(ink_colour(theme, ink), theme.surface) >= 3, ink
    assert contrast(ink_colour(theme, Ink.ON_EXON), theme.exon) >= 4.5


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_painted_at_its_own_height(
    plot: TranscriptPlot, example: str, theme: Theme
):
    drawing = EXAMPLES[example]()
    plot.show_drawings([drawing])
    assert theme.exon in colours(plot)
    assert plot.height() >= plot._items[0].scene_for(plot.width(), 0, drawing.axis.width).height


def test_several_drawings_stand_below_each_other(plot: TranscriptPlot):
    alone = plot.height()
    plot.show_drawings([exon_skipping(), pseudoexon()])
    assert plot.height() > alone
    assert len(plot.svgs()) == 2
    plot.show_drawings([])
    assert plot.svgs() == ()
    assert plot.accessibleDescription() == "No transcript is drawn."


def test_the_mouse_reads_an_exon_in_words(plot: TranscriptPlot, qtbot: QtBot):
    row = plot._items[0].drawing.rows[1]
    lost = next(box for box in row.boxes if box.state is BoxState.LOST)
    point = spot_of(plot, lost.words)
    with qtbot.waitSignal(plot.hovered) as told:
        plot.scene().sigMouseMoved.emit(point)
    assert told.args == ["exon 4 of 7: lost (130 bases), chr1:12,001–12,130"]
    assert plot.toolTip() == told.args[0]


def test_the_mouse_reads_the_place_between_things(plot: TranscriptPlot):
    lost = next(box for box in plot._items[0].drawing.rows[1].boxes if box.label == "4")
    point = spot_of(plot, lost.words)
    place = plot._boxes[0].sceneBoundingRect()
    below = QPointF(point.x(), place.bottom() - 2)
    position = int(plot.words_at(below).removeprefix("chr1:").replace(",", ""))
    assert abs(position - 12_065) <= 2


def test_keys_zoom_move_and_show_all(plot: TranscriptPlot, qtbot: QtBot):
    box = plot._boxes[0]
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert box.viewRange()[0] == pytest.approx([250, 750])
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert box.viewRange()[0] == pytest.approx([350, 850])
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    qtbot.keyClick(plot, Qt.Key.Key_Minus)
    assert box.viewRange()[0] == pytest.approx([0, 1_000])
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert box.viewRange()[0] == pytest.approx([0, 1_000])


def test_the_view_never_leaves_the_axis(plot: TranscriptPlot):
    for _ in range(20):
        plot.zoom(0.5)
    for _ in range(20):
        plot.move_view(1.0)
    first, last = plot._boxes[0].viewRange()[0]
    assert 0 <= first < last <= 1_000.001
    assert last - first >= 19.9


def test_those_who_cannot_see_it_are_told_everything(plot: TranscriptPlot):
    assert plot.accessibleName() == "Normal and predicted transcripts"
    assert plot.accessibleDescription() == exon_skipping().words
    plot.show_drawings([minus_strand()])
    assert "minus strand" in plot.accessibleDescription()


def test_the_picture_for_export_is_whole_and_light(plot: TranscriptPlot):
    plot.set_theme(load_theme("dark"))
    plot.zoom(0.2)
    (svg,) = plot.svgs()
    root = ET.fromstring(svg)  # noqa: S314 -- our own drawing
    assert root.find("{http://www.w3.org/2000/svg}rect").get("fill") == "#ffffff"
    assert "chr1:3,001" in svg
    assert "chr1:20,200" in svg


def test_a_plot_let_go_takes_nothing_more(plot: TranscriptPlot, theme: Theme):
    plot.let_go()
    plot.show_drawings([pseudoexon()])
    plot.set_theme(theme)
    assert plot.scene().items() == []
