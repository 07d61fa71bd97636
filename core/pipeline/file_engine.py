"""The engine a file is scored with: on this computer or on a cluster, behind the score cache."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from core.pipeline.cached import cache_notes, with_cache
from core.pipeline.cluster import CLUSTER_BATCH_REQUESTS, DaskEngine, cluster_engine
from core.pipeline.mapping import translated
from core.pipeline.spec import ScoreFileSpec
from models.runtime import load_engine
from models.splice.engine import SpliceEngine

BATCH_REQUESTS = 32
"""Requests given to an engine here at once: enough to fill it, few enough to show progress."""


@dataclass(frozen=True, slots=True)
class FileEngine:
    """An engine ready to score a file; `cluster` is the part of it that talks to a cluster."""

    engine: SpliceEngine
    cluster: DaskEngine | None = None

    @property
    def batch_requests(self) -> int:
        """Requests worth giving it at once."""
        return BATCH_REQUESTS if self.cluster is None else CLUSTER_BATCH_REQUESTS

    def notes(self) -> list[str]:
        """Sentences for the person: what was not computed, which workers were lost."""
        of_cluster = () if self.cluster is None else self.cluster.notes()
        return [*cache_notes(self.engine), *of_cluster]


@contextmanager
def opened_engine(spec: ScoreFileSpec, engine: SpliceEngine | None = None) -> Iterator[FileEngine]:
    """Give the engine a file is to be scored with, or the one that is there already.

    Raises
    ------
    ProblemError
        The engine is not installed, or the cluster cannot be used.
    """
    if engine is not None:
        yield FileEngine(engine, engine if isinstance(engine, DaskEngine) else None)
    elif spec.cluster:
        with cluster_engine(
            spec.cluster,
            spec.engine_id,
            device=spec.device,
            precision=spec.precision,
            screening=spec.screening,
        ) as cluster:
            yield FileEngine(with_cache(cluster, uses_cache=spec.uses_cache), cluster)
    else:
        with translated():
            loaded = load_engine(
                spec.engine_id,
                device=spec.device,
                precision=spec.precision,
                screening=spec.screening,
            )
        yield FileEngine(with_cache(loaded, uses_cache=spec.uses_cache))
