"""All pending variants of a case put to an engine that scores tracks, stored batch by batch.

What is left to do is read from the case, so that a run that was cancelled or killed is simply
started again.
"""

from collections.abc import Callable, Generator, Sequence
from typing import Generic

from core.domain.score import NotScored, NotScoredReason
from core.job import Progress
from core.pipeline.annotation import Place
from core.pipeline.track_asking import Answer, Question, TrackExaminer
from core.store.case_store import CaseStore

_PAGE = 5_000
"""Variants whose questions are prepared together."""

Refused = list[tuple[int, NotScored]]
Write = Callable[[int, Sequence[tuple[int, Answer]], Refused], None]
"""Stores what variants got in a run, and why others got nothing."""


class TrackScorer(Generic[Question, Answer]):
    """One engine at work on one case."""

    def __init__(
        self,
        store: CaseStore,
        examiner: TrackExaminer[Question, Answer],
        run_id: int,
        write: Write[Answer],
    ) -> None:
        self._store = store
        self._examiner = examiner
        self._run_id = run_id
        self._write = write

    def score_pending(self, doing: str) -> Generator[Progress, None, int]:
        """Score what has no outcome yet; gives the number of variants done."""
        pending = self._store.pending(self._run_id)
        n_passed = int((self._store.columns().gate == 0).sum())
        n_before = n_passed - len(pending)
        done = 0
        for first in range(0, len(pending), _PAGE):
            questions, refused = self._asked(pending[first : first + _PAGE])
            self._write(self._run_id, (), refused)
            done += len(refused)
            self._examiner.know(questions)
            yield Progress(doing, n_before + done, n_passed, "variants")
            for start in range(0, len(questions), self._examiner.batch):
                changed = self._score(questions[start : start + self._examiner.batch])
                done += len(changed)
                yield Progress(doing, n_before + done, n_passed, "variants", changed=changed)
        return done

    def _asked(self, ids: Sequence[int]) -> tuple[list[Question], Refused]:
        questions: list[Question] = []
        refused: Refused = []
        engine_id = self._examiner.info.engine_id
        for stored in self._store.variants(ids):
            variant = stored.variant
            place = Place(variant.chrom, variant.pos, variant.ref)
            asked = self._examiner.question(stored.variant_id, place, variant.alt)
            if isinstance(asked, NotScoredReason):
                refused.append((stored.variant_id, NotScored(engine_id, asked)))
            else:
                questions.append(asked)
        return questions, refused

    def _score(self, questions: Sequence[Question]) -> tuple[int, ...]:
        scored: list[tuple[int, Answer]] = []
        failed: Refused = []
        for variant_id, answer in self._examiner.ask(questions):
            if isinstance(answer, NotScored):
                failed.append((variant_id, answer))
            else:
                scored.append((variant_id, answer))
        self._write(self._run_id, scored, failed)
        return tuple(question.name for question in questions)
