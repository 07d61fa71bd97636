"""Job: every pending variant of a case scored, those that call for it at the wide distance too.

What is left to do is read from the case, so that a run that was cancelled or killed is simply
started again. Results are stored batch by batch.
"""

import time
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.domain.assembly import MITOCHONDRION
from core.domain.score import NotScoredReason, SpliceScore
from core.domain.transcript import Region
from core.errors import ProblemError
from core.job import Progress
from core.pipeline.bodies import BodyIndex
from core.pipeline.cached import cache_notes, with_cache
from core.pipeline.evaluation import Answer, Examiner, Question
from core.pipeline.haplotypes import score_haplotypes
from core.pipeline.link_lookup import look_up_links
from core.pipeline.local_sources import look_up_if_possible
from core.pipeline.lookup import look_up_remembered
from core.pipeline.mapping import splice_delta, splice_score, splice_track, translated
from core.pipeline.opened import (
    CASE_DISTANCE,
    WIDE_DISTANCE,
    engine_run,
    open_case,
    open_reference,
)
from core.pipeline.rank import Ranker
from core.pipeline.spec import EXACTLY, Computing, demand_reference
from core.pipeline.widening import to_widen
from core.pipeline.work_order import in_order, pages
from core.rescue import Rescues
from core.store.case_store import CaseStore
from core.store.records import FilterColumns, ScoredVariant
from core.tissue_psi import prepare_inclusion_ranges
from models.runtime import load_engine
from models.splice.engine import SpliceEngine

_CPU_PAGE, _GPU_PAGE = 64, 1_024
"""Variants the engine is given at once: few, so that something shows soon; on a GPU what it does in
about a second at the distance of a case."""

_LOOKED_AT = 2_048
"""Variants looked at together for whether the engine can be asked."""

_WIDE_PAGE = 16
_WRITE_MOST, _WRITE_SECONDS = 64, 0.25
"""Results are written when there are so many, or after so long."""


def score_case(
    case: Path,
    engine_id: str = "spliceai",
    device: str = "auto",
    owner_token: str | None = None,
    engine: SpliceEngine | None = None,
    *,
    computing: Computing = EXACTLY,
) -> Generator[Progress, None, int]:
    """Score and rank all that is pending; gives the number of variants done in this run.

    Parameters
    ----------
    owner_token
        Names the program session the worker belongs to, None for a session of its own.
    engine
        A loaded engine instead of the one `engine_id` names.
    computing
        The short cuts allowed, and whether scores kept on this computer are used.

    Raises
    ------
    ProblemError
        Case or reference unusable, engine not installed or out of order.
    """
    demand_reference(engine_id, computing)
    with open_case(case, owner_token) as store, open_reference(store.info()) as reference:
        yield Progress("loading the networks")
        with translated():
            loaded = engine or with_cache(
                load_engine(
                    engine_id,
                    device=device,
                    precision=computing.precision,
                    screening=computing.screening,
                ),
                uses_cache=computing.uses_cache,
            )
        examiner = Examiner(loaded, reference, BodyIndex(store.transcripts()))
        yield from look_up_links(store)
        scorer = CaseScorer(store, examiner)
        store.begin_scoring()
        n_done = yield from scorer.score_pending()
        yield from scorer.widen()
        notes = (*cache_notes(loaded), *(yield from look_up_remembered(store, reference)))
        yield Progress("ranking", note=" ".join(notes))
        scorer.ranker.rank()
        if (yield from score_haplotypes(store, examiner, reference, scorer.run_id)):
            scorer.ranker.rank()
        store.end_scoring()
        yield from look_up_if_possible(store)
        yield from prepare_inclusion_ranges(store.info().proof.assembly)
    return n_done


class CaseScorer:
    """One engine at work on one case."""

    def __init__(self, store: CaseStore, examiner: Examiner) -> None:
        self.ranker = Ranker(store)
        self._store = store
        self._examiner = examiner
        self.run_id = store.engine_run(engine_run(store, examiner.engine.info))
        on_cpu = examiner.engine.info.device == "cpu"
        self._page = _CPU_PAGE if on_cpu else _GPU_PAGE

    def score_pending(self) -> Generator[Progress, None, int]:
        """Score what has no outcome yet at the case's distance, nearest to a splice site first."""
        done_outside = yield from self._refuse_outside()
        columns, ids = self._store.columns(), self._store.pending(self.run_id)
        rescued = Rescues.in_case(self._store).ids(self._store)
        pending = in_order(columns, ids, self.ranker.genes_asked_about(), rescued).tolist()
        n_passed = int((columns.gate == 0).sum())
        n_before = n_passed - len(pending)
        done = 0
        for page in pages(pending, _LOOKED_AT):
            for changed in self._score_page(page):
                done += len(changed)
                self.ranker.refresh(changed)
                self.ranker.rank_if_due()
                yield Progress(
                    "scoring variants", n_before + done, n_passed, "variants", changed=changed
                )
        return done_outside + done

    def _refuse_outside(self) -> Generator[Progress, None, int]:
        """Store that no gene holds what lies outside all of them, of a genome the most part."""
        columns = self._store.columns()
        ids = np.array(self._store.pending(self.run_id), np.int64)
        outside = ids[_is_outside(columns)[ids - 1]].tolist()
        for first in range(0, len(outside), _LOOKED_AT):
            page = outside[first : first + _LOOKED_AT]
            self._store.refuse(self.run_id, NotScoredReason.OUTSIDE_GENES, page)
            self.ranker.refresh(page)
            yield Progress(
                "telling apart what lies in genes",
                first + len(page),
                len(outside),
                "variants",
                changed=tuple(page),
            )
        return len(outside)

    def widen(self) -> Generator[Progress, None, None]:
        """Evaluate the wide window of each variant that calls for it and has not had it.

        One the engine fails on here keeps the score it has.
        """
        waiting = to_widen(self._store, self._examiner, self.run_id)
        done = 0
        for first in range(0, len(waiting), _WIDE_PAGE):
            page = waiting[first : first + _WIDE_PAGE]
            for changed in self._widen_page(page):
                done += len(changed)
                self.ranker.refresh(changed)
                self.ranker.rank_if_due()
                yield Progress(
                    "looking further around variants",
                    done,
                    len(waiting),
                    "variants",
                    changed=changed,
                )
        self._examiner.take_blamed()

    def _widen_page(self, ids: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Evaluate and store the wide window of scored variants; yields the ids that succeeded."""
        scores = self._store.scores_of_run(self.run_id, ids)
        asked = (
            self._examiner.question(stored.variant_id, stored.variant, CASE_DISTANCE)
            for stored in self._store.variants(ids)
        )
        questions = _by_place([one for one in asked if isinstance(one, Question)])
        answers = self._examiner.answers(questions, WIDE_DISTANCE)
        yield from self._written(
            _widened(answer, scores[answer.question.variant_id]) for answer in answers
        )

    def _score_page(self, ids: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Store outcomes of a page as they come; yields the ids of each transaction."""
        questions: list[Question] = []
        refused: dict[NotScoredReason, list[int]] = defaultdict(list)
        for stored in self._store.variants(ids):
            asked = self._examiner.question(stored.variant_id, stored.variant, CASE_DISTANCE)
            if isinstance(asked, NotScoredReason):
                refused[asked].append(stored.variant_id)
            else:
                questions.append(asked)
        for reason, of_reason in refused.items():
            self._store.refuse(self.run_id, reason, of_reason)
            yield tuple(of_reason)
        for first in range(0, len(questions), self._page):
            yield from self._answered(questions[first : first + self._page])

    def _answered(self, questions: Sequence[Question]) -> Iterator[tuple[int, ...]]:
        """Put a page to the engine and store what it says; yields the ids of each transaction."""
        answers = self._examiner.answers(_by_place(questions), CASE_DISTANCE)
        yield from self._written(map(scored_variant, answers))
        if failed := self._examiner.take_blamed():
            self._store.write_scores(self.run_id, (), failed)
            yield tuple(variant_id for variant_id, _ in failed)

    def _written(self, scored: Iterable[ScoredVariant]) -> Iterator[tuple[int, ...]]:
        """Write what comes, the first at once, then a few at a time; yields the ids written.

        Where the engine breaks, what it gave before is written.
        """
        due = 0.0
        group: list[ScoredVariant] = []
        try:
            for one in scored:
                group.append(one)
                if len(group) >= _WRITE_MOST or time.monotonic() >= due:
                    ids, group = self._write(group), []
                    yield ids
                    due = time.monotonic() + _WRITE_SECONDS
        except ProblemError:
            self._write(group)
            raise
        if group:
            yield self._write(group)

    def _write(self, group: Sequence[ScoredVariant]) -> tuple[int, ...]:
        self._store.write_scores(self.run_id, group, ())
        return tuple(one.variant_id for one in group)


def _is_outside(columns: FilterColumns) -> NDArray[np.bool_]:
    """Tell which variants lie outside every gene, but for those of the mitochondrion."""
    names = np.array([name == MITOCHONDRION for name in columns.contig_names], bool)
    outside = columns.region_names.index(Region.INTERGENIC.value)
    is_outside: NDArray[np.bool_] = (columns.region == outside) & ~names[columns.contig]
    return is_outside


def _by_place(questions: Sequence[Question]) -> list[Question]:
    """Give the questions of a page in karyotype order: the engine puts neighbours together."""
    return sorted(questions, key=lambda question: question.variant.sort_key)


def scored_variant(answer: Answer) -> ScoredVariant:
    """Give what is stored of an engine's answer."""
    question = answer.question
    pairs = list(zip(question.bodies, answer.profiles, strict=True))
    return ScoredVariant(
        question.variant_id,
        tuple(splice_score(body, question.variant.pos, profile) for body, profile in pairs),
        tuple(splice_track(body, profile, is_complete=False) for body, profile in pairs),
    )


def _widened(answer: Answer, scores: Sequence[SpliceScore]) -> ScoredVariant:
    """The stored scores with the wide window added; what was stored stays as it is."""
    question = answer.question
    found = list(zip(scores, question.bodies, answer.profiles, strict=True))
    return ScoredVariant(
        question.variant_id,
        tuple(replace(score, wide=splice_delta(profile)) for score, _, profile in found),
        tuple(splice_track(body, profile, is_complete=False) for _, body, profile in found),
    )
