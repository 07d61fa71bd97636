"""Which variants of a case lie in a zone: branch points, promoters, elements, listed regions.

Branch points and promoters follow from the gene models of the case, the others from region lists
that were taken into it when it was looked up.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.domain.case import REGION_LIST
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.domain.zone import LINKS, Zone
from core.interpret.alleles import change_of
from core.interpret.zones import Spans, gene_zones, load_zone_rules, promoter_genes
from core.store.case_store import CaseStore
from core.store.records import FilterColumns

_OF_GENES = (Zone.BRANCH_POINT, Zone.PROMOTER)


class CaseZones:
    """The zones of a case, for all variants at once; what was worked out is kept."""

    def __init__(self, store: CaseStore, columns: FilterColumns) -> None:
        self._store, self._columns = store, columns
        self._known: dict[Zone, NDArray[np.bool_] | None] = {}

    def mask(self, zone: Zone) -> NDArray[np.bool_] | None:
        """Tell which variants touch a zone; None where nothing tells where it is."""
        if zone not in self._known:
            self._known[zone] = self._mask(zone)
        return self._known[zone]

    def _mask(self, zone: Zone) -> NDArray[np.bool_] | None:
        if not has_zone(self._store, zone):
            return None
        if zone in _OF_GENES:
            spans = gene_zones(zone, self._store.transcripts(), load_zone_rules())
        else:
            spans = {
                chrom: Spans(*self._store.zone_spans.of(zone, chrom))
                for chrom in self._columns.contig_names
            }
        return self._touching(spans)

    def in_links(self) -> NDArray[np.bool_] | None:
        """Tell at which variants tables of links have something to say; None without such tables."""
        if LINKS not in self._store.zone_spans.kinds():
            return None
        return self._touching(
            {
                chrom: Spans(*self._store.zone_spans.of(LINKS, chrom))
                for chrom in self._columns.contig_names
            }
        )

    def _touching(self, spans: Mapping[str, Spans]) -> NDArray[np.bool_]:
        start, end = self._changes
        found = np.zeros(len(start), np.bool_)
        for code, chrom in enumerate(self._columns.contig_names):
            if chrom in spans and len(spans[chrom].start):
                rows = np.flatnonzero(self._columns.contig == code)
                found[rows] = spans[chrom].touched(start[rows], end[rows])
        return found

    @cached_property
    def _changes(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Changed bases of every variant, 0-based half-open."""
        start = self._columns.pos.astype(np.int32) - 1
        end = start + 1
        for variant_id, variant in self._store.places(longer_only=True):
            change = change_of(variant)
            start[variant_id - 1], end[variant_id - 1] = change.start, change.end
        return start, end


def has_zone(store: CaseStore, zone: Zone) -> bool:
    """Something tells where the zone is: gene models, or a region list."""
    if zone in _OF_GENES:
        return bool(store.gene_sets())
    return zone in store.zone_spans.kinds()


def lost_tables(store: CaseStore) -> tuple[str, ...]:
    """Name the tables taken into a case with links that were not there when it was last ranked."""
    if LINKS not in store.zone_spans.kinds():
        return ()
    asked = {one.digest for one in store.local_values.sources()}
    return tuple(
        one.description
        for one in store.info().sources
        if one.role == REGION_LIST and one.sha256 not in asked
    )


def lost_words(store: CaseStore) -> tuple[str, ...]:
    """Say which tables were not there, and what to do; () for none."""
    lost = lost_tables(store)
    if not lost:
        return ()
    told = (
        f"This case was annotated with {', '.join(lost)}, not registered, or changed, where it was "
        "ranked: elements and genes that only they tell are unknown in the list. Register them "
        "there, then `intronaut case annotate CASE`."
    )
    return (told,)


class ZoneFinder:
    """Tells of single variants in which zones they lie."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store
        self._lists = [one for one in Zone if one not in _OF_GENES and has_zone(store, one)]
        self._spans: dict[tuple[Zone, str], Spans] = {}

    def near(self, variant: Variant) -> tuple[Transcript, ...]:
        """Give the transcripts that have it in reach of a zone of theirs."""
        reach = load_zone_rules().reach
        first, last = max(0, variant.pos - 1 - reach), variant.end + reach
        return self._store.transcripts_overlapping(variant.chrom, first, last)

    def of(self, variant: Variant, near: Sequence[Transcript]) -> tuple[Zone, ...]:
        """Give the zones a variant touches; `near` are the transcripts in reach."""
        change = change_of(variant)
        start, end = np.array([change.start]), np.array([change.end])
        touched = {
            zone
            for zone in (*_OF_GENES, *self._lists)
            if self._of(zone, variant.chrom, near).touched(start, end)[0]
        }
        return tuple(zone for zone in Zone if zone in touched)

    def promoter_of(self, variant: Variant, near: Sequence[Transcript]) -> tuple[str, ...]:
        """Give the genes in whose promoter a variant lies; `near` are the transcripts in reach."""
        return promoter_genes(change_of(variant), near, load_zone_rules())

    def _of(self, zone: Zone, chrom: str, near: Sequence[Transcript]) -> Spans:
        if zone in _OF_GENES:
            nothing = Spans(*np.zeros((2, 0), np.int64))
            return gene_zones(zone, near, load_zone_rules()).get(chrom, nothing)
        key = zone, chrom
        if key not in self._spans:
            self._spans[key] = Spans(*self._store.zone_spans.of(zone, chrom))
        return self._spans[key]
