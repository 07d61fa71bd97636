"""Many DeepBind models over many stretches at once, exactly as if window by window.

A window is one and a half detectors long, and outside it bases are unknown. An unknown base counts
what the four letters count on average; with the mean taken off each column of a detector it counts
nothing. Then

- where a detector lies inside several windows it says the same in all of them;
- where it juts out of a window on the left it says what its columns inside the window add up to.
  Let the bases come in one by one, from right to left: after each, the detectors are done for the
  window that begins with this base, whatever number of their columns are still missing;
- what juts out on the right is the same from left to right.

So a place costs one addition per window that cuts it, not one convolution. In REF and ALT that
differ in one base only, detectors that cover this base differ by one number each; all others are
shared.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.regulatory.deepbind_network import DETECTORS, DeepBindModel
from models.regulatory.deepbind_pools import AllelePools, Pool

_TOGETHER = 32
"""Models of a group: what they say about some windows stays in the cache of a core."""


class ModelGroup:
    """Models with equal layers, side by side; a model that reads both strands stands there twice.

    Attributes
    ----------
    numbers
        Which models these are, in the caller's order.
    length, window
        Bases of their detectors and of a window.
    n_detectors
        Detectors of all, on each strand that is read.
    """

    def __init__(
        self, models: Sequence[DeepBindModel], numbers: Sequence[int], place: torch.device
    ) -> None:
        first = models[0]
        self.numbers = np.array(numbers)
        self.length, self.window = first.length, first.window
        self._has_mean = first.has_mean
        kept = _needed_detectors(models)
        columns, base = _centred(models, kept)
        self.n_detectors = len(columns)
        self._n_strands = len(columns) // kept.size
        table = np.zeros((self.length, 5, len(columns)), dtype=np.float32)
        table[:, :4] = columns.transpose(2, 1, 0)
        self._table = torch.from_numpy(table).to(place)
        self._base = torch.from_numpy(base.astype(np.float32)).to(place)
        # What is made of the maximum, and of the mean where it counts: (models, kept, hidden or 1).
        shape = (DETECTORS, 2 if self._has_mean else 1, len(first.biases1))
        weights1 = [
            model.weights1.reshape(shape)[rows] for model, rows in zip(models, kept, strict=True)
        ]
        self._weights1 = _stacked(weights1, place).movedim(2, 0).contiguous()
        self._biases1 = _stacked([model.biases1 for model in models], place)
        self._weights2 = _stacked([model.weights2 for model in models], place)
        self._biases2 = _stacked([model.biases2 for model in models], place)

    def scores(self, codes: Tensor) -> Tensor:
        """Give (N, models) of stretches (bases, N): the best of all windows.

        `codes` are 0 to 3 for A C G T and 4 for an unknown base; a stretch has `length - 1` bases
        at least, and is itself the window where it is shorter than one.
        """
        (pool,) = self._pools(codes, None)
        return self._weighed(pool, min(self.window, len(codes)))

    def pair_scores(self, codes: Tensor, alt: Tensor) -> tuple[Tensor, Tensor]:
        """Give (N, models) of REF and of ALT, whose middle base is another.

        `codes` are (2 `window` - 1, N), so that each window overlaps the middle; `alt` is (N,).
        """
        ref_pool, alt_pool = self._pools(codes, alt)
        return self._weighed(ref_pool, self.window), self._weighed(alt_pool, self.window)

    def _pools(self, codes: Tensor, alt: Tensor | None) -> list[Pool]:
        """Pools of all windows: of REF, and of ALT where there is one."""
        window = min(self.window, len(codes))
        n_windows = len(codes) - window + 1
        n_inside = len(codes) - self.length + 1
        change = None if alt is None else self._swap(codes[n_windows - 1], alt)
        said = self._base.expand(self.length - 1 + n_inside, codes.shape[1], -1)
        alleles = AllelePools(said, n_windows, change, has_mean=self._has_mean)
        inside = [self._left_edges(said.clone(), codes, alleles, n_windows)]
        self._right_edges(said[: self.length - 2 + n_windows].clone(), codes, alleles, n_windows)
        if change is not None:
            inside.append(inside[0].clone())
            inside[1][n_windows - self.length : n_windows] += change
        pools = alleles.joined()
        for pool, whole in zip(pools, inside, strict=True):
            pool.slide(whole, window - self.length + 1)
        return pools

    def _left_edges(
        self, said: Tensor, codes: Tensor, alleles: AllelePools, n_windows: int
    ) -> Tensor:
        """Show `alleles` what juts out on the left, and give what detectors inside say.

        `said` are the detectors that begin `length` - 1 bases before the first base and later,
        with no base known.
        """
        n_inside = len(said) - self.length + 1
        coming = torch.empty_like(said)
        for column in range(self.length - 1, 0, -1):
            rows = n_inside + column
            part = said[self.length - 1 - column :]
            part += _looked_up(self._table[column], codes[:rows], coming[:rows])
            # The change lies in the first base of the last window.
            n_changed = 0 if alleles.change is None else self.length - column
            alleles.take(part[:n_windows], n_windows - n_changed, 0, n_changed)
        inside = said[self.length - 1 :]
        inside += _looked_up(self._table[0], codes[:n_inside], coming[:n_inside])
        return inside

    def _right_edges(
        self, said: Tensor, codes: Tensor, alleles: AllelePools, n_windows: int
    ) -> None:
        """Show `alleles` what juts out on the right.

        `said` are the detectors that end behind the first window and later, up to the one that
        begins with the last base, with no base known.
        """
        first = len(codes) - len(said)
        coming = torch.empty_like(said)
        for column in range(self.length - 1):
            rows = len(said) - column
            part = said[:rows]
            part += _looked_up(self._table[column], codes[first + column :], coming[:rows])
            # The change lies in the last base of the first window.
            n_changed = 0 if alleles.change is None else column + 1
            alleles.take(part[rows - n_windows :], 0, self.length - 1 - column, n_changed)

    def _swap(self, ref: Tensor, alt: Tensor) -> Tensor:
        """What another base adds to detectors that cover it, (length, N, columns)."""
        return (self._table.index_select(1, alt) - self._table.index_select(1, ref)).flip(0)

    def _weighed(self, pool: Pool, window: int) -> Tensor:
        """Scores of models, the best of windows and strands."""
        n_windows, n, _ = pool.most.shape
        pooled = [pool.most]
        if pool.total is not None:
            pooled.append(pool.total / (window + self.length - 1))
        layout = (n_windows * n * self._n_strands, len(self.numbers), -1)
        parts = [one.reshape(layout) for one in pooled]
        y = self._hidden(parts) if self._weights2.shape[1] else self._summed(parts)
        return y.reshape(-1, n_windows, n, self._n_strands).amax((1, 3)).T

    def _summed(self, parts: Sequence[Tensor]) -> Tensor:
        """Weigh detectors without a hidden layer, (models, rows)."""
        weights = self._weights1[..., 0]
        said = [(part * one).sum(-1) for part, one in zip(parts, weights, strict=True)]
        return (torch.stack(said).sum(0) + self._biases1[:, 0]).T

    def _hidden(self, parts: Sequence[Tensor]) -> Tensor:
        """Weigh detectors and hidden units, (models, rows)."""
        y = self._biases1[:, None]
        for part, weights in zip(parts, self._weights1, strict=True):
            y = torch.baddbmm(y, part.transpose(0, 1), weights)
        return torch.baddbmm(self._biases2[:, None], y.relu_(), self._weights2[..., None])[..., 0]


def _most_said(model: DeepBindModel) -> NDArray[np.float32]:
    """The most each detector of a model can say, to any sequence, shape (16,)."""
    most: NDArray[np.float32] = model.thresholds + model.detectors.max(axis=1).sum(axis=1)
    return most


def _needed_detectors(models: Sequence[DeepBindModel]) -> NDArray[np.intp]:
    """Which detectors to keep of each, (models, kept): all that any sequence raises above 0.

    As many are kept of each model as of the one that needs most.
    """
    most = np.stack([_most_said(model) for model in models])
    n_kept = max(int((most > 0).sum(axis=1).max()), 1)
    return np.argsort(-most, axis=1, kind="stable")[:, :n_kept]


def _centred(
    models: Sequence[DeepBindModel], kept: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Detectors (strands x models x kept, 4, length) less their means, and what those add up to."""
    pairs = list(zip(models, kept, strict=True))
    detectors = np.stack([model.detectors[rows] for model, rows in pairs]).astype(np.float64)
    thresholds = np.stack([model.thresholds[rows] for model, rows in pairs]).astype(np.float64)
    if models[0].reads_both_strands:
        # Rows are A C G T, so turning both axes round gives the other strand.
        detectors = np.concatenate([detectors, detectors[:, :, ::-1, ::-1]])
        thresholds = np.concatenate([thresholds, thresholds])
    columns = detectors.reshape(-1, 4, detectors.shape[-1])
    means = columns.mean(axis=1, keepdims=True)
    return columns - means, thresholds.ravel() + means.sum(axis=(1, 2))


def grouped(models: Sequence[DeepBindModel], place: torch.device) -> list[ModelGroup]:
    """Give groups of models with equal layers, no more than `_TOGETHER` in each."""
    alike: dict[tuple[int, bool, bool, int], list[int]] = defaultdict(list)
    for number, model in enumerate(models):
        layers = (model.length, model.reads_both_strands, model.has_mean, len(model.weights2))
        alike[layers].append(number)
    for numbers in alike.values():
        numbers.sort(key=lambda number: int((_most_said(models[number]) > 0).sum()))
    parts = [
        numbers[first : first + _TOGETHER]
        for numbers in alike.values()
        for first in range(0, len(numbers), _TOGETHER)
    ]
    groups = [ModelGroup([models[one] for one in some], some, place) for some in parts]
    # The largest first, so that threads that share them end together.
    return sorted(groups, key=lambda group: -group.n_detectors)


def _looked_up(column: Tensor, codes: Tensor, out: Tensor) -> Tensor:
    """Rows of a table (5, columns) by base code, (bases, N, columns)."""
    flat = codes.reshape(-1)
    torch.index_select(column, 0, flat, out=out.view(len(flat), out.shape[-1]))
    return out


def _stacked(arrays: Sequence[NDArray[np.float32]], place: torch.device) -> Tensor:
    return torch.from_numpy(np.stack(arrays)).to(place)
