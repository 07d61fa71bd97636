"""Calls of everyone in a case, counted for the sample checks batch after batch."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain.calls import NOT_GIVEN
from core.domain.family_calls import FamilyCalls, State
from core.domain.sample_checks import N_BALANCE_BINS
from core.interpret.sample_rules import TrustedRules
from core.interpret.sex_chromosomes import Inheritance
from core.interpret.ways import WAYS

BIN_LENGTH = 100_000
"""Bases of the bins in which calls are counted for runs of homozygosity."""

N_BINS = 2_500
"""Bins of a chromosome: enough for 249 Mb."""

UNSURE, REFERENCE, HETEROZYGOUS, HOMOZYGOUS = range(4)
"""A trusted call in one number; hemizygous counts as homozygous."""

N_CALLS = 4
N_SIZES = 1_000
_SEX_AND_OTHERS = ("chrX", "chrY", "chrM")

_X, _Y = WAYS.index(Inheritance.X), WAYS.index(Inheritance.Y)
_CODES = np.zeros(len(State), np.int64)
_CODES[[State.REFERENCE, State.HETEROZYGOUS]] = REFERENCE, HETEROZYGOUS
_CODES[[State.HOMOZYGOUS, State.HEMIZYGOUS]] = HOMOZYGOUS

Places = NDArray[np.integer[Any]]


def is_autosome(contig: str) -> bool:
    """Tell autosomes from sex chromosomes, the mitochondrion, and pieces of unknown place."""
    return contig not in _SEX_AND_OTHERS and "_" not in contig


class SampleCounts:
    """Sums over all variants; every array is indexed by people in the order of the pedigree.

    Attributes
    ----------
    pairs
        Calls of two people together on autosomes, (contigs, calls, calls) for each pair.
    trio
        Calls of patient, father and mother on autosomes, (contigs, calls, calls, calls).
    x, y
        Calls on X and Y outside the pseudoautosomal regions, (people, calls).
    autosomal
        Calls on autosomes, (people, calls).
    told, complete
        Calls and complete calls of each person, trusted or not.
    depths, qualities
        How often each value occurs, (people, `N_SIZES`), the last for all above.
    balance
        Heterozygous calls by share of ALT reads, (people, bins).
    foreign
        Homozygous calls and the sum of their shares of REF reads, (people, 2).
    bins
        Heterozygous and homozygous calls in each bin, (people, 2, contigs, `N_BINS`).
    """

    def __init__(
        self, n_people: int, contig_names: Sequence[str], trio: tuple[int, int, int] | None
    ) -> None:
        self.contig_names, self._trio = tuple(contig_names), trio
        n = len(self.contig_names)
        self._is_autosome = np.array([is_autosome(name) for name in contig_names], bool)
        self.pairs = {
            pair: np.zeros((n, N_CALLS, N_CALLS), np.int64)
            for pair in combinations(range(n_people), 2)
        }
        self.trio = np.zeros((n, N_CALLS, N_CALLS, N_CALLS), np.int64)
        self.x, self.y, self.autosomal = np.zeros((3, n_people, N_CALLS), np.int64)
        self.told, self.complete = np.zeros((2, n_people), np.int64)
        self.depths, self.qualities = np.zeros((2, n_people, N_SIZES), np.int64)
        self.balance = np.zeros((n_people, N_BALANCE_BINS), np.int64)
        self.foreign = np.zeros((n_people, 2))
        self.bins = np.zeros((n_people, 2, n, N_BINS), np.int32)

    def add(
        self,
        calls: FamilyCalls,
        places: tuple[Places, Places, NDArray[np.uint8]],
        is_usable: NDArray[np.bool_],
        trusted: TrustedRules,
    ) -> None:
        """Count some variants.

        Parameters
        ----------
        places
            Contig, position (1-based) and way of inheritance of each variant.
        is_usable
            The variant passed the caller's filter and stands alone at its place.
        """
        contig, pos, ways = (place.astype(np.int64) for place in places)
        codes = np.stack([self._code(calls, one, trusted) for one in range(calls.n_people)])
        codes[:, ~is_usable] = UNSURE
        on_autosome = self._is_autosome[contig] & (ways != _X) & (ways != _Y)
        for person in range(calls.n_people):
            self._add_person(calls, person, codes[person], (contig, pos, ways, on_autosome))
        contig, codes = contig[on_autosome], codes[:, on_autosome]
        for pair in self.pairs:
            self.pairs[pair] += _joint(contig, codes[list(pair)], self.pairs[pair].shape)
        if self._trio is not None:
            self.trio += _joint(contig, codes[list(self._trio)], self.trio.shape)

    def _code(self, calls: FamilyCalls, person: int, trusted: TrustedRules) -> NDArray[np.int64]:
        ploidy, called = calls.ploidy[person], calls.called[person]
        # Where a person's own file has no record there is no call that could be complete.
        self.told[person] += int(np.count_nonzero(ploidy > 0))
        self.complete[person] += int(np.count_nonzero((ploidy > 0) & (called == ploidy)))
        codes = _CODES[calls.states(person)]
        for values, limit in (
            (calls.depth[person], trusted.min_depth.value),
            (calls.quality[person], trusted.min_quality.value),
        ):
            codes[(values != NOT_GIVEN) & (values < limit)] = UNSURE
        return codes

    def _add_person(
        self,
        calls: FamilyCalls,
        person: int,
        codes: NDArray[np.int64],
        places: tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[np.bool_]],
    ) -> None:
        contig, pos, ways, on_autosome = places
        self.x[person] += np.bincount(codes[ways == _X], minlength=N_CALLS)
        self.y[person] += np.bincount(codes[ways == _Y], minlength=N_CALLS)
        self.autosomal[person] += np.bincount(codes[on_autosome], minlength=N_CALLS)
        carries = on_autosome & (codes >= HETEROZYGOUS)
        for values, sums in ((calls.depth, self.depths), (calls.quality, self.qualities)):
            known = values[person][carries & (values[person] != NOT_GIVEN)]
            sums[person] += np.bincount(np.minimum(known, N_SIZES - 1), minlength=N_SIZES)
        self._add_reads(calls, person, codes, on_autosome)
        cell = contig * N_BINS + np.minimum((pos - 1) // BIN_LENGTH, N_BINS - 1)
        for kind, code in enumerate((HETEROZYGOUS, HOMOZYGOUS)):
            chosen = cell[on_autosome & (codes == code)]
            found = np.bincount(chosen, minlength=len(self.contig_names) * N_BINS)
            self.bins[person, kind] += found.reshape(-1, N_BINS).astype(np.int32)

    def _add_reads(
        self,
        calls: FamilyCalls,
        person: int,
        codes: NDArray[np.int64],
        on_autosome: NDArray[np.bool_],
    ) -> None:
        ref = calls.ref_depth[person].astype(np.int64)
        alt = calls.alt_depth[person].astype(np.int64)
        counted = on_autosome & (ref != NOT_GIVEN) & (alt != NOT_GIVEN) & (ref + alt > 0)
        for code in (HETEROZYGOUS, HOMOZYGOUS):
            chosen = counted & (codes == code)
            share = alt[chosen] / (ref[chosen] + alt[chosen])
            if code == HETEROZYGOUS:
                bins = np.minimum((share * N_BALANCE_BINS).astype(np.int64), N_BALANCE_BINS - 1)
                self.balance[person] += np.bincount(bins, minlength=N_BALANCE_BINS)
            else:
                self.foreign[person] += len(share), float((1 - share).sum())


def _joint(
    contig: NDArray[np.int64], codes: NDArray[np.int64], shape: tuple[int, ...]
) -> NDArray[np.int64]:
    cell = contig.copy()
    for of_person in codes:
        cell *= N_CALLS
        cell += of_person
    found: NDArray[np.int64] = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
    return found
