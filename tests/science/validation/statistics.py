"""Areas, sensitivities and shares, each with its 95 % confidence interval."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

Z95 = 1.959963984540054
N_RESAMPLES = 2_000
SEED = 20261


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with the two ends of its 95 % confidence interval."""

    value: float
    low: float
    high: float

    def text(self, digits: int = 3) -> str:
        """Give it as it stands in a table."""
        return f"{self.value:.{digits}f} ({self.low:.{digits}f}–{self.high:.{digits}f})"


def auroc(scores: ArrayLike, labels: ArrayLike) -> Estimate:
    """Area under the receiver operating characteristic, interval of DeLong et al. 1988."""
    value, spread = _delong(np.atleast_2d(scores), np.asarray(labels, dtype=bool))
    half = Z95 * math.sqrt(max(float(spread[0, 0]), 0.0))
    return Estimate(float(value[0]), max(float(value[0]) - half, 0.0), min(value[0] + half, 1.0))


def auroc_difference(first: ArrayLike, second: ArrayLike, labels: ArrayLike) -> Estimate:
    """Area of `first` minus area of `second` on the same rows, interval of DeLong et al. 1988."""
    value, spread = _delong(np.stack([first, second]), np.asarray(labels, dtype=bool))
    contrast = np.array([1.0, -1.0])
    difference = float(contrast @ value)
    half = Z95 * math.sqrt(max(float(contrast @ spread @ contrast), 0.0))
    return Estimate(difference, difference - half, difference + half)


def wilson(hits: int, n: int) -> Estimate:
    """Share of hits, interval of Wilson 1927; all of nothing is unknown (not a number)."""
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan)
    share, z2 = hits / n, Z95 * Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Estimate(share, max(centre - half, 0.0), min(centre + half, 1.0))


def cutoff_at(negatives: ArrayLike, specificity: float) -> float:
    """Smallest observed cut-off that at least this share of the negatives stays at or below.

    What lies above it counts as called, so that ties never lower the specificity.
    """
    ordered = np.sort(np.asarray(negatives, dtype=np.float64))
    return float(ordered[max(math.ceil(specificity * len(ordered) - 1e-9), 1) - 1])


def sensitivity(positives: ArrayLike, negatives: ArrayLike, specificity: float) -> Estimate:
    """Share of the positives above the cut-off of a specificity.

    The interval is that of the percentiles of resamples of positives and negatives, each of which
    has its cut-off, so that the uncertainty of the cut-off is in it. It is widened to Wilson's
    where that reaches further: resamples of a share of 1 say nothing.
    """
    high, low = np.asarray(positives, dtype=np.float64), np.asarray(negatives, dtype=np.float64)
    hits = int((high > cutoff_at(low, specificity)).sum())
    shared = wilson(hits, len(high))
    if len(high) == 0:
        return shared
    rng = np.random.default_rng(SEED)
    found = [
        float((_again(high, rng) > cutoff_at(_again(low, rng), specificity)).mean())
        for _ in range(N_RESAMPLES)
    ]
    ends = np.percentile(found, [2.5, 97.5])
    return Estimate(shared.value, min(shared.low, ends[0]), max(shared.high, ends[1]))


def _again(values: Floats, rng: np.random.Generator) -> Floats:
    return rng.choice(values, len(values))


def _delong(scores: NDArray[np.generic], labels: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Areas of the rows of `scores`, and their covariance."""
    both = np.asarray(scores, dtype=np.float64)
    high, low = both[:, labels], both[:, ~labels]
    n_high, n_low = high.shape[1], low.shape[1]
    above = np.stack([_ranks(np.concatenate(pair)) for pair in zip(high, low, strict=True)])
    own_high = np.stack([_ranks(row) for row in high])
    own_low = np.stack([_ranks(row) for row in low])
    by_high = (above[:, :n_high] - own_high) / n_low
    by_low = 1.0 - (above[:, n_high:] - own_low) / n_high
    spread = np.atleast_2d(np.cov(by_high)) / n_high + np.atleast_2d(np.cov(by_low)) / n_low
    return by_high.mean(axis=1), spread


def _ranks(values: Floats) -> Floats:
    """Ranks from 1; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2.0)[inverse], dtype=np.float64)
