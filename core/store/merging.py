"""Merging the calls of one allele that stands in more than one record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.store.genotypes import NO_RECORD
from core.store.variant_chunks import Chunk, patient_columns

NO_RECORD_OF_ONES_OWN, NO_CALL, REFERENCE, CARRIER = range(4)


class LaterRow(NamedTuple):
    """One more occurrence of an allele that is stored; `calls` is `GENOTYPE`, one per person."""

    variant_id: int
    record_number: int
    allele_index: int
    population_frequency: float
    calls: NDArray[np.void]


@dataclass
class MergeNotes:
    """What merging found so far.

    Attributes
    ----------
    conflicts
        By variant id, the first two records whose genotypes conflict.
    unclear
        Ids of variants with two different population frequencies: a third one settles nothing.
    """

    conflicts: dict[int, tuple[int, int]] = field(default_factory=dict)
    unclear: set[int] = field(default_factory=set)

    def add(self, later: "MergeNotes") -> None:
        """Take in the notes of a later page."""
        self.conflicts = later.conflicts | self.conflicts
        self.unclear |= later.unclear


def merge_into(
    chunk: Chunk, rows: Iterable[LaterRow], known: MergeNotes, patient: int
) -> tuple[Chunk, MergeNotes]:
    """Give the chunk with later rows merged into it, and what was found; nothing given is changed.

    The most informative call of each person is kept: one that carries the allele beats a complete
    reference call, which beats any other; among equals the kept one stays. Two different population
    frequencies become unknown.
    """
    found = MergeNotes(unclear=set(known.unclear))
    columns = {name: values.copy() for name, values in chunk.columns.items()}
    calls = chunk.calls.copy()
    for row in rows:
        at = row.variant_id - chunk.first_id
        calls[at], is_conflict = merge_calls(calls[at], row.calls)
        record = int(columns["record_number"][at])
        if is_conflict and record != row.record_number:
            found.conflicts.setdefault(row.variant_id, (record, row.record_number))
        kept, other = columns["population_frequency"][at], row.population_frequency
        if not np.isnan(kept) and not np.isnan(other) and kept != other:
            found.unclear.add(row.variant_id)
        common = other if np.isnan(kept) else kept
        is_unclear = row.variant_id in found.unclear
        columns["population_frequency"][at] = np.nan if is_unclear else common
    columns.update(patient_columns(calls[:, patient]))
    return Chunk(chunk.first_id, columns, calls), found


def merge_calls(kept: NDArray[Any], later: NDArray[Any]) -> tuple[NDArray[Any], bool]:
    """Give each person's most informative call, and whether a carrier is reference in the other."""
    old, new = _ranks(kept), _ranks(later)
    is_conflict = (np.minimum(old, new) == REFERENCE) & (old != new)
    return np.where(new > old, later, kept), bool(is_conflict.any())


def _ranks(calls: NDArray[Any]) -> NDArray[np.int64]:
    """Give how much each call tells; the words are those of `Genotype.zygosity`."""
    is_complete = (calls["called"] == calls["ploidy"]) & (calls["ploidy"] > 0)
    ranks = np.where(is_complete, REFERENCE, NO_CALL)
    ranks[(calls["flags"] & NO_RECORD) > 0] = NO_RECORD_OF_ONES_OWN
    ranks[calls["alt_copies"] > 0] = CARRIER
    return ranks
