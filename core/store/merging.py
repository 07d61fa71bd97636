"""Merging the calls of one allele that stands in more than one record."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.store.genotypes import NO_RECORD
from core.store.variant_chunks import Chunk, patient_columns

NO_RECORD_OF_ONES_OWN, NO_CALL, REFERENCE, CARRIER = range(4)


@dataclass(frozen=True, eq=False, slots=True)
class LaterRows:
    """More occurrences of alleles that are stored, in the order of the file.

    Arrays of one length; `calls` is `GENOTYPE` with one column per person.
    """

    variant_id: NDArray[np.int64]
    record_number: NDArray[np.int64]
    allele_index: NDArray[np.int64]
    population_frequency: NDArray[np.floating[Any]]
    calls: NDArray[np.void]

    def __len__(self) -> int:
        return len(self.variant_id)

    def take(self, rows: NDArray[Any]) -> Self:
        """Give some of the rows."""
        return type(self)(*(getattr(self, one.name)[rows] for one in fields(self)))

    def rounds(self) -> Iterator[Self]:
        """Give the rows in turns that hold each variant once, earlier rows first."""
        order = np.argsort(self.variant_id, kind="stable")
        ids = self.variant_id[order]
        places = np.arange(len(ids))
        is_first = np.ones(len(ids), bool)
        is_first[1:] = ids[1:] != ids[:-1]
        turn = np.empty(len(ids), np.int64)
        turn[order] = places - np.maximum.accumulate(np.where(is_first, places, 0))
        for number in range(turn.max(initial=-1) + 1):
            yield self.take(turn == number)


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
    chunk: Chunk, rows: LaterRows, known: MergeNotes, patient: int
) -> tuple[Chunk, MergeNotes]:
    """Give the chunk with later rows merged into it, and what was found; nothing given is changed.

    The most informative call of each person is kept: one that carries the allele beats a complete
    reference call, which beats any other; among equals the kept one stays. Two different population
    frequencies become unknown.
    """
    found = MergeNotes(unclear=set(known.unclear))
    columns = {name: values.copy() for name, values in chunk.columns.items()}
    calls = chunk.calls.copy()
    for part in rows.rounds():
        at = part.variant_id - chunk.first_id
        calls[at], is_conflict = merge_calls(calls[at], part.calls)
        _note_conflicts(found, columns["record_number"][at], part, is_conflict)
        common = _common(columns["population_frequency"][at], part, found)
        columns["population_frequency"][at] = common
    columns.update(patient_columns(calls[:, patient]))
    return Chunk(chunk.first_id, columns, calls), found


def _note_conflicts(
    found: MergeNotes, kept: NDArray[Any], part: LaterRows, is_conflict: NDArray[np.bool_]
) -> None:
    for at in np.flatnonzero(is_conflict & (kept != part.record_number)).tolist():
        records = (int(kept[at]), int(part.record_number[at]))
        found.conflicts.setdefault(int(part.variant_id[at]), records)


def _common(kept: NDArray[Any], part: LaterRows, found: MergeNotes) -> NDArray[Any]:
    """Give the frequency both rows agree on, NaN where they ever differed."""
    other = part.population_frequency
    differs = ~np.isnan(kept) & ~np.isnan(other) & (kept != other)
    found.unclear.update(part.variant_id[differs].tolist())
    common = np.where(np.isnan(kept), other, kept)
    if found.unclear:
        common[np.isin(part.variant_id, np.fromiter(found.unclear, np.int64))] = np.nan
    return common


def merge_calls(kept: NDArray[Any], later: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Give each person's most informative call, and where the two contradict each other.

    That is a carrier who is reference in the other, or two complete calls of one and of two copies.
    Arrays of variants and people; the second has one value per variant.
    """
    old, new = _ranks(kept), _ranks(later)
    is_conflict = (np.minimum(old, new) == REFERENCE) & (old != new)
    are_full = _are_complete(kept) & _are_complete(later) & (old == CARRIER) & (new == CARRIER)
    is_conflict |= are_full & (_has_all(kept) != _has_all(later))
    return np.where(new > old, later, kept), is_conflict.any(axis=-1)


def _are_complete(calls: NDArray[Any]) -> NDArray[np.bool_]:
    complete: NDArray[np.bool_] = (calls["called"] == calls["ploidy"]) & (calls["ploidy"] > 0)
    return complete


def _has_all(calls: NDArray[Any]) -> NDArray[np.bool_]:
    every: NDArray[np.bool_] = calls["alt_copies"] >= calls["ploidy"]
    return every


def _ranks(calls: NDArray[Any]) -> NDArray[np.int64]:
    """Give how much each call tells; the words are those of `Genotype.zygosity`."""
    ranks = np.where(_are_complete(calls), REFERENCE, NO_CALL)
    ranks[(calls["flags"] & NO_RECORD) > 0] = NO_RECORD_OF_ONES_OWN
    ranks[calls["alt_copies"] > 0] = CARRIER
    return ranks
