"""Small plots of the sample checks."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from core.domain.assembly import contig_order
from core.domain.sample_checks import N_BALANCE_BINS
from core.samples import SamplePage
from gui.theme import Theme

_LEAST_BALANCE = 50
_HEIGHT, _TWO_LINES = 215, 44
_FEW, _LABEL = 6, 0.4
"""Beside few columns the names of limits have room of their own."""

_NAMED = 3
"""Of more people or pairs the columns are numbered as the table below numbers them."""


class SamplePlot(pg.PlotWidget):
    """A picture to look at: no menu, no dragging."""

    def __init__(self, theme: Theme, title: str, label: str) -> None:
        super().__init__(enableMenu=False, background=theme.surface)
        self.theme = theme
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self.setTitle(title, color=theme.text, size="10pt")
        self.setLabel("left", label, color=theme.muted)
        for name in ("left", "bottom"):
            axis = self.getAxis(name)
            axis.setPen(theme.border)
            axis.setTextPen(theme.muted)
        self.getAxis("left").enableAutoSIPrefix(enable=False)
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName(title)

    def name_columns(self, names: Sequence[str]) -> None:
        """Write a name under each of the columns 0, 1, 2 ..."""
        self.getAxis("bottom").setTicks([list(enumerate(names))])
        if any("\n" in name for name in names):
            self.getAxis("bottom").setHeight(_TWO_LINES)
        room = _LABEL * len(names) if len(names) <= _FEW else 0.0
        self.setXRange(-0.6, len(names) - 0.4 + room, padding=0)

    def draw_limit(self, value: float, words: str) -> None:
        """Draw a dotted line with its name."""
        pen = pg.mkPen(self.theme.muted, style=Qt.PenStyle.DotLine)
        options = {"position": 0.98, "color": self.theme.muted, "anchors": [(1, 1), (1, 1)]}
        options["fill"] = self.theme.surface
        line = pg.InfiniteLine(value, angle=0, pen=pen, label=words, labelOpts=options)
        self.addItem(line)

    def draw_dots(self, values: Sequence[float]) -> None:
        """Draw a dot for each column."""
        places, brush = np.arange(len(values)), pg.mkBrush(self.theme.accent)
        self.addItem(pg.ScatterPlotItem(x=places, y=values, size=11, brush=brush, pen=None))

    def draw_bars(self, values: Sequence[float], colour: str) -> None:
        """Draw a bar for each column."""
        places = np.arange(len(values))
        brush, pen = pg.mkBrush(colour), pg.mkPen(None)
        self.addItem(pg.BarGraphItem(x=places, height=values, width=0.6, brush=brush, pen=pen))


def sex_plot(page: SamplePage, theme: Theme) -> SamplePlot | str:
    """Give the share of heterozygous calls on X, or why there is none."""
    least = page.rules.sex.min_calls.value
    told = [one for one in page.checks.people if one.n_x >= least]
    if not told:
        return f"Sex by X: fewer than {least:.0f} calls on X."
    plot = SamplePlot(theme, "Heterozygous calls on X", "share")
    stated = {one.name: one.sex.value for one in page.pedigree.individuals}
    names = _names(page)
    plot.draw_dots([one.n_x_heterozygous / one.n_x for one in told])
    plot.name_columns([f"{names[one.name]}\n({stated[one.name]})" for one in told])
    plot.draw_limit(page.rules.sex.max_male.value, "male below")
    plot.draw_limit(page.rules.sex.min_female.value, "female above")
    plot.setYRange(-0.05, 1)
    return plot


def kinship_plot(page: SamplePage, theme: Theme) -> SamplePlot | str:
    """Give the kinship of each pair, or why there is none."""
    told = [one for one in page.checks.pairs if one.kinship is not None]
    if not told:
        return "Kinship: one person only, too few calls, or no reference calls in the file."
    plot = SamplePlot(theme, "Kinship", "coefficient")
    values = [one.kinship or 0.0 for one in told]
    plot.draw_dots(values)
    names, between = _names(page), "\n" if len(told) <= _NAMED else "–"
    plot.name_columns([f"{names[one.first]}{between}{names[one.second]}" for one in told])
    limits = page.rules.kinship
    plot.draw_limit(limits.same_person.value, "one person above")
    plot.draw_limit(limits.first_degree.value, "first degree above")
    plot.draw_limit(limits.related.value, "unrelated below")
    plot.setYRange(min(-0.1, *values), 0.55)
    return plot


def balance_plot(page: SamplePage, theme: Theme) -> SamplePlot | str:
    """Give the shares of ALT reads of heterozygous calls, or why there are none."""
    told = [one for one in page.checks.people if sum(one.balance) >= _LEAST_BALANCE]
    if not told:
        return "ALT reads: the file does not count reads (AD) of enough heterozygous calls."
    plot = SamplePlot(theme, "ALT reads of heterozygous calls", "share of calls")
    plot.addLegend(offset=(-4, 2), labelTextColor=theme.text, verSpacing=-6)
    middles = (np.arange(N_BALANCE_BINS) + 0.5) / N_BALANCE_BINS
    colours = (theme.accent, theme.alt, theme.exon, theme.variant)
    names = _names(page)
    for number, one in enumerate(told):
        heights = np.array(one.balance) / sum(one.balance)
        style = _LINES[number // len(colours) % len(_LINES)]
        pen = pg.mkPen(colours[number % len(colours)], width=2, style=style)
        plot.plot(middles, heights, pen=pen, name=names[one.name])
    plot.setLabel("bottom", "share of ALT reads", color=theme.muted)
    plot.setXRange(0, 1.35)
    plot.getAxis("bottom").setTicks([[(share, f"{share:g}") for share in (0, 0.25, 0.5, 0.75, 1)]])
    return plot


def error_plot(page: SamplePage, theme: Theme) -> SamplePlot | str:
    """Give Mendelian errors per chromosome, or why there are none."""
    told = sorted(
        (one for one in page.checks.chromosomes if one.n_trio),
        key=lambda one: contig_order(one.chrom),
    )
    if not told:
        return "Mendelian errors: both parents have to be called in the file."
    plot = SamplePlot(theme, "Mendelian errors by chromosome", "per cent")
    plot.draw_bars([100 * one.n_errors / one.n_trio for one in told], theme.accent)
    plot.name_columns([one.chrom.removeprefix("chr") for one in told])
    plot.draw_limit(100 * page.rules.parent.max_errors.value, "raised above")
    most = max(6.0, *(100 * one.n_errors / one.n_trio for one in told))
    plot.setYRange(0, 1.15 * most)
    plot.setToolTip(
        "\n".join(f"{one.chrom}: {one.n_errors:,} of {one.n_trio:,} places" for one in told)
    )
    return plot


def runs_plot(page: SamplePage, theme: Theme) -> SamplePlot | str:
    """Give the share of the autosomes in runs of homozygosity, or why there is none."""
    told = ((one.name, one.homozygous_share) for one in page.checks.people)
    known = {name: 100 * share for name, share in told if share is not None}
    if not known:
        return "Runs of homozygosity: too few calls to look for them."
    plot = _bars_of_people(page, known, SamplePlot(theme, "Runs of homozygosity", "% of autosomes"))
    limit = 100 * page.rules.runs.consanguinity.value
    plot.draw_limit(limit, "parents may be related above")
    plot.setYRange(0, max(2 * limit, *(1.15 * share for share in known.values())))
    return plot


def ratio_plot(page: SamplePage, theme: Theme) -> SamplePlot | str:
    """Give heterozygous calls for one homozygous call, or why there are none."""
    known = {one.name: one.het_hom for one in page.checks.people if one.het_hom is not None}
    if not known:
        return "Heterozygous for one homozygous call: no homozygous calls."
    title = "Heterozygous for one homozygous call"
    plot = _bars_of_people(page, known, SamplePlot(theme, title, "calls"))
    plot.setYRange(0, 1.15 * max(known.values()))
    return plot


def _bars_of_people(page: SamplePage, values: Mapping[str, float], plot: SamplePlot) -> SamplePlot:
    names = _names(page)
    plot.draw_bars(list(values.values()), plot.theme.accent)
    plot.name_columns([names[name] for name in values])
    return plot


def _names(page: SamplePage) -> dict[str, str]:
    """Names of people as columns show them: of many, the numbers of the table."""
    people = [one.name for one in page.checks.people]
    is_few = len(people) <= _NAMED
    return {name: name if is_few else str(number) for number, name in enumerate(people, 1)}


_LINES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)

PLOTS = (sex_plot, kinship_plot, balance_plot, error_plot, runs_plot, ratio_plot)
