"""How well scores tell two classes apart, or follow a value: areas, correlation, intervals, calibration."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.bool_]
Known = TypeVar("Known", bound=np.generic)

_RIDGE = 1e-3
_STEPS = 50


class Draws(NamedTuple):
    """How many resamples, and their seed."""

    n: int
    seed: int


class Interval(NamedTuple):
    """A number with the 2.5th and 97.5th percentile of its resamples."""

    value: float
    low: float
    high: float


def area_under_roc(scores: Floats, labels: Labels) -> float:
    """Chance that a random positive scores above a random negative, ties counting half.

    Not a number without positives or negatives.
    """
    n_positive, n_negative = int(labels.sum()), int((~labels).sum())
    if not n_positive or not n_negative:
        return float("nan")
    values, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    del values
    ranks = np.cumsum(counts) - (counts - 1) / 2
    total = float(ranks[place][labels].sum())
    return (total - n_positive * (n_positive + 1) / 2) / (n_positive * n_negative)


def average_precision(scores: Floats, labels: Labels) -> float:
    """Area under precision against recall, by steps; sequences of one score step together."""
    if not labels.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    last = np.append(ordered[1:] != ordered[:-1], True)
    hits = np.cumsum(labels[order])[last]
    called = np.flatnonzero(last) + 1
    gained = np.diff(hits, prepend=0) / hits[-1]
    return float((gained * hits / called).sum())


def resampled(
    measure: Callable[[Floats, NDArray[Known]], float],
    rows: Floats,
    labels: NDArray[Known],
    groups: Sequence[str],
    draws: Draws,
) -> Interval:
    """Give a measure with an interval from resamples of whole groups (genes), not of sequences.

    Parameters
    ----------
    rows
        (N,) scores, or (N, k) for a measure that compares several.
    labels
        (N,) what is known: classes or values.
    """
    names, member = np.unique(np.asarray(groups), return_inverse=True)
    of_group = [np.flatnonzero(member == number) for number in range(len(names))]
    rng = np.random.default_rng(draws.seed)
    found = []
    for _ in range(draws.n):
        drawn = [of_group[one] for one in rng.integers(len(names), size=len(names))]
        at = np.concatenate(drawn)
        found.append(measure(rows[at], labels[at]))
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return Interval(measure(rows, labels), float(low), float(high))


def pearson(scores: Floats, values: NDArray[np.generic]) -> float:
    """Correlation of Pearson; not a number where one of both does not vary."""
    known = values.astype(np.float64)
    if len(scores) < 2 or np.ptp(scores) == 0 or np.ptp(known) == 0:
        return float("nan")
    return float(np.corrcoef(scores, known)[0, 1])


def area_difference(rows: Floats, labels: Labels) -> float:
    """Area under ROC of the first column minus that of the second."""
    return area_under_roc(rows[:, 0], labels) - area_under_roc(rows[:, 1], labels)


def balance(labels: Labels) -> Floats:
    """Weights with which positives and negatives each make up one half; (N,), sum 1."""
    weights = np.where(labels, 0.5 / max(labels.sum(), 1), 0.5 / max((~labels).sum(), 1))
    found: Floats = weights / weights.sum()
    return found


def fit_logistic(design: Floats, labels: Labels) -> Floats:
    """Give the weights (k,) of a logistic regression on columns (N, k), classes balanced.

    A slight pull to zero keeps weights finite where the classes are apart.
    """
    weights = balance(labels) * len(labels)
    found = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = sigmoid(design @ found)
        pull = design.T @ (weights * (labels - chance)) - _RIDGE * found
        curve = design.T @ (design * (weights * chance * (1 - chance))[:, None])
        step = np.linalg.solve(curve + _RIDGE * np.eye(len(found)), pull)
        found = found + step
        if np.abs(step).max() < 1e-9:
            break
    return found


def with_constant(columns: Floats) -> Floats:
    """Add a column of ones: (N, k) or (N,) to (N, k + 1)."""
    return np.column_stack([columns, np.ones(len(columns))])


def sigmoid(log_odds: Floats) -> Floats:
    """Probabilities of log-odds (natural logarithm)."""
    return 0.5 * (1 + np.tanh(log_odds / 2))


class Bin(NamedTuple):
    """Sequences whose probability lies in [low, low + 0.1): the mean of it, and the share found."""

    low: float
    n: int
    expected: float
    observed: float


def reliability(probabilities: Floats, labels: Labels, n_bins: int = 10) -> tuple[Bin, ...]:
    """Compare probabilities with what was found, classes balanced; empty bins are left out."""
    weights = balance(labels)
    number = np.minimum((probabilities * n_bins).astype(int), n_bins - 1)
    bins = []
    for one in range(n_bins):
        inside = number == one
        if inside.any():
            share = weights[inside] / weights[inside].sum()
            expected = float(share @ probabilities[inside])
            bins.append(
                Bin(one / n_bins, int(inside.sum()), expected, float(share @ labels[inside]))
            )
    return tuple(bins)


def calibration_error(probabilities: Floats, labels: Labels, n_bins: int = 10) -> float:
    """Mean distance between expected and observed shares over ten bins, classes balanced."""
    weights = balance(labels)
    number = np.minimum((probabilities * n_bins).astype(int), n_bins - 1)
    gaps = [
        abs(float(weights[number == one] @ (probabilities - labels)[number == one]))
        for one in range(n_bins)
    ]
    return sum(gaps)
