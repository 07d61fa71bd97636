"""Coverage and arcs of a stretch, as they are drawn beside its transcripts."""

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.domain.rna import JunctionReads, RegionReads
from core.domain.sashimi import Arc, ArcRole, CoverageStep, Sashimi
from core.interpret.fragments import depth, of_strand, reads_by_intron
from core.interpret.outcome_forms import Intron


def sashimi(
    region: RegionReads,
    place: tuple[int, int],
    strand: str,
    new: Collection[Intron],
    native: Collection[Intron],
    most_steps: int,
) -> Sashimi:
    """Give the drawing of what was read in a part of a region (0-based half-open) on one strand.

    Introns of `new` and `native` are drawn though no read spans them: that none does is what a
    person looks for.
    """
    start, end = place
    steps: tuple[CoverageStep, ...] = ()
    if region.fragments is not None:
        depths = depth(of_strand(region.fragments, strand), start, end)
        steps = coverage_steps(depths, start, most_steps)
    inside = [
        one for one in region.junctions if one.junction.start < end and one.junction.end > start
    ]
    arcs = _arcs(inside, strand, new, native)
    return Sashimi(region.chrom, start, end, strand, steps, arcs)


def coverage_steps(
    depths: NDArray[np.int64], start: int, most_steps: int
) -> tuple[CoverageStep, ...]:
    """Give depth by base as steps: runs of one depth, or at most so many means where runs are more."""
    edges = [0, *(np.flatnonzero(np.diff(depths)) + 1).tolist(), len(depths)]
    if len(edges) - 1 > most_steps:
        edges = np.linspace(0, len(depths), most_steps + 1).round().astype(int).tolist()
    return tuple(
        CoverageStep(start + left, start + right, round(float(depths[left:right].mean()), 2))
        for left, right in pairwise(edges)
        if right > left
    )


def _arcs(
    junctions: Sequence[JunctionReads],
    strand: str,
    new: Collection[Intron],
    native: Collection[Intron],
) -> tuple[Arc, ...]:
    seen = dict.fromkeys((*new, *native), 0) | reads_by_intron(junctions, strand)
    roles = dict.fromkeys(native, ArcRole.NATIVE) | dict.fromkeys(new, ArcRole.NEW)
    return tuple(
        Arc(*intron, reads, roles.get(intron, ArcRole.OTHER))
        for intron, reads in sorted(seen.items())
    )
