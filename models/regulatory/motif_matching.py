"""Which motif of a set a pattern looks like: a filter of a network, or bases an attribution raises.

As Tomtom does it (Gupta et al. 2007, doi:10.1186/gb-2007-8-2-r24): columns are compared one with
one, their similarities added up over every way to lay one over the other, on both strands. How
large a sum is by chance is counted from the similarities of the pattern's own columns to all
columns of the set, so sums of long and of short overlaps can be compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Similarity = Literal["pearson", "euclidean"]

_BINS = 100
"""Steps between the least similar and the most similar pair of columns."""


@dataclass(frozen=True, slots=True)
class MotifMatch:
    """One motif of the set, laid over the pattern at its best.

    Attributes
    ----------
    number
        Of the motif, in the set.
    offset
        Column of the pattern under the first column of the motif; below 0 where the motif begins
        before the pattern.
    strand
        `-` where the motif had to be turned round.
    n_columns
        Columns that lie over each other.
    p
        Chance that a motif of random columns of the set, as long as this one, fits as well at any
        offset and strand.
    e
        Motifs of the set that would fit as well by chance.
    q
        Share of false matches among all that fit as well (Benjamini and Hochberg).
    """

    number: int
    offset: int
    strand: str
    n_columns: int
    p: float
    e: float
    q: float


def match_motifs(
    pattern: NDArray[np.floating],
    motifs: Sequence[NDArray[np.floating]],
    similarity: Similarity = "pearson",
) -> list[MotifMatch]:
    """Give every motif of a set with how well it fits, the best first.

    Parameters
    ----------
    pattern
        Shape (L, 4), columns A C G T: chances, or for `pearson` any numbers that are the larger
        the more a base counts (a filter, an attribution map).
    motifs
        Chances of the motifs of the set, (length, 4) each.
    similarity
        Pearson's correlation of two columns (0 where one of them favours no base), or less
        their Euclidean distance.
    """
    columns = np.concatenate(motifs)
    steps = _steps(pattern, np.concatenate([columns, columns[:, ::-1]]), similarity)
    laid = _laid_over(steps, [len(one) for one in motifs])
    parts = np.split(laid.chances, np.cumsum(laid.n_ways)[:-1])
    first = np.cumsum(laid.n_ways) - laid.n_ways
    best = first + [int(part.argmin()) for part in parts]
    # As if ways to lay two motifs over each other were independent of each other.
    p = -np.expm1(laid.n_ways * np.log1p(-np.minimum(laid.chances[best], 1 - 1e-16)))
    order = np.argsort(p, kind="stable")
    return [
        MotifMatch(
            number=int(number),
            offset=int(laid.offsets[best[number]]),
            strand="+-"[best[number] % 2],
            n_columns=int(laid.n_columns[best[number]]),
            p=float(p[number]),
            e=float(p[number]) * len(motifs),
            q=float(q),
        )
        for number, q in zip(order, _false_shares(p[order]), strict=True)
    ]


def _steps(
    pattern: NDArray[np.floating], columns: NDArray[np.floating], similarity: Similarity
) -> NDArray[np.int64]:
    """Similarity of each column of the pattern to each of the set in whole steps from 0."""
    measure = _pearson if similarity == "pearson" else _euclidean
    found = measure(pattern.astype(np.float64), columns.astype(np.float64))
    lowest, highest = found.min(), found.max()
    scaled = (found - lowest) / max(highest - lowest, 1e-12) * _BINS
    steps: NDArray[np.int64] = np.rint(scaled).astype(np.int64)
    return steps


def _pearson(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    one, other = (x - x.mean(axis=1, keepdims=True) for x in (one, other))
    lengths = np.linalg.norm(one, axis=1)[:, None] * np.linalg.norm(other, axis=1)
    products = one @ other.T
    found = np.zeros_like(products)
    np.divide(products, lengths, out=found, where=lengths > 1e-12)
    return found


def _euclidean(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = -np.linalg.norm(one[:, None] - other, axis=2)
    return found


@dataclass(frozen=True, eq=False, slots=True)
class _LaidOver:
    """Every way to lay a motif over the pattern, motif by motif.

    Ways are ordered by offset, each on the plus strand and then on the minus strand: even and odd
    places of the arrays, since every motif has as many ways on one strand as on the other.

    Attributes
    ----------
    n_ways
        Shape (motifs,).
    chances, offsets, n_columns
        Shape (ways,): of a sum of similarities as large, where the motif begins in the pattern,
        and how many columns lie over each other.
    """

    n_ways: NDArray[np.int64]
    chances: NDArray[np.float64]
    offsets: NDArray[np.int64]
    n_columns: NDArray[np.int64]


def _laid_over(steps: NDArray[np.int64], lengths: Sequence[int]) -> _LaidOver:
    """Lay all motifs over the pattern; steps are those of its columns to theirs, then turned."""
    n_pattern, n_motif = len(steps), np.array(lengths)
    n_offsets = n_pattern + n_motif - 1
    first = np.cumsum(n_offsets) - n_offsets
    column = np.concatenate([np.arange(length) for length in lengths])
    at = np.arange(n_pattern)[:, None] + np.repeat(first, n_motif)
    last = np.repeat(n_motif - 1, n_motif)
    # Of a motif that is turned round the last column comes first.
    places = (at + last - column, at + column)
    halves = np.split(steps, 2, axis=1)
    sums = [
        np.bincount(place.ravel(), weights=half.ravel()).astype(np.int64)
        for place, half in zip(places, halves, strict=True)
    ]
    offsets = np.arange(n_offsets.sum()) - np.repeat(first + n_motif - 1, n_offsets)
    start = np.maximum(offsets, 0)
    end = np.minimum(offsets + np.repeat(n_motif, n_offsets), n_pattern)
    tails, begin = _overlap_tails(steps)
    chances = np.stack([tails[begin[start, end] + one] for one in sums], axis=1)
    return _LaidOver(
        2 * n_offsets, chances.ravel(), np.repeat(offsets, 2), np.repeat(end - start, 2)
    )


def _overlap_tails(steps: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Chance of each sum of steps or more, for every stretch of the pattern one after the other.

    The second array says where those of a stretch begin, by its first and end column (half-open).
    """
    each = [np.bincount(row, minlength=_BINS + 1) / steps.shape[1] for row in steps]
    begin = np.zeros((len(each), len(each) + 1), np.int64)
    tails: list[NDArray[np.float64]] = []
    filled = 0
    for first in range(len(each)):
        chances = np.ones(1)
        for end in range(first + 1, len(each) + 1):
            chances = np.convolve(chances, each[end - 1])
            tails.append(np.minimum(np.cumsum(chances[::-1])[::-1], 1.0))
            begin[first, end] = filled
            filled += len(chances)
    return np.concatenate(tails), begin


def _false_shares(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Q-values of p-values in rising order."""
    raw = p * len(p) / np.arange(1, len(p) + 1)
    return np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
