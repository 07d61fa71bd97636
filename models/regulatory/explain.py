"""One track of a regulatory engine explained base by base, in REF and in ALT.

What is explained is the window with the change in its middle, both strands together.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, runtime_checkable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.attribution import in_turns, shared_out, slopes, steepest
from models.engine import AttributionArrays, AttributionStep, Method
from models.errors import RequestError
from models.regulatory.protocol import AlleleRequest
from models.regulatory.shown import Allele, shown_alleles, shown_arrays
from models.sequence import BASES

METHODS: tuple[Method, ...] = ("ism", "integrated_gradients", "gradient_x_input", "saliency")
"""What can be asked of a network that can be differentiated."""
_BLOCK = 16
"""Neighbouring bases whose mutants are evaluated together."""

Mutator = Callable[[Sequence[tuple[int, int]]], NDArray[np.float32]]
"""What is said to a window in which one base is another, (N,), of (column, row of the base)."""


class Asked(Protocol):
    """What every engine has to offer so that its tracks can be explained."""

    @property
    def methods(self) -> tuple[Method, ...]:
        """How it can be explained."""
        ...

    def outputs(self, sequences: Sequence[str]) -> NDArray[np.float32]:
        """Give (N, T) of N sequences."""
        ...


class Windowed(Asked, Protocol):
    """An engine that reads windows of one length."""

    @property
    def length(self) -> int:
        """Bases of a window."""
        ...


@runtime_checkable
class Mutable(Protocol):
    """An engine that has a quicker way to mutants than one whole sequence after the other."""

    def mutator(self, window: str, track: int) -> Mutator:
        """Give what is said to the mutants of a window."""
        ...


@runtime_checkable
class Differentiable(Protocol):
    """An engine whose numbers have gradients by the bases."""

    @property
    def unknown(self) -> float:
        """What an unknown base counts in each row."""
        ...

    def tensor(self, sequences: Sequence[str]) -> Tensor:
        """Put sequences where the network lies, (N, 4, L)."""
        ...

    def target(self, window: str, track: int) -> Callable[[Tensor], Tensor]:
        """Give the function (N,) of (N, 4, L) that is explained in a window."""
        ...


@dataclass(frozen=True, eq=False, slots=True)
class _Found:
    """What is known of one allele, in all columns of the window."""

    value: float
    contribution: NDArray[np.float32]
    ism: NDArray[np.float32] | None = None
    done: NDArray[np.bool_] | None = None
    residual: float | None = None


def explain(
    engine: Windowed, request: AlleleRequest, *, track: int, method: Method, flank: int
) -> Iterator[AttributionStep]:
    """Explain both alleles in the window with the change in its middle, `flank` bases around it.

    Raises
    ------
    RequestError
        The change does not fit into a window, or the engine cannot be explained this way.
    """
    alleles = shown_alleles(request, engine.length, flank)
    yield from explain_alleles(engine, alleles, track=track, method=method)


def explain_alleles(
    engine: Asked, alleles: Sequence[Allele], *, track: int, method: Method
) -> Iterator[AttributionStep]:
    """Explain alleles that lie ready, in turns, as far as they are known; whole at last.

    Raises
    ------
    RequestError
        The engine cannot be explained this way.
    """
    if method not in engine.methods:
        known = ", ".join(engine.methods)
        remedy = f"Choose one of: {known}." if known else "This engine cannot be explained."
        raise RequestError(f"The engine cannot be explained by {method}.", remedy)
    total = sum(len(one.columns) for one in alleles)
    yield from in_turns([_answers(engine, one, track, method) for one in alleles], total)


def _answers(
    engine: Asked, allele: Allele, track: int, method: Method
) -> Iterator[AttributionArrays]:
    for found in _ANSWERS[method](engine, allele, track):
        yield _arrays(allele, found, method)


def plain_mutator(engine: Asked, window: str, track: int) -> Mutator:
    """Evaluate each mutant of a window as a whole sequence."""

    def said(mutants: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        sequences = [window[:column] + BASES[row] + window[column + 1 :] for column, row in mutants]
        return engine.outputs(sequences)[:, track]

    return said


def _arrays(allele: Allele, found: _Found, method: Method) -> AttributionArrays:
    columns = list(allele.columns)
    arrays = shown_arrays(
        allele,
        method,
        found.value,
        found.contribution[columns],
        None if found.ism is None else found.ism[:, columns],
    )
    done = None if found.done is None else found.done[columns]
    return replace(arrays, done=done, residual=found.residual)


def _mutagenesis(engine: Asked, allele: Allele, track: int) -> Iterator[_Found]:
    """Replace every shown base by each other one, nearest to the change first.

    Yields after each block of bases; unknown bases have no effect.
    """
    window = allele.window
    value = float(engine.outputs([window])[0, track])
    own = engine.mutator if isinstance(engine, Mutable) else partial(plain_mutator, engine)
    said = own(window, track)
    effects = np.zeros((4, len(window)), dtype=np.float32)
    done = np.zeros(len(window), dtype=bool)
    waiting = sorted(allele.columns, key=lambda column: abs(column - allele.middle))
    for first in range(0, len(waiting), _BLOCK):
        block = waiting[first : first + _BLOCK]
        mutants = [
            (column, row)
            for column in block
            for row, base in enumerate(BASES)
            if window[column] in BASES and window[column] != base
        ]
        if mutants:
            columns, rows = np.transpose(mutants)
            effects[rows, columns] = said(mutants) - value
        done[block] = True
        contribution = np.asarray(-effects.sum(axis=0) / 3, dtype=np.float32)
        yield _Found(value, contribution, effects.copy(), done.copy())


def _of_gradient(
    by_base: Callable[[Tensor, Tensor], Tensor], engine: Asked, allele: Allele, track: int
) -> Iterator[_Found]:
    """Give what `by_base` makes of gradient and input, (N, L) of (N, 4, L) each."""
    network = _differentiable(engine)
    x = network.tensor([allele.window])
    value, gradient = slopes(network.target(allele.window, track), x)
    found = by_base(gradient, x)[0].cpu().numpy().astype(np.float32)
    yield _Found(float(value[0]), found)


def _gradient_x_input(engine: Asked, allele: Allele, track: int) -> Iterator[_Found]:
    def of_own_row(gradient: Tensor, x: Tensor) -> Tensor:
        return (gradient * (x == 1)).sum(1)

    return _of_gradient(of_own_row, engine, allele, track)


def _saliency(engine: Asked, allele: Allele, track: int) -> Iterator[_Found]:
    return _of_gradient(steepest, engine, allele, track)


def _integrated_gradients(engine: Asked, allele: Allele, track: int) -> Iterator[_Found]:
    network = _differentiable(engine)
    x = network.tensor([allele.window])
    blank = torch.full_like(x, network.unknown)
    waiting = np.zeros(len(allele.window), dtype=bool)
    for shares in shared_out([network.target(allele.window, track)], x, blank, _one_by_one):
        yield _Found(
            value=shares.value,
            contribution=shares.of_bases,
            done=None if shares.is_final else waiting,
            residual=shares.residual,
        )


def _differentiable(engine: Asked) -> Differentiable:
    if not isinstance(engine, Differentiable):
        raise TypeError(f"{type(engine).__name__} lists methods it has no gradients for.")
    return engine


def _one_by_one(
    function: Callable[[int], NDArray[np.float32]], numbers: Sequence[int]
) -> list[NDArray[np.float32]]:
    return [function(number) for number in numbers]


_ANSWERS: dict[Method, Callable[[Asked, Allele, int], Iterator[_Found]]] = {
    "ism": _mutagenesis,
    "integrated_gradients": _integrated_gradients,
    "gradient_x_input": _gradient_x_input,
    "saliency": _saliency,
}
