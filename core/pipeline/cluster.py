"""An engine whose networks live on the workers of an existing Dask cluster.

What it gives is what the engine on this computer gives: the workers must have the same program
and the same networks. Alleles travel to them with the sequence around them, and nothing else: no
sample, no genotype, no file name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from types import TracebackType
from typing import Self, cast

from core.pipeline.cluster_client import connected, demand_dask
from core.pipeline.cluster_task import Answered, EngineAsk, ExplainWork, ScoreWork
from core.pipeline.mapping import translated
from core.pipeline.sharding import PATIENCE_SECONDS, Sharding
from models.engine import AttributionStep, EngineInfo, Method, Precision
from models.packs import engine_digest
from models.registry import engines
from models.splice.protocol import CONTEXT_LENGTH, Effect, SpliceProfile, SpliceRequest

CLUSTER_BATCH_REQUESTS = 4096
"""Requests worth giving a cluster at once: pieces for dozens of workers."""
FEWEST_REQUESTS, MOST_REQUESTS = 16, 64
"""Bounds of a piece; between them it ends where the next allele is no neighbour."""


class DaskEngine:
    """A splice engine on a cluster; use it in a `with` block, or `close` it.

    Attributes
    ----------
    info
        That of the workers' engine, device `dask`.
    masks_gene_body
        That of the workers' engine.
    """

    def __init__(self, address: str, ask: EngineAsk, *, patience: float = PATIENCE_SECONDS) -> None:
        self._client = connected(address)
        try:
            self._sharding = Sharding(self._client, address, ask, patience=patience)
            self._sharding.demand_fitting_workers()
            first = self._first_answer()
        except BaseException:
            self.close()
            raise
        self.masks_gene_body = first.masks_gene_body
        self.info: EngineInfo = replace(first.info, device="dask")

    def __enter__(self) -> Self:
        """Give the engine."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the cluster."""
        self.close()

    def score(
        self, requests: Sequence[SpliceRequest], *, distance: int
    ) -> Iterator[tuple[int, SpliceProfile]]:
        """Yield (index of the request, profile), each exactly once, in the order they come.

        Raises
        ------
        RuntimeError
            The engine failed on some requests; all others were answered before.
        ClusterError
            The cluster is gone, or lost worker after worker.
        """
        parts = list(pieces(requests))
        works = [ScoreWork(tuple(requests[index] for index in part), distance) for part in parts]
        failure = ""
        for number, answered in self._sharding.run(works):
            for place, profile in cast("tuple[tuple[int, SpliceProfile], ...]", answered.values):
                yield parts[number][place], profile
            failure = failure or answered.failure
        if failure:
            raise RuntimeError(failure)

    def attribute(
        self,
        request: SpliceRequest,
        *,
        distance: int,
        effect: Effect | str,
        site_offset: int,
        method: Method = "ism",
        flank: int = 100,
    ) -> Iterator[AttributionStep]:
        """Yield the attribution of the affected site; the steps come together, at the end."""
        work = ExplainWork(request, distance, effect, site_offset, method, flank)
        for _, answered in self._sharding.run([work]):
            yield from cast("tuple[AttributionStep, ...]", answered.values)
            if answered.failure:
                raise RuntimeError(answered.failure)

    def notes(self) -> tuple[str, ...]:
        """Sentences for the person: which workers were lost or left out."""
        return tuple(self._sharding.notes())

    def close(self) -> None:
        """Leave the cluster, which goes on."""
        self._client.close()

    def _first_answer(self) -> Answered:
        ((_, first),) = self._sharding.run([ScoreWork((), 0)])
        return first


def cluster_engine(
    address: str,
    engine_id: str,
    *,
    device: str = "auto",
    precision: Precision = "float32",
    screening: bool = False,
) -> DaskEngine:
    """Give an installed engine as the workers of a cluster have it.

    Parameters
    ----------
    address
        Of the scheduler, such as `tcp://10.0.0.5:8786`; `tls://` with Dask's own settings.
    device
        On each worker.

    Raises
    ------
    UsageError
        Dask is not installed here.
    ClusterError
        No scheduler or no worker there, or a worker with another program or other networks.
    EngineUnavailableError
        The engine is not installed here: its networks would not be known.
    """
    demand_dask()
    pack = next(
        (
            card.pack
            for card in engines()
            if engine_id in {card.engine_id, card.preview.engine_id if card.preview else ""}
        ),
        engine_id,
    )
    with translated():
        digest = engine_digest(pack)
    ask = EngineAsk(engine_id, device, precision, screening, pack, digest)
    return DaskEngine(address, ask)


def pieces(requests: Sequence[SpliceRequest]) -> Iterator[range]:
    """Yield runs of requests for one worker each, neighbours together where they share bases."""
    first = 0
    for index, (last, following) in enumerate(pairwise(requests), start=1):
        n_requests = index - first
        is_full = n_requests >= MOST_REQUESTS
        if is_full or (n_requests >= FEWEST_REQUESTS and not _are_neighbours(last, following)):
            yield range(first, index)
            first = index
    if requests:
        yield range(first, len(requests))


def _are_neighbours(one: SpliceRequest, other: SpliceRequest) -> bool:
    if one.place is None or other.place is None:
        return False
    (chrom, pos), (other_chrom, other_pos) = one.place, other.place
    return chrom == other_chrom and abs(other_pos - pos) < CONTEXT_LENGTH
