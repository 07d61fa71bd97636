"""An engine loaded before it is asked for, so that what a person clicks on answers at once."""

from core.pipeline.mapping import translated
from models.regulatory.engine import RegulatoryEngine
from models.runtime import load_engine, load_regulatory_engine
from models.splice.engine import SpliceEngine

_READY: dict[tuple[str, str], SpliceEngine] = {}
_READY_REGULATORY: dict[tuple[str, str], RegulatoryEngine] = {}


def make_ready(engine_id: str, device: str = "auto") -> None:
    """Load an engine into this process and keep it."""
    with translated():
        _READY[engine_id, device] = load_engine(engine_id, device=device)


def ready_engine(engine_id: str, device: str = "auto") -> SpliceEngine:
    """Give an engine that was made ready, else load it.

    Raises
    ------
    ProblemError
        The engine cannot be used.
    """
    if (engine_id, device) not in _READY:
        make_ready(engine_id, device)
    return _READY[engine_id, device]


def ready_regulatory_engine(engine_id: str, device: str = "auto") -> RegulatoryEngine:
    """Give an engine of regulatory sequence, loaded once in this process; errors as above."""
    key = engine_id, device
    if key not in _READY_REGULATORY:
        with translated():
            _READY_REGULATORY[key] = load_regulatory_engine(engine_id, device=device)
    return _READY_REGULATORY[key]
