"""Asking an engine about variants, one or several genes each, so that one failure stays alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from core.domain.score import NotScored, NotScoredReason
from core.domain.variant import Variant
from core.errors import EngineUnavailableError
from core.pipeline.annotation import Place, refusal, request_for
from core.pipeline.asking import Asker, EngineFailure
from core.pipeline.bodies import BodyIndex, GeneBody
from core.sources.reference import Reference
from models.splice.engine import SpliceEngine
from models.splice.protocol import CONTEXT_LENGTH, SpliceProfile, SpliceRequest


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

    A variant on which the engine fails is to blame as long as the engine answers anything else. An
    engine that does not stops the run, and what it was asked stays pending.
    """

    def __init__(self, engine: SpliceEngine, reference: Reference, bodies: BodyIndex) -> None:
        self.engine = engine
        self._reference = reference
        self._bodies = bodies
        self._asker = Asker(engine)
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
        """Give all answers at once, in the order of the questions; see `answers`."""
        found = {id(answer.question): answer for answer in self.answers(questions, distance)}
        return [found[id(question)] for question in questions if id(question) in found]

    def answers(self, questions: Sequence[Question], distance: int) -> Iterator[Answer]:
        """Yield each answer as soon as it is complete, in any order.

        A variant the engine failed on has none (see `take_blamed`).

        Raises
        ------
        EngineUnavailableError
            When the engine is out of order; what was yielded by then holds.
        """
        places = [(i, body) for i, question in enumerate(questions) for body in question.bodies]
        requests = [self.request(questions[i].variant, body, distance) for i, body in places]
        first = [0, *accumulate(len(question.bodies) for question in questions)]
        waiting: list[dict[int, SpliceProfile | EngineFailure]] = [{} for _ in questions]
        blamed = []
        for number, outcome in self._asker.ask(requests, distance):
            i = places[number][0]
            waiting[i][number - first[i]] = outcome
            if len(waiting[i]) < len(questions[i].bodies):
                continue
            mine = [known for _, known in sorted(waiting[i].items())]
            waiting[i] = {}
            failures = [one for one in mine if isinstance(one, EngineFailure)]
            if failures:
                blamed.append((questions[i].variant_id, self._blame(failures[0])))
            else:
                profiles = tuple(one for one in mine if isinstance(one, SpliceProfile))
                yield Answer(questions[i], profiles)
        self._demand_order()
        self._blamed += blamed

    def take_blamed(self) -> list[tuple[int, NotScored]]:
        """Give each variant the engine failed on once."""
        found, self._blamed = self._blamed, []
        return found

    def _blame(self, failure: EngineFailure) -> NotScored:
        engine_id = self.engine.info.engine_id
        return NotScored(engine_id, NotScoredReason.ENGINE_FAILED, failure.detail)

    def _demand_order(self) -> None:
        if self._asker.out_of_order:
            raise EngineUnavailableError(
                f"{self.engine.info.name} is out of order, it fails on a plain sequence too: "
                f"{self._asker.out_of_order}",
                "What was scored is kept. Close other programs or choose another device, then "
                "resume.",
            )


def _place(variant: Variant) -> Place:
    return Place(variant.chrom, variant.pos, variant.ref)
