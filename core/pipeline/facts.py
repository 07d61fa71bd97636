"""What is known of the variants that the list is about, kept in memory while a job runs."""

from collections.abc import Collection, Generator, Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core import listing
from core.domain.candidate import Facts, Mark
from core.domain.score import NotScored
from core.elements import CaseElements
from core.interpret.position import locate
from core.interpret.zones import load_zone_rules
from core.pipeline.transcript_index import TranscriptIndex
from core.regulation import with_tail
from core.rescue import Rescues
from core.store.case_store import CaseStore
from core.store.records import FilterColumns
from core.zones import ZoneFinder


class FactBook:
    """Facts of the variants that passed the gates and may be listed.

    Of up to `listing.LISTED_WHOLE` of them that is every one. Of more (a genome) those deep in introns or
    outside genes are left to the counts, unless an engine sees a change, the person marked
    them or they are known to cause disease: nothing could be told of them but that nothing was seen.
    A book may begin empty, to hold only what is added.
    """

    def __init__(self, store: CaseStore, *, begins_empty: bool = False) -> None:
        self._store = store
        self._index = TranscriptIndex(store.transcripts())
        self._rescues = Rescues.in_case(store)
        self._zones = ZoneFinder(store)
        self._elements = CaseElements(store)
        self._reach = load_zone_rules().reach
        self._facts: dict[int, Facts] = {}
        self.is_whole = False
        if not begins_empty:
            self._take_up_all()

    def _take_up_all(self) -> None:
        columns = self._store.columns()
        has_passed = columns.gate == 0
        self.is_whole = int(has_passed.sum()) <= listing.LISTED_WHOLE
        chosen = has_passed if self.is_whole else has_passed & _is_telling(columns)
        self.add(columns.variant_id[chosen].tolist())
        if not self.is_whole:
            self.add(self._spoken_for())

    @property
    def facts(self) -> Collection[Facts]:
        """Every variant in the book."""
        return self._facts.values()

    def add(self, ids: Iterable[int]) -> tuple[Facts, ...]:
        """Take up variants that passed the gates; gives those that are new in the book."""
        gate = self._store.columns().gate
        wanted = [key for key in ids if key not in self._facts and gate[key - 1] == 0]
        new = tuple(self._places(wanted))
        self._facts |= {fact.variant_id: fact for fact in new}
        return new

    def forget_filtered(self) -> None:
        """Leave out what no longer passes the gates."""
        gate = self._store.columns().gate
        self._facts = {key: fact for key, fact in self._facts.items() if gate[key - 1] == 0}

    def refresh(self, ids: Sequence[int]) -> tuple[Facts, ...]:
        """Read again what engines said about variants; gives those that are new in the book."""
        new: tuple[Facts, ...] = ()
        if not self.is_whole:
            unknown = [key for key in ids if key not in self._facts]
            new = self.add(self._store.changing(listing.NOTABLE_CHANGE, unknown)) if unknown else ()
        known = [key for key in ids if key in self._facts]
        if not known:
            return new
        engines, not_scored = self._store.scores_by_engine(known), self._store.not_scored(known)
        exons = self._store.exon_scores(known, with_tissues=False)
        regulatory = self._store.regulatory.of(known)
        primary, tissues = self._store.primary_engine(), self._store.info().tissues_of_interest
        for key in known:
            mine = [one for one in engines[key] if one.run.engine_id == primary]
            self._facts[key] = replace(
                self._facts[key],
                scores=mine[0].scores if mine else (),
                not_scored=_of_engine(not_scored[key], primary),
                engines=engines[key],
                exons=exons[key],
                regulatory=regulatory[key],
            )
            self._facts[key] = with_tail(self._facts[key], tissues)
        return new

    def _spoken_for(self) -> list[int]:
        """Give the variants that something speaks for, wherever they lie."""
        marked = (key for key, (mark, _) in self._store.marks().items() if mark is not Mark.NONE)
        seen = {*self._store.changing(listing.NOTABLE_CHANGE), *self._store.exon_scored(), *marked}
        seen.update(self._rescues.ids(self._store), self._elements.linked_ids)
        return sorted(seen)

    def _places(self, ids: Sequence[int]) -> Generator[Facts, None, None]:
        """Give facts still without what engines said."""
        for stored in self._store.variants(ids):
            variant = stored.variant
            first, last = max(0, variant.pos - 1 - self._reach), variant.end + self._reach
            near = self._index.overlapping(variant.chrom, first, last)
            yield Facts(
                variant_id=stored.variant_id,
                variant=variant,
                genotypes=stored.genotypes,
                population_frequency=stored.population_frequency,
                quality=stored.quality,
                filters=stored.filters,
                positions=locate(variant, near),
                scores=(),
                not_scored=(),
                rescued=self._rescues.reason(variant, stored.variant_id),
                locus_gene=self._rescues.locus_gene(variant),
                zones=self._zones.of(variant, near),
                promoter_of=self._zones.promoter_of(variant, near),
                targets=self._elements.targets(stored.variant_id, variant, near),
            )


def _is_telling(columns: FilterColumns) -> NDArray[np.bool_]:
    silent = [columns.region_names.index(region.value) for region in listing.SILENT_REGIONS]
    return ~np.isin(columns.region, silent)


def _of_engine(reasons: Sequence[NotScored], engine_id: str) -> tuple[NotScored, ...]:
    return tuple(one for one in reasons if one.engine_id == engine_id)
