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
    both = _steps(pattern, np.concatenate([columns, columns[:, ::-1]]), similarity)
    plus, minus = np.split(both, 2, axis=1)
    tails = _overlap_tails(both)
    ends = np.cumsum([len(one) for one in motifs])
    found = []
    for number, end in enumerate(ends):
        these = slice(end - len(motifs[number]), end)
        laid = [
            (chance, offset, strand, n)
            for strand, steps in (("+", plus[:, these]), ("-", minus[:, these][:, ::-1]))
            for chance, offset, n in _laid_over(steps, tails)
        ]
        chance, offset, strand, n = min(laid)
        # As if ways to lay two motifs over each other were independent of each other.
        p = float(-np.expm1(len(laid) * np.log1p(-min(chance, 1 - 1e-16))))
        found.append((p, number, offset, strand, n))
    found.sort()
    shares = _false_shares(np.array([one[0] for one in found]))
    return [
        MotifMatch(number, offset, strand, n, p, p * len(motifs), float(q))
        for (p, number, offset, strand, n), q in zip(found, shares, strict=True)
    ]


def activating_chances(
    weights: NDArray[np.floating], one_hots: NDArray[np.floating], share: float = 0.5
) -> NDArray[np.float64]:
    """Give what a filter of a first layer looks for, (width, 4).

    Bases are counted in the places of sequences where it says more than `share` of the most it
    says anywhere there (Alipanahi et al. 2015 take all above 0).

    Parameters
    ----------
    weights
        Shape (4, width), without the filter's bias.
    one_hots
        Shape (N, 4, L), rows A C G T.
    """
    width = weights.shape[1]
    windows = np.lib.stride_tricks.sliding_window_view(one_hots, width, axis=2)
    said = np.einsum("nbpw,bw->np", windows, weights, optimize=True)
    chosen = windows.transpose(0, 2, 3, 1)[said > share * said.max()]
    counts = chosen.sum(axis=0, dtype=np.float64) + 0.25
    found: NDArray[np.float64] = counts / counts.sum(axis=1, keepdims=True)
    return found


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


def _overlap_tails(steps: NDArray[np.int64]) -> dict[tuple[int, int], NDArray[np.float64]]:
    """Chance of each sum of steps or more, by first and end column of the pattern (half-open)."""
    each = [np.bincount(row, minlength=_BINS + 1) / steps.shape[1] for row in steps]
    tails = {}
    for first in range(len(each)):
        chances = np.ones(1)
        for end in range(first + 1, len(each) + 1):
            chances = np.convolve(chances, each[end - 1])
            tails[first, end] = np.minimum(np.cumsum(chances[::-1])[::-1], 1.0)
    return tails


def _laid_over(
    steps: NDArray[np.int64], tails: dict[tuple[int, int], NDArray[np.float64]]
) -> list[tuple[float, int, int]]:
    """Chance, offset and overlap of every way to lay a motif over the pattern."""
    n_pattern, n_motif = steps.shape
    found = []
    for offset in range(1 - n_motif, n_pattern):
        first, end = max(offset, 0), min(offset + n_motif, n_pattern)
        total = int(np.trace(steps, -offset))
        found.append((float(tails[first, end][total]), offset, end - first))
    return found


def _false_shares(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Q-values of p-values in rising order."""
    raw = p * len(p) / np.arange(1, len(p) + 1)
    return np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
