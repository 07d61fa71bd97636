"""Asking an engine that scores tracks, so that what fails on one variant stays with that variant."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from core.domain.score import NotScored, NotScoredReason
from core.errors import EngineUnavailableError, ProblemError
from core.pipeline.annotation import Place
from core.sources.reference import Reference
from models.engine import EngineInfo

MAX_REF = 1_000
"""Longest REF, in bases, that is put to such an engine."""


class TrackQuestion(Protocol):
    """What an engine is asked about one allele; `name` is whatever the asker tells it by."""

    @property
    def name(self) -> int:
        """The asker's own number."""
        ...


Question = TypeVar("Question", bound=TrackQuestion)
Answer = TypeVar("Answer")
Given_co = TypeVar("Given_co", covariant=True)
Named = tuple[int, Answer]


class TrackExaminer(Protocol[Question, Given_co]):
    """Puts alleles to one engine."""

    @property
    def info(self) -> EngineInfo:
        """The engine."""
        ...

    @property
    def batch(self) -> int:
        """Questions worth asking at once."""
        ...

    def question(self, name: int, place: Place, alt: str) -> Question | NotScoredReason:
        """Give what the engine is to be asked, or why it is not asked."""
        ...

    def know(self, questions: Sequence[Question]) -> None:
        """Make ready what all these questions need."""
        ...

    def ask(self, questions: Sequence[Question]) -> Iterator[tuple[int, Given_co | NotScored]]:
        """Yield the name of each question with the answer, or with the engine's failure."""
        ...


def allele_refusal(place: Place, alt: str, reference: Reference) -> NotScoredReason | None:
    """Why no such engine is asked about an allele, wherever it lies; None where it is."""
    if reference.length(place.chrom) is None:
        return NotScoredReason.CONTIG_MISSING
    here = reference.fetch(place.chrom, place.pos - 1, place.pos - 1 + len(place.ref))
    checks = (
        ("N" in here or "N" in place.ref, NotScoredReason.REFERENCE_UNKNOWN),
        (here != place.ref, NotScoredReason.REFERENCE_MISMATCH),
        (len(place.ref) > MAX_REF, NotScoredReason.REF_TOO_LONG),
        ("N" in alt, NotScoredReason.UNSUPPORTED_ALLELE),
    )
    return next((reason for is_so, reason in checks if is_so), None)


def asked_apart(
    questions: Sequence[Question],
    answers: Callable[[Sequence[Question]], Sequence[Named[Answer]]],
    info: EngineInfo,
    try_plain: Callable[[], object],
) -> Iterator[Named[Answer | NotScored]]:
    """Ask all questions at once, and one by one where that fails.

    Parameters
    ----------
    answers
        Asks the engine.
    try_plain
        Asks it about a plain sequence, which no engine in order fails on.

    Raises
    ------
    EngineUnavailableError
        When the engine fails on the plain sequence too.
    """
    try:
        found = answers(questions)
    except ProblemError:
        raise
    except Exception as problem:  # noqa: BLE001 - whatever an engine raises
        if len(questions) > 1:
            for question in questions:
                yield from asked_apart([question], answers, info, try_plain)
            return
        detail = str(problem) or type(problem).__name__
        _demand_order(info, detail, try_plain)
        failure = NotScored(info.engine_id, NotScoredReason.ENGINE_FAILED, detail)
        yield from ((question.name, failure) for question in questions)
        return
    yield from found


def _demand_order(info: EngineInfo, detail: str, try_plain: Callable[[], object]) -> None:
    try:
        try_plain()
    except ProblemError:
        raise
    except Exception as problem:
        raise EngineUnavailableError(
            f"{info.name} is out of order, it fails on a plain sequence too: {detail}",
            "What was scored is kept. Close other programs or choose another device, then resume.",
        ) from problem
