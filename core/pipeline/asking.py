"""Asking an engine so that one failure stays alone: a failed batch is halved down to the culprit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import SystemRandom

import numpy as np

from core.errors import ProblemError
from models.splice.engine import SpliceEngine
from models.splice.protocol import CONTEXT_LENGTH, SpliceProfile, SpliceRequest

_MARK = 40


@dataclass(frozen=True, slots=True)
class EngineFailure:
    """The engine gave no answer to one request; `detail` is what it said instead."""

    detail: str


class Asker:
    """Puts requests to one engine, whatever it raises.

    After a failure a plain sequence is put to the engine: where it answers that, the request is
    to blame; where it does not, the engine is out of order and is asked nothing more.

    Attributes
    ----------
    out_of_order
        What the engine said when it failed on the plain sequence; empty while it works.
    """

    def __init__(self, engine: SpliceEngine) -> None:
        self._engine = engine
        self.out_of_order = ""

    def ask(
        self, requests: Sequence[SpliceRequest], distance: int
    ) -> Iterator[tuple[int, SpliceProfile | EngineFailure]]:
        """Yield (index of the request, profile or failure), each exactly once, in any order.

        Raises
        ------
        ProblemError
            What a person can mend is passed on.
        """
        yield from self._ask(list(enumerate(requests)), distance)

    def _ask(
        self, asked: list[tuple[int, SpliceRequest]], distance: int
    ) -> Iterator[tuple[int, SpliceProfile | EngineFailure]]:
        if self.out_of_order:
            yield from ((index, EngineFailure(self.out_of_order)) for index, _ in asked)
            return
        waiting = dict(asked)
        failure = None
        try:
            for index, profile in self._answers(asked, distance):
                del waiting[index]
                yield index, profile
        except ProblemError:
            raise
        except Exception as problem:  # noqa: BLE001 - whatever an engine raises
            failure = EngineFailure(str(problem) or type(problem).__name__)
        left = list(waiting.items())
        if left and len(asked) == 1:
            failure = failure or EngineFailure("the engine gave no answer")
            self._probe(distance)
            yield left[0][0], failure
        elif left:
            middle = (len(left) + 1) // 2
            for half in filter(None, (left[:middle], left[middle:])):
                yield from self._ask(half, distance)

    def _answers(
        self, asked: list[tuple[int, SpliceRequest]], distance: int
    ) -> Iterator[tuple[int, SpliceProfile]]:
        requests = [request for _, request in asked]
        for place, profile in self._engine.score(requests, distance=distance):
            if not (np.isfinite(profile.ref).all() and np.isfinite(profile.alt).all()):
                raise ArithmeticError("the engine gave a value that is not a number")
            yield asked[place][0], profile

    def _probe(self, distance: int) -> None:
        try:
            answers = list(self._answers([(0, plain_request(distance))], distance))
        except ProblemError:
            raise
        except Exception as problem:  # noqa: BLE001 - whatever an engine raises
            self.out_of_order = str(problem) or type(problem).__name__
        else:
            self.out_of_order = "" if answers else "the engine gave no answer"


def plain_request(distance: int) -> SpliceRequest:
    """Give a request for a change of one base in a sequence with next to nothing in it.

    A few bases are drawn anew each time: an answer kept from before would prove nothing.
    """
    flank = CONTEXT_LENGTH // 2 + distance
    mark = "".join(SystemRandom().choices("ACGT", k=_MARK))
    return SpliceRequest(
        window=f"{'A' * (flank + 1)}{mark}{'A' * (flank - _MARK)}",
        ref="A",
        alt="C",
        strand="+",
        body_start_offset=-flank,
        body_end_offset=flank,
    )
