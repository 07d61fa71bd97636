"""Two forms of a transcript told apart by fragments: which fragment fits which form.

Both forms are chains of exons that differ in one place. Only what lies in the `window` is looked
at: the differing part and the exons on either side of it that both forms have.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.domain.rna import Blocks, Fragment
from core.interpret.fragments import clipped, shortened
from core.interpret.psi import Counts, Places

Chain = tuple[tuple[int, int], ...]
"""Exons of a form, 0-based half-open on the reference, genome order, none empty or touching."""

_MOST_LENGTHS = 25
"""Fragment lengths that stand for all: one is taken from each part of as many fragments."""


class Forms(NamedTuple):
    """Two forms, the window in which they differ, and the differing part of it (0-based)."""

    one: Chain
    other: Chain
    start: int
    end: int
    differs: tuple[int, int]


class Layout(NamedTuple):
    """How a library was read: length of a read, and of whole fragments; () for single reads."""

    read_length: int
    fragment_lengths: tuple[int, ...] = ()


class FormCounts(NamedTuple):
    """Fragments by form; `neither` overlap the window and fit none of the two."""

    counts: Counts
    neither: int


def forms_of(one: Chain, other: Chain) -> Forms | None:
    """Set two forms side by side; None where they are the same."""
    differing = sorted(set(one) ^ set(other))
    if not differing:
        return None
    start, end = differing[0][0], max(right for _, right in differing)
    shared = sorted(set(one) & set(other))
    before = [exon for exon in shared if exon[1] <= start]
    after = [exon for exon in shared if exon[0] >= end]
    first, last = before[-1][0] if before else start, after[0][1] if after else end
    return Forms(one, other, first, last, (start, end))


def fits(read: Blocks, chain: Chain) -> bool:
    """Tell whether a read can come from a form: its stretches lie in exons, its introns are its own."""
    first = bisect_right(chain, read[0][0], key=itemgetter(0)) - 1
    last = len(read) - 1
    if first < 0 or first + last >= len(chain):
        return False
    for index, (left, right) in enumerate(read):
        exon_start, exon_end = chain[first + index]
        starts_well = left == exon_start if index else left >= exon_start
        ends_well = right == exon_end if index < last else right <= exon_end
        if not (starts_well and ends_well):
            return False
    return True


def count_forms(fragments: Sequence[Fragment], forms: Forms, min_anchor: int) -> FormCounts:
    """Sort the fragments that overlap the window by the forms they fit.

    Both mates must fit a form; a mate outside the window says nothing. `min_anchor` bases must lie
    on either side of a junction, and beyond an exon's edge, to count.
    """
    kinds: Counter[tuple[bool, bool]] = Counter()
    for fragment in fragments:
        reads = [_seen(read, forms, min_anchor) for read in fragment.reads]
        seen = [read for read in reads if read]
        if seen:
            kinds[_fits_all(seen, forms.one), _fits_all(seen, forms.other)] += 1
    counts = Counts(kinds[True, False], kinds[False, True], kinds[True, True])
    return FormCounts(counts, kinds[False, False])


def places_of(forms: Forms, layout: Layout, min_anchor: int) -> Places:
    """Count the places of each form where a fragment of each kind can start.

    Every read each form can give is laid out and sorted just as those that were seen are.
    """
    of_one = _kinds(forms.one, forms, layout, min_anchor)
    of_other = _kinds(forms.other, forms, layout, min_anchor)
    return Places(of_one.one, of_other.other, of_one.both, of_other.both)


def layout_of(fragments: Sequence[Fragment], forms: Forms, start: int, end: int) -> Layout | None:
    """Learn how a library was read from the fragments of [start, end), 0-based; None without any.

    Lengths of fragments are told by pairs on one side of the differing part, where both forms are
    the same; each counts by how seldom one of its length fits in there. Without such pairs all
    that fit the other form tell, which favours short ones.
    """
    lengths = [sum(right - left for left, right in read) for one in fragments for read in one.reads]
    if not lengths:
        return None
    spans = _spans(fragments, forms.other)
    sides = (start, forms.differs[0]), (forms.differs[1], end)
    rooms = [_length_in(forms.other, *side) for side in sides]
    aside = [
        _length_in(forms.other, *span)
        for span in spans
        if any(left <= span[0] and span[1] <= right for left, right in sides)
    ]
    weights = [1 / max(1, sum(max(0, room - one + 1) for room in rooms)) for one in aside]
    if not aside:
        aside = [_length_in(forms.other, *span) for span in spans]
        weights = [1.0] * len(aside)
    return Layout(round(sum(lengths) / len(lengths)), _standing_for(aside, weights))


def _seen(read: Blocks, forms: Forms, min_anchor: int) -> Blocks:
    return clipped(shortened(read, min_anchor - 1), forms.start, forms.end)


def _fits_all(reads: Sequence[Blocks], chain: Chain) -> bool:
    return all(fits(read, chain) for read in reads)


def _kinds(chain: Chain, forms: Forms, layout: Layout, min_anchor: int) -> Counts:
    """Count the starting places of a form by the forms a fragment from there fits."""
    lengths = layout.fragment_lengths or (layout.read_length,)
    longest = max(*lengths, layout.read_length)
    before = _length_in(chain, chain[0][0], forms.start)
    until = _length_in(chain, chain[0][0], forms.end)
    reads = _reads_from(chain, max(0, before - longest), until + longest, layout.read_length)
    table = _fit_table(reads, forms, min_anchor)
    found = np.zeros(3)
    for length in lengths:
        found += _tally(table, max(0, length - layout.read_length))
    return Counts(*(found / len(lengths)).tolist())


def _reads_from(chain: Chain, first: int, last: int, length: int) -> list[Blocks]:
    """Give the read from each place of a form that lies in [first, last), in genome order."""
    places = np.concatenate([np.arange(start, end) for start, end in chain])[first:last]
    breaks = np.flatnonzero(np.diff(places) > 1) + 1
    reads: list[Blocks] = []
    for start in range(len(places) - length + 1):
        inner = breaks[(breaks > start) & (breaks < start + length)].tolist()
        edges = [start, *inner, start + length]
        reads.append(
            tuple(
                (int(places[left]), int(places[right - 1]) + 1) for left, right in pairwise(edges)
            )
        )
    return reads


def _fit_table(reads: Sequence[Blocks], forms: Forms, min_anchor: int) -> NDArray[np.bool_]:
    """Tell of each read whether it is seen, fits the one form, fits the other; shape (3, n)."""
    rows = []
    for read in reads:
        seen = _seen(read, forms, min_anchor)
        rows.append(
            (True, fits(seen, forms.one), fits(seen, forms.other)) if seen else (False, True, True)
        )
    return np.array(rows, bool).reshape(-1, 3).T


def _tally(table: NDArray[np.bool_], step: int) -> NDArray[np.float64]:
    """Count the fragments whose mates start `step` bases apart: one form, the other, both."""
    n_places = max(0, table.shape[1] - step)
    left, right = table[:, :n_places], table[:, step : step + n_places]
    is_seen = left[0] | right[0]
    one, other = left[1] & right[1] & is_seen, left[2] & right[2] & is_seen
    return np.array([(one & ~other).sum(), (other & ~one).sum(), (one & other).sum()], float)


def _length_in(chain: Chain, start: int, end: int) -> int:
    """Count the bases of a form that lie in [start, end)."""
    return sum(right - left for left, right in clipped(chain, start, end))


def _spans(fragments: Sequence[Fragment], chain: Chain) -> list[tuple[int, int]]:
    """Give first and last place of the pairs whose mates both fit a form."""
    return [
        (min(read[0][0] for read in one.reads), max(read[-1][1] for read in one.reads))
        for one in fragments
        if len(one.reads) == 2 and _fits_all(one.reads, chain)
    ]


def _standing_for(lengths: Sequence[int], weights: Sequence[float]) -> tuple[int, ...]:
    """Give some of the lengths, each for an equal part of the weight of all."""
    if not lengths:
        return ()
    order = np.argsort(lengths, kind="stable")
    reached = np.cumsum(np.asarray(weights)[order])
    middles = (np.arange(_MOST_LENGTHS) + 0.5) / _MOST_LENGTHS * reached[-1]
    return tuple(lengths[int(order[place])] for place in np.searchsorted(reached, middles))
