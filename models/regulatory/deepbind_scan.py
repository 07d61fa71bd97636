"""Many DeepBind models over many stretches at once, exactly as if window by window.

A window is one and a half detectors long, and outside it bases are unknown. An unknown base counts
what the four letters count on average; with the mean taken off each column of a detector it counts
nothing. Then

- where a detector lies inside several windows it says the same in all of them;
- where it juts out of a window on the left it says what its columns inside the window add up to.
  Let the bases come in one by one, from right to left: after each, the detectors are done for the
  window that begins with this base, whatever number of their columns are still missing;
- what juts out on the right is the same in the mirror image.

So a place costs one addition per window that cuts it, not one convolution. In REF and ALT that
differ in one base only, detectors that cover this base differ by one number each; all others are
shared.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its name everywhere
from numpy.typing import NDArray
from torch import Tensor

from models.regulatory.deepbind_network import DETECTORS, DeepBindModel

_TOGETHER = 32
"""Models of a group: what they say about some windows stays in the cache of a core."""


@dataclass(frozen=True, eq=False, slots=True)
class _Pool:
    """What is kept of all places of each window, shapes (windows, N, columns).

    `most` begins at 0, so it is rectified; `total` is kept where the mean counts.
    """

    most: Tensor
    total: Tensor | None

    @classmethod
    def of(cls, said: Tensor, n_windows: int, *, has_mean: bool) -> Self:
        blank = said.new_zeros(n_windows, *said.shape[1:])
        return cls(blank, blank.clone() if has_mean else None)

    def take(self, first: int, said: Tensor) -> None:
        """Let windows from `first` on see one more place each."""
        most = self.most[first : first + len(said)]
        torch.maximum(most, said, out=most)
        if self.total is not None:
            self.total[first : first + len(said)] += said.clamp_min(0)

    def slide(self, said: Tensor, n_places: int) -> None:
        """Let each window see `n_places` more, the first its own first base, of (bases, ...)."""
        if n_places < 1:
            return
        if self.total is not None:
            sums = F.pad(said.clamp_min(0).cumsum(0), (0, 0, 0, 0, 1, 0))
            self.total.add_(sums[n_places:] - sums[:-n_places])
        reach = 1
        while reach < n_places:
            step = min(reach, n_places - reach)
            said = torch.maximum(said[: len(said) - step], said[step:])
            reach += step
        torch.maximum(self.most, said, out=self.most)

    def join(self, other: Self, *, mirrored: bool = False) -> None:
        """Add what another pool saw of the same windows."""
        axes = (0,) if mirrored else ()
        torch.maximum(self.most, other.most.flip(axes), out=self.most)
        if self.total is not None and other.total is not None:
            self.total.add_(other.total.flip(axes))


class ModelGroup:
    """Models with equal layers, side by side; a model that reads both strands stands there twice.

    Attributes
    ----------
    numbers
        Which models these are, in the caller's order.
    length, window
        Bases of their detectors and of a window.
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
        self._n_strands = len(columns) // kept.size
        table = np.zeros((self.length, 5, len(columns)), dtype=np.float32)
        table[:, :4] = columns.transpose(2, 1, 0)
        self._table = torch.from_numpy(table).to(place)
        self._mirror = self._table.flip(0)
        self._base = torch.from_numpy(base.astype(np.float32)).to(place)
        inputs = [2 if self._has_mean else 1, len(first.biases1)]
        weights1 = [
            model.weights1.reshape(DETECTORS, *inputs)[rows].reshape(-1, inputs[1])
            for model, rows in zip(models, kept, strict=True)
        ]
        self._weights1 = _stacked(weights1, place)
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

    def _pools(self, codes: Tensor, alt: Tensor | None) -> list[_Pool]:
        """Pools of all windows: of REF, and of ALT where there is one."""
        window = min(self.window, len(codes))
        n_windows = len(codes) - window + 1
        n_inside = len(codes) - self.length + 1
        middle = codes[n_windows - 1]
        change = None if alt is None else _swap(self._table, middle, alt)
        mirrored = None if alt is None else _swap(self._mirror, middle, alt)
        pools, said = self._left_edges(self._table, codes, change, n_windows, n_inside)
        others, _ = self._left_edges(
            self._mirror, codes.flip(0), mirrored, n_windows, n_windows - 1
        )
        inside = [said[self.length - 1 :] + _looked_up(self._table[0], codes[:n_inside])]
        if change is not None:
            inside.append(inside[0].clone())
            inside[1][n_windows - self.length : n_windows] += change
        for pool, other, whole in zip(pools, others, inside, strict=True):
            pool.join(other, mirrored=True)
            pool.slide(whole, window - self.length + 1)
        return pools

    def _left_edges(
        self, table: Tensor, codes: Tensor, change: Tensor | None, n_windows: int, n_inside: int
    ) -> tuple[list[_Pool], Tensor]:
        """Pools of what juts out on the left, and what all detectors say without first column.

        Detectors are followed that begin up to `length` - 1 bases before the stretch and up to
        `n_inside` bases into it. With a `change` there are pools of REF and of ALT: it is what ALT
        adds to detectors that cover the changed base, (length, N, columns), the leftmost first;
        this base is the first of the last window.
        """
        said = self._base.expand(self.length - 1 + n_inside, codes.shape[1], -1).clone()
        pools = [
            _Pool.of(said, n_windows, has_mean=self._has_mean)
            for _ in range(1 if change is None else 3)
        ]
        coming = torch.empty_like(said)
        for column in range(self.length - 1, 0, -1):
            rows = n_inside + column
            part = said[self.length - 1 - column :]
            part += _looked_up(table[column], codes[:rows], coming[:rows])
            if change is None:
                pools[0].take(0, part[:n_windows])
                continue
            first = n_windows - self.length + column  # window whose detectors reach the change
            shared, ref, alt = pools
            shared.take(0, part[:first])
            ref.take(first, part[first:n_windows])
            changed = coming[: n_windows - first]
            alt.take(first, torch.add(part[first:n_windows], change[: len(changed)], out=changed))
        for pool in pools[1:]:
            pool.join(pools[0])
        return pools[-2:], said

    def _weighed(self, pool: _Pool, window: int) -> Tensor:
        """Scores of models, the best of windows and strands."""
        n_windows, n, _ = pool.most.shape
        layout = (n_windows * n, self._n_strands, len(self.numbers), -1)
        pooled = pool.most.reshape(layout)
        if pool.total is not None:
            mean = pool.total.reshape(layout) / (window + self.length - 1)
            pooled = torch.stack([pooled, mean], dim=-1).flatten(-2)
        y = torch.einsum("rsgi,gih->rsgh", pooled, self._weights1) + self._biases1
        if self._weights2.shape[1]:
            y = torch.einsum("rsgh,gh->rsg", y.relu(), self._weights2) + self._biases2[:, 0]
        else:
            y = y[..., 0]
        return y.reshape(n_windows, n, self._n_strands, len(self.numbers)).amax((0, 2))


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
    return [
        ModelGroup([models[one] for one in some], some, place)
        for numbers in alike.values()
        for first in range(0, len(numbers), _TOGETHER)
        if (some := numbers[first : first + _TOGETHER])
    ]


def _looked_up(column: Tensor, codes: Tensor, out: Tensor | None = None) -> Tensor:
    """Rows of a table (5, columns) by base code, (bases, N, columns)."""
    flat = codes.reshape(-1)
    if out is None:
        return column.index_select(0, flat).reshape(*codes.shape, column.shape[1])
    torch.index_select(column, 0, flat, out=out.view(len(flat), -1))
    return out


def _swap(table: Tensor, ref: Tensor, alt: Tensor) -> Tensor:
    """What another base adds to detectors that cover it, (length, N, columns), leftmost first."""
    return (table.index_select(1, alt) - table.index_select(1, ref)).flip(0)


def _stacked(arrays: Sequence[NDArray[np.float32]], place: torch.device) -> Tensor:
    return torch.from_numpy(np.stack(arrays)).to(place)
