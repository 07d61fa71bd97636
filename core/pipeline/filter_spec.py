"""Whose filters are to be shown: values that load no network."""

from dataclasses import dataclass
from pathlib import Path

from models.packs import PackStatus
from models.registry import REGULATORY_KINDS

STRETCHES = 2_000
STRETCH_LENGTH = 200
"""Bases of a stretch of a promoter."""
_OTHERS = ("models.language.", "models.regulatory.jaspar:")
"""Where engines lie whose networks read tokens, and that of motifs."""
_A_NETWORK_EACH = "models.regulatory.deepbind:"
"""Where the engine lies that has a network for each track."""


@dataclass(frozen=True, slots=True)
class FilterSpec:
    """Whose filters are to be shown, and what they are shown.

    Attributes
    ----------
    track
        Whose network, in an engine with one for each track (DeepBind); else empty.
    n_stretches
        Random stretches of promoters.
    """

    engine_id: str
    reference: Path
    genes: Path
    track: str = ""
    n_stretches: int = STRETCHES
    device: str = "auto"


def may_have_filters(pack: PackStatus) -> bool:
    """Tell whether the engine of a pack may begin with filters over bases, as far as its card says."""
    is_regulatory = not set(pack.card.kinds).isdisjoint(REGULATORY_KINDS)
    return is_regulatory and not pack.card.engine.startswith(_OTHERS)


def has_network_per_track(pack: PackStatus) -> bool:
    """Tell whether each track of a pack's engine has a network of its own, with its own filters."""
    return pack.card.engine.startswith(_A_NETWORK_EACH)
