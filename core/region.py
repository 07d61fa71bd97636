"""What is known of a region of the reference of a case, put together to be drawn or written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.domain.activity import Activity, RegionScan
from core.domain.element import PredictedElement, Stretch
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.domain.zone import Zone
from core.interpret.position import preference
from core.interpret.predicted import PredictedRules
from core.own_rules import predicted_rules
from core.store.case_store import CaseStore

MOST_BASES = 200_000
"""Longest region that is scanned."""

GENE_FLANK = 10_000
"""Bases on either side of a gene."""

BESIDE = 50_000
"""Bases on either side of a variant that is in no gene."""


@dataclass(frozen=True, eq=False, slots=True)
class RegionView:
    """What a case has in a region.

    Attributes
    ----------
    transcripts
        The preferred one of each gene, in genome order.
    listed
        Elements of the tables taken into the case, united.
    predicted
        Elements predicted by earlier scans.
    marks
        1-based positions of the variants that passed the gates, ascending.
    selected
        The variant that is looked at, None for none or one that lies elsewhere.
    rules
        How tracks are named, and from where on their activity counts.
    """

    place: Stretch
    transcripts: tuple[Transcript, ...]
    listed: tuple[Stretch, ...]
    predicted: tuple[PredictedElement, ...]
    marks: tuple[int, ...]
    selected: Variant | None
    rules: PredictedRules


@dataclass(frozen=True, eq=False, slots=True)
class Strip:
    """One track to be drawn: REF, and ALT near the variant where that is known.

    `threshold` is None where no element is predicted from the track.
    """

    words: str
    unit: str
    ref: Activity
    alt: Activity | None
    threshold: float | None


def region_view(store: CaseStore, place: Stretch, selected: Variant | None = None) -> RegionView:
    """Give what a case has in a region."""
    found = store.transcripts_overlapping(place.chrom, place.start, place.end)
    starts, ends = store.zone_spans.of(Zone.ELEMENT, place.chrom)
    meets = (starts < place.end) & (ends > place.start)
    is_inside = (
        selected is not None
        and selected.chrom == place.chrom
        and place.start < selected.pos <= place.end
    )
    return RegionView(
        place,
        _one_each(found),
        tuple(
            Stretch(place.chrom, start, end)
            for start, end in zip(starts[meets].tolist(), ends[meets].tolist(), strict=True)
        ),
        store.predicted.meeting(place),
        _marks(store, place),
        selected if is_inside else None,
        predicted_rules(),
    )


def region_around(store: CaseStore, variant: Variant, symbols: Iterable[str]) -> Stretch:
    """Give the stretch a variant is looked at in: the first of these genes, else its surroundings.

    A gene counts that has the variant in it or `GENE_FLANK` bases beside it, and is no longer than
    can be scanned.
    """
    for symbol in symbols:
        place = around_gene(store.genes_named(symbol)) if symbol else None
        if place is not None and place.chrom == variant.chrom:
            is_inside = place.start < variant.pos <= place.end
            if is_inside and place.end - place.start <= MOST_BASES:
                return place
    return Stretch(variant.chrom, max(variant.pos - BESIDE, 0), variant.pos + BESIDE)


def around_gene(transcripts: Sequence[Transcript]) -> Stretch | None:
    """Give the stretch of a gene with its flanks; None without transcripts."""
    here = [one for one in transcripts if one.chrom == transcripts[0].chrom]
    if not here:
        return None
    start, end = min(one.start for one in here), max(one.end for one in here)
    return Stretch(here[0].chrom, max(start - GENE_FLANK, 0), end + GENE_FLANK)


def strips(scan: RegionScan, rules: PredictedRules) -> tuple[Strip, ...]:
    """Give the tracks of a scan in the words of a clinician."""
    alts = {(one.track.engine_id, one.track.name): one for one in _alternatives(scan)}
    found: list[Strip] = []
    for one in scan.activities:
        key = one.track.engine_id, one.track.name
        rule, label = rules.of(*key), rules.label(*key)
        found.append(
            Strip(
                label.words if label else f"{one.track.title}: {one.track.name}",
                label.unit if label else one.track.unit,
                one,
                alts.get(key),
                rule.threshold if rule else None,
            )
        )
    return tuple(found)


def unread(scan: RegionScan) -> tuple[str, ...]:
    """Say of each engine how many bases it could not read; () for none, and before a scan is whole."""
    if not scan.rule_set:
        return ()
    by_engine = {one.track.engine_id: one for one in scan.activities}
    counts = ((one.track.title, _n_unread(one, scan.place)) for one in by_engine.values())
    n_bases = scan.place.end - scan.place.start
    return tuple(_unread_words(title, n, n_bases) for title, n in counts if n)


def is_all_unread(scan: RegionScan) -> bool:
    """Tell whether no engine could read a single base of a region."""
    n_bases = scan.place.end - scan.place.start
    return all(_n_unread(one, scan.place) == n_bases for one in scan.activities)


def _n_unread(activity: Activity, place: Stretch) -> int:
    """Bases of a place without a number; a number stands for the bases up to the next one."""
    starts = activity.places[np.isnan(activity.values)]
    ends = np.minimum(starts + activity.track.stride, place.end)
    return int(np.maximum(ends - np.maximum(starts, place.start), 0).sum())


def _unread_words(title: str, n: int, n_bases: int) -> str:
    why = "unknown, or at the end of the contig"
    if n == n_bases:
        return f"{title}: none of {n:,} bases could be read ({why}): nothing is known of elements."
    return f"{title}: {n:,} of {n_bases:,} bases could not be read ({why}): elements there are unknown."


def _alternatives(scan: RegionScan) -> tuple[Activity, ...]:
    return scan.alt.activities if scan.alt else ()


def _one_each(transcripts: Iterable[Transcript]) -> tuple[Transcript, ...]:
    """The preferred transcript of each gene."""
    best: dict[str, Transcript] = {}
    for one in sorted(transcripts, key=preference):
        best.setdefault(one.gene_symbol, one)
    return tuple(sorted(best.values(), key=lambda one: one.start))


def _marks(store: CaseStore, place: Stretch) -> tuple[int, ...]:
    columns = store.columns()
    if place.chrom not in columns.contig_names:
        return ()
    is_here = columns.contig == columns.contig_names.index(place.chrom)
    is_here &= (columns.gate == 0) & (columns.pos > place.start) & (columns.pos <= place.end)
    return tuple(np.unique(columns.pos[is_here]).tolist())
