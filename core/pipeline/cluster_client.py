"""The border to Dask, an optional extra: reaching a scheduler, and what is used of its client."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, cast

from core.errors import ClusterError, UsageError
from core.pipeline.cluster_task import Answered, EngineAsk, Refused, Work

_CONNECT_SECONDS = 20


class Ticket(Protocol):
    """What this module uses of Dask's `Future`."""

    status: str

    def result(self, timeout: float) -> Answered | Refused:
        """Give the worker's answer, or raise what stood in its way."""
        ...

    def cancel(self) -> None:
        """Take the work back."""
        ...


class ClusterClient(Protocol):
    """What the program uses of Dask's `Client`."""

    id: str
    status: str

    def nthreads(self) -> Mapping[str, int]:
        """Give the threads of each worker, by its address."""
        ...

    def submit(  # noqa: PLR0913 - Dask's signature
        self,
        function: Callable[[EngineAsk, Work], Answered | Refused],
        ask: EngineAsk,
        piece: Work,
        *,
        key: str,
        workers: Sequence[str],
        allow_other_workers: bool,
        pure: bool,
    ) -> Ticket:
        """Have a function called by one of these workers."""
        ...

    def run(
        self, function: Callable[[EngineAsk], str], ask: EngineAsk, *, on_error: str
    ) -> Mapping[str, str | Exception]:
        """Call a function on every worker at once; gives what it returns or raises."""
        ...

    def close(self) -> None:
        """Leave the cluster."""
        ...


def demand_dask() -> None:
    """Refuse to go on where the optional extra is not installed."""
    try:
        import distributed  # noqa: F401, PLC0415 - an optional extra
    except ImportError as problem:
        raise UsageError(
            f"Scoring on a cluster needs dask.distributed, which is not installed ({problem}).",
            "Install it with `pip install 'intronaut[cluster]'`, or leave --dask out.",
        ) from problem


def connected(address: str) -> ClusterClient:
    """Give a connection to the scheduler at an address; whoever asks for it closes it.

    Raises
    ------
    ClusterError
        No scheduler answers there.
    """
    from distributed import Client  # noqa: PLC0415 - an optional extra

    try:
        client = Client(  # type: ignore[no-untyped-call]
            address, timeout=_CONNECT_SECONDS, set_as_default=False, name="intronaut"
        )
    except (OSError, ValueError, TypeError) as problem:
        raise ClusterError(
            f"There is no Dask scheduler to be reached at {address} ({problem}).",
            "Check the address and that the scheduler runs there (docs/cluster.md).",
        ) from problem
    return cast("ClusterClient", client)
