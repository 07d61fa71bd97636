"""Which bases of both alleles a track of a language model rests on.

**In-silico mutagenesis**: every shown base is replaced by each other one, and what the track says
of the mutant against the window is its effect. The contribution is positive where a base is likelier
than the others, or how far the embedding moves without it.
**Attention rollout**: shares of the input (see `models.language.attention`); for the likelihood
those of the tokens that hold the changed bases, for a distance those of all tokens.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.engine import AttributionArrays, AttributionStep, Method
from models.language.pairs import AllelePair
from models.regulatory.protocol import AlleleRequest, window_pairs
from models.sequence import BASES

_BLOCK = 16
"""Neighbouring bases whose mutants are evaluated together."""

Effects = Callable[[list[AllelePair]], NDArray[np.float32]]
"""Effect of each pair on both strands, (N,)."""


@dataclass(frozen=True, slots=True)
class ShownAllele:
    """A window, the columns of it that are shown, and their offsets from `pos`.

    `changed` are the columns of the allele; where it has none, those on both sides of the gap.
    """

    name: str
    window: str
    columns: range
    offsets: tuple[int, ...]
    changed: tuple[int, int]


def shown_alleles(request: AlleleRequest, length: int, flank: int) -> tuple[ShownAllele, ...]:
    """Give REF and ALT in the window with the change in its middle, `flank` bases around it shown.

    Raises
    ------
    RequestError
        The change does not fit into a window.
    """
    (ref, alt), *_ = window_pairs(request, length)
    start, n_ref, n_alt = request.change
    middle = length // 2

    def shown(name: str, window: str, n_bases: int) -> ShownAllele:
        columns = range(max(middle - flank, 0), min(middle + n_bases + flank, length))
        offsets = tuple(
            start - request.start + _offset(column - middle, n_ref, n_bases) for column in columns
        )
        changed = (middle, middle + n_bases) if n_bases else (middle - 1, middle + 1)
        return ShownAllele(name, window, columns, offsets, changed)

    return shown("ref", ref, n_ref), shown("alt", alt, n_alt)


def _offset(place: int, n_ref: int, n_bases: int) -> int:
    """Offset from the change of a base; inserted ones repeat that of the base before."""
    if place < min(n_ref, n_bases):
        return place
    return n_ref - 1 if place < n_bases else place - n_bases + n_ref


def mutagenesis(
    alleles: tuple[ShownAllele, ...], values: tuple[float, ...], effects: Effects, *, sign: int
) -> Iterator[AttributionStep]:
    """Replace every shown base; `values` is what the track says of each allele.

    The contribution of a base is `sign` times the mean of its three effects; unknown bases have
    none.
    """
    total, done = sum(len(allele.columns) for allele in alleles), 0
    complete: list[AttributionArrays] = []
    for allele, value in zip(alleles, values, strict=True):
        ism = np.zeros((4, len(allele.columns)), dtype=np.float32)
        for first in range(0, len(allele.columns), _BLOCK):
            block = range(first, min(first + _BLOCK, len(allele.columns)))
            mutants = list(_mutants(allele, block))
            if mutants:
                rows, indices = np.transpose([place for place, _ in mutants])
                ism[rows, indices] = effects([pair for _, pair in mutants])
            done += len(block)
            if done < total:
                yield AttributionStep(done, total)
        contribution = np.asarray(sign * ism.sum(axis=0) / 3, dtype=np.float32)
        complete.append(arrays(allele, "ism", value, contribution, ism))
    yield AttributionStep(total, total, tuple(complete))


def _mutants(allele: ShownAllele, block: range) -> Iterator[tuple[tuple[int, int], AllelePair]]:
    for index in block:
        column = allele.columns[index]
        before, own, after = (
            allele.window[:column],
            allele.window[column],
            allele.window[column + 1 :],
        )
        for row, base in enumerate(BASES):
            if own in BASES and base != own:
                mutant = before + base + after
                yield (
                    (row, index),
                    AllelePair(allele.window, mutant, column, column + 1, is_substitution=True),
                )


def arrays(
    allele: ShownAllele,
    method: Method,
    value: float,
    contribution: NDArray[np.float32],
    ism: NDArray[np.float32] | None = None,
) -> AttributionArrays:
    """Put what was found about the shown columns of an allele into words of the program."""
    return AttributionArrays(
        allele=allele.name,
        method=method,
        start_offset=allele.offsets[0],
        offsets=np.array(allele.offsets, dtype=np.int32),
        sequence="".join(allele.window[column] for column in allele.columns),
        contribution=contribution,
        ism=ism,
        p=value,
        site_column=-1,
    )
