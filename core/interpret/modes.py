"""Modes of inheritance of millions of variants, as bits: what `segregation` says of each one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain.calls import NOT_GIVEN
from core.domain.candidate import InheritanceFit
from core.domain.family_calls import FamilyCalls, State
from core.domain.sample import Pedigree
from core.interpret.inheritance import segregation_at
from core.interpret.inheritance_rules import DeNovoRules, SegregationRules
from core.interpret.sex_chromosomes import Inheritance, has_two_copies
from core.interpret.ways import WAYS

BITS: dict[InheritanceFit, int] = {fit: 1 << number for number, fit in enumerate(InheritanceFit)}
"""The bit of each mode. Not for storing: the order of modes may change between versions."""

OF_ONE_COPY = frozenset(
    {
        InheritanceFit.DE_NOVO,
        InheritanceFit.DE_NOVO_OR_MOSAIC,
        InheritanceFit.POSSIBLY_DE_NOVO,
        InheritanceFit.DOMINANT,
        InheritanceFit.INCOMPLETE_PENETRANCE,
        InheritanceFit.X_DOMINANT,
    }
)
"""Modes in which one copy makes ill: the population may have it less often."""

_LARGEST_TABLE = 1 << 25
_AUTOSOMAL = WAYS.index(Inheritance.AUTOSOMAL)


def bits_of(fits: Iterable[InheritanceFit]) -> int:
    """Give the bits of some modes together."""
    return sum(BITS[fit] for fit in set(fits))


def fits_of(mask: int) -> tuple[InheritanceFit, ...]:
    """Give the modes of a mask, in the order of `InheritanceFit`."""
    return tuple(fit for fit, bit in BITS.items() if mask & bit)


def modes_of(
    calls: FamilyCalls, ways: NDArray[np.uint8], pedigree: Pedigree, rules: SegregationRules
) -> NDArray[np.uint32]:
    """Give the modes each variant fits when taken alone, as sums of `BITS`.

    The same as `segregation` gives variant by variant; pairs come from `pair_modes`. Variants
    with calls that mean the same are judged once.

    Parameters
    ----------
    calls
        Of everyone of the pedigree, in its order.
    ways
        From `ways_of`.
    """
    calls = _read_mosaics(calls, ways, pedigree, rules.de_novo)
    keys = _Keys(ways.astype(np.int64), len(WAYS))
    for values, n_values in _described(calls, ways, pedigree, rules.de_novo):
        keys.add(values, n_values)
    numbers, firsts = keys.numbered()
    masks = [
        bits_of(segregation_at(WAYS[ways[first]], calls.genotypes(first), pedigree, rules).fits)
        for first in firsts.tolist()
    ]
    return np.array([*masks, 0], np.uint32)[numbers]


def _read_mosaics(
    calls: FamilyCalls, ways: NDArray[np.uint8], pedigree: Pedigree, rules: DeNovoRules
) -> FamilyCalls:
    """Do to all calls what `segregation_at` does to those of one variant."""
    copies = calls.alt_copies
    for parent in filter(None, (pedigree.father, pedigree.mother)):
        at = pedigree.index(parent.name)
        has_two = np.array([has_two_copies(way, parent.sex) for way in WAYS])[ways]
        rows = np.flatnonzero((calls.states(at) == State.HETEROZYGOUS) & has_two)
        n_alt, n_other = (_given(one[at, rows]) for one in (calls.alt_depth, calls.ref_depth))
        is_few = (n_alt >= rules.min_mosaic_reads.value) & (
            n_alt < rules.max_mosaic_share.value * (n_alt + n_other)
        )
        if is_few.any():
            copies = copies.copy() if copies is calls.alt_copies else copies
            copies[at, rows[is_few]] = 0
    return replace(calls, alt_copies=copies)


class _Keys:
    """One number for each variant, equal where all values added are equal."""

    def __init__(self, values: NDArray[np.int64], n_values: int) -> None:
        self._keys, self._n_keys = values, n_values

    def add(self, values: NDArray[Any], n_values: int) -> None:
        if self._n_keys * n_values > _LARGEST_TABLE:
            found, self._keys = np.unique(self._keys, return_inverse=True)
            self._n_keys = len(found)
        self._keys = self._keys * n_values + values
        self._n_keys *= n_values

    def numbered(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give the number of each variant's key, and the first variant that has each."""
        if self._n_keys > _LARGEST_TABLE:
            _, firsts, numbers = np.unique(self._keys, return_index=True, return_inverse=True)
            return numbers, firsts
        first_of_key = np.full(self._n_keys, -1, np.int64)
        first_of_key[self._keys[::-1]] = np.arange(len(self._keys) - 1, -1, -1)
        present = np.flatnonzero(first_of_key >= 0)
        number_of_key = np.zeros(self._n_keys, np.int64)
        number_of_key[present] = np.arange(len(present))
        return number_of_key[self._keys], first_of_key[present]


def _described(
    calls: FamilyCalls, ways: NDArray[np.uint8], pedigree: Pedigree, rules: DeNovoRules
) -> Iterator[tuple[NDArray[Any], int]]:
    """Everything about a variant that a mode may turn on, as small numbers."""
    patient = pedigree.index(pedigree.proband)
    parents = tuple(
        pedigree.index(person.name)
        for person in (pedigree.father, pedigree.mother)
        if person is not None
    )
    states = {person: calls.states(person) for person in _family(pedigree)}
    for each in states.values():
        yield each, len(State)
    maybe_new = np.flatnonzero(_may_be_new(states, ways, patient, parents))
    some = _Depths.of(calls, maybe_new)
    for values in _doubts(some, patient, parents, rules):
        whole = np.zeros(len(calls), np.bool_)
        whole[maybe_new] = values
        yield whole, 2


def _family(pedigree: Pedigree) -> tuple[int, ...]:
    return tuple(
        number
        for number, person in enumerate(pedigree.individuals)
        if person.family == pedigree.patient.family
        or person.name in (pedigree.patient.father, pedigree.patient.mother)
    )


def _may_be_new(
    states: dict[int, NDArray[np.uint8]],
    ways: NDArray[np.uint8],
    patient: int,
    parents: Sequence[int],
) -> NDArray[np.bool_]:
    """Carried by the patient and by no parent; where one parent alone counts, by whomever."""
    alone = ways != _AUTOSOMAL
    found = states[patient] >= State.HETEROZYGOUS
    for parent in parents:
        found &= alone | (states[parent] < State.HETEROZYGOUS)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Depths:
    """Reads and quality of some variants, (people, variants) as float64, NaN where not given."""

    depth: NDArray[np.float64]
    quality: NDArray[np.float64]
    ref: NDArray[np.float64]
    alt: NDArray[np.float64]

    @classmethod
    def of(cls, calls: FamilyCalls, chosen: NDArray[np.intp]) -> "_Depths":
        fields = (calls.depth, calls.quality, calls.ref_depth, calls.alt_depth)
        return cls(*(_given(values[:, chosen]) for values in fields))


def _given(values: NDArray[Any]) -> NDArray[np.float64]:
    found = values.astype(np.float64)
    found[values == NOT_GIVEN] = np.nan
    return found


def _doubts(
    some: _Depths, patient: int, parents: Sequence[int], rules: DeNovoRules
) -> Iterator[NDArray[np.bool_]]:
    """The doubts of `core.interpret.de_novo`, one array for each."""
    yield _is_thin(some, patient, rules.min_patient_depth.value)
    yield some.quality[patient] < rules.min_patient_quality.value
    missed = []
    for parent in parents:
        yield _is_thin(some, parent, rules.min_parent_depth.value)
        yield some.quality[parent] < rules.min_parent_quality.value
        yield some.alt[parent] >= rules.min_mosaic_reads.value
        missed.append(_missed(some, parent, rules))
    for chosen in (missed, missed[:1], missed[1:]):
        if chosen:
            yield _chance(chosen, rules) < rules.min_probability.value


def _is_thin(some: _Depths, person: int, minimum: float) -> NDArray[np.bool_]:
    depth, quality = some.depth[person], some.quality[person]
    found: NDArray[np.bool_] = (depth < minimum) | (np.isnan(depth) & np.isnan(quality))
    return found


def _missed(some: _Depths, parent: int, rules: DeNovoRules) -> NDArray[np.float64]:
    n_ref, n_alt, depth = some.ref[parent], some.alt[parent], some.depth[parent]
    has_reads = ~(np.isnan(n_ref) | np.isnan(n_alt))
    n_ref, n_alt = np.where(has_reads, n_ref, depth), np.where(has_reads, n_alt, 0.0)
    error = rules.read_error.value
    logs = n_ref * np.log(0.5 / (1 - error)) + n_alt * np.log(0.5 / error)
    by_quality = np.power(10.0, -some.quality[parent] / 10)
    by_reads = np.exp(np.minimum(logs, 0.0))
    found: NDArray[np.float64] = np.where(np.isnan(n_ref), by_quality, by_reads)
    return found


def _chance(missed: Sequence[NDArray[np.float64]], rules: DeNovoRules) -> NDArray[np.float64]:
    new = np.float64(rules.new_per_genome.value)
    either: NDArray[np.float64] = np.stack(missed).mean(axis=0)
    return new / (new + rules.inherited_per_genome.value * either)
