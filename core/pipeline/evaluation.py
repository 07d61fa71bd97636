"""Asking an engine about variants, one or several genes each, so that one failure stays alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.domain.score import NotScored, NotScoredReason
from core.domain.variant import Variant
from core.errors import EngineUnavailableError
from core.pipeline.annotation import Place, refusal, request_for
from core.pipeline.bodies import BodyIndex, GeneBody
from core.sources.reference import Reference
from models.errors import ModelsError
from models.splice.engine import SpliceEngine
from models.splice.protocol import CONTEXT_LENGTH, SpliceProfile, SpliceRequest

MOST_FAILURES = 3
"""Failures in a row after which the engine itself, not the variant, is at fault."""

_ENGINE_PROBLEMS = (ModelsError, RuntimeError, ValueError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Question:
    """A variant of the case in the genes it lies in."""

    variant_id: int
    variant: Variant
    bodies: tuple[GeneBody, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """One profile for each gene body of the question."""

    question: Question
    profiles: tuple[SpliceProfile, ...]


class Examiner:
    """Puts variants to one engine.

    A variant on which the engine fails is held back until the engine has answered again: only
    then is the variant to blame. Failures in a row stop the run, and what failed stays pending.
    """

    def __init__(self, engine: SpliceEngine, reference: Reference, bodies: BodyIndex) -> None:
        self.engine = engine
        self._reference = reference
        self._bodies = bodies
        self._suspects: list[tuple[int, NotScored]] = []
        self._blamed: list[tuple[int, NotScored]] = []

    def question(
        self, variant_id: int, variant: Variant, distance: int
    ) -> Question | NotScoredReason:
        """Give what the engine is to be asked, or why it is not asked."""
        if variant.chrom == "chrM":
            return NotScoredReason.MITOCHONDRIAL
        bodies = self._bodies.at(variant.chrom, variant.pos)
        if not bodies:
            return NotScoredReason.OUTSIDE_GENES
        refused = refusal(_place(variant), self._reference, distance)
        return refused or Question(variant_id, variant, bodies)

    def widest(self, variant: Variant, wanted: int) -> int:
        """Largest distance up to `wanted` whose window stays on the contig; negative for none."""
        length = self._reference.length(variant.chrom) or 0
        room = min(variant.pos - 1, length - variant.pos)
        return min(wanted, room - CONTEXT_LENGTH // 2)

    def request(self, variant: Variant, body: GeneBody, distance: int) -> SpliceRequest:
        """Give the engine's request for one gene; the window must stay on the contig."""
        return request_for(_place(variant), variant.alt, body, self._reference, distance)

    def ask(self, questions: Sequence[Question], distance: int) -> list[Answer]:
        """Give the answers; a variant the engine failed on has none (see `take_blamed`).

        Raises
        ------
        EngineUnavailableError
            After `MOST_FAILURES` failures in a row.
        """
        try:
            found = self._ask(questions, distance)
        except _ENGINE_PROBLEMS as problem:
            if len(questions) > 1:
                return [one for each in questions for one in self.ask([each], distance)]
            self._suspect(questions[0], problem)
            return []
        if found:
            self._blamed += self._suspects
            self._suspects = []
        return found

    def take_blamed(self, *, is_end: bool = False) -> list[tuple[int, NotScored]]:
        """Give each variant the engine failed on once; at the end also the last ones."""
        if is_end:
            self._blamed += self._suspects
            self._suspects = []
        found, self._blamed = self._blamed, []
        return found

    def _ask(self, questions: Sequence[Question], distance: int) -> list[Answer]:
        places = [(i, body) for i, question in enumerate(questions) for body in question.bodies]
        requests = [self.request(questions[i].variant, body, distance) for i, body in places]
        profiles: dict[int, SpliceProfile] = {}
        for index, profile in self.engine.score(requests, distance=distance):
            if not (np.isfinite(profile.ref).all() and np.isfinite(profile.alt).all()):
                raise ArithmeticError("the engine gave a value that is not a number")
            profiles[index] = profile
        answers: list[Answer] = []
        first = 0
        for question in questions:
            numbers = range(first, first + len(question.bodies))
            answers.append(Answer(question, tuple(profiles[number] for number in numbers)))
            first = numbers.stop
        return answers

    def _suspect(self, question: Question, problem: Exception) -> None:
        detail = str(problem) or type(problem).__name__
        failed = NotScored(self.engine.info.engine_id, NotScoredReason.ENGINE_FAILED, detail)
        self._suspects.append((question.variant_id, failed))
        if len(self._suspects) >= MOST_FAILURES:
            names = question.variant.spelled
            raise EngineUnavailableError(
                f"{self.engine.info.name} failed on {MOST_FAILURES} variants in a row, last on "
                f"{names}: {detail}",
                "What was scored is kept. Close other programs or choose another device, then "
                "resume.",
            ) from problem


def _place(variant: Variant) -> Place:
    return Place(variant.chrom, variant.pos, variant.ref)
