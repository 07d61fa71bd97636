"""Asking an engine of regulatory sequence about variants: what it reads, and what it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from core.backgrounds import usual_changes
from core.domain.attribution import AttributionMethod
from core.domain.haplotype import Neighbours
from core.domain.motif import Motif, MotifChange, MotifHit
from core.domain.regulatory import RegulatoryScore, TrackChange, with_neighbours
from core.domain.regulatory_track import RegulatoryTrack
from core.domain.score import NotScored, NotScoredReason
from core.errors import UsageError
from core.interpret.motif_story import load_motif_rules
from core.interpret.subject import Subject
from core.pipeline.annotation import Place
from core.pipeline.copies import NeighboursOf, neighbours_in_case, on_copy
from core.pipeline.engine_kinds import regulatory_kind
from core.pipeline.regulatory_reading import Near, gc_near, reach_of_neighbours, read_with, reader
from core.pipeline.track_asking import allele_refusal, asked_apart
from core.pipeline.transcript_index import TranscriptIndex
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from models.engine import EngineInfo
from models.registry import SEQUENCE
from models.regulatory import motifs
from models.regulatory.engine import MotifEngine, RegulatoryEngine, RnaEngine
from models.regulatory.protocol import AlleleRequest, Track, TrackEffects

KEPT_TRACKS = 32
"""Of an engine with more than twice as many tracks, those that change most are kept."""


@dataclass(frozen=True, slots=True)
class RegulatoryQuestion:
    """One allele in each stretch it concerns; `name` is whatever the asker tells it by."""

    name: int
    subjects: tuple[Subject, ...]
    neighbours: Neighbours | None = None


class RegulatoryExaminer:
    """Puts variants to one engine.

    Unless it `keeps_all`, only those tracks of an engine with many are given that change most,
    compared with what is usual for them where that was measured.

    Parameters
    ----------
    near
        Gives transcripts near a stretch; only engines that read transcripts need it.
    neighbours
        Gives what lies on the same chromosome copy as a variant, told by its name in the question;
        None reads the reference alone.

    Attributes
    ----------
    kind
        What the engine reads, as in `models.registry`.
    """

    batch = 256

    def __init__(
        self,
        engine: RegulatoryEngine,
        reference: Reference,
        near: Near | None = None,
        neighbours: NeighboursOf | None = None,
        *,
        keeps_all: bool = False,
    ) -> None:
        self.engine = engine
        self.tracks = tuple(map(regulatory_track, engine.tracks))
        self.kind = regulatory_kind(engine.info.engine_id)
        self._reference = reference
        self._neighbours = neighbours
        # Which tracks are told only where RNA is read.
        self._of_rna = engine.reads_rna if isinstance(engine, RnaEngine) else None
        self._read = reader(self.kind, engine.info, near, reads_rna=self._of_rna is not None)
        self._keeps_all = keeps_all
        self.methods = tuple(map(AttributionMethod, engine.methods))
        self._motif_rules = load_motif_rules()
        names = [track.name for track in self.tracks]
        self._usual = usual_changes(engine.info.engine_id, engine.info.digest, names)

    @property
    def info(self) -> EngineInfo:
        """The engine."""
        return self.engine.info

    def question(self, name: int, place: Place, alt: str) -> RegulatoryQuestion | NotScoredReason:
        """Give what the engine is to be asked, or why it is not asked."""
        refused = allele_refusal(place, alt, self._reference)
        if refused is not None:
            return refused
        neighbours = None if self._neighbours is None else self._neighbours(name)
        beside = () if neighbours is None else neighbours.beside
        found = self._read(place, alt, on_copy(self._reference.fetch, beside))
        if isinstance(found, NotScoredReason):
            return found
        if beside:
            found = tuple(replace(one, phrase=with_neighbours(one.phrase)) for one in found)
        return RegulatoryQuestion(name, found, neighbours)

    def know(self, questions: Sequence[RegulatoryQuestion]) -> None:
        """Nothing is read ahead."""

    def ask(
        self, questions: Sequence[RegulatoryQuestion]
    ) -> Iterator[tuple[int, tuple[RegulatoryScore, ...] | NotScored]]:
        """Yield the name of each question with its scores, or with the engine's failure.

        Raises
        ------
        EngineUnavailableError
            When the engine fails on a plain sequence too.
        """
        return asked_apart(questions, self._answers, self.info, self._try_plain)

    def _answers(
        self, questions: Sequence[RegulatoryQuestion]
    ) -> list[tuple[int, tuple[RegulatoryScore, ...]]]:
        given = iter(self._effects([one.request for of in questions for one in of.subjects]))
        return [
            (of.name, tuple(self._score(one, next(given), of.neighbours) for one in of.subjects))
            for of in questions
        ]

    def _effects(self, requests: Sequence[AlleleRequest]) -> list[TrackEffects]:
        effects = dict(self.engine.score(requests))
        if len(effects) != len(requests):
            raise ArithmeticError("the engine gave no answer")
        if not all(one.is_finite for one in effects.values()):
            raise ArithmeticError("the engine gave a value that is not a number")
        return [effects[index] for index in range(len(requests))]

    def _score(
        self, of: Subject, effects: TrackEffects, neighbours: Neighbours | None
    ) -> RegulatoryScore:
        told = self._told(of)
        return RegulatoryScore(
            subject=of.phrase,
            transcript_id=of.transcript_id,
            gene_symbol=of.gene_symbol,
            strand=of.strand,
            changes=tuple(
                TrackChange(
                    self.tracks[index],
                    float(effects.ref[index]),
                    float(effects.alt[index]),
                    float(effects.delta[index]),
                )
                for index in self._kept(effects, told)
            ),
            n_tracks=len(told),
            gc=gc_near(of.request),
            motifs=self._motifs(of.request, effects),
            methods=self.methods,
            neighbours=None if neighbours is None else read_with(of, neighbours),
        )

    def _motifs(self, request: AlleleRequest, effects: TrackEffects) -> tuple[MotifChange, ...]:
        """Motifs that are broken or made, those that change most where there are many."""
        if not isinstance(self.engine, MotifEngine):
            return ()
        p = [10.0 ** -one.astype(np.float64) for one in (effects.ref, effects.alt)]
        most = np.argsort(-np.abs(effects.delta), kind="stable")
        told = (at for at in most.tolist() if self._motif_rules.tells(p[0][at], p[1][at]))
        return tuple(
            one
            for at in islice(told, KEPT_TRACKS)
            if (one := _motif_change(self.engine, request, at)) is not None
        )

    def _told(self, of: Subject) -> NDArray[np.intp]:
        """Tracks that have a meaning for what was read: those of RNA where its strand is known."""
        if self._of_rna is None or of.strand:
            return np.arange(len(self.tracks))
        return np.flatnonzero(~self._of_rna)

    def _kept(self, effects: TrackEffects, told: NDArray[np.intp]) -> Sequence[int]:
        """Tracks that are kept of those told, in the engine's order."""
        if self._keeps_all or len(self.tracks) <= 2 * KEPT_TRACKS:
            return [int(one) for one in told]
        sizes = (
            np.abs(effects.delta) if self._usual is None else np.abs(effects.delta / self._usual)
        )
        most = told[np.argsort(-sizes[told], kind="stable")[:KEPT_TRACKS]]
        return sorted(most.tolist())

    def _try_plain(self) -> None:
        length = self.info.context_length
        flank = length if self.kind == SEQUENCE else length // 2
        right = length if self.kind == SEQUENCE else length - flank - 1
        self._effects([AlleleRequest.of("A" * flank, "C", "G", "A" * right)])


def examiner_of_case(
    store: CaseStore, engine: RegulatoryEngine, reference: Reference, *, with_neighbours: bool
) -> RegulatoryExaminer:
    """Give an engine at work on a case; both alleles carry phased neighbours where asked for."""
    near = TranscriptIndex(store.transcripts()).overlapping
    neighbours = None
    if with_neighbours:
        reach = reach_of_neighbours(regulatory_kind(engine.info.engine_id), engine.info)
        neighbours = neighbours_in_case(store, reference, reach)
    return RegulatoryExaminer(engine, reference, near, neighbours)


def regulatory_track(track: Track) -> RegulatoryTrack:
    """Give our own value of an engine's track."""
    return RegulatoryTrack(
        track.name, track.assay, track.cell_type, track.factor, track.unit, track.species
    )


def our_motif(motif: motifs.Motif) -> Motif:
    """Give our own value of a motif."""
    counts = tuple(map(tuple, motif.counts.tolist()))
    return Motif(motif.matrix_id, motif.factor, motif.family, motif.species, counts)


def track_number(engine: RegulatoryEngine, name: str) -> int:
    """Give where a track stands among those of its engine.

    Raises
    ------
    UsageError
        It has no such track.
    """
    names = [one.name for one in engine.tracks]
    if name not in names:
        some = ", ".join(names[:12]) + (" ..." if len(names) > 12 else "")
        raise UsageError(f"{engine.info.name} has no track {name!r}.", f"Choose one of: {some}.")
    return names.index(name)


def _motif_change(engine: MotifEngine, request: AlleleRequest, track: int) -> MotifChange | None:
    """Where a motif fits either allele; None beside unknown bases."""
    ref, alt = engine.best_hits(request, track)
    if ref is None or alt is None:
        return None
    return MotifChange(our_motif(engine.motifs[track]), _hit(ref, request), _hit(alt, request))


def _hit(hit: motifs.MotifHit, request: AlleleRequest) -> MotifHit:
    return MotifHit(hit.start - request.start, hit.strand, hit.score, hit.p)
