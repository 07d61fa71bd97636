"""Attribution of one splice site as a sequence logo of REF over ALT."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.domain.attribution import AlleleAttribution, Attribution
from core.report.canvas import (
    ALT_OUTLINE,
    GREY,
    INK,
    POINTER_ROW,
    REF_COLOUR,
    RULE,
    Canvas,
    Pointer,
    TextStyle,
    draw_pointers,
    pointer_rows,
    probability_text,
)
from core.report.logo_layout import (
    LEFT,
    RIGHT,
    ROW,
    Column,
    Layout,
    columns_shown,
    range_shown,
    span_shown,
)

if TYPE_CHECKING:
    from core.review import VariantDetail

BASE_COLOURS = {"A": "#00845f", "C": "#0060a8", "G": "#c47f00", "T": "#c23b00"}
"""Okabe-Ito hues, darkened for paper; the letter itself carries the meaning."""

_LETTERS = {
    "A": "M0,1 L.37,0 L.63,0 L1,1 L.79,1 L.71,.77 L.29,.77 L.21,1 Z M.35,.6 L.65,.6 L.5,.17 Z",
    "C": "M1,.3 C.94,.1 .77,0 .53,0 C.2,0 0,.2 0,.5 C0,.8 .2,1 .53,1 C.77,1 .94,.9 1,.7 "
    "L.78,.64 C.74,.76 .66,.82 .53,.82 C.33,.82 .22,.7 .22,.5 C.22,.3 .33,.18 .53,.18 "
    "C.66,.18 .74,.24 .78,.36 Z",
    "G": "M1,.28 C.93,.1 .77,0 .53,0 C.2,0 0,.2 0,.5 C0,.8 .2,1 .53,1 C.73,1 .9,.93 1,.82 "
    "L1,.46 L.52,.46 L.52,.63 L.79,.63 L.79,.75 C.72,.8 .63,.82 .53,.82 C.33,.82 .22,.7 .22,.5 "
    "C.22,.3 .33,.18 .53,.18 C.65,.18 .73,.23 .78,.34 Z",
    "T": "M0,0 L1,0 L1,.19 L.61,.19 L.61,1 L.39,1 L.39,.19 L0,.19 Z",
}
"""Outlines in a box of 1 x 1, so that a letter fills its column in every viewer."""

_POINT = re.compile(r"([\d.]+),([\d.]+)")

_ROW_TITLE = 16.0


def attribution_svg(
    attribution: Attribution,
    detail: "VariantDetail",
    *,
    width: float = 720,
    flank: int | None = None,
) -> str:
    """Give an SVG document: letters of REF and of ALT scaled by their contribution, one scale.

    Letters point up where the base supports the site and down where it works against it. Bases are
    those of the plus strand in genome direction, whatever the strand of the gene.

    Parameters
    ----------
    flank
        Bases shown on either side of the variant; by default as few as show variant and site with
        15 bases around them, at least 61 columns and at most 201.
    """
    columns = columns_shown(attribution, span_shown(attribution, detail, flank))
    layout = Layout(columns, width, *range_shown(attribution, columns))
    pointers = pointer_rows(_pointers(attribution, detail, layout), width)
    top = 36.0
    below = top + 2 * (_ROW_TITLE + ROW) + 6
    ruler = below + len(pointers) * POINTER_ROW + 4
    height = ruler + 54
    canvas = Canvas(width, height, f"Attribution of {_site_words(attribution, detail)}")
    _draw_heading(canvas, attribution, detail)
    _box_changes(canvas, attribution, layout, top + _ROW_TITLE, below)
    for allele, row_top in ((attribution.ref, top), (attribution.alt, top + _ROW_TITLE + ROW)):
        _draw_row(canvas, allele, layout, row_top)
    draw_pointers(canvas, pointers, below)
    _draw_ruler(canvas, layout, ruler, detail)
    _draw_legend(canvas, height - 10)
    return canvas.svg()


def _site_words(attribution: Attribution, detail: "VariantDetail") -> str:
    """Name the explained site: annotated or not, kind and position."""
    variant = detail.facts.variant
    pos = variant.pos + attribution.site_offset
    kind = "annotated" if _is_annotated(pos, attribution, detail) else "unannotated"
    return f"{kind} {attribution.effect.site} at {variant.chrom}:{pos:,}"


def _is_annotated(pos: int, attribution: Attribution, detail: "VariantDetail") -> bool:
    gene = [item for item in detail.transcripts if item.strand == attribution.strand]
    return any(pos in item.boundaries for item in gene)


def _draw_heading(canvas: Canvas, attribution: Attribution, detail: "VariantDetail") -> None:
    method = ", ".join(filter(None, (attribution.method.words, attribution.completeness)))
    site = _site_words(attribution, detail)
    canvas.text((LEFT, 12), f"Bases behind the {site}", TextStyle(11, INK, is_bold=True))
    strand = "plus" if attribution.strand == "+" else "minus"
    arrow = "→" if attribution.strand == "+" else "←"
    text = (
        f"{attribution.effect.value} · {attribution.transcript_id} · {method} · plus-strand bases; "
        f"the gene lies on the {strand} strand {arrow}"
    )
    canvas.text((LEFT, 26), text, TextStyle(9, GREY))


def _box_changes(
    canvas: Canvas, attribution: Attribution, layout: Layout, top: float, bottom: float
) -> None:
    for start, end in _runs(_changed(attribution, layout.columns)):
        box = (layout.x(start) - 0.8, top, (end - start) * layout.step + 1.6, bottom - top)
        style = f'fill="#fff3d6" stroke="{INK}" stroke-width="1.2" stroke-dasharray="3 2"'
        canvas.rect(box, style)


def _changed(attribution: Attribution, columns: Sequence[Column]) -> tuple[int, ...]:
    found = []
    for index, column in enumerate(columns):
        ref = "-" if column.ref is None else attribution.ref.sequence[column.ref]
        alt = "-" if column.alt is None else attribution.alt.sequence[column.alt]
        if ref != alt:
            found.append(index)
    return tuple(found)


def _runs(indexes: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Half-open runs of neighbouring indexes."""
    runs: list[tuple[int, int]] = []
    for index in indexes:
        if runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return tuple(runs)


def _draw_row(canvas: Canvas, allele: AlleleAttribution, layout: Layout, top: float) -> None:
    is_ref = allele.allele == "ref"
    zero = top + _ROW_TITLE + layout.highest * layout.unit
    small = TextStyle(8.5, GREY, "end")
    for value in (layout.highest, 0.0, layout.lowest):
        y = zero - value * layout.unit
        style = f'stroke="{RULE if value else INK}" stroke-width="0.7"'
        canvas.line((LEFT, y), (layout.width - RIGHT, y), style)
        text = f"{value:+.2g}".replace("-", "−") if value else "0"
        canvas.text((LEFT - 4, y + 3), text, small)
    for index, column in enumerate(layout.columns):
        at = column.ref if is_ref else column.alt
        if at is None:
            _draw_gap(canvas, layout, index, zero)
        else:
            height = float(allele.contribution[at]) * layout.unit
            _draw_letter(canvas, layout, index, (allele.sequence[at], zero, height))
    colour = REF_COLOUR if is_ref else ALT_OUTLINE
    title = f"{'REF' if is_ref else 'ALT'}: probability of the site "
    title += probability_text(allele.probability)
    canvas.text((LEFT, top + 11), title, TextStyle(10, colour, is_bold=True, halo=True))


def _draw_gap(canvas: Canvas, layout: Layout, index: int, zero: float) -> None:
    middle, half = layout.x(index + 0.5), layout.step * 0.25
    canvas.line((middle - half, zero), (middle + half, zero), f'stroke="{INK}" stroke-width="2"')


def _draw_letter(
    canvas: Canvas, layout: Layout, index: int, letter: tuple[str, float, float]
) -> None:
    """Stretch the outline to its column; a negative height turns it upside down below zero."""
    base, zero, height = letter
    outline = _LETTERS.get(base)
    if outline is None or not abs(height) >= 0.25:
        return
    wide = layout.step * 0.92
    left = layout.x(index) + (layout.step - wide) / 2

    def place(point: re.Match[str]) -> str:
        x, y = float(point[1]), float(point[2])
        return f"{left + x * wide:.2f},{zero - height + y * height:.2f}"

    style = f'fill="{BASE_COLOURS[base]}" fill-rule="evenodd" stroke="none"'
    canvas.path(_POINT.sub(place, outline), style)


def _draw_ruler(canvas: Canvas, layout: Layout, y: float, detail: "VariantDetail") -> None:
    pos = detail.facts.variant.pos
    style = TextStyle(9.5, INK, "middle")
    canvas.line((LEFT, y), (layout.width - RIGHT, y), f'stroke="{INK}" stroke-width="1"')
    offsets = [column.offset for column in layout.columns]
    step = next(
        step
        for step in (5, 10, 20, 50, 100, 1000)
        if step * layout.step > style.width(f"{pos:,}") + 10
    )
    for place in range(pos + min(offsets, default=0), pos + max(offsets, default=0) + 1):
        index = layout.index_of(place - pos) if place % step == 0 else None
        if index is not None:
            x = layout.x(index + 0.5)
            canvas.line((x, y), (x, y + 4), f'stroke="{INK}" stroke-width="1"')
            canvas.label((x, y + 14), f"{place:,}", style)
    variant = detail.facts.variant
    caption = f"position on {variant.chrom} ({variant.assembly})"
    canvas.label((layout.width / 2, y + 28), caption, TextStyle(9.5, GREY, "middle"))


def _pointers(
    attribution: Attribution, detail: "VariantDetail", layout: Layout
) -> tuple[Pointer, ...]:
    """Name the explained site and every annotated exon edge shown."""
    pos = detail.facts.variant.pos
    gene = [item for item in detail.transcripts if item.strand == attribution.strand]
    boundaries = {place - pos for item in gene for place in item.boundaries}
    texts = {attribution.site_offset: _site_words(attribution, detail)}
    for offset in sorted(boundaries - {attribution.site_offset}):
        texts[offset] = "annotated exon edge"
    found = [(layout.index_of(offset), text) for offset, text in texts.items()]
    return tuple(Pointer(layout.x(at + 0.5), text) for at, text in found if at is not None)


def _draw_legend(canvas: Canvas, y: float) -> None:
    x = LEFT
    for base, colour in BASE_COLOURS.items():
        canvas.text((x, y), base, TextStyle(11, colour, is_bold=True))
        x += 13
    text = "up: supports the site · down: works against it · dashed box: changed by the variant"
    canvas.text((x + 6, y), text, TextStyle(9, GREY))
