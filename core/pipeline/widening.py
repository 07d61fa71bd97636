"""Which scored variants are looked at in the wide window too."""

from collections.abc import Mapping

import numpy as np

from core.domain.candidate import Mark
from core.domain.transcript import Region
from core.domain.variant import Variant, VariantKind
from core.interpret.position import locate
from core.listing import SILENT_REGIONS
from core.pipeline.evaluation import Examiner
from core.pipeline.opened import WIDE_DISTANCE
from core.store.case_store import CaseStore
from core.store.records import StoredVariant

WIDE_FROM = 0.02
"""Raw delta, rounded to two decimals, from which a variant is looked at within 4,999 bases."""

_SUBSTITUTIONS = (VariantKind.SNV, VariantKind.MNV)


def to_widen(store: CaseStore, examiner: Examiner, run_id: int) -> tuple[int, ...]:
    """Give the variants whose wide window is still to be evaluated, largest delta first."""
    deltas = store.max_deltas(run_id)
    called = _called_for(store, deltas)
    ids = sorted(called, key=lambda key: (-round(deltas[key], 2), key))
    scores = store.scores_of_run(run_id, ids)
    return tuple(
        stored.variant_id
        for stored in store.variants(ids)
        if any(score.wide is None for score in scores[stored.variant_id])
        and examiner.widest(stored.variant, WIDE_DISTANCE) == WIDE_DISTANCE
    )


def _called_for(store: CaseStore, deltas: Mapping[int, float]) -> set[int]:
    """Give the scored variants whose wide window is worth the work.

    They change a site, stand in the report, lie on a splice dinucleotide, or join exon and intron.
    """
    marked = {key for key, (mark, _) in store.marks().items() if mark is Mark.REPORT}
    changing = {key for key, delta in deltas.items() if round(delta, 2) >= WIDE_FROM}
    columns = store.columns()
    scored = np.fromiter(deltas, np.int64, len(deltas))
    silent = [columns.region_names.index(region.value) for region in SILENT_REGIONS]
    near = scored[~np.isin(columns.region[scored - 1], silent)].tolist()
    touching = {one.variant_id for one in store.variants(near) if _touches_a_site(store, one)}
    return changing | touching | (marked & deltas.keys())


def _touches_a_site(store: CaseStore, stored: StoredVariant) -> bool:
    if stored.region is Region.SPLICE_DINUCLEOTIDE:
        return True
    return stored.variant.kind not in _SUBSTITUTIONS and _spans_junction(store, stored.variant)


def _spans_junction(store: CaseStore, variant: Variant) -> bool:
    """The allele changes or joins both exon and intron of a transcript."""
    near = store.transcripts_overlapping(variant.chrom, variant.pos - 1, variant.end)
    return any(
        place.exon_number is not None and place.intron_number is not None
        for place in locate(variant, near)
    )
