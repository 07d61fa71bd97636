"""Deletions drawn below the transcripts."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor

from core.domain.interval import Interval, IntervalKind
from core.domain.sample import Genotype
from core.pipeline.intake import read_case
from core.pipeline.rank import rank_case
from core.pipeline.score import score_case
from core.session import CaseReader
from gui.panels.stretches import stretches_of
from gui.plots.gene_strip import GeneStripItem
from gui.plots.plot_data import PlotData
from gui.plots.stretches import MAX_STRETCHES, Stretch, shown
from gui.plots.variant_plot import VariantPlot
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive
from tests.gui.test_variant_plot import DATA


def stretch(start: int, *, is_loss: bool = True) -> Stretch:
    return Stretch(start, start + 500, "deletion 500 bases", f"words {start}", is_loss)


def test_losses_come_first_and_no_more_than_fit_are_drawn():
    rows = [stretch(9, is_loss=False), *(stretch(start) for start in (4, 3, 2, 1))]
    assert [one.start for one in shown(rows)] == [1, 2, 3]
    assert len(shown(rows)) == MAX_STRETCHES


def test_a_stretch_takes_a_row_and_the_mouse_tells_it(theme, qapp):
    strip = GeneStripItem(theme)
    assert strip.set_transcripts((), 1_000, 5_000) == 1
    assert strip.set_transcripts((), 1_000, 5_000, [stretch(900)]) == 2
    assert strip.words_at(0, -1.5) == "words 900"
    assert strip.words_at(-100, -1.5) == ""
    assert strip.words_at(-99, -1.5) == "words 900"
    assert strip.words_at(401, -1.5) == ""


@pytest.mark.parametrize("is_loss", [True, False])
def test_the_bar_is_painted_in_its_colour(qtbot, theme, is_loss):
    pos = DATA.variant.pos
    plot = VariantPlot(theme)
    qtbot.addWidget(plot)
    plot.resize(900, 500)
    plot.show()
    bar = Stretch(pos - 90, pos + 90, "deletion", "deletion", is_loss)
    plot.show_variant(replace(DATA, stretches=(bar,)))
    colour = QColor(theme.danger_text if is_loss else theme.accent).rgb()
    image = plot.grab().toImage()
    found = sum(
        image.pixel(x, y) == colour
        for y in range(0, image.height(), 2)
        for x in range(0, image.width(), 4)
    )
    assert found > 20
    plot.show_variant(PlotData(DATA.variant, DATA.transcripts, DATA.track, None))
    assert plot.grab().toImage() != image


def test_the_detail_of_a_variant_knows_the_deletions_around_it(tmp_path):
    world = World(tmp_path)
    world.add(20_900, world.base(20_900), "<DEL>", "END=22000", calls=("0/1", "0/0", "0/1"))
    world.add(20_950, world.base(20_950), "<DEL>", "END=22000", calls=("0/0", "0/1", "0/0"))
    world.add(PLUS[1][1] + 1, calls=("1/1", "0/1", "0/1"))
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    drive(rank_case(spec.case))
    with CaseReader(spec.case) as reader:
        (bar,) = stretches_of(reader.detail(1), reader.info())
    assert (bar.start, bar.end, bar.is_loss) == (20_900, 22_000, True)
    assert bar.label == "deletion 1.1 kb, patient heterozygous"


def test_who_is_called_without_it_does_not_carry_it():
    reference, unknown = Genotype(0, 2, 2), Genotype(0, 0, 2)
    one = Interval(
        "chr1", 0, 9, IntervalKind.DELETION, "<DEL>", 1, 1, genotypes=(reference, unknown)
    )
    assert [one.may_be_carried_by(person) for person in range(3)] == [False, True, True]
