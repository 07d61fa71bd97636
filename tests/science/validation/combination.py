"""Engines put together, measured on genes that were not looked at when choosing how.

Three simple ways, fixed beforehand, for every set of at least two engines: the mean of their
scores, the mean of the ranks among the training rows, and a logistic regression on the scores.
Which set is best is chosen on the training genes by their own cross-validation, and the rows of
the gene left out are scored with it. Only plain means stand for election: what the other ways
give for genes left out in turn is not on one scale, and could not be laid side by side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from tests.science.validation.statistics import auroc

Floats = NDArray[np.float64]

WAYS = ("mean", "mean rank", "logistic")
ELIGIBLE = ("mean",)
N_GROUPS = 4
"""Genes with most rows stand alone, the others form one group."""
_RIDGE = 1.0
_STEPS = 25


@dataclass(frozen=True, slots=True)
class Combination:
    """A way to put some engines together; `engines` are rows of the score array."""

    way: str
    engines: tuple[int, ...]

    def fit_and_score(self, train: Floats, labels: NDArray[np.bool_], test: Floats) -> Floats:
        """Score the columns of `test` with what is learned on `train`; 0 to 1."""
        rows = list(self.engines)
        if self.way == "mean":
            return np.asarray(test[rows].mean(axis=0))
        if self.way == "mean rank":
            placed = [_share_below(train[row], test[row]) for row in rows]
            return np.asarray(np.mean(placed, axis=0))
        weights = _logistic(_logits(train[rows]), labels)
        return _sigmoid(weights @ _with_one(_logits(test[rows])))


def candidates(n_engines: int, ways: Sequence[str] = WAYS) -> list[Combination]:
    """Give every way for every set of at least two engines."""
    sets = [
        chosen
        for size in range(2, n_engines + 1)
        for chosen in combinations(range(n_engines), size)
    ]
    return [Combination(way, chosen) for way in ways for chosen in sets]


def gene_groups(genes: Sequence[str]) -> NDArray[np.int64]:
    """Number of the group of each row: the genes with most rows alone, the others together."""
    names, counts = np.unique(np.array(genes), return_counts=True)
    order = sorted(zip(-counts, names, strict=True))
    number = {name: min(rank, N_GROUPS - 1) for rank, (_, name) in enumerate(order)}
    return np.array([number[gene] for gene in genes])


def left_out_scores(
    which: Combination, scores: Floats, labels: NDArray[np.bool_], groups: NDArray[np.int64]
) -> Floats:
    """Score each row with what is learned on the rows of the other groups."""
    found = np.empty(scores.shape[1])
    for group in np.unique(groups):
        out = groups == group
        found[out] = which.fit_and_score(scores[:, ~out], labels[~out], scores[:, out])
    return found


def cross_validated_areas(
    scores: Floats,
    labels: NDArray[np.bool_],
    groups: NDArray[np.int64],
    ways: Sequence[str] = WAYS,
) -> dict[Combination, float]:
    """Give the area of every combination, each row scored without its group."""
    return {
        which: auroc(left_out_scores(which, scores, labels, groups), labels).value
        for which in candidates(len(scores), ways)
    }


def best_mean(scores: Floats, labels: NDArray[np.bool_], groups: NDArray[np.int64]) -> Combination:
    """Give the plain mean with the largest area."""
    areas = cross_validated_areas(scores, labels, groups, ELIGIBLE)
    return max(areas, key=areas.__getitem__)


def nested_scores(
    scores: Floats, labels: NDArray[np.bool_], groups: NDArray[np.int64]
) -> tuple[Floats, Mapping[int, Combination]]:
    """Score each row with the plain mean chosen without its group, and say which that was."""
    found = np.empty(scores.shape[1])
    chosen: dict[int, Combination] = {}
    for group in np.unique(groups):
        out = groups == group
        which = best_mean(scores[:, ~out], labels[~out], groups[~out])
        chosen[int(group)] = which
        found[out] = which.fit_and_score(scores[:, ~out], labels[~out], scores[:, out])
    return found, chosen


def to_unit(values: Sequence[float], *, is_delta: bool) -> Floats:
    """Give scores between 0 and 1: deltas as they are, a change of logit as x / (1 + x)."""
    array = np.asarray(values, dtype=np.float64)
    return array if is_delta else array / (1.0 + array)


def _share_below(train: Floats, test: Floats) -> Floats:
    """Where each value lies among the training ones, 0 to 1; the middle of equal ones."""
    ordered = np.sort(train)
    below = np.searchsorted(ordered, test, side="left")
    upto = np.searchsorted(ordered, test, side="right")
    return np.asarray((below + upto) / (2.0 * len(train)))


def _logits(scores: Floats) -> Floats:
    inside = np.clip(scores, 0.001, 0.999)
    return np.asarray(np.log(inside / (1.0 - inside)))


def _with_one(features: Floats) -> Floats:
    return np.concatenate([features, np.ones((1, features.shape[1]))])


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-values)))


def _logistic(features: Floats, labels: NDArray[np.bool_]) -> Floats:
    """Weights and intercept of a ridge logistic regression, by Newton steps."""
    x = _with_one(features)
    weights = np.zeros(len(x))
    ridge = np.full(len(x), _RIDGE)
    ridge[-1] = 0.0
    for _ in range(_STEPS):
        p = _sigmoid(weights @ x)
        slope = x @ (labels - p) - ridge * weights
        curve = (x * (p * (1.0 - p) + 1e-9)) @ x.T + np.diag(ridge)
        weights = weights + np.linalg.solve(curve, slope)
    return weights
