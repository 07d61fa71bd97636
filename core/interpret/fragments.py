"""Counting in fragments of cDNA: introns, reads inside a stretch, depth."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.domain.junction import Junction
from core.domain.rna import Blocks, Fragment, JunctionReads


def shortened(read: Blocks, n_bases: int) -> Blocks:
    """Cut bases off both ends of a read.

    Cutting one base less than the anchor asked for drops every junction with a shorter anchor, and
    every end that an aligner left hanging over an exon's edge: what is left of a read tells.
    """
    return _cut_left(_cut_right(read, n_bases), n_bases)


def clipped(read: Blocks, start: int, end: int) -> Blocks:
    """Give the part of a read that lies in [start, end), 0-based."""
    return tuple(
        (max(left, start), min(right, end)) for left, right in read if left < end and right > start
    )


def junction_reads(
    chrom: str, fragments: Iterable[Fragment], min_anchor: int
) -> tuple[JunctionReads, ...]:
    """Count the fragments over each intron, by place.

    A fragment counts once, though both its mates span an intron, and only where one of them has
    at least `min_anchor` bases on each side of it.
    """
    counts: Counter[Junction] = Counter()
    for fragment in fragments:
        kept = [shortened(read, min_anchor - 1) for read in fragment.reads]
        found = {(left[1], right[0]) for read in kept for left, right in pairwise(read)}
        counts.update(Junction(chrom, *intron, fragment.strand) for intron in found)
    ordered = sorted(counts.items(), key=lambda item: (item[0].start, item[0].end, item[0].strand))
    return tuple(JunctionReads(junction, reads) for junction, reads in ordered)


def reads_by_intron(junctions: Iterable[JunctionReads], strand: str) -> dict[tuple[int, int], int]:
    """Sum what was counted over each intron (0-based half-open) that may be of a strand."""
    counts: Counter[tuple[int, int]] = Counter()
    for one in junctions:
        if one.junction.strand in ("", strand):
            counts[one.junction.start, one.junction.end] += one.reads
    return dict(counts)


def of_strand(fragments: Iterable[Fragment], strand: str) -> tuple[Fragment, ...]:
    """Give the fragments that may come from a transcript of a strand."""
    return tuple(one for one in fragments if one.strand in ("", strand))


def n_inside(fragments: Iterable[Fragment], start: int, end: int) -> int:
    """Count the fragments with a read wholly inside [start, end), 0-based."""
    return sum(
        any(start <= read[0][0] and read[-1][1] <= end and len(read) == 1 for read in one.reads)
        for one in fragments
    )


def depth(fragments: Iterable[Fragment], start: int, end: int) -> NDArray[np.int64]:
    """Count the fragments over each base of [start, end), shape (end - start,).

    Where mates overlap the fragment counts once; introns and the gap between mates do not count.
    """
    changes = np.zeros(end - start + 1, np.int64)
    for fragment in fragments:
        for left, right in clipped(_union(fragment.reads), start, end):
            changes[left - start] += 1
            changes[right - start] -= 1
    return np.cumsum(changes)[:-1]


def _union(reads: Sequence[Blocks]) -> Blocks:
    if len(reads) == 1:
        return reads[0]
    joined: list[tuple[int, int]] = []
    for left, right in sorted(block for read in reads for block in read):
        if joined and left <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], right)
        else:
            joined.append((left, right))
    return tuple(joined)


def _cut_left(read: Blocks, n_bases: int) -> Blocks:
    for index, (left, right) in enumerate(read):
        if n_bases < right - left:
            return ((left + n_bases, right), *read[index + 1 :])
        n_bases -= right - left
    return ()


def _cut_right(read: Blocks, n_bases: int) -> Blocks:
    for index in range(len(read) - 1, -1, -1):
        left, right = read[index]
        if n_bases < right - left:
            return (*read[:index], (left, right - n_bases))
        n_bases -= right - left
    return ()
