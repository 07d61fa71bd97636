"""The process behind `core.pipeline.first_scores`: an engine that answers while a file is read."""

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from core.domain.score import NotScored, NotScoredReason
from core.pipeline.bodies import BodyIndex
from core.pipeline.cached import with_cache
from core.pipeline.evaluation import Examiner, Question
from core.pipeline.opened import CASE_DISTANCE, open_reference
from core.pipeline.score import scored_variant
from core.store.case_store import CaseStore
from core.store.records import ScoredVariant
from models.runtime import load_engine

if TYPE_CHECKING:
    from pathlib import Path

Outcome = ScoredVariant | tuple[int, NotScored]


def answer(there: Connection, engine_id: str) -> None:
    """Load the engine; be told a case and say what the engine is; then answer lists of variants.

    The outcome of every variant is sent as soon as it is known, and None at the end of a list.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    engine = with_cache(load_engine(engine_id, device="auto", threads=1), uses_cache=True)
    case: Path = there.recv()
    with CaseStore.open(case) as store, open_reference(store.info()) as reference:
        examiner = Examiner(engine, reference, BodyIndex(store.transcripts()))
        there.send(engine.info)
        while True:
            for outcome in _outcomes(store, examiner, there.recv()):
                there.send(outcome)
            there.send(None)


def _outcomes(store: CaseStore, examiner: Examiner, ids: Sequence[int]) -> Iterator[Outcome]:
    """Give refusals first, then scores in the order asked for; the engine's failures are left."""
    questions: list[Question] = []
    engine_id = examiner.engine.info.engine_id
    for stored in store.variants(ids):
        asked = examiner.question(stored.variant_id, stored.variant, CASE_DISTANCE)
        if isinstance(asked, NotScoredReason):
            yield stored.variant_id, NotScored(engine_id, asked)
        else:
            questions.append(asked)
    for question in questions:
        yield from map(scored_variant, examiner.answers([question], CASE_DISTANCE))


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for questions for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
