"""Job: one track of an engine of regulatory sequence explained, base by base."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.domain.attribution import (
    AlleleAttribution,
    AskedTrack,
    Attribution,
    AttributionMethod,
)
from core.domain.regulatory import RegulatoryScore
from core.domain.regulatory_track import RegulatoryTrack
from core.errors import EngineUnavailableError, UsageError
from core.interpret.mrna import reverse_complement
from core.interpret.subject import Subject
from core.job import Progress
from core.pipeline.annotation import Place
from core.pipeline.attribute import FLANK, stored_variant
from core.pipeline.mapping import allele_attribution, translated
from core.pipeline.opened import open_case, open_reference
from core.pipeline.ready import ready_regulatory_engine
from core.pipeline.regulatory_asking import (
    RegulatoryQuestion,
    examiner_of_case,
)
from core.regulation import in_reading_order
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from core.store.records import StoredVariant
from models.engine import AttributionArrays
from models.regulatory.engine import RegulatoryEngine


@dataclass(frozen=True, slots=True)
class ExplainedTrack:
    """What is explained: one track of one stretch of sequence of one variant."""

    stored: StoredVariant
    score: RegulatoryScore
    track: RegulatoryTrack
    method: AttributionMethod

    def is_that(self, known: Attribution) -> bool:
        """Tell whether a stored explanation is this one, by the weights of the score."""
        run = self.score.run
        return (
            run is not None
            and (known.engine_id, known.digest) == (run.engine_id, run.digest)
            and (known.transcript_id, known.subject)
            == (self.score.transcript_id, self.score.subject)
            and (known.track, known.method) == (self.track, self.method)
        )


def attribute_track(
    case: Path,
    spelled: str,
    asked: AskedTrack,
    method: AttributionMethod | None = None,
    device: str = "auto",
    owner_token: str | None = None,
) -> Generator[Progress, None, Attribution]:
    """Explain one track for a scored variant, from the case where that was done before.

    Parameters
    ----------
    spelled
        `chrom-pos-ref-alt`, in any spelling of the allele.
    method
        None for mutagenesis, or the first one the engine has.

    Raises
    ------
    ProblemError
        The variant is not in the case, the engine did not score it or cannot be explained this
        way, or cannot be used.
    """
    with open_case(case, owner_token) as store:
        wanted = wanted_track(store, spelled, asked, method)
        of_variant = store.attributions(wanted.stored.variant_id)
        known = next((one for one in of_variant if wanted.is_that(one)), None)
        if known is not None:
            return known
        yield Progress("loading the networks")
        return (yield from _explain(store, wanted, engine_of(wanted, device)))


def engine_of(wanted: ExplainedTrack, device: str) -> RegulatoryEngine:
    """Give the engine that scored a track.

    Raises
    ------
    ProblemError
        It cannot be used, or has other weights by now.
    """
    engine = ready_regulatory_engine(wanted.score.engine_id, device)
    if wanted.score.run is None or engine.info.digest != wanted.score.run.digest:
        raise EngineUnavailableError(
            f"The case was scored with other networks of {engine.info.name} than are installed.",
            "Score the case again, then explain the variant.",
        )
    return engine


def _explain(
    store: CaseStore, wanted: ExplainedTrack, engine: RegulatoryEngine
) -> Generator[Progress, None, Attribution]:
    """Let the engine explain; what is known so far goes along, the whole is stored."""
    found: Attribution | None = None
    with open_reference(store.info()) as reference, translated():
        subject = subject_read(store, engine, reference, wanted)
        names = [one.name for one in engine.tracks]
        steps = engine.attribute(
            subject.request,
            track=names.index(wanted.track.name),
            method=wanted.method.value,
            flank=FLANK,
        )
        for step in steps:
            if step.arrays:
                found = _attribution(wanted, subject, step.arrays)
            yield Progress("explaining base by base", step.done, step.total, "bases", so_far=found)
    if found is None:
        raise RuntimeError("the engine explained nothing")
    store.put_attribution(wanted.stored.variant_id, found)
    return found


def wanted_track(
    store: CaseStore, spelled: str, asked: AskedTrack, method: AttributionMethod | None
) -> ExplainedTrack:
    """Find a track of a variant of the case that can be explained by a method, None for any.

    Raises
    ------
    UsageError
        There is none.
    """
    stored = stored_variant(store, spelled)
    scores = store.regulatory.of([stored.variant_id])[stored.variant_id]
    of_engine = [one for one in scores if one.engine_id == asked.engine_id]
    if not of_engine:
        by = ", ".join(dict.fromkeys(one.engine_id for one in scores if one.methods))
        raise UsageError(
            f"{spelled} has no score of {asked.engine_id}.",
            f"Name an engine that scored it: {by}." if by else "Score the case with it first.",
        )
    chosen = _method(asked.engine_id, method, of_engine[0].methods)
    score, track = _chosen(of_engine, asked, store.info().tissues_of_interest)
    return ExplainedTrack(stored, score, track, chosen)


def _method(
    engine_id: str, asked: AttributionMethod | None, methods: tuple[AttributionMethod, ...]
) -> AttributionMethod:
    if not methods:
        raise UsageError(
            f"{engine_id} has no method that explains its tracks base by base.",
            "Name another engine that scored the variant.",
        )
    if asked is None:
        return AttributionMethod.ISM if AttributionMethod.ISM in methods else methods[0]
    if asked not in methods:
        raise UsageError(
            f"{engine_id} cannot be explained by {asked.value}.",
            f"Choose one of: {', '.join(one.value for one in methods)}.",
        )
    return asked


def _chosen(
    scores: list[RegulatoryScore], asked: AskedTrack, tissues: tuple[str, ...]
) -> tuple[RegulatoryScore, RegulatoryTrack]:
    """The track asked for, or the one read first, in the stretch where most changes.

    A change is measured by what is usual for its track.
    """
    found = []
    for score in scores:
        fits = [
            one
            for one in in_reading_order(score, tissues)
            if asked.track in {"", one.change.track.name}
            and asked.transcript_id in {None, score.transcript_id}
            and asked.subject in {None, score.subject}
        ]
        if fits:
            largest = max((one.times_usual or 0.0, abs(one.change.delta)) for one in fits)
            found.append((largest, score, fits[0].change.track))
    if not found:
        names = ", ".join(
            one.change.track.name for one in in_reading_order(scores[0], tissues)[:12]
        )
        raise UsageError(
            f"{asked.engine_id} has no score of the track {asked.track or 'asked for'} here.",
            f"Choose one of those that are kept with the case, such as: {names}.",
        )
    *_, score, track = max(found, key=lambda one: one[0])
    return score, track


def subject_read(
    store: CaseStore, engine: RegulatoryEngine, reference: Reference, wanted: ExplainedTrack
) -> Subject:
    """Give the stretch of sequence that a track was read off, with neighbours if it had them.

    Raises
    ------
    UsageError
        The case no longer reads it.
    """
    run, variant = wanted.score.run, wanted.stored.variant
    is_asked = run is not None and run.phased_neighbours
    examiner = examiner_of_case(store, engine, reference, with_neighbours=is_asked)
    place = Place(variant.chrom, variant.pos, variant.ref)
    asked = examiner.question(wanted.stored.variant_id, place, variant.alt)
    stretch = wanted.score.transcript_id, wanted.score.subject
    for one in asked.subjects if isinstance(asked, RegulatoryQuestion) else ():
        if (one.transcript_id, one.phrase) == stretch:
            return one
    raise UsageError(
        f"{variant.spelled} was scored in sequence that is no longer read off the case.",
        "Score the case again.",
    )


def _attribution(
    wanted: ExplainedTrack, subject: Subject, arrays: tuple[AttributionArrays, ...]
) -> Attribution:
    pos = wanted.stored.variant.pos
    ref, alt = (_on_genome(allele_attribution(one), subject, pos) for one in arrays)
    run = wanted.score.run
    return Attribution(
        engine_id=run.engine_id if run else "",
        digest=run.digest if run else "",
        transcript_id=subject.transcript_id,
        strand=subject.strand,
        effect=None,
        site_offset=0,
        method=wanted.method,
        ref=ref,
        alt=alt,
        subject=subject.phrase,
        track=wanted.track,
    )


def _on_genome(allele: AlleleAttribution, subject: Subject, pos: int) -> AlleleAttribution:
    """Lay what was read along a transcript out on the plus strand, as everything is shown."""
    if subject.places is None:
        return allele
    index = np.clip(subject.request.start + allele.offsets, 0, len(subject.places) - 1)
    offsets = (subject.places[index] - (pos - 1)).astype(np.int32)
    if subject.strand == "+":
        return replace(allele, offsets=offsets)
    # Of A C G T turned round each is the other strand's base.
    return replace(
        allele,
        sequence=reverse_complement(allele.sequence),
        offsets=offsets[::-1],
        contribution=allele.contribution[::-1],
        mutants=None if allele.mutants is None else allele.mutants[::-1, ::-1],
        done=None if allele.done is None else allele.done[::-1],
    )
