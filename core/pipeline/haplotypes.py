"""Stage of scoring: candidates together with what lies on the same chromosome copy.

Common variants are neighbours like any other: they were filtered as candidates, but the patient
has them. What is to be done is read from the case, so that a stopped run is simply gone on with.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.domain.candidate import Lane, Mark
from core.domain.haplotype import NOTABLE, HaplotypeScore
from core.domain.score import NotScoredReason
from core.domain.variant import Variant
from core.errors import EngineUnavailableError
from core.interpret.alleles import change_of
from core.interpret.phase import Neighbourhood, neighbourhoods
from core.job import Progress
from core.listing import max_delta
from core.pipeline.asking import Asker
from core.pipeline.bodies import GeneBody
from core.pipeline.copies import CarriedVariants
from core.pipeline.evaluation import Examiner
from core.pipeline.mapping import splice_delta
from core.pipeline.opened import CASE_DISTANCE, WIDE_DISTANCE
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from core.store.records import CandidateRow, StoredVariant
from models.splice.haplotype import Edit, Haplotype, haplotype, margin
from models.splice.protocol import CONTEXT_LENGTH, SpliceProfile, SpliceRequest

N_CANDIDATES = 50
"""Candidates from the top of the list whose copies are scored; marked ones come in any case."""

FROM_DELTA = 0.02
"""Raw delta, with two decimals, from which a candidate is worth the work ..."""

TOUCHING = 10
"""... or another variant so near that one splice motif can hold both, whatever each does alone."""

N_TOUCHING = 200

WIDE_FROM = 0.2
"""Raw delta from which the wide window is worth the work, which is about ten times that of 500."""

_COPIES = 2
"""More copies than these, of those that carry most, nobody has."""


def score_haplotypes(
    store: CaseStore, examiner: Examiner, reference: Reference, run_id: int
) -> Generator[Progress, None, tuple[int, ...]]:
    """Score the copies of candidates that have none in this run; gives the ids that changed."""
    scorer = HaplotypeScorer(store, examiner, reference, run_id)
    waiting = scorer.waiting()
    changed: list[int] = []
    for done, variant_id in enumerate(waiting, 1):
        scores = scorer.scores(variant_id)
        if scorer.is_blind:
            told = "This engine reports changes per tissue: variants of one copy are not combined."
            yield Progress("combining variants of one copy", note=told)
            break
        if scores:
            store.write_haplotypes(run_id, variant_id, scores)
            changed.append(variant_id)
        yield Progress(
            "combining variants of one copy",
            done,
            len(waiting),
            "candidates",
            changed=(variant_id,) if scores else (),
        )
    return tuple(changed)


@dataclass(frozen=True, slots=True)
class _Window:
    """One candidate in one gene, at one distance, on one copy."""

    own: StoredVariant
    body: GeneBody
    distance: int
    copy: Neighbourhood


class HaplotypeScorer:
    """One engine at work on the copies of a case's candidates.

    Attributes
    ----------
    is_blind
        The engine was found to report changes per tissue only, which tells nothing of a copy.
    """

    def __init__(
        self, store: CaseStore, examiner: Examiner, reference: Reference, run_id: int
    ) -> None:
        self._store = store
        self._examiner = examiner
        self._reference = reference
        self._run_id = run_id
        self._asker = Asker(examiner.engine)
        self.is_blind = False
        self._pedigree = store.info().pedigree
        self._carried = CarriedVariants(store, reference)

    def waiting(self) -> tuple[int, ...]:
        """Give the candidates that call for it and have no haplotype score yet, in rank order."""
        rows = self._store.candidate_rows()
        deltas = self._store.max_deltas(self._run_id)
        marks = self._store.marks()
        marked = {key for key, (mark, _) in marks.items() if mark is Mark.REPORT}
        scored = [row for row in rows if row.variant_id in deltas]
        strong = [row.variant_id for row in scored if _calls_for_it(row, deltas)]
        touching = self._touching([row.variant_id for row in scored])
        chosen = {*strong[:N_CANDIDATES], *touching[:N_TOUCHING], *marked}
        done = self._store.haplotypes_done(self._run_id)
        return tuple(
            row.variant_id
            for row in scored
            if row.variant_id in chosen and row.variant_id not in done
        )

    def scores(self, variant_id: int) -> tuple[HaplotypeScore, ...]:
        """Give what each copy that carries the candidate and something beside it does, per gene."""
        (own,) = self._store.variants([variant_id])
        asked = self._examiner.question(variant_id, own.variant, CASE_DISTANCE)
        if isinstance(asked, NotScoredReason):
            return ()
        distances = [CASE_DISTANCE]
        scores = self._store.scores_of_run(self._run_id, [variant_id])[variant_id]
        is_wide = any(score.wide is not None for score in scores) and (
            round(max_delta(scores) or 0.0, 2) >= WIDE_FROM
        )
        if is_wide and self._examiner.widest(own.variant, WIDE_DISTANCE) == WIDE_DISTANCE:
            distances.append(WIDE_DISTANCE)
        found = []
        for distance in distances:
            for copy in self._copies(own, distance):
                for body in asked.bodies:
                    score = self._score(_Window(own, body, distance, copy))
                    found += [] if score is None else [score]
        return tuple(found)

    def _copies(self, own: StoredVariant, distance: int) -> tuple[Neighbourhood, ...]:
        others = self._carried.near(own.variant, distance)
        found = neighbourhoods(self._carried.carried(own), others, self._pedigree, distance)
        return tuple(sorted(found, key=lambda copy: -len(copy.beside))[:_COPIES])

    def _score(self, window: _Window) -> HaplotypeScore | None:
        """None where the window leaves the contig or the engine gives no answer."""
        ready = self._ready(window)
        if ready is None:
            return None
        answers = dict(self._asker.ask([ready.reference, ready.copy], ready.reach))
        if self._asker.out_of_order:
            raise EngineUnavailableError(
                f"{self._examiner.engine.info.name} is out of order: {self._asker.out_of_order}",
                "What was scored is kept. Choose another device, then resume.",
            )
        single, whole = answers[0], answers[1]
        if not (isinstance(single, SpliceProfile) and isinstance(whole, SpliceProfile)):
            return None
        if whole.gains is not None or whole.losses is not None:
            self.is_blind = True
            return None
        alone, together = ready.profiles(single, whole)
        transcript = window.body.transcript
        found = HaplotypeScore(
            engine_id=self._examiner.engine.info.engine_id,
            transcript_id=transcript.transcript_id,
            gene_symbol=transcript.gene_symbol,
            strand=transcript.strand,
            beside=window.copy.beside,
            left_out=window.copy.left_out,
            alone=splice_delta(alone),
            together=splice_delta(together),
        )
        return replace(found, explained_by=self._explains(window.own.variant.pos, found))

    def _explains(self, pos: int, found: HaplotypeScore) -> int | None:
        """The neighbour whose own score has the effect that differs most, at the same site."""
        if not found.differs:
            return None
        effect = found.most_changed
        value, offset = found.together.of(effect)
        scores = self._store.scores_of_run(self._run_id, [one.variant_id for one in found.beside])
        for one in found.beside:
            mine = (
                own for own in scores[one.variant_id] if own.transcript_id == found.transcript_id
            )
            for own in mine:
                deltas = [delta.of(effect) for delta in (own.delta, own.wide) if delta is not None]
                if any(
                    one.variant.pos + place == pos + offset and size > value - NOTABLE
                    for size, place in deltas
                ):
                    return one.variant_id
        return None

    def _ready(self, window: _Window) -> Haplotype | None:
        variant = window.own.variant
        members = (variant, *(one.variant for one in window.copy.beside))
        edits = [_edit(one, variant.pos) for one in members]
        flank = CONTEXT_LENGTH // 2 + window.distance + margin(edits)
        length = self._reference.length(variant.chrom) or 0
        flank = min(flank, variant.pos - 1, length - variant.pos)
        stretch = self._reference.window(variant.chrom, variant.pos, flank)
        if stretch is None:
            return None
        transcript = window.body.transcript
        request = SpliceRequest(
            window="",
            ref=variant.ref,
            alt=variant.alt,
            strand=transcript.strand,
            body_start_offset=transcript.start + 1 - variant.pos,
            body_end_offset=transcript.end - variant.pos,
        )
        return haplotype(request, edits, distance=window.distance, stretch=stretch)

    def _touching(self, ids: Sequence[int]) -> list[int]:
        """The variants among `ids`, in their order, that have another carried one right beside them."""
        columns = self._store.columns()
        carried = np.flatnonzero(columns.alt_copies > 0)
        order = carried[np.lexsort((columns.pos[carried], columns.contig[carried]))]
        contig, pos = columns.contig[order], columns.pos[order].astype(np.int64)
        is_near = (contig[1:] == contig[:-1]) & (np.diff(pos) <= TOUCHING)
        touched = np.zeros(len(order), dtype=bool)
        touched[1:] |= is_near
        touched[:-1] |= is_near
        near = set(columns.variant_id[order[touched]].tolist())
        return [variant_id for variant_id in ids if variant_id in near]


def _calls_for_it(row: CandidateRow, deltas: dict[int, float]) -> bool:
    return row.lane is Lane.NEEDS_EYES or round(deltas[row.variant_id], 2) >= FROM_DELTA


def _edit(variant: Variant, pos: int) -> Edit:
    change = change_of(variant)
    return Edit(change.start + 1 - pos, len(change.deleted), change.inserted)
