"""Calls of a family at many variants as arrays, and what they say in short."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.domain.calls import NOT_GIVEN
from core.domain.sample import Genotype

FIELDS = ("alt_copies", "called", "ploidy", "depth", "quality", "ref_depth", "alt_depth")
"""Fields of `Genotype` that `FamilyCalls` has, in this order."""


class State(IntEnum):
    """A call in one number; as `Zygosity`, a half call (`./1`) apart."""

    UNKNOWN = 0
    REFERENCE = 1
    HETEROZYGOUS = 2
    AT_LEAST_ONE = 3
    HOMOZYGOUS = 4
    HEMIZYGOUS = 5


@dataclass(frozen=True, slots=True, eq=False)
class FamilyCalls:
    """Fields of `Genotype` as arrays of shape (people, variants), people as in the pedigree.

    Any integer type; `NOT_GIVEN` stands for None.
    """

    alt_copies: NDArray[Any]
    called: NDArray[Any]
    ploidy: NDArray[Any]
    depth: NDArray[Any]
    quality: NDArray[Any]
    ref_depth: NDArray[Any]
    alt_depth: NDArray[Any]

    @classmethod
    def of_table(cls, calls: NDArray[np.void]) -> Self:
        """Take a structured array of shape (variants, people) with these fields."""
        return cls(*(calls[name].T for name in FIELDS))

    def __len__(self) -> int:
        return int(self.ploidy.shape[1])

    @property
    def n_people(self) -> int:
        """People."""
        return int(self.ploidy.shape[0])

    def states(self, person: int) -> NDArray[np.uint8]:
        """Give the `State` of each variant in one person."""
        copies, called, ploidy = self.alt_copies[person], self.called[person], self.ploidy[person]
        carries, is_complete = copies > 0, called == ploidy
        found = np.where(carries, np.uint8(State.HETEROZYGOUS), np.uint8(State.UNKNOWN))
        found[~carries & is_complete & (ploidy > 0)] = State.REFERENCE
        found[carries & ~is_complete & (copies == called)] = State.AT_LEAST_ONE
        found[carries & (copies >= ploidy)] = State.HOMOZYGOUS
        found[carries & (ploidy == 1)] = State.HEMIZYGOUS
        return found

    def genotypes(self, variant: int) -> tuple[Genotype, ...]:
        """Give the calls of one variant (0-based), without phase."""
        return tuple(self._genotype(person, variant) for person in range(self.n_people))

    def _genotype(self, person: int, variant: int) -> Genotype:
        return Genotype(
            alt_copies=int(self.alt_copies[person, variant]),
            called=int(self.called[person, variant]),
            ploidy=int(self.ploidy[person, variant]),
            depth=_or_none(self.depth[person, variant]),
            quality=_or_none(self.quality[person, variant]),
            ref_depth=_or_none(self.ref_depth[person, variant]),
            alt_depth=_or_none(self.alt_depth[person, variant]),
        )


def _or_none(value: np.integer[Any]) -> int | None:
    return None if value == NOT_GIVEN else int(value)
