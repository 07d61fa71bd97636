"""Pieces of work handed out to the workers of a Dask cluster; each is answered exactly once.

Every worker holds one piece and has the next one waiting. A piece belongs to one worker at a time:
where that worker is lost, its piece is taken back and given to another one, and whatever the lost
one may still say about it goes nowhere. So nothing is lost and nothing comes twice.
"""

import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count

from core.domain.counting import counted
from core.errors import ClusterError
from core.pipeline.cluster_client import ClusterClient, Ticket
from core.pipeline.cluster_task import Answered, EngineAsk, Refused, Work, answer, misfit
from models.engine import EngineInfo

PIECES_PER_WORKER = 2
"""One in work, one waiting: the worker is never idle, and little is lost with it."""
MOST_ATTEMPTS = 4
"""Times a piece may be lost before the run is given up."""
PATIENCE_SECONDS = 60.0
"""How long to wait for a worker while there is none."""

_LOOK_SECONDS = 1.0
_NAP_SECONDS = 0.02
_FETCH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Handed:
    """A piece in the hands of a worker."""

    number: int
    worker: str


class Sharding:
    """The workers of one cluster, for one engine.

    Parameters
    ----------
    client
        Connected to the scheduler.
    address
        Of the scheduler, as the user spells it.
    ask
        The engine all of them have to have.
    patience
        Seconds to wait for a worker while there is none.

    Attributes
    ----------
    refused
        Workers that are given nothing, each with a clause that says why.
    n_lost
        Workers that were lost with work in their hands.
    """

    def __init__(
        self,
        client: ClusterClient,
        address: str,
        ask: EngineAsk,
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self.refused: dict[str, str] = {}
        self.n_lost = 0
        self._client = client
        self._address = address
        self._ask = ask
        self._patience = patience
        self._info: EngineInfo | None = None
        self._workers: list[str] = []
        self._looked = self._seen = time.monotonic()
        self._names = count()

    def demand_fitting_workers(self) -> None:
        """Refuse a cluster with a worker that would not say the same as the others, by name."""
        while not self._look():
            time.sleep(_LOOK_SECONDS / 4)
        found = self._client.run(misfit, self._ask, on_error="return")
        unfit = []
        for worker, reason in found.items():
            if isinstance(reason, Exception) and not isinstance(reason, OSError):
                unfit.append(f"{worker} cannot run Intronaut ({_said(reason)})")
            elif isinstance(reason, str) and reason:
                unfit.append(f"{worker} {reason}")
        if unfit:
            raise ClusterError(
                f"{counted(len(unfit), 'worker')} of the cluster at {self._address} cannot be "
                f"asked: {'; '.join(unfit)}.",
                "Give every worker the same version of the program and the same packs, or take it "
                "out of the cluster.",
            )

    def run(self, pieces: Sequence[Work]) -> Iterator[tuple[int, Answered]]:
        """Yield (index of the piece, answer), each exactly once, in the order they come.

        Raises
        ------
        ClusterError
            The scheduler is gone, no worker is left, or one piece took several workers with it.
        """
        waiting = deque(range(len(pieces)))
        handed: dict[Ticket, _Handed] = {}
        attempts: Counter[int] = Counter()
        try:
            while waiting or handed:
                self._look()
                self._hand_out(pieces, waiting, handed)
                done = [future for future, held in handed.items() if self._is_over(future, held)]
                for future in done:
                    held = handed.pop(future)
                    found = self._outcome(future, held)
                    if found is not None:
                        yield held.number, found
                        continue
                    waiting.appendleft(held.number)
                    attempts[held.number] += held.worker not in self.refused
                    self._demand_hope(attempts[held.number])
                if not done:
                    time.sleep(_NAP_SECONDS)
        finally:
            for future in handed:
                _drop(future)

    def notes(self) -> Iterator[str]:
        """Sentences on workers that were lost or left out."""
        if self.n_lost:
            yield (
                f"{counted(self.n_lost, 'piece')} of work went to another worker of the cluster "
                "because the first one was lost; every answer was counted once."
            )
        for worker, reason in self.refused.items():
            yield f"Worker {worker} was given no work: it {reason}."

    def _look(self) -> bool:
        """See, once a second, which workers there are; tell whether there is one to be asked."""
        now = time.monotonic()
        if self._workers and now - self._looked < _LOOK_SECONDS:
            return True
        self._looked = now
        self._workers = [worker for worker in self._roster() if worker not in self.refused]
        if self._workers:
            self._seen = now
        elif now - self._seen > self._patience:
            raise ClusterError(
                f"The cluster at {self._address} has had no worker to ask for "
                f"{self._patience:.0f} seconds.{self._told()}",
                "Start workers (docs/cluster.md), then give the command again.",
            )
        return bool(self._workers)

    def _roster(self) -> list[str]:
        if self._client.status == "closed":
            raise ClusterError(
                f"The scheduler at {self._address} is gone and did not come back.",
                "Start it and its workers again, then give the command again.",
            )
        if self._client.status != "running":
            return []
        try:
            return list(self._client.nthreads())
        except OSError:
            # A connection lost in this moment shows in `status` at the next look.
            return self._workers

    def _hand_out(
        self,
        pieces: Sequence[Work],
        waiting: deque[int],
        handed: dict[Ticket, _Handed],
    ) -> None:
        load = Counter(held.worker for held in handed.values())
        for n_held in range(PIECES_PER_WORKER):
            for worker in self._workers:
                if waiting and load[worker] <= n_held:
                    number = waiting.popleft()
                    handed[self._submit(pieces[number], worker)] = _Handed(number, worker)
                    load[worker] += 1

    def _submit(self, piece: Work, worker: str) -> Ticket:
        return self._client.submit(
            answer,
            self._ask,
            piece,
            key=f"intronaut-{self._client.id}-{next(self._names)}",
            workers=[worker],
            allow_other_workers=False,
            pure=False,
        )

    def _is_over(self, future: Ticket, held: _Handed) -> bool:
        """Tell whether nothing more is to be expected of a piece in these hands."""
        return future.status != "pending" or held.worker not in self._workers

    def _outcome(self, future: Ticket, held: _Handed) -> Answered | None:
        """Give the answer; None where there is none and the piece has to go elsewhere."""
        found = self._fetched(future, held)
        _drop(future)
        if isinstance(found, Answered):
            reason = self._differs(found.info)
            found = Refused(reason) if reason else found
        if isinstance(found, Refused):
            self._refuse(held.worker, found.reason)
            return None
        self.n_lost += found is None
        return found

    def _fetched(self, future: Ticket, held: _Handed) -> Answered | Refused | None:
        from distributed import KilledWorker  # noqa: PLC0415 - an optional extra
        from distributed.scheduler import NoValidWorkerError  # noqa: PLC0415

        while future.status in {"finished", "error"}:
            try:
                return future.result(timeout=_FETCH_SECONDS)
            except TimeoutError:
                # The worker may have died with the finished answer in its memory.
                if held.worker not in self._roster():
                    break
            except (OSError, KilledWorker, NoValidWorkerError):
                break
            except Exception as problem:  # noqa: BLE001 - a worker that cannot even start the work
                return Refused(f"cannot do the work ({_said(problem)})")
        return None

    def _differs(self, info: EngineInfo) -> str:
        """Say how an engine differs from that of the first answer; the device may."""
        first = self._info = self._info or info
        mine, theirs = (replace(one, device="", name="") for one in (first, info))
        if mine == theirs:
            return ""
        return (
            f"has {info.name} {info.version}, {info.precision}, digest {info.digest[:12]}, where "
            f"the first worker has {first.version}, {first.precision}, {first.digest[:12]}"
        )

    def _refuse(self, worker: str, reason: str) -> None:
        self.refused[worker] = reason
        self._workers = [one for one in self._workers if one != worker]

    def _demand_hope(self, n_attempts: int) -> None:
        if n_attempts < MOST_ATTEMPTS:
            return
        raise ClusterError(
            f"The cluster at {self._address} lost one piece of work {MOST_ATTEMPTS} times, each "
            f"time with the worker that had it.{self._told()}",
            "Read the workers' logs (most often their memory limit is too small), then give the "
            "command again.",
        )

    def _told(self) -> str:
        told = "; ".join(f"{worker} {reason}" for worker, reason in self.refused.items())
        return f" Left out: {told}." if told else ""


def _drop(future: Ticket) -> None:
    # The scheduler may be gone; then it has forgotten the piece anyway.
    with suppress(OSError, RuntimeError):
        future.cancel()


def _said(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}".rstrip(": ")
