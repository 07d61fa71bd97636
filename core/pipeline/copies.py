"""What lies on the chromosome copies of a case's variants, and the sequence of a copy."""

from collections.abc import Callable, Sequence

import numpy as np

from core.domain.haplotype import Beside, Neighbours
from core.domain.variant import Variant
from core.interpret.alleles import change_of
from core.interpret.phase import Carried, same_copy
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from core.store.records import StoredVariant

_AHEAD = 200

FetchOn = Callable[[str, int, int], str]
"""Gives the bases of a contig for 0-based half-open bounds, upper case, clipped to the contig."""

NeighboursOf = Callable[[int], Neighbours]
"""Gives what lies on the same copy as a variant, which is told by a number."""


class CarriedVariants:
    """What the patient of a case carries, found by place."""

    def __init__(self, store: CaseStore, reference: Reference) -> None:
        self._store = store
        self._reference = reference
        self._columns = store.columns()
        carried = np.flatnonzero(self._columns.alt_copies > 0)
        places = self._columns.contig[carried].astype(np.int64) << 32 | self._columns.pos[carried]
        order = np.argsort(places, kind="stable")
        self._places, self._ids = places[order], self._columns.variant_id[carried[order]]

    def near(self, variant: Variant, distance: int) -> list[Carried]:
        """Give variants that start within a distance of `pos`, the variant itself among them."""
        contig = self._columns.contig_names.index(variant.chrom) << 32
        low, high = max(variant.pos - distance, 0), variant.pos + distance
        first, last = np.searchsorted(self._places, [contig | low, (contig | high) + 1])
        return [self.carried(one) for one in self._store.variants(self._ids[first:last].tolist())]

    def carried(self, stored: StoredVariant) -> Carried:
        """Give a variant with the calls of the family and the stretch it can be moved along."""
        extent = _extent(stored.variant, self._reference)
        return Carried(stored.variant_id, stored.variant, stored.genotypes, extent)


def neighbours_in_case(store: CaseStore, reference: Reference, distance: int) -> NeighboursOf:
    """Give what finds the neighbours of a variant of a case by its id."""
    variants = CarriedVariants(store, reference)
    pedigree = store.info().pedigree

    def neighbours(variant_id: int) -> Neighbours:
        (own,) = store.variants([variant_id])
        near = variants.near(own.variant, distance)
        return same_copy(variants.carried(own), near, pedigree, distance)

    return neighbours


def on_copy(fetch: FetchOn, beside: Sequence[Beside]) -> FetchOn:
    """Give the sequence of the copy that holds these variants, none of which moves a base."""
    changes = [(one.variant.chrom, change_of(one.variant)) for one in beside]

    def fetched(chrom: str, start: int, end: int) -> str:
        start = max(start, 0)
        bases = fetch(chrom, start, end)
        for contig, change in changes:
            if contig != chrom or change.end <= start or change.start >= start + len(bases):
                continue
            inserted = change.inserted[max(start - change.start, 0) :]
            at = max(change.start - start, 0)
            inserted = inserted[: len(bases) - at]
            bases = bases[:at] + inserted + bases[at + len(inserted) :]
        return bases

    return fetched


def _extent(variant: Variant, reference: Reference) -> tuple[int, int] | None:
    """Give the stretch along which a left-aligned insertion or deletion can be moved to the right."""
    change = change_of(variant)
    bases = change.deleted or change.inserted
    if change.deleted and change.inserted:
        return None
    moved, ahead = 0, ""
    while True:
        if moved == len(ahead):
            end = change.end + len(ahead)
            ahead += reference.fetch(variant.chrom, end, end + _AHEAD)
        if moved == len(ahead) or ahead[moved] != bases[moved % len(bases)]:
            break
        moved += 1
    return (change.start, change.end + moved) if moved else None
