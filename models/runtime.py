"""Loading an engine by its identifier; only workers import this, for it brings torch."""

import importlib
from dataclasses import replace
from typing import cast

from models.engine import Precision
from models.errors import EngineNotInstalledError
from models.known_answers import (
    demand_known_answers,
    demand_known_exon_answers,
    demand_known_track_answers,
)
from models.registry import REGULATORY_KINDS, EngineCard, engines
from models.regulatory.engine import RegulatoryEngine
from models.splice.engine import SpliceEngine
from models.splice.exon_engine import ExonEngine


def load_engine(
    engine_id: str,
    *,
    device: str = "auto",
    threads: int | None = None,
    precision: Precision = "float32",
    screening: bool = False,
) -> SpliceEngine:
    """Return a loaded splice engine that gives its known answers on this machine.

    They are asked for at the first start of these networks, this program, device and precision,
    and remembered (see `models.known_answers`).

    Parameters
    ----------
    engine_id
        Identifier as on the engine's card, or that of its preview.
    device
        `auto`, `cpu`, `cuda` or `mps`.
    threads
        Streams on the CPU; None for one per core.
    precision
        `float32`, or `reduced`: the device's shorter type, but for what lies near a cut-off.
    screening
        Ask one network first and the others only where it sees something move.

    Raises
    ------
    ModelsError
        The engine is unknown, its pack is missing or damaged, its licence not accepted, the
        device is not there, or the engine fails its self-test.
    """
    engine = load_untested_engine(
        engine_id, device=device, threads=threads, precision=precision, screening=screening
    )
    demand_known_answers(engine)
    return engine


def load_untested_engine(
    engine_id: str,
    *,
    device: str = "auto",
    threads: int | None = None,
    precision: Precision = "float32",
    screening: bool = False,
) -> SpliceEngine:
    """Return a loaded splice engine as `load_engine` does, to test it: never to score with."""
    item = _card(engine_id)
    if "splice" not in item.kinds:
        raise EngineNotInstalledError(
            f"{engine_id} is not a splice engine.", "Choose a splice engine, such as spliceai."
        )
    module, _, name = item.entry.partition(":")
    loader = getattr(importlib.import_module(module), name)
    return cast(
        "SpliceEngine",
        loader.load(
            *_which(item),
            device=device,
            threads=threads,
            precision=precision,
            screening=screening,
        ),
    )


def load_exon_engine(
    engine_id: str, *, device: str = "auto", threads: int | None = None
) -> ExonEngine:
    """Return a loaded engine that scores whole exons; parameters and errors as `load_engine`."""
    engine = load_untested_exon_engine(engine_id, device=device, threads=threads)
    demand_known_exon_answers(engine)
    return engine


def load_untested_exon_engine(
    engine_id: str, *, device: str = "auto", threads: int | None = None
) -> ExonEngine:
    """Return a loaded exon engine, to test it: never to score with."""
    item = _card(engine_id)
    if "exon" not in item.kinds:
        raise EngineNotInstalledError(
            f"{engine_id} does not score exons.", "Choose an exon engine, such as mmsplice."
        )
    module, _, name = item.entry.partition(":")
    loader = getattr(importlib.import_module(module), name)
    return cast("ExonEngine", loader.load(device=device, threads=threads))


def load_regulatory_engine(
    engine_id: str, *, device: str = "auto", threads: int | None = None
) -> RegulatoryEngine:
    """Return a loaded engine of regulatory sequence; parameters and errors as `load_engine`."""
    engine = load_untested_regulatory_engine(engine_id, device=device, threads=threads)
    demand_known_track_answers(engine)
    return engine


def load_untested_regulatory_engine(
    engine_id: str, *, device: str = "auto", threads: int | None = None
) -> RegulatoryEngine:
    """Return a loaded engine of regulatory sequence, to test it: never to score with."""
    item = _card(engine_id)
    if not set(item.kinds) & set(REGULATORY_KINDS):
        raise EngineNotInstalledError(
            f"{engine_id} does not score regulatory sequence.",
            "Choose an engine that does, such as mpra-dragonn.",
        )
    module, _, name = item.entry.partition(":")
    loader = getattr(importlib.import_module(module), name)
    return cast("RegulatoryEngine", loader.load(*_which(item), device=device, threads=threads))


def _which(item: EngineCard) -> tuple[str, ...]:
    """One class runs every network of its kind that was not published, so it is told which."""
    return (item.pack,) if item.architecture else ()


def _card(engine_id: str) -> EngineCard:
    known: dict[str, EngineCard] = {}
    for item in engines():
        known[item.engine_id] = item
        if item.preview is not None:
            known[item.preview.engine_id] = replace(item, entry=item.preview.engine)
    if engine_id not in known:
        raise EngineNotInstalledError(
            f"There is no engine {engine_id!r}.", f"Choose one of: {', '.join(known)}."
        )
    return known[engine_id]
