"""Loading an engine by its identifier; only workers import this, for it brings torch."""

import importlib
from typing import cast

from models.errors import EngineNotInstalledError
from models.registry import EngineCard, engines
from models.splice.engine import SpliceEngine


def load_engine(
    engine_id: str, *, device: str = "auto", threads: int | None = None
) -> SpliceEngine:
    """Return a loaded splice engine.

    Parameters
    ----------
    engine_id
        Identifier as on the engine's card.
    device
        `auto`, `cpu`, `cuda` or `mps`.
    threads
        Streams on the CPU; None for one per core.

    Raises
    ------
    ModelsError
        The engine is unknown, its pack is missing or damaged, its licence not accepted, or the
        device is not there.
    """
    item = _card(engine_id)
    if "splice" not in item.kinds:
        raise EngineNotInstalledError(
            f"{engine_id} is not a splice engine.", "Choose a splice engine, such as spliceai."
        )
    module, _, name = item.entry.partition(":")
    loader = getattr(importlib.import_module(module), name)
    return cast("SpliceEngine", loader.load(device=device, threads=threads))


def _card(engine_id: str) -> EngineCard:
    known = {item.engine_id: item for item in engines()}
    if engine_id not in known:
        raise EngineNotInstalledError(
            f"There is no engine {engine_id!r}.", f"Choose one of: {', '.join(known)}."
        )
    return known[engine_id]
