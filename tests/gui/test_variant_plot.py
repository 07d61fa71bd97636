"""The stacked plot, painted."""

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from core.domain.assembly import Assembly
from core.domain.attribution import AlleleAttribution, AttributionMethod
from core.domain.motif import Motif, MotifChange, MotifHit
from core.domain.regulatory_track import RegulatoryTrack
from core.domain.variant import Variant
from gui.plots.plot_data import PlotData
from gui.plots.variant_plot import READABLE, VariantPlot
from gui.theme import Theme, load_theme
from tests.gui.case_files import CAUSAL, NF1, attribution, track, variant
from tests.gui.metronome import slowness

DATA = PlotData(variant(CAUSAL), (NF1,), track(0.96), attribution())


@pytest.fixture
def plot(qtbot: QtBot, theme: Theme) -> VariantPlot:
    made = VariantPlot(theme)
    qtbot.addWidget(made)
    made.resize(1_000, 520)
    made.show_variant(DATA)
    made.show()
    qtbot.waitExposed(made)
    return made


def colours(plot: VariantPlot) -> set[str]:
    """All colours that were painted."""
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32)
    return {QColor.fromRgb(int(value)).name() for value in np.unique(pixels)}


def place(plot: VariantPlot, row: int, offset: float, value: float) -> QPointF:
    """Point of the scene of an offset and a value in one of the rows."""
    return plot._plots[row].vb.mapViewToScene(QPointF(offset, value))


def test_close_up_ref_alt_and_bases_are_drawn_in_their_colours(plot: VariantPlot, theme: Theme):
    plot.show_around(40)
    painted = colours(plot)
    assert {theme.ref, theme.alt, theme.base_g, theme.base_t, theme.exon} <= painted


def test_the_dark_theme_repaints_everything(plot: VariantPlot, theme: Theme):
    dark = load_theme("dark")
    plot.set_theme(dark)
    painted = colours(plot)
    assert {dark.surface, dark.ref, dark.alt} <= painted
    assert not {theme.ref, theme.alt} & painted


@pytest.mark.parametrize("reach", [20, 500, 5_000])
def test_every_level_of_detail_paints(plot: VariantPlot, reach: int, theme: Theme):
    plot.show_around(reach)
    assert theme.ref in colours(plot)


def test_all_rows_show_the_same_range(plot: VariantPlot):
    plot.show_around(500)
    ranges = {tuple(np.round(row.vb.viewRange()[0], 1)) for row in plot._plots}
    assert ranges == {(-500.5, 500.5)}


def test_all_rows_begin_at_the_same_column(plot: VariantPlot, qtbot: QtBot):
    qtbot.wait(50)
    lefts = {round(row.vb.sceneBoundingRect().left()) for row in plot._plots}
    assert len(lefts) == 1


def test_the_mouse_reads_a_site_a_base_and_a_gene_in_words(plot: VariantPlot, qtbot: QtBot):
    plot.show_around(40)
    qtbot.wait(50)
    assert plot.words_at(place(plot, 1, -1, 0.5)).startswith("donor site at 31,327,484: REF 0.98")
    assert plot.words_at(place(plot, 3, 1, 0.2)) == "T at 31,327,486: +0.680 (supports the site)"
    assert "exon 3 of 7" in plot.words_at(place(plot, 0, -5, -0.5))


def test_keys_zoom_move_and_fit(plot: VariantPlot, qtbot: QtBot):
    plot.show_around(500)
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert plot._visible() == pytest.approx((-250.25, 250.25))
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot._visible()[0] > -250
    qtbot.keyClick(plot, Qt.Key.Key_0)
    low, high = plot._visible()
    assert low < -184
    assert high > 22


def test_a_new_explanation_of_the_same_variant_keeps_what_is_in_view(plot: VariantPlot):
    plot.show_around(77)
    plot.show_variant(DATA, keep_range=True)
    assert plot._visible() == pytest.approx((-77.5, 77.5))


def test_a_stored_explanation_is_first_shown_with_letters_where_the_sites_fit(
    qtbot: QtBot, theme: Theme
):
    near = PlotData(variant(CAUSAL), (NF1,), None, attribution())
    made = VariantPlot(theme)
    qtbot.addWidget(made)
    made.resize(1_000, 520)
    made.show()
    made.show_variant(near)
    low, high = made._visible()
    assert made._plots[3].vb.width() / (high - low) >= READABLE - 0.5
    made.show_variant(DATA)
    assert made._visible()[0] < -184
    qtbot.keyClick(made, Qt.Key.Key_L)
    low, high = made._visible()
    assert made._plots[3].vb.width() / (high - low) >= READABLE - 0.5


def test_a_long_deletion_is_hatched_and_named_once(plot: VariantPlot):
    deleted = Variant(Assembly.GRCH38, "chr17", CAUSAL, "C" * 1_185, "C")
    plot.show_variant(PlotData(deleted, (NF1,), track(0.96), attribution()))
    assert all(mark.is_wide for mark in plot._marks)
    assert [mark.words for mark in plot._marks].count("1,184 bases deleted") == 1
    plot.show_variant(DATA)
    assert not any(mark.is_wide or mark.words for mark in plot._marks)


def test_without_a_track_there_is_one_row_for_the_message_and_none_for_alt(plot: VariantPlot):
    plot.show_variant(PlotData(variant(CAUSAL), (NF1,), None, None, "Not scored."))
    assert [row.isVisible() for row in plot._plots] == [True, True, *[False] * 5]
    assert plot._plots[1].left.labelText == ""


@pytest.mark.parametrize("message", ["Not scored. This does not mean harmless.", ""])
def test_without_a_track_the_plot_says_why(qtbot: QtBot, theme: Theme, message: str):
    made = VariantPlot(theme)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show_variant(PlotData(variant(CAUSAL), (NF1,), None, None, message))
    made.show()
    made._plots[0].hide()
    assert (theme.text in colours(made)) == bool(message)


@pytest.mark.alone
def test_ten_thousand_explained_bases_are_painted_in_a_blink(plot: VariantPlot):
    reach = 5_000
    rng = np.random.default_rng(1)
    offsets = np.arange(-reach, reach + 1, dtype=np.int32)
    bases = "".join(rng.choice(list("ACGT"), len(offsets)))
    values = rng.normal(0, 0.1, len(offsets)).astype(np.float32)
    plot._explained.logos[0].set_allele(
        AlleleAttribution("ref", bases, offsets, values, None, 0.9), 0.5, (0, 1)
    )
    plot.show_around(reach)
    plot.grab()
    began = time.perf_counter()
    plot.grab()
    assert time.perf_counter() - began < 0.25 * slowness()


MOTIF = Motif("MA0001.1", "FACTOR", "", "", ((9, 0, 0, 0), (0, 9, 0, 0), (0, 0, 0, 9)))
PLUS = MotifChange(MOTIF, MotifHit(-1, "+", 6.0, 1e-4), MotifHit(-1, "-", 1.0, 0.02))
TRACK = RegulatoryTrack("HepG2", "MPRA", "HepG2")


def of_track() -> PlotData:
    explained = replace(attribution(), effect=None, track=TRACK, strand="", transcript_id="")
    return PlotData(variant(CAUSAL), (NF1,), None, explained, "Splicing waits.", PLUS)


def columns(plot: VariantPlot, allele: int) -> dict[int, str]:
    """The base that the motif has at each offset."""
    item = plot._explained.motifs[allele]
    offsets = attribution().ref.offsets
    return {
        int(offsets[at]): "ACGT"[int(heights.argmax())] for at, heights in item._columns.items()
    }


def test_the_motif_stands_under_the_bases_of_each_allele_as_its_strand_reads(plot: VariantPlot):
    plot.show_variant(of_track())
    assert columns(plot, 0) == {-1: "A", 0: "C", 1: "T"}
    assert columns(plot, 1) == {-1: "A", 0: "G", 1: "T"}
    assert [row.isVisible() for row in plot._plots] == [True, True, False, True, True, True, True]


def test_a_motif_is_named_with_how_well_it_fits_each_allele(plot: VariantPlot, qtbot: QtBot):
    plot.show_variant(of_track())
    plot.show_around(40)
    qtbot.wait(50)
    assert plot.words_at(place(plot, 5, 0.2, 1.0)) == (
        "FACTOR (MA0001.1), plus strand: p 1e-04, 6.0 bits; here mostly C (1.0 bits)"
    )
    assert "minus strand: p 2e-02, 1.0 bits; here mostly G" in plot.words_at(
        place(plot, 6, 0.2, 1.0)
    )


def test_each_motif_stands_right_below_its_bases_and_in_their_colours(
    plot: VariantPlot, qtbot: QtBot, theme: Theme
):
    plot.show_variant(of_track())
    plot.show_around(30)
    qtbot.wait(50)
    tops = [plot._plots[at].sceneBoundingRect().top() for at in (3, 5, 4, 6)]
    assert tops == sorted(tops)
    assert {theme.base_a, theme.base_t, theme.base_g} <= colours(plot)


def test_without_a_motif_its_rows_take_no_room(plot: VariantPlot):
    plot.show_variant(of_track())
    plot.show_variant(DATA)
    assert not any(row.isVisible() for row in plot._explained.motif_rows)


def test_a_method_without_sign_tells_no_direction(plot: VariantPlot):
    unsigned = replace(attribution(), method=AttributionMethod.ATTENTION_ROLLOUT)
    plot.show_explanation(unsigned)
    base = int(unsigned.ref.contribution.argmax())
    words = plot._explained.words_at(0, float(unsigned.ref.offsets[base]), 1_000)
    assert words.endswith("(the network looks here; the direction is not told)")
