"""Scores as plain values of the machine-readable twin."""

from collections.abc import Sequence

from core.domain.haplotype import Beside, HaplotypeScore, LeftOut, Neighbours
from core.domain.lookup import LookupScore
from core.domain.score import (
    EngineRun,
    NotScored,
    SpliceDelta,
    SpliceEffect,
    SpliceScore,
    SpliceTrack,
)
from core.domain.variant import Variant
from core.report.sites import probabilities


def variant_dict(variant: Variant) -> dict[str, object]:
    """Give a variant; `pos` is 1-based."""
    return {
        "assembly": variant.assembly.value,
        "chrom": variant.chrom,
        "pos": variant.pos,
        "ref": variant.ref,
        "alt": variant.alt,
    }


def score_dict(
    score: SpliceScore, run: EngineRun, tracks: Sequence[SpliceTrack] = ()
) -> dict[str, object]:
    """Give one gene's raw deltas of one engine, with the masked and the wide view beside them."""
    mine = [track for track in tracks if track.transcript_id == score.transcript_id]
    return {
        "engine": run.engine_id,
        "version": run.version,
        "digest": run.digest,
        "precision": run.precision,
        "screening": run.screening,
        "transcript_id": score.transcript_id,
        "gene_symbol": score.gene_symbol,
        "strand": score.strand,
        **delta_dict(score.delta),
        "ref": _at_sites(score.delta, mine, 0),
        "alt": _at_sites(score.delta, mine, 1),
        "masked_view": delta_dict(score.masked),
        "wide": None if score.wide is None else delta_dict(score.wide),
    }


def delta_dict(delta: SpliceDelta) -> dict[str, object]:
    """Give the four deltas with offsets from `pos` in genome direction."""
    found: dict[str, object] = {"masked": delta.masked, "distance": delta.distance}
    for effect in SpliceEffect:
        value, offset = delta.of(effect)
        found[effect_key(effect)] = round(value, 4)
        found[f"{effect_key(effect)}_offset"] = offset
    return found


def haplotype_dict(score: HaplotypeScore) -> dict[str, object]:
    """Give what a candidate does together with the variants of its chromosome copy, in one gene.

    `alone` and `together` are raw deltas of one engine and window; nothing of it moves the rank.
    """
    return {
        "engine": score.engine_id,
        "transcript_id": score.transcript_id,
        "gene_symbol": score.gene_symbol,
        "strand": score.strand,
        **_same_copy(score.beside, score.left_out),
        "alone": delta_dict(score.alone),
        "together": delta_dict(score.together),
        "explained_by": next(
            (one.variant.spelled for one in score.beside if one.variant_id == score.explained_by),
            None,
        ),
        "sentence": score.sentence,
    }


def neighbours_dict(read: Neighbours) -> dict[str, object]:
    """Give what both alleles of a variant were read with."""
    return {
        **_same_copy(read.beside, read.left_out),
        "distance": read.distance,
        "sentence": read.sentence,
    }


def _same_copy(beside: Sequence[Beside], left_out: Sequence[LeftOut]) -> dict[str, object]:
    return {
        "with": [{**variant_dict(one.variant), "because": one.basis.value} for one in beside],
        "left_out": [{"variant": one.spelled, "reason": one.reason.value} for one in left_out],
    }


def not_scored_dict(item: NotScored) -> dict[str, object]:
    """Give why an engine gave no score."""
    return {"engine": item.engine_id, "reason": item.reason.value, "detail": item.detail}


def lookup_dict(item: LookupScore) -> dict[str, object]:
    """Give what a table says in one gene, beside ours; null where it does not hold the variant."""
    return {
        "table": item.table,
        "version": item.version or None,
        "gene_symbol": item.gene_symbol or None,
        "in_table": item.looked_up is not None,
        "looked_up": None if item.looked_up is None else delta_dict(item.looked_up),
        "computed": None if item.computed is None else delta_dict(item.computed),
        "disagreeing": [effect_key(effect) for effect in item.disagreeing],
    }


def _at_sites(
    delta: SpliceDelta, tracks: Sequence[SpliceTrack], allele: int
) -> dict[str, float | None]:
    """Raw probability of each affected site in REF (0) or ALT (1)."""
    return {
        effect_key(effect): rounded(probabilities(tracks, effect, delta.of(effect)[1])[allele])
        for effect in SpliceEffect
    }


def effect_key(effect: SpliceEffect) -> str:
    """Name of an effect as a key."""
    return effect.value.replace(" ", "_")


def rounded(value: float | None) -> float | None:
    """Four places; None stays None."""
    return None if value is None else round(value, 4)
