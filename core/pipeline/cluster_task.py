"""What a worker of a Dask cluster is asked, and how it answers: the part that runs over there.

A worker loads an engine once and keeps it for as long as its process lives. It computes only
where it would say the same as everyone else: same program, same networks.
"""

import importlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from core.version import VERSION
from models.engine import AttributionStep, EngineInfo, Method, Precision
from models.errors import ModelsError
from models.packs import engine_digest
from models.splice.engine import SpliceEngine
from models.splice.protocol import Effect, SpliceProfile, SpliceRequest

_RESIDENT_ENGINES = 4

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class EngineAsk:
    """The engine that is to answer.

    Attributes
    ----------
    pack, pack_digest
        The pack it is made of and the digest of its networks; empty for an engine without pack.
    program
        Version of the program that asks.
    loader
        `module:name` of the function that loads it on the worker.
    """

    engine_id: str
    device: str = "auto"
    precision: Precision = "float32"
    screening: bool = False
    pack: str = ""
    pack_digest: str = ""
    program: str = VERSION
    loader: str = "models.runtime:load_engine"


@dataclass(frozen=True, slots=True)
class ScoreWork:
    """Alleles to be scored, made for `distance`."""

    requests: tuple[SpliceRequest, ...]
    distance: int

    def values(self, engine: SpliceEngine) -> Iterator[tuple[int, SpliceProfile]]:
        """Yield (index of the request, profile)."""
        return engine.score(self.requests, distance=self.distance)


@dataclass(frozen=True, slots=True)
class ExplainWork:
    """One site to be explained, parameters as `SpliceEngine.attribute`."""

    request: SpliceRequest
    distance: int
    effect: Effect | str
    site_offset: int
    method: Method
    flank: int

    def values(self, engine: SpliceEngine) -> Iterator[AttributionStep]:
        """Yield the steps."""
        return engine.attribute(
            self.request,
            distance=self.distance,
            effect=self.effect,
            site_offset=self.site_offset,
            method=self.method,
            flank=self.flank,
        )


class Work(Protocol):
    """Something a worker does with its engine."""

    def values(self, engine: SpliceEngine) -> Iterator[object]:
        """Yield what comes of it."""
        ...


@dataclass(frozen=True, slots=True)
class Answered:
    """A worker did its work; `failure` says what the engine raised after the last of the values.

    `masks_gene_body` is the engine's: it tells what an answer depends on.
    """

    info: EngineInfo
    masks_gene_body: bool
    values: tuple[object, ...]
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A worker cannot be asked; `reason` is a clause that follows its name."""

    reason: str


def misfit(ask: EngineAsk) -> str:
    """Say why the process this runs in would answer otherwise than it should; empty if it fits.

    Reads a few small files; no network is loaded.
    """
    if ask.program != VERSION:
        return f"runs Intronaut {VERSION}, this program is {ask.program}"
    if not ask.pack:
        return ""
    try:
        digest = engine_digest(ask.pack)
    except ModelsError as problem:
        return f"cannot use {ask.engine_id}: {_clause(problem.cause)}"
    if digest != ask.pack_digest:
        return (
            f"has other networks of {ask.engine_id} (digest {digest[:12]}) than this computer "
            f"({ask.pack_digest[:12]})"
        )
    return ""


def answer(ask: EngineAsk, work: Work) -> Answered | Refused:
    """Do a piece of work with the engine of this process, which is loaded if it is not yet.

    Never raises: what an engine raises belongs to the answer.
    """
    if reason := misfit(ask):
        return Refused(reason)
    with _one_at_a_time:
        try:
            engine = _resident(ask, _threads())
        except ModelsError as problem:
            return Refused(f"cannot use {ask.engine_id}: {_clause(problem.cause)}")
        except Exception as problem:  # noqa: BLE001 - whatever loading an engine raises
            return Refused(f"cannot load {ask.engine_id}: {_clause(_said(problem))}")
        return _answered(engine, work)


def _answered(engine: SpliceEngine, work: Work) -> Answered:
    values: list[object] = []
    failure = ""
    try:
        values.extend(work.values(engine))
    except Exception as problem:  # noqa: BLE001 - whatever an engine raises
        failure = _said(problem)
    masks = bool(getattr(engine, "masks_gene_body", False))
    return Answered(engine.info, masks, tuple(values), failure)


@lru_cache(maxsize=_RESIDENT_ENGINES)
def _resident(ask: EngineAsk, threads: int) -> SpliceEngine:
    module, _, name = ask.loader.partition(":")
    loaded: SpliceEngine = getattr(importlib.import_module(module), name)(
        ask.engine_id,
        device=ask.device,
        threads=threads,
        precision=ask.precision,
        screening=ask.screening,
    )
    return loaded


def _threads() -> int:
    """Give the threads this worker was started with: its share of the computer."""
    from distributed import get_worker  # noqa: PLC0415 - an optional extra

    return int(get_worker().state.nthreads)


def _clause(sentence: str) -> str:
    return sentence.rstrip(".")


def _said(problem: Exception) -> str:
    return str(problem) or type(problem).__name__
