"""Merging the calls of one allele that stands in more than one record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.store.genotypes import GENOTYPE

NO_CALL, REFERENCE, CARRIER = range(3)

_FIND = (
    "SELECT variant_id, record_number, population_frequency, genotypes FROM variant "
    "WHERE contig_code = ? AND pos = ? AND ref = ? AND alt = ?"
)
_UPDATE = "UPDATE variant SET population_frequency = ?, genotypes = ? WHERE variant_id = ?"
_STALE_CHUNK = "DELETE FROM filter_chunk WHERE chunk = (? - 1) / ?"


class LaterRow(NamedTuple):
    """One more occurrence of an allele that is stored; `contig` is a code, `genotypes` packed."""

    contig: int
    pos: int
    ref: str
    alt: str
    record_number: int
    population_frequency: float | None
    genotypes: bytes


class MergeConflict(NamedTuple):
    """An allele that a person carries by one record and does not by another."""

    contig: int
    pos: int
    ref: str
    alt: str
    first_record: int
    second_record: int


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

    conflicts: dict[int, MergeConflict] = field(default_factory=dict)
    unclear: set[int] = field(default_factory=set)

    def add(self, later: "MergeNotes") -> None:
        """Take in the notes of a later batch."""
        self.conflicts = later.conflicts | self.conflicts
        self.unclear |= later.unclear


def merge_genotypes(kept: bytes, later: bytes) -> tuple[bytes, bool]:
    """Give the most informative call of each person, and whether a carrier is reference in the other.

    A call that carries the allele beats a complete reference call, which beats any other; among
    equals the kept one stays.
    """
    if kept == later:
        return kept, False
    old, new = np.frombuffer(kept, GENOTYPE), np.frombuffer(later, GENOTYPE)
    old_rank, new_rank = _ranks(old), _ranks(new)
    is_conflict = (np.minimum(old_rank, new_rank) == REFERENCE) & (old_rank != new_rank)
    return np.where(new_rank > old_rank, new, old).tobytes(), bool(is_conflict.any())


def merge_rows(
    connection: Connection, rows: Iterable[LaterRow], known: MergeNotes, chunk_size: int
) -> MergeNotes:
    """Merge later rows into the variants they equal; give what was found, `known` is not changed."""
    found = MergeNotes(unclear=set(known.unclear))
    for row in rows:
        variant_id, record, frequency, genotypes = connection.exec_driver_sql(_FIND, row[:4]).one()
        merged, is_conflict = merge_genotypes(genotypes, row.genotypes)
        if is_conflict and record != row.record_number:
            conflict = MergeConflict(*row[:4], record, row.record_number)
            found.conflicts.setdefault(variant_id, conflict)
        if _differ(frequency, row.population_frequency):
            found.unclear.add(variant_id)
        common = frequency if frequency is not None else row.population_frequency
        if variant_id in found.unclear:
            common = None
        if (common, merged) != (frequency, genotypes):
            connection.exec_driver_sql(_UPDATE, (common, merged, variant_id))
            connection.exec_driver_sql(_STALE_CHUNK, (variant_id, chunk_size))
    return found


def _differ(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and one != other


def _ranks(calls: NDArray[Any]) -> NDArray[np.int64]:
    """Give how much each call tells; the words are those of `Genotype.zygosity`."""
    is_complete = (calls["called"] == calls["ploidy"]) & (calls["ploidy"] > 0)
    return np.where(calls["alt_copies"] > 0, CARRIER, np.where(is_complete, REFERENCE, NO_CALL))
