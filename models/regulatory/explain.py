"""One track of a regulatory engine explained base by base, in REF and in ALT.

What is explained is the window with the change in its middle, the mean over both strands.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.attribution import shared_out, slopes
from models.engine import AttributionArrays, AttributionStep, Method
from models.errors import RequestError
from models.regulatory.protocol import AlleleRequest, window_pairs
from models.sequence import BASES

METHODS: tuple[Method, ...] = ("ism", "gradient_x_input", "integrated_gradients")
_BLOCK = 16
"""Neighbouring bases whose mutants are evaluated together."""


class Explainable(Protocol):
    """What an engine has to offer so that its tracks can be explained."""

    @property
    def length(self) -> int:
        """Bases of a window."""
        ...

    @property
    def unknown(self) -> float:
        """What an unknown base counts in each row."""
        ...

    def outputs(self, sequences: Sequence[str]) -> NDArray[np.float32]:
        """Give (N, T) of N windows."""
        ...

    def tensor(self, sequences: Sequence[str]) -> Tensor:
        """Put windows where the network lies, (N, 4, length)."""
        ...

    def both_strands(self, x: Tensor) -> Tensor:
        """Give (N, T) of (N, 4, length); can be differentiated."""
        ...


@dataclass(frozen=True, slots=True)
class _Allele:
    """A window, and which columns of it are shown at which offsets from `pos`."""

    name: str
    window: str
    columns: tuple[int, ...]
    offsets: tuple[int, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Found:
    """What is known of one allele."""

    value: float
    contribution: NDArray[np.float32]
    ism: NDArray[np.float32] | None = None
    done: NDArray[np.bool_] | None = None
    residual: float | None = None


def explain(
    engine: Explainable, request: AlleleRequest, *, track: int, method: Method, flank: int
) -> Iterator[AttributionStep]:
    """Explain both alleles, REF before ALT.

    Raises
    ------
    RequestError
        The change does not fit into a window, or the method is not one of `METHODS`.
    """
    if method not in METHODS:
        raise RequestError(f"{method} is not known here.", f"Choose one of: {', '.join(METHODS)}.")
    alleles = _alleles(request, engine.length, flank)
    total = sum(len(one.columns) for one in alleles)
    complete: list[AttributionArrays] = []
    for allele in alleles:
        found: _Found | None = None
        for found in _ANSWERS[method](engine, allele, track):
            so_far = int(found.done.sum()) if found.done is not None else len(allele.columns)
            done = sum(len(one.offsets) for one in complete) + so_far
            if done < total:
                yield AttributionStep(done, total)
        if found is not None:
            complete.append(_arrays(allele, found, method))
    yield AttributionStep(total, total, tuple(complete))


def _alleles(request: AlleleRequest, length: int, flank: int) -> tuple[_Allele, _Allele]:
    (ref, alt), *_ = window_pairs(request, length)
    start, n_ref, n_alt = request.change
    first = start - length // 2  # of the window, in the request's sequences
    shown = range(max(start - flank, first), min(start + n_ref + flank, first + length))
    offsets = [place - request.start for place in shown]
    columns = [place - first for place in shown]
    before = start - first
    end = start + flank + n_alt
    alt_places = range(shown.start, min(end, first + length))
    return (
        _Allele("ref", ref, tuple(columns), tuple(offsets)),
        _Allele(
            "alt",
            alt,
            tuple(place - first for place in alt_places),
            tuple(
                _offset(place - first - before, n_ref, n_alt) + start - request.start
                for place in alt_places
            ),
        ),
    )


def _offset(place: int, n_ref: int, n_alt: int) -> int:
    """Offset from the change of a base of ALT; inserted ones repeat that of the base before."""
    if place < min(n_ref, n_alt):
        return place
    if place < n_alt:
        return n_ref - 1
    return place - n_alt + n_ref


def _arrays(allele: _Allele, found: _Found, method: Method) -> AttributionArrays:
    return AttributionArrays(
        allele=allele.name,
        method=method,
        start_offset=allele.offsets[0],
        offsets=np.array(allele.offsets, dtype=np.int32),
        sequence="".join(allele.window[column] for column in allele.columns),
        contribution=found.contribution,
        ism=found.ism,
        p=found.value,
        site_column=-1,
        residual=found.residual,
    )


def _mutagenesis(engine: Explainable, allele: _Allele, track: int) -> Iterator[_Found]:
    """Replace every shown base by each other one; unknown bases have no effect."""
    value = float(engine.outputs([allele.window])[0, track])
    effects = np.zeros((4, len(allele.columns)), dtype=np.float32)
    done = np.zeros(len(allele.columns), dtype=bool)
    for first in range(0, len(allele.columns), _BLOCK):
        block = range(first, min(first + _BLOCK, len(allele.columns)))
        mutants = list(_mutants(allele, block))
        if mutants:
            said = engine.outputs([mutant for _, _, mutant in mutants])[:, track]
            for (row, index, _), changed in zip(mutants, said, strict=True):
                effects[row, index] = changed - value
        done[block.start : block.stop] = True
        contribution = np.asarray(-effects.sum(axis=0) / 3, dtype=np.float32)
        yield _Found(value, contribution, effects.copy(), done.copy())


def _mutants(allele: _Allele, block: range) -> Iterator[tuple[int, int, str]]:
    for index in block:
        column = allele.columns[index]
        own = allele.window[column]
        for row, base in enumerate(BASES):
            if own in BASES and base != own:
                yield row, index, allele.window[:column] + base + allele.window[column + 1 :]


def _value(engine: Explainable, track: int) -> Callable[[Tensor], Tensor]:
    def value(x: Tensor) -> Tensor:
        return engine.both_strands(x)[:, track]

    return value


def _gradient_x_input(engine: Explainable, allele: _Allele, track: int) -> Iterator[_Found]:
    x = engine.tensor([allele.window])
    value, gradient = slopes(_value(engine, track), x)
    product = (gradient * x)[0].sum(0).cpu().numpy().astype(np.float32)
    yield _Found(float(value[0]), product[list(allele.columns)])


def _integrated_gradients(engine: Explainable, allele: _Allele, track: int) -> Iterator[_Found]:
    x = engine.tensor([allele.window])
    blank = torch.full_like(x, engine.unknown)
    waiting = np.zeros(len(allele.columns), dtype=bool)
    for shares in shared_out([_value(engine, track)], x, blank, _one_by_one):
        yield _Found(
            value=shares.value,
            contribution=shares.of_bases[list(allele.columns)],
            done=None if shares.is_final else waiting,
            residual=shares.residual,
        )


def _one_by_one(
    function: Callable[[int], NDArray[np.float32]], numbers: Sequence[int]
) -> list[NDArray[np.float32]]:
    return [function(number) for number in numbers]


_ANSWERS: dict[Method, Callable[[Explainable, _Allele, int], Iterator[_Found]]] = {
    "ism": _mutagenesis,
    "gradient_x_input": _gradient_x_input,
    "integrated_gradients": _integrated_gradients,
}
