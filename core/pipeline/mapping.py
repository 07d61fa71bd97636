"""The border to `models`: its problems and its arrays turned into our own words and values."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np

from core.domain.attribution import AlleleAttribution, Attribution, AttributionMethod
from core.domain.score import SpliceDelta, SpliceEffect, SpliceScore, SpliceTrack
from core.errors import (
    DiskFullError,
    EngineUnavailableError,
    LicenceNotAcceptedError,
    PackError,
    ProblemError,
    WeightsMismatchError,
)
from core.pipeline.bodies import GeneBody
from models import errors as theirs
from models.engine import AttributionArrays, EngineInfo
from models.splice.protocol import (
    Effect,
    SpliceDeltas,
    SpliceProfile,
    deltas,
    masked_deltas,
)

TRACK_FLOOR = 0.01
"""Sites below this probability in both alleles are left out of a sparse track."""

_TRANSLATIONS: tuple[tuple[type[theirs.ModelsError], type[ProblemError]], ...] = (
    (theirs.LicenceRequiredError, LicenceNotAcceptedError),
    (theirs.PackDigestError, WeightsMismatchError),
    (theirs.DiskSpaceError, DiskFullError),
    (theirs.PackFetchError, PackError),
    (theirs.PackReadError, PackError),
    (theirs.UnknownPackError, PackError),
    (theirs.FolderNotWritableError, PackError),
)


@contextmanager
def translated() -> Iterator[None]:
    """Raise what `models` raises as a `ProblemError` with the same cause and remedy."""
    try:
        yield
    except theirs.ModelsError as problem:
        ours = (ours for kind, ours in _TRANSLATIONS if isinstance(problem, kind))
        raise next(ours, EngineUnavailableError)(problem.cause, problem.remedy) from problem


def splice_score(body: GeneBody, pos: int, profile: SpliceProfile) -> SpliceScore:
    """Give raw and masked deltas of one gene over the whole of a profile; `pos` is 1-based."""
    boundary_offsets = [boundary - pos for boundary in body.boundaries]
    return SpliceScore(
        transcript_id=body.transcript.transcript_id,
        gene_symbol=body.transcript.gene_symbol,
        strand=body.transcript.strand,
        delta=splice_delta(profile),
        masked=splice_delta(profile, boundary_offsets),
    )


def splice_delta(
    profile: SpliceProfile, boundary_offsets: Iterable[int] | None = None
) -> SpliceDelta:
    """Give the deltas of a profile: raw, or masked where the gene's exon boundaries are named.

    `boundary_offsets` are those of the boundaries from `pos`; the rule is that of the profile's
    engine. Where nothing gets more (or less) likely anywhere the delta is 0, not negative.
    """
    is_masked = boundary_offsets is not None
    found = (
        deltas(profile) if boundary_offsets is None else masked_deltas(profile, boundary_offsets)
    )
    return SpliceDelta(
        max(0.0, found.acceptor_gain),
        max(0.0, found.acceptor_loss),
        max(0.0, found.donor_gain),
        max(0.0, found.donor_loss),
        *_offsets(found),
        masked=is_masked,
        distance=profile.distance,
    )


def _offsets(found: SpliceDeltas) -> tuple[int, int, int, int]:
    return (
        found.acceptor_gain_offset,
        found.acceptor_loss_offset,
        found.donor_gain_offset,
        found.donor_loss_offset,
    )


def splice_track(body: GeneBody, profile: SpliceProfile, *, is_complete: bool) -> SpliceTrack:
    """Give every probability of a profile, or only the sites that reach `TRACK_FLOOR`."""
    columns = np.arange(2 * profile.distance + 1)
    if not is_complete:
        highest = np.maximum(profile.ref, profile.alt).max(axis=0)
        columns = np.flatnonzero(highest >= TRACK_FLOOR)
    return SpliceTrack(
        transcript_id=body.transcript.transcript_id,
        strand=body.transcript.strand,
        distance=profile.distance,
        is_complete=is_complete,
        offsets=(columns - profile.distance).astype(np.int32),
        ref=np.ascontiguousarray(profile.ref[:, columns], dtype=np.float32),
        alt=np.ascontiguousarray(profile.alt[:, columns], dtype=np.float32),
    )


def engine_effect(effect: SpliceEffect) -> Effect:
    """Give the engine's name of an effect."""
    return Effect[effect.name]


def attribution(
    engine: EngineInfo,
    score: SpliceScore,
    effect: SpliceEffect,
    site_offset: int,
    arrays: tuple[AttributionArrays, ...],
) -> Attribution:
    """Give the explanation of one site in one gene out of the arrays of both alleles.

    It is final or not as the arrays are.
    """
    ref, alt = map(allele_attribution, arrays)
    return Attribution(
        engine_id=engine.engine_id,
        digest=engine.digest,
        transcript_id=score.transcript_id,
        strand=score.strand,
        effect=effect,
        site_offset=site_offset,
        method=AttributionMethod(arrays[0].method),
        ref=ref,
        alt=alt,
    )


def allele_attribution(found: AttributionArrays) -> AlleleAttribution:
    """Give the explanation of one allele."""
    return AlleleAttribution(
        allele=found.allele,
        sequence=found.sequence,
        offsets=found.offsets.astype(np.int32),
        contribution=found.contribution,
        mutants=found.ism,
        probability=found.p,
        residual=found.residual,
        done=found.done,
    )
