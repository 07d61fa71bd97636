"""Attribution of one splice site or track as a sequence logo of REF over ALT."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.domain.attribution import AlleleAttribution, Attribution
from core.report import explained
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
)
from core.report.letters import BASE_COLOURS, draw_letter
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
from core.report.motif_row import HEIGHT, draw_motif

if TYPE_CHECKING:
    from core.review import VariantDetail

_ROW_TITLE = 16.0


def attribution_svg(
    attribution: Attribution,
    detail: "VariantDetail",
    *,
    width: float = 720,
    flank: int | None = None,
) -> str:
    """Give an SVG document: letters of REF and of ALT scaled by their contribution, one scale.

    Letters point up where the base supports the site or raises the track, and down where it works
    against it. Bases are those of the plus strand in genome direction, whatever the strand of the
    gene. Under those of a track stands the logo of the motif that the variant breaks or makes.

    Parameters
    ----------
    flank
        Bases shown on either side of the variant; by default as few as show variant and site with
        15 bases around them, at least 61 columns and at most 201.
    """
    columns = columns_shown(attribution, span_shown(attribution, detail, flank))
    layout = Layout(columns, width, *range_shown(attribution, columns))
    motif = explained.told_motif(attribution, detail)
    pointers = pointer_rows(_pointers(attribution, detail, layout), width)
    top, row = 36.0, _ROW_TITLE + ROW + (HEIGHT if motif else 0)
    below = top + 2 * row + 6
    ruler = below + len(pointers) * POINTER_ROW + 4
    height = ruler + 54
    canvas = Canvas(width, height, f"Attribution of {explained.about(attribution, detail)}")
    _draw_heading(canvas, attribution, detail)
    _box_changes(canvas, attribution, layout, top + _ROW_TITLE, below)
    for allele, row_top in ((attribution.ref, top), (attribution.alt, top + row)):
        said = explained.value(attribution.track or attribution.effect, allele)
        _draw_row(canvas, allele, layout, row_top, said)
        if motif is not None:
            draw_motif(canvas, motif, allele, layout, row_top + _ROW_TITLE + ROW)
    draw_pointers(canvas, pointers, below)
    _draw_ruler(canvas, layout, ruler, detail)
    _draw_legend(canvas, height - 10, attribution)
    return canvas.svg()


def _draw_heading(canvas: Canvas, attribution: Attribution, detail: "VariantDetail") -> None:
    title, below = explained.heading(attribution, detail)
    canvas.text((LEFT, 12), title, TextStyle(11, INK, is_bold=True))
    canvas.text((LEFT, 26), below, TextStyle(9, GREY))


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


def _draw_row(
    canvas: Canvas, allele: AlleleAttribution, layout: Layout, top: float, said: str
) -> None:
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
            draw_letter(canvas, layout, index, (allele.sequence[at], zero, height))
    colour = REF_COLOUR if is_ref else ALT_OUTLINE
    title = f"{'REF' if is_ref else 'ALT'}: {said}"
    canvas.text((LEFT, top + 11), title, TextStyle(10, colour, is_bold=True, halo=True))


def _draw_gap(canvas: Canvas, layout: Layout, index: int, zero: float) -> None:
    middle, half = layout.x(index + 0.5), layout.step * 0.25
    canvas.line((middle - half, zero), (middle + half, zero), f'stroke="{INK}" stroke-width="2"')


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
    is_site = attribution.effect is not None
    texts = {attribution.site_offset: explained.about(attribution, detail)} if is_site else {}
    for offset in sorted(boundaries - texts.keys()):
        texts[offset] = "annotated exon edge"
    found = [(layout.index_of(offset), text) for offset, text in texts.items()]
    return tuple(Pointer(layout.x(at + 0.5), text) for at, text in found if at is not None)


def _draw_legend(canvas: Canvas, y: float, attribution: Attribution) -> None:
    x = LEFT
    for base, colour in BASE_COLOURS.items():
        canvas.text((x, y), base, TextStyle(11, colour, is_bold=True))
        x += 13
    up, down = explained.directions(attribution)
    directions = f"up: {up} · down: {down}" if down else f"height: {up}"
    text = f"{directions} · dashed box: changed by the variant"
    canvas.text((x + 6, y), text, TextStyle(9, GREY))
