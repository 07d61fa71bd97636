"""Interprets the variants of a case: what becomes of their transcripts and proteins."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from types import TracebackType
from typing import Self

from core.case_reference import open_reference
from core.contexts import ContextReader
from core.domain.candidate import Facts
from core.domain.case import CaseInfo
from core.domain.interpretation import Interpretation, TranscriptOutcomes
from core.domain.score import SpliceTrack
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.allele_map import Fetch
from core.interpret.coding_consequence import coding_consequence
from core.interpret.coding_effects import CodingEffects
from core.interpret.outcomes.predict import splice_outcomes
from core.interpret.position import locate
from core.interpret.utr_effects import utr_effects
from core.interpret.zones import load_zone_rules
from core.own_rules import ConsequenceRuleSets, consequence_rules
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from core.store.records import StoredVariant

_KEPT = 256
"""Transcripts whose sequence is kept for the next variant in them."""

NO_REFERENCE = "Consequences are not computed: the reference of the case is not at hand."


class Interpreter:
    """Interprets variants of one case; a context manager, which keeps its reference open.

    Parameters
    ----------
    reference
        One that is open already, and stays the caller's; None to open that of the case.
    contexts
        Reads what is known beside the consequences; None leaves that out.
    """

    def __init__(
        self,
        store: CaseStore,
        reference: Reference | None = None,
        contexts: ContextReader | None = None,
    ) -> None:
        self._store, self._contexts = store, contexts
        self._is_own = reference is None
        self._reference = reference or open_reference(store.info())
        self._effects = lru_cache(_KEPT)(self._read)

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

    def fetch(self, chrom: str) -> Fetch | None:
        """Give what fetches bases of a contig, None where the reference is not at hand."""
        return None if self._reference is None else partial(self._reference.fetch, chrom)

    def of(self, facts: Facts) -> Interpretation:
        """Interpret one variant in every transcript it lies in."""
        if self._reference is None:
            return Interpretation(why_not=NO_REFERENCE)
        transcripts = tuple(place.transcript for place in facts.positions)
        tracks = self._store.tracks(facts.variant_id)
        effects = [self._effects(one, self._reference) for one in transcripts]
        found = _interpreted(facts.variant, effects, tracks, self._contexts)
        before = self._before(facts, transcripts) if facts.promoter_of else []
        return near_starts(found, facts.variant, before, self._reference)

    def _before(self, facts: Facts, within: Sequence[Transcript]) -> list[Transcript]:
        """Transcripts that begin near the variant without holding it."""
        reach, variant = load_zone_rules().reach, facts.variant
        first, last = max(0, variant.pos - 1 - reach), variant.end + reach
        near = self._store.transcripts_overlapping(variant.chrom, first, last)
        return [one for one in near if one not in within and one.gene_symbol in facts.promoter_of]

    @staticmethod
    def _read(transcript: Transcript, reference: Reference) -> CodingEffects:
        return CodingEffects(transcript, partial(reference.fetch, transcript.chrom))


def interpretation(
    variant: Variant,
    transcripts: Sequence[Transcript],
    tracks: Sequence[SpliceTrack],
    reference: Reference,
    contexts: ContextReader | None = None,
) -> Interpretation:
    """Interpret a variant in transcripts, preferred ones first, by what an engine has seen."""
    fetch = partial(reference.fetch, variant.chrom)
    read = [CodingEffects(one, fetch) for one in transcripts]
    return _interpreted(variant, read, tracks, contexts)


def near_starts(
    found: Interpretation, variant: Variant, before: Sequence[Transcript], reference: Reference
) -> Interpretation:
    """Add how far a variant lies from the starts of transcripts that do not hold it."""
    if not before:
        return found
    fetch = partial(reference.fetch, variant.chrom)
    rules = consequence_rules().utr
    effects = (effect for one in before for effect in utr_effects(variant, one, fetch, rules))
    return replace(found, utr=(*found.utr, *effects))


def _interpreted(
    variant: Variant,
    read: Sequence[CodingEffects],
    tracks: Sequence[SpliceTrack],
    contexts: ContextReader | None,
) -> Interpretation:
    if not read:
        return Interpretation()
    transcripts, fetch = [one.transcript for one in read], read[0].fetch
    rules = consequence_rules()
    found = Interpretation(
        tuple(_splicing(variant, transcripts, tracks, fetch, rules)),
        tuple(coding_consequence(variant, one, rules.nmd) for one in read),
        tuple(
            effect for one in transcripts for effect in utr_effects(variant, one, fetch, rules.utr)
        ),
    )
    return found if contexts is None else replace(found, contexts=contexts.of(variant, read, found))


def case_contexts(info: CaseInfo) -> ContextReader:
    """Give what reads beside the consequences of the variants of a case."""
    return ContextReader(info.proof.assembly, info.chooses)


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
    rules: ConsequenceRuleSets,
) -> Iterator[TranscriptOutcomes]:
    genes = {one.transcript_id: one for one in transcripts}
    for transcript in transcripts:
        seen = [
            track for track in tracks if _is_of(track, transcript, genes.get(track.transcript_id))
        ]
        own = (track for track in seen if track.transcript_id == transcript.transcript_id)
        track = next(own, seen[0] if seen else None)
        if track is not None:
            outcomes = splice_outcomes(variant, transcript, track, fetch, rules.outcomes, rules.nmd)
            yield TranscriptOutcomes(transcript, outcomes)


def _is_of(track: SpliceTrack, transcript: Transcript, scored: Transcript | None) -> bool:
    """An engine looked at this transcript, or at another one of its gene on the same strand."""
    return (
        scored is not None
        and scored.gene_symbol == transcript.gene_symbol
        and track.strand == transcript.strand
    )
