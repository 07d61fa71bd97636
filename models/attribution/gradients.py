"""Gradients of a value by the one-hot input: at the sequence itself, or on the way to it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.attribution.values import (
    BaseEffects,
    Mapper,
    Target,
    at_columns,
    input_of,
    probabilities,
    slopes,
)
from models.cone import DilatedNetwork, evaluate

TOLERANCE = 0.01
LIMIT = 192
"""Points on the way at which one network's gradient is taken at most."""
_BATCH = 6
# Gauss-Legendre with three points: exact for a slope that is a polynomial of degree five.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(3)


def gradient_x_input(
    networks: Sequence[DilatedNetwork], target: Target, columns: Sequence[int], apply: Mapper
) -> BaseEffects:
    """Return the gradient of the target by the one-hot input, at each base's own row."""

    def of_own_row(gradient: Tensor, x: Tensor) -> Tensor:
        return (gradient * x).sum(1)

    return _of_gradient(networks, target, columns, apply, of_own_row)


def saliency(
    networks: Sequence[DilatedNetwork], target: Target, columns: Sequence[int], apply: Mapper
) -> BaseEffects:
    """Return how steeply the target changes with each base, see `steepest`."""
    return _of_gradient(networks, target, columns, apply, steepest)


def steepest(gradient: Tensor, x: Tensor) -> Tensor:
    """Return the largest absolute gradient of the four rows, (N, ..., L) of (N, 4, ..., L).

    The saliency of Simonyan et al. 2013 (arXiv:1312.6034), whose rows were colours; 0 where no
    base is known.
    """
    return gradient.abs().amax(1) * (x.amax(1) == 1)


def _of_gradient(
    networks: Sequence[DilatedNetwork],
    target: Target,
    columns: Sequence[int],
    apply: Mapper,
    by_base: Callable[[Tensor, Tensor], Tensor],
) -> BaseEffects:
    """Return what `by_base` makes of the mean gradient of all networks."""
    x = input_of(target, networks)

    def differentiate(number: int) -> NDArray[np.float32]:
        probability, gradient = slopes(partial(_probability, networks[number], target), x)
        found = torch.cat([gradient.flatten(), probability])
        return found.cpu().numpy().astype(np.float32)

    mean = torch.from_numpy(np.mean(apply(differentiate, range(len(networks))), axis=0))
    found = by_base(mean[:-1].reshape(x.shape), x.cpu()).flatten().numpy()
    return BaseEffects(float(mean[-1]), at_columns(found, columns), None)


def integrated_gradients(
    networks: Sequence[DilatedNetwork],
    target: Target,
    columns: Sequence[int],
    apply: Mapper,
    *,
    tolerance: float = TOLERANCE,
    limit: int = LIMIT,
) -> Iterator[BaseEffects]:
    """Share the probability out among the bases (Sundararajan et al. 2017, arXiv:1703.01365).

    The gradient is integrated on the straight way from a sequence of N (all zeros) to the target's.
    A probability rises steeply on a short piece of that way, so the way is halved where the
    integral does not yet agree with the rise, until the disagreements of all pieces of a network
    sum to at most `tolerance`, or its gradient was taken at `limit` points.

    Yields an estimate of all columns after each round of halving; none is `done` before the last.
    The `residual` is that of the ensemble: |sum over every base of the input - (probability - that of the N sequence)|.
    """
    x = input_of(target, networks)
    values = [partial(_probability, network, target) for network in networks]
    for shares in shared_out(values, x, torch.zeros_like(x), apply, tolerance, limit):
        yield BaseEffects(
            probability=shares.value,
            contribution=at_columns(shares.of_bases, columns),
            ism=None,
            done=None if shares.is_final else np.zeros(len(columns), dtype=bool),
            residual=shares.residual,
        )


def _probability(network: DilatedNetwork, target: Target, x: Tensor) -> Tensor:
    return probabilities(evaluate(network, x, 1), target)


@dataclass(frozen=True, eq=False, slots=True)
class Shares:
    """What each base has of the rise of a value from a blank sequence to the given one.

    `of_bases` has shape (L,), `rise` is what they should sum to, `residual` how far they are from it.
    """

    value: float
    rise: float
    of_bases: NDArray[np.float32]
    is_final: bool

    @property
    def residual(self) -> float:
        """How far the shares are from adding up to the rise."""
        return abs(float(self.of_bases.sum(dtype=np.float64)) - self.rise)


def shared_out(
    values: Sequence[Callable[[Tensor], Tensor]],
    x: Tensor,
    blank: Tensor,
    apply: Mapper,
    tolerance: float = TOLERANCE,
    limit: int = LIMIT,
) -> Iterator[Shares]:
    """Integrate the gradients of values on the straight way from `blank` to `x`; mean over values.

    Parameters
    ----------
    values
        Each gives (N,) of inputs (N, 4, ..., L), and can be differentiated.
    x, blank
        One sequence, (1, 4, ..., L), and where the way to it begins.
    tolerance, limit
        See `integrated_gradients`.
    """
    ways = [_Way(value, x, blank) for value in values]

    def refine(number: int) -> NDArray[np.float32]:
        ways[number].refine(tolerance)
        return ways[number].shares

    waiting = list(range(len(ways)))
    while waiting:
        apply(refine, waiting)
        waiting = [number for number in waiting if ways[number].is_open(tolerance, limit)]
        yield Shares(
            value=float(np.mean([way.value for way in ways])),
            rise=float(np.mean([way.rise for way in ways])),
            of_bases=np.mean([way.shares for way in ways], axis=0),
            is_final=not waiting,
        )


@dataclass(frozen=True, eq=False, slots=True)
class _Piece:
    """A piece of the way: the value at both ends, and the integral over it, per base."""

    start: float
    end: float
    ends: tuple[float, float]
    integral: NDArray[np.float32]

    @property
    def residual(self) -> float:
        rise = self.ends[1] - self.ends[0]
        return abs(float(self.integral.sum(dtype=np.float64)) - rise)


class _Way:
    """The way from a blank sequence to the one explained, for one value."""

    def __init__(self, value: Callable[[Tensor], Tensor], x: Tensor, blank: Tensor) -> None:
        self._value, self._blank, self._step = value, blank, x - blank
        self._pieces: list[_Piece] = []
        self._n_taken = 0

    @property
    def shares(self) -> NDArray[np.float32]:
        """Shares of all bases of the input."""
        integrals = [piece.integral for piece in self._pieces]
        return np.asarray(np.sum(integrals, axis=0), dtype=np.float32)

    @property
    def value(self) -> float:
        """Value at the end of the way."""
        return self._pieces[-1].ends[1]

    @property
    def rise(self) -> float:
        """Value at the end of the way minus that at its start."""
        return self.value - self._pieces[0].ends[0]

    def is_open(self, tolerance: float, limit: int) -> bool:
        """Return whether another round is needed and allowed."""
        return self._n_taken < limit and sum(p.residual for p in self._pieces) > tolerance

    def refine(self, tolerance: float) -> None:
        """Take the two halves of the way, or halve the pieces that disagree."""
        if not self._pieces:
            ends = self._at([0.0, 0.5, 1.0])
            spans = [(0.0, 0.5, (ends[0], ends[1])), (0.5, 1.0, (ends[1], ends[2]))]
            self._pieces = self._integrated(spans)
            return
        share = tolerance / len(self._pieces)
        coarse = [piece for piece in self._pieces if piece.residual > share]
        middles = [(piece.start + piece.end) / 2 for piece in coarse]
        spans = []
        for piece, middle, value in zip(coarse, middles, self._at(middles), strict=True):
            spans.append((piece.start, middle, (piece.ends[0], value)))
            spans.append((middle, piece.end, (value, piece.ends[1])))
        kept = [piece for piece in self._pieces if piece.residual <= share]
        both = [*kept, *self._integrated(spans)]
        self._pieces = sorted(both, key=lambda piece: piece.start)

    def _at(self, places: Sequence[float]) -> list[float]:
        """Return the value at places of the way."""
        values: list[float] = []
        for batch in _batches(places):
            with torch.no_grad():
                values += self._value(self._between(batch)).tolist()
        return values

    def _integrated(
        self, spans: Sequence[tuple[float, float, tuple[float, float]]]
    ) -> list[_Piece]:
        places = [
            (start + end) / 2 + (end - start) / 2 * node
            for start, end, _ in spans
            for node in _NODES
        ]
        self._n_taken += len(places)
        found: list[NDArray[np.float32]] = []
        for batch in _batches(places):
            _, gradient = slopes(self._value, self._between(batch))
            product = (gradient * self._step).flatten(1, -2).sum(1)
            found += list(product.cpu().numpy())
        pieces = []
        for index, (start, end, ends) in enumerate(spans):
            taken = found[index * len(_NODES) : (index + 1) * len(_NODES)]
            integral = (end - start) / 2 * np.tensordot(_WEIGHTS, taken, 1)
            pieces.append(_Piece(start, end, ends, integral.astype(np.float32)))
        return pieces

    def _between(self, places: Sequence[float]) -> Tensor:
        """Return the inputs at places of the way, each that far from blank to the sequence."""
        far = torch.tensor(places, dtype=self._step.dtype, device=self._step.device)
        return self._blank + self._step * far.reshape(-1, *[1] * (self._step.dim() - 1))


def _batches(places: Sequence[float]) -> Iterator[Sequence[float]]:
    for first in range(0, len(places), _BATCH):
        yield places[first : first + _BATCH]
