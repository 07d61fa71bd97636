"""The filters of a network's first layer as a page, a drawing, a table, or motifs in MEME's format."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from markupsafe import Markup

from core.domain.network_filter import MOST_FALSE, FilterReport, MotifLikeness, NetworkFilter
from core.report.canvas import GREY, RULE, Canvas, TextStyle
from core.report.export import demand_ending, write_text
from core.report.html import report_style, template
from core.report.logo_layout import LEFT, RIGHT, Column, Layout
from core.report.motif_row import BITS, draw_stack
from core.report.values import RESEARCH_USE
from models.regulatory.motifs import frequencies, logo_heights

SUFFIXES = (".html", ".svg", ".tsv", ".meme")
"""File endings `write_filters` knows."""

HOW = (
    "A logo is of all windows whose activation is more than half of the largest a filter has anywhere "
    f"in the sequences. A filter is named after a motif where q, the share of false matches, is at "
    f"most {MOST_FALSE:g}. It counts the motifs that were compared, not the filters: of filters that look "
    f"like nothing, up to {MOST_FALSE:.0%} get a name by chance, short ones above all. A name says that "
    "both look alike; whether the network uses the filter for that factor it does not say."
)
NOTHING_ACTIVATES = "nothing in these sequences activates it"
NO_MATCH = "no motif looks alike"
NOT_COMPARED = "not compared with motifs"

_WIDEST, _STEP, _ROW, _ABOVE = 370.0, 13.0, 34.0, 4.0
_CAPTION = 16.0


def demand_filters_file(path: Path) -> None:
    """Refuse a file name whose ending tells no format.

    Raises
    ------
    UsageError
        Naming the endings that are known.
    """
    demand_ending(path, "the filters of a network", SUFFIXES)


def write_filters(report: FilterReport, path: Path) -> None:
    """Write the filters; the file's ending chooses the format.

    Raises
    ------
    UsageError
        As `demand_filters_file`.
    ReportNotWrittenError, DiskFullError
        If the file could not be written; nothing partial is left.
    """
    demand_filters_file(path)
    made: dict[str, Callable[[], str]] = {
        ".html": lambda: filters_html(report),
        ".svg": lambda: filters_svg(report),
        ".tsv": lambda: "\n".join(_table(report)) + "\n",
        ".meme": lambda: "\n".join(_meme(report)) + "\n",
    }
    write_text(made[path.suffix.lower()](), path)


def filters_html(report: FilterReport) -> str:
    """Give one self-contained page; every text is escaped, only our own drawings are not."""
    return template("filters.html.j2").render(
        report=report,
        summary=summary(report),
        words=words,
        logo=lambda one: Markup(logo_svg(one)),  # noqa: S704 -- drawn by the program itself
        how=HOW,
        style=report_style(),
        research_use=RESEARCH_USE,
    )


def summary(report: FilterReport) -> str:
    """Give in a sentence how many filters there are, are activated, and look like a motif."""
    told = f"{len(report.filters)} filters, {len(report.active)} activated"
    return f"{told}, {len(report.matched)} like a motif" if report.compared_with else told


def words(one: NetworkFilter) -> tuple[str, ...]:
    """Give what a filter looks like, a line for each match."""
    if not one.is_active:
        return (NOTHING_ACTIVATES,)
    if one.closest is None:
        return (NOT_COMPARED,)
    if not one.matches:
        return (f"{NO_MATCH} (closest: {_likeness(one.closest)})",)
    return tuple(_likeness(match) for match in one.matches)


def _likeness(one: MotifLikeness) -> str:
    strand = ", turned round" if one.strand == "-" else ""
    return f"{one.motif.name}{strand}: p {one.p:.1e}, q {one.q:.2g}"


def logo_svg(one: NetworkFilter) -> str:
    """Draw a filter, and under it the motif it matches best, in bits."""
    canvas = Canvas(_width(one), _height(one), f"Filter {one.number}")
    _draw(canvas, one, 0.0)
    return canvas.svg()


def filters_svg(report: FilterReport) -> str:
    """Draw all filters that something activates, one under the other."""
    captions = [f"Filter {one.number}: {words(one)[0]}" for one in report.active]
    style = TextStyle(size=9.5)
    widths = [_width(one) for one in report.active]
    widths += [style.width(text) + 10 for text in (*captions, summary(report))]
    heights = [_CAPTION + _height(one) for one in report.active]
    title = f"Filters of {report.title} {report.track}".strip()
    canvas = Canvas(max(widths), _CAPTION + sum(heights), title)
    canvas.text((4, 11), f"{title}: {summary(report)}", TextStyle(size=9.5, is_bold=True))
    top = _CAPTION
    for one, text, height in zip(report.active, captions, heights, strict=True):
        canvas.text((4, top + 12), text, style)
        _draw(canvas, one, top + _CAPTION)
        top += height
    return canvas.svg()


def _matched(one: NetworkFilter) -> MotifLikeness | None:
    return one.matches[0] if one.matches else None


def _span(one: NetworkFilter) -> tuple[int, int]:
    """First and end column of the filter and of the motif under it."""
    best = _matched(one)
    if best is None:
        return 0, len(one.counts)
    return min(0, best.offset), max(len(one.counts), best.offset + len(best.motif))


def _width(one: NetworkFilter) -> float:
    """As wide as its columns, up to the width the page has for it."""
    first, end = _span(one)
    return min(LEFT + (end - first) * _STEP + RIGHT, _WIDEST)


def _height(one: NetworkFilter) -> float:
    return _ROW * (2 if _matched(one) else 1) + 2


def _draw(canvas: Canvas, one: NetworkFilter, top: float) -> None:
    first, end = _span(one)
    width = _width(one)
    layout = Layout(tuple(Column(at, at, at) for at in range(first, end)), width, BITS, 0.0)
    rows: list[tuple[str, Sequence[Sequence[float]], int, str]]
    rows = [("filter", one.counts, -first, "+")]
    if best := _matched(one):
        rows.append(("motif", best.motif.counts, best.offset - first, best.strand))
    for number, (name, counts, start, strand) in enumerate(rows):
        zero = top + (number + 1) * _ROW
        heights = logo_heights(frequencies(np.array(counts, np.float32)))
        heights = heights[::-1, ::-1] if strand == "-" else heights
        canvas.line((LEFT, zero), (width - RIGHT, zero), f'stroke="{RULE}" stroke-width="0.7"')
        canvas.text((LEFT - 5, zero - 3), name, TextStyle(8.5, GREY, "end"))
        for at, column in enumerate(heights):
            draw_stack(canvas, layout, start + at, column * ((_ROW - _ABOVE) / BITS), zero)


def _table(report: FilterReport) -> Iterator[str]:
    """One line for each motif told of a filter, or for the filter alone."""
    name = f"{report.engine_id}:{report.track}" if report.track else report.engine_id
    yield f"# {name} {report.version} {report.digest}"
    for note in (report.source, report.compared_with, *report.notes):
        if note:
            yield f"# {note}"
    yield "filter\twindows\tlargest\tverdict\tfactor\tmatrix\tstrand\toffset\tp\tq"
    for one in report.filters:
        head = f"{one.number}\t{one.n_windows}\t{one.largest:.4g}"
        if one.closest is None:
            yield f"{head}\t{words(one)[0]}\t\t\t\t\t\t"
        for like in one.matches or one.like[:1]:
            verdict = "match" if like.is_match else f"{NO_MATCH}; the closest"
            motif = f"{like.motif.factor}\t{like.motif.matrix_id}\t{like.strand}\t{like.offset}"
            yield f"{head}\t{verdict}\t{motif}\t{like.p:.3g}\t{like.q:.3g}"


def _meme(report: FilterReport) -> Iterator[str]:
    """Motifs of the filters that something activates, in MEME's minimal format."""
    yield "MEME version 4\n\nALPHABET= ACGT\n\nstrands: + -"
    for one in report.active:
        best = _matched(one)
        name = best.motif.factor.replace(" ", "_") if best else ""
        yield f"\nMOTIF filter_{one.number} {name}".rstrip(" ")
        size = f"alength= 4 w= {len(one.counts)} nsites= {one.n_windows} E= 0"
        yield f"letter-probability matrix: {size}"
        for column in one.counts:
            yield " ".join(f"{count / one.n_windows:.6f}" for count in column)
