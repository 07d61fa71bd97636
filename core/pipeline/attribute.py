"""Jobs on one variant that a person looks at: its complete tracks, and why, base by base."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

from core import review
from core.domain.attribution import Attribution, AttributionMethod
from core.domain.score import NotScored, SpliceDelta, SpliceEffect, SpliceScore
from core.domain.variant import Variant
from core.errors import EngineUnavailableError, UsageError
from core.job import Progress
from core.pipeline.asked_in_case import asked_in_case
from core.pipeline.bodies import BodyIndex, GeneBody
from core.pipeline.cached import with_cache
from core.pipeline.evaluation import Examiner, Question
from core.pipeline.mapping import (
    attribution,
    engine_effect,
    splice_delta,
    splice_score,
    splice_track,
    translated,
)
from core.pipeline.opened import (
    CASE_DISTANCE,
    WIDE_DISTANCE,
    engine_run,
    open_case,
    open_reference,
)
from core.pipeline.ready import ready_engine
from core.store.case_store import CaseStore
from core.store.records import ScoredVariant, StoredVariant
from models.splice.engine import SpliceEngine

FLANK = 100
"""Bases on either side of the variant that are explained."""

DEFAULT_ENGINE = "spliceai"


@dataclass(frozen=True, slots=True)
class _Site:
    """What is explained: one effect of one variant in one gene."""

    stored: StoredVariant
    score: SpliceScore
    effect: SpliceEffect
    offset: int


def attribute_variant(
    case: Path,
    spelled: str,
    method: AttributionMethod = AttributionMethod.ISM,
    effect: SpliceEffect | None = None,
    device: str = "auto",
    owner_token: str | None = None,
) -> Generator[Progress, None, Attribution]:
    """Explain one effect of a scored variant, from the case where that was done before.

    Parameters
    ----------
    spelled
        `chrom-pos-ref-alt`, in any spelling of the allele.
    effect
        None for the strongest one, in the gene it is strongest in.

    Raises
    ------
    ProblemError
        The variant is not in the case or has no score, or the engine cannot be used.
    """
    with open_case(case, owner_token) as store:
        site = _site(store, spelled, effect)
        known = _stored(store, site, method)
        if known is not None:
            return known
        yield Progress("loading the networks")
        engine = ready_engine(store.primary_engine() or DEFAULT_ENGINE, device)
        return (yield from explain(store, site_of=site, method=method, engine=engine))


def open_variant(
    case: Path,
    variant_id: int,
    device: str = "auto",
    owner_token: str | None = None,
    engine: SpliceEngine | None = None,
) -> Generator[Progress, None, int]:
    """Store the complete wide tracks of a variant; gives how many there are.

    A variant without score (outside genes, reference unknown, ...) has none. Where the contig
    ends before the wide window does, the widest window that fits is taken.
    """
    with open_case(case, owner_token) as store:
        n_known = _n_complete(store, variant_id)
        if n_known:
            return n_known
        with open_reference(store.info()) as reference:
            yield Progress("loading the networks")
            engine_id = store.primary_engine() or DEFAULT_ENGINE
            loaded = engine or with_cache(ready_engine(engine_id, device))
            yield Progress("reading the splice sites", changed=())
            examiner = Examiner(loaded, reference, BodyIndex(store.transcripts()))
            n_tracks = _store_complete(store, examiner, variant_id)
        yield Progress("reading the splice sites", 1, 1, "variants", changed=(variant_id,))
    return n_tracks


def explain(
    store: CaseStore, *, site_of: _Site, method: AttributionMethod, engine: SpliceEngine
) -> Generator[Progress, None, Attribution]:
    """Let an engine explain a site; what is known so far goes along, the whole is stored."""
    site = site_of
    with open_reference(store.info()) as reference:
        examiner = Examiner(engine, reference, BodyIndex(store.transcripts()))
        body = _body(examiner, site)
        distance = examiner.widest(site.stored.variant, WIDE_DISTANCE)
        steps = engine.attribute(
            examiner.request(site.stored.variant, body, distance),
            distance=distance,
            effect=engine_effect(site.effect),
            site_offset=site.offset,
            method=method.value,
            flank=FLANK,
        )
        found: Attribution | None = None
        with translated():
            for step in steps:
                if step.arrays:
                    place = (site.score, site.effect, site.offset)
                    found = attribution(engine.info, *place, step.arrays)
                yield Progress(
                    "explaining base by base", step.done, step.total, "bases", so_far=found
                )
    if found is None:
        raise RuntimeError("the engine explained nothing")
    store.put_attribution(site.stored.variant_id, found)
    return found


def stored_variant(store: CaseStore, spelled: str) -> StoredVariant:
    """Give a variant of the case, in any spelling of the allele.

    Raises
    ------
    UsageError
        The variant is not in the case.
    """
    asked = asked_in_case(store, spelled)
    stored = review.find(store, Variant.parse(asked, store.info().proof.assembly))
    if stored is None:
        raise UsageError(
            f"{spelled} is not in this case.",
            "`intronaut case trace` tells what became of it; check position and alleles.",
        )
    return stored


def _site(store: CaseStore, spelled: str, effect: SpliceEffect | None) -> _Site:
    stored = stored_variant(store, spelled)
    scores = store.scores([stored.variant_id])[stored.variant_id]
    if not scores:
        reasons = store.not_scored([stored.variant_id])[stored.variant_id]
        raise UsageError(f"{spelled} has no score: {_why(reasons)}.", _REMEDY)
    chosen = [(score, effect or _widest(score).strongest) for score in scores]
    score, chosen_effect = max(chosen, key=lambda pair: _widest(pair[0]).of(pair[1])[0])
    return _Site(stored, score, chosen_effect, _widest(score).of(chosen_effect)[1])


_REMEDY = "Only a scored variant can be explained; score the case first if that is still to do."


def _why(reasons: tuple[NotScored, ...]) -> str:
    of_splicing = (one.reason.sentence for one in reasons if one.reason.is_of_splicing)
    return next(of_splicing, "its splicing has not been scored yet")


def _widest(score: SpliceScore) -> SpliceDelta:
    return score.wide or score.delta


def _stored(store: CaseStore, site: _Site, method: AttributionMethod) -> Attribution | None:
    """Give what is in the case already, unless other weights than the scores' explained it."""
    primary = store.primary_engine()
    runs = [run for _, run in store.engine_runs() if run.engine_id == primary]
    digests = {run.digest for run in runs[-1:]}
    wanted = (site.score.transcript_id, site.effect, site.offset, method)
    for known in store.attributions(site.stored.variant_id):
        found = (known.transcript_id, known.effect, known.site_offset, known.method)
        if found == wanted and known.digest in digests:
            return known
    return None


def _body(examiner: Examiner, site: _Site) -> GeneBody:
    variant = site.stored.variant
    asked = examiner.question(site.stored.variant_id, variant, CASE_DISTANCE)
    bodies = asked.bodies if isinstance(asked, Question) else ()
    for body in bodies:
        if body.transcript.transcript_id == site.score.transcript_id:
            return body
    raise UsageError(
        f"{variant.spelled} was scored in {site.score.transcript_id}, which is no longer in the case.",
        "Score the case again.",
    )


def _n_complete(store: CaseStore, variant_id: int) -> int:
    """Complete tracks beyond the case's distance; 0 unless every scored gene has one."""
    tracks = store.tracks(variant_id)
    is_done = all(one.is_complete and one.distance >= CASE_DISTANCE for one in tracks)
    return len(tracks) if is_done else 0


def _store_complete(store: CaseStore, examiner: Examiner, variant_id: int) -> int:
    stored = next(iter(store.variants([variant_id])))
    asked = examiner.question(variant_id, stored.variant, CASE_DISTANCE)
    if not isinstance(asked, Question):
        return 0
    distance = examiner.widest(stored.variant, WIDE_DISTANCE)
    answers = examiner.ask([asked], distance)
    if not answers:
        raise _failed(examiner, stored)
    run_id = store.engine_run(engine_run(store, examiner.engine.info))
    pairs = list(zip(asked.bodies, answers[0].profiles, strict=True))
    if distance == WIDE_DISTANCE:
        known = store.scores_of_run(run_id, [variant_id])[variant_id] or tuple(
            splice_score(body, stored.variant.pos, profile.within(CASE_DISTANCE))
            for body, profile in pairs
        )
        scores = tuple(
            replace(score, wide=splice_delta(profile))
            for score, (_, profile) in zip(known, pairs, strict=True)
        )
        store.write_scores(run_id, [ScoredVariant(variant_id, scores, ())], ())
    for body, profile in pairs:
        store.write_track(run_id, variant_id, splice_track(body, profile, is_complete=True))
    return len(pairs)


def _failed(examiner: Examiner, stored: StoredVariant) -> EngineUnavailableError:
    (_, blamed), *_ = examiner.take_blamed()
    return EngineUnavailableError(
        f"{examiner.engine.info.name} failed on {stored.variant.spelled}: {blamed.detail}",
        "Close other programs or choose another device, then open the variant again.",
    )
