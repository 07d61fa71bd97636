"""Which of millions of variants have a partner in their gene, as bits beside `modes_of`."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain.candidate import InheritanceFit
from core.domain.family_calls import FamilyCalls, State
from core.domain.sample import Individual, Pedigree, Sex
from core.interpret.modes import BITS
from core.interpret.sex_chromosomes import Inheritance
from core.interpret.ways import WAYS

_OF_FATHER, _OF_MOTHER, _OPEN = 0, 1, 2
_N_ORIGINS = 3

NO_HIT = 255
"""Origin of what is no hit."""

_Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Genes:
    """The gene list of each variant: `code` is an index into `names`, "" is no gene.

    A name may be a comma-joined list of genes.
    """

    code: NDArray[np.integer[Any]]
    names: Sequence[str]


def origins_of(
    calls: FamilyCalls, ways: NDArray[np.uint8], pedigree: Pedigree
) -> NDArray[np.uint8]:
    """Tell of each variant whether it may be one of two hits, and where it came from.

    `NO_HIT` where the patient does not have it, as far as is known, on one of two copies.
    """
    found = np.full(len(calls), NO_HIT, np.uint8)
    chosen = np.flatnonzero(_has_another_copy(calls, ways, pedigree))
    father, mother = (
        _states(calls, pedigree, parent)[chosen] for parent in (pedigree.father, pedigree.mother)
    )
    origin = np.full(len(chosen), _OPEN, np.uint8)
    origin[(father >= State.HETEROZYGOUS) & (mother == State.REFERENCE)] = _OF_FATHER
    origin[(mother >= State.HETEROZYGOUS) & (father == State.REFERENCE)] = _OF_MOTHER
    found[chosen] = origin
    return found


def pair_modes(
    origins: NDArray[np.uint8],
    genes: Genes,
    usable: NDArray[np.bool_],
    lost_genes: Collection[str] = (),
) -> NDArray[np.uint32]:
    """Give the compound-heterozygous modes each variant may have, as sums of `BITS`.

    Decided by the calls of the parents alone, so that it leaves out no pair: phase sets, other
    relatives and what the hits must be (`compound_pairs`) can only take pairs away or settle an
    open phase. Whatever is not `usable` is no partner and gets nothing.

    Parameters
    ----------
    origins
        From `origins_of`.
    usable
        What may be a hit: all that passed the gates or was rescued, scored or not.
    lost_genes
        Genes that a deletion of the patient takes a copy of: each variant there may be a pair
        with it.
    """
    chosen = np.flatnonzero(usable & (origins != NO_HIT))
    origin, codes = origins[chosen].astype(np.int64), genes.code[chosen].astype(np.int64)
    counts = np.bincount(codes * _N_ORIGINS + origin, minlength=len(genes.names) * _N_ORIGINS)
    bits = _bits_by_code(counts.reshape(-1, _N_ORIGINS), genes.names, frozenset(lost_genes))
    found = np.zeros(len(origins), np.uint32)
    found[chosen] = bits[codes, origin]
    return found


def _has_another_copy(
    calls: FamilyCalls, ways: NDArray[np.uint8], pedigree: Pedigree
) -> NDArray[np.bool_]:
    """Carried on one copy, as far as is known, where the patient has two."""
    states = calls.states(pedigree.index(pedigree.proband))
    two: NDArray[np.bool_] = ways == WAYS.index(Inheritance.AUTOSOMAL)
    if pedigree.patient.sex is not Sex.MALE:
        two |= ways == WAYS.index(Inheritance.X)
    found: NDArray[np.bool_] = two & (
        (states == State.HETEROZYGOUS) | (states == State.AT_LEAST_ONE)
    )
    return found


def _states(calls: FamilyCalls, pedigree: Pedigree, parent: Individual | None) -> NDArray[np.uint8]:
    if parent is None:
        return np.full(len(calls), State.UNKNOWN, np.uint8)
    return calls.states(pedigree.index(parent.name))


def _bits_by_code(
    per_code: _Counts, names: Sequence[str], lost: frozenset[str]
) -> NDArray[np.uint32]:
    """Bits of a variant by its gene list and origin."""
    used = [code for code in np.flatnonzero(per_code.sum(axis=1)).tolist() if names[code]]
    by_gene: dict[str, _Counts] = {}
    for code in used:
        for gene in names[code].split(","):
            by_gene[gene] = by_gene.get(gene, np.zeros(_N_ORIGINS, np.int64)) + per_code[code]
    bits = np.zeros(per_code.shape, np.uint32)
    for code in used:
        own = names[code].split(",")
        for origin in range(_N_ORIGINS):
            bits[code, origin] = sum(
                bit
                for bit, holds in _RULES.items()
                if any(holds(by_gene[gene], origin) or _is_open(bit, gene, lost) for gene in own)
            )
    return bits


def _is_open(bit: int, gene: str, lost: frozenset[str]) -> bool:
    return gene in lost and bit == BITS[InheritanceFit.COMPOUND_HET_UNPHASED]


def _has_opposite(counts: _Counts, origin: int) -> bool:
    return origin != _OPEN and bool(counts[1 - origin])


def _has_undecided(counts: _Counts, origin: int) -> bool:
    others = counts.sum() - 1 if origin == _OPEN else counts[_OPEN]
    return bool(others > 0)


_RULES: dict[int, Callable[[_Counts, int], bool]] = {
    BITS[InheritanceFit.COMPOUND_HET]: _has_opposite,
    BITS[InheritanceFit.COMPOUND_HET_UNPHASED]: _has_undecided,
}
