"""Job: a first look at variants with networks that see 400 bases. Nothing of it is stored or ranked.

The networks stay loaded while the job lives, so that a look takes a moment: requests come through
a pipe, answers go back as the `so_far` of a step.
"""

from collections.abc import Generator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from core.domain.score import NotScoredReason, SpliceScore
from core.domain.variant import Variant
from core.errors import ProblemError
from core.job import Progress
from core.pipeline.asked_variant import asked_variant
from core.pipeline.asking import plain_request
from core.pipeline.bodies import BodyIndex
from core.pipeline.evaluation import Examiner
from core.pipeline.mapping import splice_score, translated
from core.pipeline.opened import CASE_DISTANCE, open_reference
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from models.runtime import load_engine
from models.splice.engine import SpliceEngine

PACK = "openspliceai"
"""The pack that brings the networks of the preview."""

ENGINE = "openspliceai-400nt"
CONTEXT = 400
"""Bases of context the networks of the preview see."""

IDLE_SECONDS = 300.0
"""The job ends, and gives its memory back, when nothing was asked for so long."""

_TICK = 0.5


@dataclass(frozen=True, slots=True)
class Preview:
    """What the preview says of one variant: to look at, never to be stored.

    Attributes
    ----------
    asked
        The text that was asked with.
    variant
        The allele trimmed and left-aligned; None where the text was not understood.
    variant_id
        Where the case holds it, else None.
    is_scored
        The case has its full score: no preview was computed.
    scores
        Raw deltas, one for each gene, strongest first.
    not_scored
        Why there are none, in plain words.
    """

    asked: str
    variant: Variant | None = None
    variant_id: int | None = None
    is_scored: bool = False
    scores: tuple[SpliceScore, ...] = ()
    not_scored: str = ""


def serve_previews(
    case: Path, requests: Connection, engine: SpliceEngine | None = None
) -> Generator[Progress, None, int]:
    """Answer each variant that comes through a pipe; where several wait only the newest is.

    Parameters
    ----------
    requests
        Gives texts `chrom-pos-ref-alt`. When its other end is closed the job ends.
    engine
        A loaded engine instead of the preview's.

    Returns
    -------
    int
        Variants looked at.

    Raises
    ------
    ProblemError
        The pack is not installed, or the case or its reference cannot be read.
    """
    n_done = 0
    yield Progress("loading the networks of the preview")
    with translated():
        loaded = engine or load_engine(ENGINE, device="cpu", threads=1)
        # The first pass through networks takes longest: a person should not wait for it.
        tuple(loaded.score([plain_request(CASE_DISTANCE)], distance=CASE_DISTANCE))
    with CaseStore.open(case) as store:
        info = store.info()
    with open_reference(info) as reference:
        yield Progress("waiting for variants")
        idle = 0.0
        while idle < IDLE_SECONDS:
            try:
                asked = _newest(requests)
            except (EOFError, OSError):
                break
            if asked is None:
                idle += _TICK
                yield Progress("waiting for variants", n_done)
                continue
            n_done, idle = n_done + 1, 0.0
            answer = look_at(case, asked, loaded, reference)
            yield Progress("looking at variants", n_done, unit="variants", so_far=answer)
    return n_done


def look_at(case: Path, asked: str, engine: SpliceEngine, reference: Reference) -> Preview:
    """Look at one variant; what keeps it from being looked at is said in the answer.

    The case is only open for as long as it is read.
    """
    try:
        with CaseStore.open(case) as store:
            return _look_at(store, asked, engine, reference)
    except ProblemError as problem:
        return Preview(asked, not_scored=str(problem))


def _look_at(store: CaseStore, asked: str, engine: SpliceEngine, reference: Reference) -> Preview:
    variant = asked_variant(asked, store.info().proof.assembly, reference, store)
    stored = store.find(variant)
    variant_id = None if stored is None else stored.variant_id
    if variant_id is not None and store.scores([variant_id])[variant_id]:
        return Preview(asked, variant, variant_id, is_scored=True)
    near = store.transcripts_overlapping(variant.chrom, variant.pos - 1, variant.end)
    examiner = Examiner(engine, reference, BodyIndex(near))
    found = _deltas(examiner, variant)
    if isinstance(found, str):
        return Preview(asked, variant, variant_id, not_scored=found)
    return Preview(asked, variant, variant_id, scores=found)


def _deltas(examiner: Examiner, variant: Variant) -> tuple[SpliceScore, ...] | str:
    """Raw deltas gene by gene, the strongest first; or why there are none."""
    question = examiner.question(0, variant, CASE_DISTANCE)
    if isinstance(question, NotScoredReason):
        return question.sentence
    if "N" in variant.alt:
        return NotScoredReason.UNSUPPORTED_ALLELE.sentence
    answers = examiner.ask([question], CASE_DISTANCE)
    if not answers:
        ((_, blamed),) = examiner.take_blamed()
        return blamed.detail or blamed.reason.sentence
    pairs = zip(question.bodies, answers[0].profiles, strict=True)
    scores = [splice_score(body, variant.pos, profile) for body, profile in pairs]
    return tuple(sorted(scores, key=lambda score: -score.delta.max_delta))


def _newest(requests: Connection) -> str | None:
    """The last of the variants that wait, None where none does for a while."""
    asked = None
    while requests.poll(_TICK if asked is None else 0):
        try:
            asked = str(requests.recv())
        except EOFError:
            if asked is None:
                raise
            break
    return asked
