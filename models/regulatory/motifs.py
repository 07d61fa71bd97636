"""Binding motifs as matrices: log-odds, exact p-values, matches on both strands, logos.

Scores are sums of log-odds in bits, rounded to `STEP`, so that how often random sequence reaches
each of them can be counted without error: the p-value is exact for the rounded matrix. Rounding
moves the score of a motif of L columns by no more than L x `STEP` / 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from models.sequence import COLUMNS, base_codes

STEP = 0.01
"""Bits between two scores."""

EVEN = (0.25, 0.25, 0.25, 0.25)
"""Background in which each base is as frequent as any other."""

_PLACES = 4096
"""Places of a long sequence that are looked at together."""

Codes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False, slots=True)
class Motif:
    """A motif of a collection.

    Attributes
    ----------
    matrix_id, factor
        Such as `MA0114.5` and `HNF4A`, as the collection spells them.
    counts
        Shape (L, 4): how often A C G T was seen in each column.
    species, family, data_type
        Words of the collection, empty where it has none.
    """

    matrix_id: str
    factor: str
    counts: NDArray[np.float32]
    species: str = ""
    family: str = ""
    data_type: str = ""


@dataclass(frozen=True, slots=True)
class MotifHit:
    """Where a motif fits a sequence.

    Attributes
    ----------
    number
        Of the motif, in its set.
    start, end
        0-based, half-open, in the sequence that was searched.
    strand
        `+` where the sequence itself reads like the motif, `-` where its other strand does.
    score
        Log-odds in bits.
    p
        Chance that a place of random sequence, on this strand, fits as well or better.
    """

    number: int
    start: int
    end: int
    strand: str
    score: float
    p: float


def frequencies(
    counts: NDArray[np.float32], background: Sequence[float] = EVEN
) -> NDArray[np.float64]:
    """Give the chance of each base, (L, 4), with pseudocounts.

    To N counts of a column the square root of N is added, shared out as the background (Wasserman
    and Sandelin 2004, doi:10.1038/nrg1315).
    """
    total = counts.sum(axis=1, keepdims=True, dtype=np.float64)
    added = np.sqrt(total)
    found: NDArray[np.float64] = (counts + added * np.array(background)) / (total + added)
    return found


def log_odds(
    counts: NDArray[np.float32], background: Sequence[float] = EVEN
) -> NDArray[np.float64]:
    """Give how much each base speaks for the motif, in bits, (L, 4)."""
    found: NDArray[np.float64] = np.log2(frequencies(counts, background) / np.array(background))
    return found


def information(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Information content of each column in bits, (L,), of chances (L, 4): 0 to 2."""
    logs = np.log2(chances, out=np.zeros_like(chances), where=chances > 0)
    found: NDArray[np.float64] = 2 + (chances * logs).sum(axis=1)
    return found


def logo_heights(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Height of each letter of a sequence logo in bits, (L, 4), of chances (L, 4)."""
    return chances * information(chances)[:, None]


def rounded(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Scores in whole steps."""
    return np.rint(scores / STEP).astype(np.int64)


def tail_chances(
    steps: NDArray[np.int64], background: Sequence[float] = EVEN
) -> NDArray[np.float64]:
    """Chance of each score or more, from the lowest possible one to the highest.

    `steps` (L, 4) are whole. Column by column, the chances of all sums so far are shifted by what
    each base adds.
    """
    chances = np.ones(1)
    for column in steps - steps.min(axis=1, keepdims=True):
        longer = np.zeros(len(chances) + int(column.max()))
        for added, share in zip(column, background, strict=True):
            longer[added : added + len(chances)] += share * chances
        chances = longer
    # From the rarest, so that small chances are not lost beside large ones.
    return np.minimum(np.cumsum(chances[::-1])[::-1], 1.0)


class _Length:
    """Motifs of one length, on both strands side by side."""

    def __init__(self, numbers: Sequence[int], steps: Sequence[NDArray[np.int64]]) -> None:
        self.numbers = np.array(numbers)
        self.length = len(steps[0])
        both = [*steps, *(one[::-1, ::-1] for one in steps)]
        # Whole numbers this small are exact in float32, in whatever order they are added.
        self._weights = np.stack([one.ravel() for one in both], axis=1).astype(np.float32)

    def scores(self, codes: Codes) -> NDArray[np.float32]:
        """Steps at each place, (..., places, 2, motifs), of codes (..., bases); -inf beside N."""
        columns = COLUMNS[codes]
        windows = sliding_window_view(columns, self.length, axis=-2).swapaxes(-1, -2)
        flat = windows.reshape(*windows.shape[:-2], 4 * self.length)
        found = (flat @ self._weights).reshape(*flat.shape[:-1], 2, len(self.numbers))
        is_unknown = sliding_window_view(codes, self.length, axis=-1).max(axis=-1) > 3
        found[is_unknown] = -np.inf
        return found


class MotifScan:
    """A set of motifs that sequences are searched for."""

    def __init__(self, motifs: Sequence[Motif], background: Sequence[float] = EVEN) -> None:
        self.motifs = tuple(motifs)
        self._steps = steps = [rounded(log_odds(one.counts, background)) for one in motifs]
        by_length: dict[int, list[int]] = {}
        for number, one in enumerate(steps):
            by_length.setdefault(len(one), []).append(number)
        self.longest = max(by_length)
        self._lengths = [
            _Length(numbers, [steps[one] for one in numbers]) for numbers in by_length.values()
        ]
        self._lowest = [int(one.min(axis=1).sum()) for one in steps]
        self._tails = [tail_chances(one, background) for one in steps]
        self._all_tails = np.concatenate(self._tails)
        begin = np.cumsum([0, *(len(one) for one in self._tails[:-1])])
        self._zeros = begin - self._lowest
        """Where in `_all_tails` the chance of a score of 0 steps stands, or would stand."""

    def best(self, codes: Codes, flank: int = 0) -> NDArray[np.float64]:
        """P-value of the best place of each motif, (N, motifs), in stretches (N, bases).

        Places within the outer `flank` bases do not count, only those that reach further in. NaN
        where each place holds an unknown base, or there is none.
        """
        found = np.full((len(codes), len(self.motifs)), np.nan)
        for one in self._lengths:
            beyond = max(flank - one.length + 1, 0)
            reached = codes[:, beyond : codes.shape[1] - beyond]
            if reached.shape[1] >= one.length:
                most = one.scores(reached).max(axis=(1, 2))
                is_known = np.isfinite(most)
                places = np.where(is_known, most + self._zeros[one.numbers], 0).astype(np.intp)
                found[:, one.numbers] = np.where(is_known, self._all_tails[places], np.nan)
        return found

    def best_hit(self, sequence: str, number: int) -> MotifHit | None:
        """Give the place that one motif fits best, the first of equals; None beside N alone."""
        steps, codes = self._steps[number], base_codes(sequence)
        if len(codes) < len(steps):
            return None
        windows = sliding_window_view(codes, len(steps))
        columns, rows = np.arange(len(steps)), np.minimum(windows, 3)
        said = np.stack([one[columns, rows].sum(axis=1) for one in (steps, steps[::-1, ::-1])])
        said[:, windows.max(axis=1) > 3] = self._lowest[number] - 1
        start, strand = divmod(int(said.T.argmax()), 2)
        if said[strand, start] < self._lowest[number]:
            return None
        return self._hit(number, start, "+-"[strand], int(said[strand, start]))

    def hits(
        self, sequence: str, p_max: float = 1e-4, numbers: Sequence[int] | None = None
    ) -> list[MotifHit]:
        """Give all places where a motif fits with `p_max` or less, the best first.

        `numbers` are the motifs to look for, None for all.
        """
        codes = base_codes(sequence)
        wanted = set(range(len(self.motifs)) if numbers is None else numbers)
        found: list[MotifHit] = []
        for one in self._lengths:
            if wanted.isdisjoint(one.numbers.tolist()):
                continue
            limits = np.array([self._first_step(number, p_max) for number in one.numbers])
            for first in range(0, len(codes) - one.length + 1, _PLACES):
                said = one.scores(codes[first : first + _PLACES + one.length - 1])
                for place, strand, motif in zip(*np.nonzero(said >= limits), strict=True):
                    number = int(one.numbers[motif])
                    if number in wanted:
                        steps = int(said[place, strand, motif])
                        start = first + int(place)
                        found.append(self._hit(number, start, "+-"[strand], steps))
        return sorted(found, key=lambda hit: (hit.p, hit.start, hit.number))

    def _first_step(self, number: int, p_max: float) -> float:
        """Lowest score whose chance is no more than `p_max`; infinite where none is that rare."""
        rare = np.flatnonzero(self._tails[number] <= p_max)
        return float(self._lowest[number] + rare[0]) if rare.size else np.inf

    def _hit(self, number: int, start: int, strand: str, steps: int) -> MotifHit:
        end = start + len(self.motifs[number].counts)
        p = float(self._tails[number][steps - self._lowest[number]])
        return MotifHit(number, start, end, strand, round(steps * STEP, 2), p)
