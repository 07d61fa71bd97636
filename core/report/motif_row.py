"""A motif's logo under the bases it fits: letters as high as their information content."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.domain.attribution import AlleleAttribution
from core.domain.motif import MotifChange, MotifHit
from core.report.canvas import GREY, RULE, Canvas, TextStyle
from core.report.letters import draw_letter
from core.report.logo_layout import LEFT, RIGHT, Layout
from models.regulatory.motifs import frequencies, logo_heights

HEIGHT = 58.0
"""Of a row with its title."""
BITS = 2.0
"""Height of a column that is always the same base."""
_TITLE = 16.0


def draw_motif(
    canvas: Canvas, change: MotifChange, allele: AlleleAttribution, layout: Layout, top: float
) -> None:
    """Draw where the motif fits this allele best, with how well; what is not in view is left out."""
    is_ref = allele.allele == "ref"
    zero = top + HEIGHT - 2
    unit = (HEIGHT - _TITLE - 4) / BITS
    canvas.text((LEFT, top + 10), caption(change, allele), TextStyle(9, GREY, halo=True))
    canvas.line((LEFT, zero), (layout.width - RIGHT, zero), f'stroke="{RULE}" stroke-width="0.7"')
    canvas.text((LEFT - 4, zero), "bits", TextStyle(8.5, GREY, "end"))
    shown = {
        at: number
        for number, column in enumerate(layout.columns)
        if (at := column.ref if is_ref else column.alt) is not None
    }
    for at, heights in motif_bases(change, allele):
        if at in shown:
            draw_stack(canvas, layout, shown[at], heights * unit, zero)


def draw_stack(
    canvas: Canvas, layout: Layout, index: int, heights: NDArray[np.float64], zero: float
) -> None:
    """Draw the letters of one column, heights of A C G T in pixels, the tallest on top."""
    below = zero
    for base in np.argsort(heights):
        height = float(heights[base])
        draw_letter(canvas, layout, index, ("ACGT"[base], below, height))
        below -= height


def caption(change: MotifChange, allele: AlleleAttribution) -> str:
    """Give what the logo is of, and how well it fits this allele."""
    hit = _hit(change, allele)
    strand = "minus" if hit.strand == "-" else "plus"
    return f"{change.motif.name}, {strand} strand: p {hit.p:.0e}, {hit.score:.1f} bits"


def motif_bases(
    change: MotifChange, allele: AlleleAttribution
) -> Sequence[tuple[int, NDArray[np.float64]]]:
    """Give the explained bases that the motif lies on, by index, with heights of A C G T in bits.

    Both are of the plus strand, where the motif lies on the other one too.
    """
    heights = logo_heights(frequencies(np.array(change.motif.counts, np.float32)))
    hit = _hit(change, allele)
    if hit.strand == "-":
        heights = heights[::-1, ::-1]
    first = int(np.searchsorted(allele.offsets, 0)) + hit.offset
    return [
        (first + at, one)
        for at, one in enumerate(heights)
        if 0 <= first + at < len(allele.sequence)
    ]


def _hit(change: MotifChange, allele: AlleleAttribution) -> MotifHit:
    return change.ref if allele.allele == "ref" else change.alt
