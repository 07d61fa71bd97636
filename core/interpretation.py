"""Interprets the variants of a case: what becomes of their transcripts and proteins."""

from collections.abc import Iterator, Sequence
from functools import partial
from types import TracebackType
from typing import Self

from core.case_reference import open_reference
from core.domain.candidate import Facts
from core.domain.interpretation import Interpretation, TranscriptOutcomes
from core.domain.score import SpliceTrack
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.allele_map import Fetch
from core.interpret.outcomes.predict import splice_outcomes
from core.interpret.position import locate
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from core.store.records import StoredVariant

NO_REFERENCE = "Consequences are not computed: the reference of the case is not at hand."


class Interpreter:
    """Interprets variants of one case; a context manager, which keeps its reference open.

    Parameters
    ----------
    reference
        One that is open already, and stays the caller's; None to open that of the case.
    """

    def __init__(self, store: CaseStore, reference: Reference | None = None) -> None:
        self._store = store
        self._is_own = reference is None
        self._reference = reference or open_reference(store.info())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._is_own and self._reference is not None:
            self._reference.close()

    def of(self, facts: Facts) -> Interpretation:
        """Interpret one variant in every transcript it lies in."""
        if self._reference is None:
            return Interpretation(why_not=NO_REFERENCE)
        transcripts = tuple(place.transcript for place in facts.positions)
        tracks = self._store.tracks(facts.variant_id)
        return interpretation(facts.variant, transcripts, tracks, self._reference)


def interpretation(
    variant: Variant,
    transcripts: Sequence[Transcript],
    tracks: Sequence[SpliceTrack],
    reference: Reference,
) -> Interpretation:
    """Interpret a variant in transcripts, preferred ones first, by what an engine has seen."""
    fetch = partial(reference.fetch, variant.chrom)
    return Interpretation(tuple(_splicing(variant, transcripts, tracks, fetch)))


def outcomes_of(
    store: CaseStore, reference: Reference, stored: StoredVariant
) -> tuple[TranscriptOutcomes, ...]:
    """Give what is predicted of a variant in each transcript whose splicing changes."""
    variant = stored.variant
    near = store.transcripts_overlapping(variant.chrom, variant.pos - 1, variant.end)
    transcripts = tuple(place.transcript for place in locate(variant, near))
    tracks = store.tracks(stored.variant_id)
    found = interpretation(variant, transcripts, tracks, reference)
    return tuple(one for one in found.splicing if one.outcomes)


def _splicing(
    variant: Variant,
    transcripts: Sequence[Transcript],
    tracks: Sequence[SpliceTrack],
    fetch: Fetch,
) -> Iterator[TranscriptOutcomes]:
    genes = {one.transcript_id: one for one in transcripts}
    for transcript in transcripts:
        seen = [
            track for track in tracks if _is_of(track, transcript, genes.get(track.transcript_id))
        ]
        own = (track for track in seen if track.transcript_id == transcript.transcript_id)
        track = next(own, seen[0] if seen else None)
        if track is not None:
            yield TranscriptOutcomes(transcript, splice_outcomes(variant, transcript, track, fetch))


def _is_of(track: SpliceTrack, transcript: Transcript, scored: Transcript | None) -> bool:
    """An engine looked at this transcript, or at another one of its gene on the same strand."""
    return (
        scored is not None
        and scored.gene_symbol == transcript.gene_symbol
        and track.strand == transcript.strand
    )
