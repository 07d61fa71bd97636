"""Which bases of both alleles a track of a language model rests on.

**In-silico mutagenesis**: every shown base is replaced by each other one, and what the track says
of the mutant against the window is its effect. The contribution is positive where a base is likelier
than the others, or how far the embedding moves without it.
**Attention rollout**: shares of the input (see `models.language.attention`); for the likelihood
those of the tokens that hold the changed bases, for a distance those of all tokens.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from models.engine import AttributionArrays, AttributionStep
from models.language.pairs import AllelePair
from models.regulatory.shown import Allele, shown_arrays
from models.sequence import BASES

_BLOCK = 16
"""Neighbouring bases whose mutants are evaluated together."""

Effects = Callable[[list[AllelePair]], NDArray[np.float32]]
"""Effect of each pair on both strands, (N,)."""


def changed_columns(allele: Allele, n_bases: int) -> tuple[int, int]:
    """Columns of an allele of so many bases; where it has none, those on both sides of the gap."""
    first = allele.middle
    return (first, first + n_bases) if n_bases else (first - 1, first + 1)


def mutagenesis(
    alleles: tuple[Allele, ...], values: tuple[float, ...], effects: Effects, *, sign: int
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
        complete.append(shown_arrays(allele, "ism", value, contribution, ism))
    yield AttributionStep(total, total, tuple(complete))


def _mutants(allele: Allele, block: range) -> Iterator[tuple[tuple[int, int], AllelePair]]:
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
