"""Transcripts of one contig as arrays, and the changes that meet them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.domain.transcript import Mane, Region, Transcript
from core.interpret.position import DEEP_INTRON_FROM, SEVERITY, introns

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_CODE = {region: code for code, region in enumerate(SEVERITY)}
_MANE_ORDER = {Mane.SELECT: 0, Mane.PLUS_CLINICAL: 1, Mane.NONE: 2}
_LANE = 2**32
"""Splice sites of all transcripts lie in one ascending array: transcript number * lane + place."""

_NO_SITE = 2 * _LANE
_NEAR_REACH = 50
"""The farthest intronic base that is near a site: that of an acceptor."""


class Pairs(NamedTuple):
    """A variant and a transcript it changes, ascending by variant; changed bases as 0-based half-open."""

    variant: Ints
    transcript: Ints
    start: Ints
    end: Ints

    def only(self, kept: Flags) -> "Pairs":
        """Give the pairs that are flagged."""
        return Pairs(*(column[kept] for column in self))


class ContigGenes:
    """Transcripts of one contig by start."""

    def __init__(self, transcripts: Sequence[Transcript], symbols: Mapping[str, int]) -> None:
        models = sorted(transcripts, key=lambda one: (one.start, one.end))
        self.gene = np.array([symbols[one.gene_symbol] for one in models], dtype=np.int64)
        self._start = np.array([one.start for one in models], dtype=np.int64)
        self._end = np.array([one.end for one in models], dtype=np.int64)
        self._reach = np.maximum.accumulate(self._end)
        self._plus = np.array([one.strand == "+" for one in models])
        coding = [
            (-1, -1)
            if one.cds_start is None or one.cds_end is None
            else (one.cds_start, one.cds_end)
            for one in models
        ]
        self._cds = np.array(coding, dtype=np.int64)
        self._exons_start = np.array([one.exons[0][0] for one in models], dtype=np.int64)
        self._exons_end = np.array([one.exons[-1][1] for one in models], dtype=np.int64)
        self._left, self._right = _splice_sites(models)
        self._group = np.array([2 * _MANE_ORDER[one.mane] + (not one.is_coding) for one in models])
        self._rank = _ranks(models)

    def pairs(self, start: Ints, end: Ints) -> Pairs | None:
        """Give each change with each transcript it lies in; None where there is none at all."""
        first = np.searchsorted(self._reach, start, side="right")
        last = np.searchsorted(self._start, end, side="left")
        counts = np.maximum(last - first, 0)
        n_pairs = int(counts.sum())
        variant = np.repeat(np.arange(len(start)), counts)
        before = np.cumsum(counts) - counts
        transcript = np.arange(n_pairs) + np.repeat(first - before, counts)
        found = self._end[transcript] > start[variant]
        variant, transcript = variant[found], transcript[found]
        if not len(variant):
            return None
        return Pairs(variant, transcript, start[variant], end[variant])

    def regions(self, pairs: Pairs) -> tuple[Ints, Ints]:
        """Give index into `SEVERITY` and distance to the nearest site, beyond 2**31 for no site."""
        in_exon, distance = self._in_exon_and_distance(pairs)
        deep = distance > DEEP_INTRON_FROM
        region = np.where(deep, _CODE[Region.DEEP_INTRON], _CODE[Region.INTRON])
        region[in_exon] = self._exonic(pairs.only(in_exon))
        near = distance <= _NEAR_REACH
        if near.any():
            region[near] = np.minimum(region[near], self._near_sites(pairs.only(near)))
        return region, distance

    def order(self, pairs: Pairs, regions: Ints) -> Ints:
        """Give numbers that sort as `position.locate` sorts places."""
        group = self._group[pairs.transcript]
        is_mane = group < 2 * _MANE_ORDER[Mane.NONE]
        severity = np.where(is_mane, regions, 0)
        in_group = group * len(SEVERITY) + severity
        return in_group * len(self._rank) + self._rank[pairs.transcript]

    def _in_exon_and_distance(self, pairs: Pairs) -> tuple[Flags, Ints]:
        lane = pairs.transcript * _LANE
        start, end = lane + pairs.start, lane + pairs.end
        is_insertion = (start == end).astype(np.int64)
        after = np.searchsorted(self._left, start, side="right")
        left, right = self._left[after - 1], self._right[after - 1]
        is_past = right <= start
        before = np.where(is_past, right, left)
        behind = np.where(is_past, self._left[after], right)
        gap = np.minimum(start - before, behind - end) + 1 - is_insertion
        in_intron = (left + is_insertion <= start) & (right - is_insertion >= end)
        return ~in_intron & self._within_exons(pairs, is_insertion), np.maximum(gap, 1)

    def _within_exons(self, pairs: Pairs, is_insertion: Ints) -> Flags:
        """Neither wholly before the first exon nor wholly behind the last one."""
        is_behind_start = pairs.end + is_insertion > self._exons_start[pairs.transcript]
        is_before_end = pairs.start - is_insertion < self._exons_end[pairs.transcript]
        return is_behind_start & is_before_end

    def _exonic(self, pairs: Pairs) -> Ints:
        cds_start, cds_end = self._cds[pairs.transcript].T
        is_left = pairs.end <= cds_start
        is_utr5 = is_left == self._plus[pairs.transcript]
        region = np.where(is_utr5, _CODE[Region.UTR5], _CODE[Region.UTR3])
        region[(pairs.start < cds_end) & (pairs.end > cds_start)] = _CODE[Region.CODING]
        region[cds_start < 0] = _CODE[Region.NON_CODING_EXON]
        return region

    def _near_sites(self, pairs: Pairs) -> Ints:
        """Most severe class that a site gives; that of no gene for none."""
        plus = self._plus[pairs.transcript]
        edge_end = (pairs.start == pairs.end).astype(np.int64)
        none = np.zeros_like(edge_end)
        region = np.full(len(plus), _CODE[Region.INTERGENIC])
        near = self._touches(
            pairs, (none - 3, none - 3), (np.where(plus, 8, 50), np.where(plus, 50, 8))
        )
        region[near] = _CODE[Region.NEAR_SPLICE]
        exonic = np.where(plus, -3, -1), np.where(plus, -1, -3)
        region[self._touches(pairs, exonic, (edge_end, edge_end))] = _CODE[Region.EXON_EDGE]
        core = self._touches(pairs, (none, none), (none + 2, none + 2))
        region[core] = _CODE[Region.SPLICE_DINUCLEOTIDE]
        return region

    def _touches(self, pairs: Pairs, low: tuple[Ints, Ints], high: tuple[Ints, Ints]) -> Flags:
        """A change touches [low, high) of a left or of a right site, counted into its intron."""
        lane = pairs.transcript * _LANE
        start, end = lane + pairs.start, lane + pairs.end
        left = _holds(self._left, start - high[0], end - low[0])
        return left | _holds(self._right, start + low[1], end + high[1])


def _holds(sites: Ints, low: Ints, high: Ints) -> Flags:
    """A site lies between low and high, both exclusive."""
    below = np.searchsorted(sites, low, side="right")
    return np.asarray(below < np.searchsorted(sites, high, side="left"))


def _splice_sites(models: Sequence[Transcript]) -> tuple[Ints, Ints]:
    """Starts and ends of all introns, each in the lane of its transcript, between two far ones."""
    found = [
        (number * _LANE + start, number * _LANE + end)
        for number, one in enumerate(models)
        for start, end, _ in introns(one)
    ]
    beyond = (len(models) + 2) * _LANE
    rows = [(-_NO_SITE - 1, -_NO_SITE), *found, (beyond, beyond + 1)]
    table = np.array(rows, dtype=np.int64)
    return table[:, 0].copy(), table[:, 1].copy()


def _ranks(models: Sequence[Transcript]) -> Ints:
    """Place of each transcript by length of its mRNA, the longest first, then by its id."""
    keys = [(-sum(end - start for start, end in one.exons), one.transcript_id) for one in models]
    ranks = np.empty(len(models), dtype=np.int64)
    ranks[sorted(range(len(models)), key=keys.__getitem__)] = np.arange(len(models))
    return ranks
