"""First candidates while a genome is still read: some of its variants go to an engine at once.

The engine lives in a process of its own and only answers; the reading process alone writes the
case. Nothing depends on it: what it did not score, or cannot, is scored when the file is read, and
what stands in its way is told then.
"""

import contextlib
import importlib
import multiprocessing
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

import numpy as np

from core.pipeline.engine_kinds import scores_sites, scoring_engines
from core.pipeline.opened import engine_run
from core.pipeline.rank import Ranker
from core.pipeline.work_order import BANDS
from core.store.case_store import CaseStore
from core.store.records import ScoredVariant
from models.engine import EngineInfo

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from core.domain.score import NotScored

FROM_BYTES = 20_000_000
"""Size of a variant file that takes so long to read that somebody waits."""

ENOUGH = 40
"""Scored variants after which the rest waits until the file is read: two screens full."""

_AT_ONCE = 64
_BACKLOG = 4_096


class FirstScores:
    """Asks about variants as they are stored; use as a context manager.

    The engine is loaded from the start, questions come once there is a case. Does nothing for a
    file of less than `FROM_BYTES` bytes, or where no engine is installed.
    """

    def __init__(self, n_bytes: int) -> None:
        self._store: CaseStore | None = None
        self._scored: list[int] = []
        self._backlog: list[int] = []
        self._last_seen = 0
        self._run_id = 0
        self._is_idle = False
        self._ranker: Ranker | None = None
        self._process: BaseProcess | None = None
        if n_bytes >= FROM_BYTES:
            self._start()

    def __enter__(self) -> "FirstScores":
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the engine's process."""
        self.stop()

    def attend(self, store: CaseStore) -> None:
        """Name the case, whose genes are stored and whose variants come now."""
        self._store = store
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._here.send(store.path)

    def look(self) -> tuple[int, ...]:
        """Store what was answered and ask on; gives the variants that have an outcome now."""
        if self._process is None or self._store is None:
            return ()
        try:
            changed = self._take_answers(self._store)
            self._ask(self._store)
        except (EOFError, OSError):
            self.stop()
            return ()
        return changed

    def wait(self, seconds: float) -> bool:
        """Wait for the next word of the engine's process; tells whether there is one, or its end."""
        return self._process is not None and self._here.poll(seconds)

    def stop(self) -> None:
        """Ask no more; what was answered stays."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.join()
        self._here.close()
        self._process = None

    def list_again(self) -> None:
        """Rank what was scored once more, as a whole file may judge it otherwise than its start."""
        if self._scored and self._store is not None:
            self._rank(self._store)

    def _start(self) -> None:
        engines = scoring_engines()
        if not engines or not scores_sites(engines[0]):
            return
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(
            target=_answer, args=(there, engines[0]), name="first scores"
        )
        self._process.start()
        there.close()

    def _take_answers(self, store: CaseStore) -> tuple[int, ...]:
        scored: list[ScoredVariant] = []
        refused: list[tuple[int, NotScored]] = []
        while self._here.poll():
            answer = self._here.recv()
            if isinstance(answer, EngineInfo):
                self._run_id = store.engine_run(engine_run(store, answer))
                self._is_idle = True
            elif answer is None:
                self._is_idle = True
            elif isinstance(answer, ScoredVariant):
                scored.append(answer)
            else:
                refused.append(answer)
        if not scored and not refused:
            return ()
        store.write_scores(self._run_id, scored, refused)
        ids = [one.variant_id for one in scored]
        self._scored += ids
        if ids:
            self._rank(store)
        if len(self._scored) >= ENOUGH:
            self.stop()
        return (*ids, *(variant_id for variant_id, _ in refused))

    def _ask(self, store: CaseStore) -> None:
        if self._process is None:
            return
        self._take_up(store)
        if self._is_idle and self._backlog:
            self._here.send(self._backlog[:_AT_ONCE])
            self._backlog = self._backlog[_AT_ONCE:]
            self._is_idle = False

    def _take_up(self, store: CaseStore) -> None:
        """Line up what was stored since: variants in genes that passed the gates, nearest first."""
        columns = store.columns()
        new = slice(self._last_seen, len(columns))
        self._last_seen = len(columns)
        if len(self._backlog) >= _BACKLOG:
            return
        passed = (columns.gate[new] == 0) & (columns.genes[new] != 0) & (columns.distance[new] >= 0)
        rows = np.flatnonzero(passed) + new.start
        bands = np.searchsorted(BANDS, columns.distance[rows])
        self._backlog += columns.variant_id[rows[np.argsort(bands, kind="stable")]].tolist()

    def _rank(self, store: CaseStore) -> None:
        self._ranker = self._ranker or Ranker(store, begins_empty=True)
        self._ranker.add(self._scored)
        self._ranker.rank()


def _answer(there: Connection, engine_id: str) -> None:
    """Run in the engine's process; only this one loads it. Whatever fails is told by silence."""
    with contextlib.suppress(Exception):
        importlib.import_module("core.pipeline.first_scorer").answer(there, engine_id)
