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
_TITLE, _BITS = 16.0, 2.0


def draw_motif(
    canvas: Canvas, change: MotifChange, allele: AlleleAttribution, layout: Layout, top: float
) -> None:
    """Draw where the motif fits this allele best, with how well; what is not in view is left out."""
    is_ref = allele.allele == "ref"
    hit = change.ref if is_ref else change.alt
    zero = top + HEIGHT - 2
    unit = (HEIGHT - _TITLE - 4) / _BITS
    strand = "minus" if hit.strand == "-" else "plus"
    text = f"{change.motif.name}, {strand} strand: p {hit.p:.0e}, {hit.score:.1f} bits"
    canvas.text((LEFT, top + 10), text, TextStyle(9, GREY, halo=True))
    canvas.line((LEFT, zero), (layout.width - RIGHT, zero), f'stroke="{RULE}" stroke-width="0.7"')
    canvas.text((LEFT - 4, zero), "bits", TextStyle(8.5, GREY, "end"))
    for column, heights in placed(change, hit, allele, layout):
        below = zero
        for index in np.argsort(heights):
            height = float(heights[index]) * unit
            draw_letter(canvas, layout, column, ("ACGT"[index], below, height))
            below -= height


def placed(
    change: MotifChange, hit: MotifHit, allele: AlleleAttribution, layout: Layout
) -> Sequence[tuple[int, NDArray[np.float64]]]:
    """Give the columns of the drawing under which those of the motif stand, with letter heights."""
    heights = logo_heights(frequencies(np.array(change.motif.counts, np.float32)))
    if hit.strand == "-":
        heights = heights[::-1, ::-1]
    is_ref = allele.allele == "ref"
    shown = {
        at: number
        for number, column in enumerate(layout.columns)
        if (at := column.ref if is_ref else column.alt) is not None
    }
    first = int(np.searchsorted(allele.offsets, 0)) + hit.offset
    return [(shown[first + at], one) for at, one in enumerate(heights) if first + at in shown]
