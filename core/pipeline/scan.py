"""Job: a region of the reference scanned with engines, base by base, and the elements predicted in it."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from core import review
from core.domain.activity import Activity, AlleleActivity, RegionScan
from core.domain.element import PredictedElement, Stretch
from core.domain.variant import Variant
from core.elements import CaseElements
from core.errors import UsageError
from core.interpret.alleles import change_of
from core.interpret.predicted import predicted_in
from core.interpret.zones import load_zone_rules, promoter_span
from core.job import Progress
from core.own_rules import predicted_rules
from core.pipeline.asked_in_case import asked_in_case
from core.pipeline.opened import open_case, open_reference
from core.pipeline.rank import Ranker
from core.pipeline.scanned_chunks import (
    Chunk,
    EngineScan,
    Load,
    chunk_places,
    kept_scans,
    loader,
    scanning_engines,
)
from core.pipeline.spec import ScanSpec
from core.pipeline.typed_regions import parsed_region
from core.region import MOST_BASES, around_gene
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from core.store.predicted import ScannedRegion

NEAR = 250
"""Bases on either side of a variant whose activity is told for ALT."""

STAGE = "scanning"


def scan_region(
    case: Path, spec: ScanSpec, owner_token: str | None = None, load: Load | None = None
) -> Generator[Progress, None, RegionScan]:
    """Scan a region of the reference of a case; what is known so far goes along.

    Chunks are kept on this computer (unless that is switched off), so that a scan that was stopped goes
    on where it was and one that was done needs no engine. Predicted elements are stored in the
    case, and the list is ranked anew where it may depend on them.

    Raises
    ------
    ProblemError
        The region is none, is too long or lies outside the reference; an engine cannot be used; the
        reference is gone.
    """
    with open_case(case, owner_token) as store, open_reference(store.info()) as reference:
        place = asked_place(store, reference, spec.region)
        variant = _variant(store, spec.variant)
        engine_ids = spec.engine_ids or scanning_engines()
        if not engine_ids:
            raise UsageError(
                "No engine that can be asked along the genome is installed.",
                "`intronaut packs install mpra-dragonn`, or bpnet-ctcf.",
            )
        scans = [EngineScan(one, load or loader(spec.device)) for one in engine_ids]
        found = RegionScan(place, ())
        with kept_scans(uses_cache=spec.uses_cache) as cache:
            chunks = chunk_places(place, reference.length(place.chrom) or 0)
            total = len(chunks) * len(scans)
            yield Progress(STAGE, 0, total, "parts", so_far=found)
            for number, scan in enumerate(scans):
                done: list[Chunk] = []
                before = found.activities
                for chunk in chunks:
                    done.append(scan.chunk(reference, chunk, cache))
                    found = replace(found, activities=(*before, *_joined(done, chunks)))
                    n_done = number * len(chunks) + len(done)
                    yield Progress(STAGE, n_done, total, "parts", scan.card.title, so_far=found)
        found = _with_elements(store, found, chunks)
        _rank_again(store)
        if variant is not None:
            found = replace(found, alt=_alternative(reference, variant, scans))
        yield Progress(STAGE, total, total, "parts", so_far=found)
    return found


def asked_place(store: CaseStore, reference: Reference, region: str) -> Stretch:
    """Give the region a person names, clipped to the contig.

    A gene reaches from its first to its last transcript, with flanks (`core.region.GENE_FLANK`).

    Raises
    ------
    UsageError
        There is no such place, or it is longer than `MOST_BASES`.
    """
    place = around_gene(store.genes_named(region))
    if place is None and ":" in region:
        place = Stretch(*parsed_region(region))
    length = reference.length(place.chrom) if place else None
    if place is None or not length or place.start >= length:
        raise UsageError(
            f"{region!r} is no gene of this case and no region of its reference.",
            "Name a gene as the gene models spell it, or a region as chr19:11089300-11189300.",
        )
    place = Stretch(place.chrom, place.start, min(place.end, length))
    if place.end - place.start > MOST_BASES:
        raise UsageError(
            f"{place.words} has {place.end - place.start:,} bases.",
            f"Name a region of up to {MOST_BASES:,} bases.",
        )
    return place


def _joined(done: Sequence[Chunk], chunks: Sequence[Stretch]) -> tuple[Activity, ...]:
    """Put the chunks of one engine together; what is still to come is unknown."""
    first, last = chunks[0].start, chunks[-1].end
    tracks = done[0].tracks
    stride = tracks[0].stride
    values = np.full((len(tracks), -(-(last - first) // stride)), np.nan, np.float32)
    for one in done:
        at = (one.place.start - first) // stride
        values[:, at : at + one.values.shape[1]] = one.values
    return tuple(Activity(track, first, row) for track, row in zip(tracks, values, strict=True))


def _with_elements(store: CaseStore, found: RegionScan, chunks: Sequence[Stretch]) -> RegionScan:
    """Find the elements of a complete scan, and store them in the case."""
    rules = predicted_rules()
    whole = Stretch(found.place.chrom, chunks[0].start, chunks[-1].end)
    zones = load_zone_rules()
    near = store.transcripts_overlapping(
        whole.chrom, max(whole.start - zones.reach, 0), whole.end + zones.reach
    )
    promoters = [Stretch(whole.chrom, *promoter_span(one, zones)) for one in near]
    by_engine: dict[ScannedRegion, list[PredictedElement]] = {}
    for one in found.activities:
        track = one.track
        scanned = ScannedRegion(
            whole, track.engine_id, track.version, track.digest, rules.identifier
        )
        found_here = predicted_in(whole.chrom, one, rules, promoters)
        by_engine.setdefault(scanned, []).extend(found_here)
    for scanned, elements in by_engine.items():
        store.predicted.replace(scanned, elements)
    return replace(found, predicted=store.predicted.meeting(found.place), rule_set=rules.identifier)


def _rank_again(store: CaseStore) -> None:
    """Rank anew where elements decide what is listed: where tables link places to genes."""
    if store.engine_runs() and CaseElements(store).has_links:
        Ranker(store).rank()


def _variant(store: CaseStore, spelled: str) -> Variant | None:
    if not spelled:
        return None
    assembly = store.info().proof.assembly
    stored = review.find(store, Variant.parse(asked_in_case(store, spelled), assembly))
    if stored is None:
        raise UsageError(
            f"{spelled} is not in this case.", "Check its position and alleles, or name none."
        )
    return stored.variant


def _alternative(
    reference: Reference, variant: Variant, scans: Sequence[EngineScan]
) -> AlleleActivity:
    """Scan the chromosome copy with the variant near it; it is kept nowhere.

    Places are those of the reference: bases an insertion adds are left out, those that a deletion
    takes away are unknown. Engines that tell every base only.
    """
    change = change_of(variant)
    n_alt = len(change.inserted)
    n_same = min(n_alt, change.end - change.start)
    first = max(change.start - NEAR, 0)
    n_left, n_right = change.start - first, NEAR
    found: list[Activity] = []
    for scan in scans:
        if scan.engine.scan_stride != 1:
            continue
        flank = scan.card.context_length
        left = reference.fetch(variant.chrom, max(first - flank, 0), change.start)
        right = reference.fetch(variant.chrom, change.end, change.end + n_right + flank)
        begin = len(left) - n_left
        end = min(len(left) + n_alt + n_right, len(left) + n_alt + len(right))
        said = scan.values(left + change.inserted + right, begin, end)
        values = np.full(
            (len(said), n_left + change.end - change.start + said.shape[1] - n_left - n_alt),
            np.nan,
            np.float32,
        )
        values[:, : n_left + n_same] = said[:, : n_left + n_same]
        n_after = said.shape[1] - n_left - n_alt
        if n_after:
            values[:, -n_after:] = said[:, -n_after:]
        found += [Activity(one, first, row) for one, row in zip(scan.tracks, values, strict=True)]
    return AlleleActivity(variant.spelled, tuple(found))
