"""One variant put to an engine of splice sites, without a case."""

from collections.abc import Sequence
from dataclasses import replace

from core.domain.score import EngineRun, NotScored, NotScoredReason
from core.domain.variant import Variant
from core.pipeline.annotation import Place, refusal, request_for
from core.pipeline.bodies import BodyIndex, GeneBody
from core.pipeline.cached import cache_notes, with_cache
from core.pipeline.engine_answer import EngineAnswer
from core.pipeline.mapping import splice_delta, splice_score, splice_track, translated
from core.pipeline.opened import CASE_DISTANCE, WIDE_DISTANCE
from core.pipeline.spec import DescribeSpec
from core.pipeline.widening import WIDE_FROM
from core.sources.genes import GeneSet
from core.sources.reference import Reference
from models.engine import EngineInfo
from models.runtime import load_engine
from models.splice.engine import SpliceEngine
from models.splice.protocol import SpliceProfile


def ask_about_sites(
    engine_id: str, variant: Variant, genes: GeneSet, reference: Reference, spec: DescribeSpec
) -> EngineAnswer:
    """Give the splice scores of one variant in every gene it lies in, at the distance of a case."""
    place = Place(variant.chrom, variant.pos, variant.ref)
    bodies = BodyIndex(genes.transcripts).at(variant.chrom, variant.pos)
    refused = _refused(place, variant, bodies, reference)
    if refused is not None:
        return EngineAnswer(not_scored=(NotScored(engine_id, refused),))
    requests = [request_for(place, variant.alt, body, reference, CASE_DISTANCE) for body in bodies]
    with translated():
        engine = with_cache(load_engine(engine_id, device=spec.device), uses_cache=spec.uses_cache)
        profiles = dict(engine.score(requests, distance=CASE_DISTANCE))
        found = [(body, profiles[index]) for index, body in enumerate(bodies)]
        widened = _widened(engine, variant, found, reference)
    return EngineAnswer(
        run=_run(engine.info, genes, reference),
        scores=tuple(
            replace(
                splice_score(body, variant.pos, profile), wide=splice_delta(wide) if wide else None
            )
            for (body, profile), wide in zip(found, widened, strict=True)
        ),
        tracks=tuple(splice_track(body, profile, is_complete=False) for body, profile in found),
        wide=tuple(
            splice_track(body, wide, is_complete=False)
            for (body, _), wide in zip(found, widened, strict=True)
            if wide is not None
        ),
        notes=cache_notes(engine),
    )


def _refused(
    place: Place, variant: Variant, bodies: Sequence[GeneBody], reference: Reference
) -> NotScoredReason | None:
    """Why the variant is not put to the engine, None where it is."""
    refused = refusal(place, reference, CASE_DISTANCE)
    if refused is None and "N" in variant.alt:
        return NotScoredReason.UNSUPPORTED_ALLELE
    if refused is None and not bodies:
        return NotScoredReason.OUTSIDE_GENES
    return refused


def _run(info: EngineInfo, genes: GeneSet, reference: Reference) -> EngineRun:
    return EngineRun(
        engine_id=info.engine_id,
        version=info.version,
        digest=info.digest,
        distance=CASE_DISTANCE,
        gene_set=f"{genes.name} {genes.digest}",
        reference_digest=reference.digest(),
        precision=info.precision,
        screening=info.screening,
    )


def _widened(
    engine: SpliceEngine,
    variant: Variant,
    found: Sequence[tuple[GeneBody, SpliceProfile]],
    reference: Reference,
) -> tuple[SpliceProfile | None, ...]:
    """Look at the widest window where anything changes in the usual one, as a case does.

    One profile for each gene; None where the window was not looked at.
    """
    place = Place(variant.chrom, variant.pos, variant.ref)
    is_moved = any(round(splice_delta(profile).max_delta, 2) >= WIDE_FROM for _, profile in found)
    if not is_moved or refusal(place, reference, WIDE_DISTANCE) is not None:
        return (None,) * len(found)
    bodies = [body for body, _ in found]
    requests = [request_for(place, variant.alt, body, reference, WIDE_DISTANCE) for body in bodies]
    profiles = dict(engine.score(requests, distance=WIDE_DISTANCE))
    return tuple(profiles[index] for index in range(len(bodies)))
