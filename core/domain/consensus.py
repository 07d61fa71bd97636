"""What several splice engines say about one variant, laid side by side."""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.score import SpliceEffect


class Agreement(StrEnum):
    """What comparing the engines at the same sites gave."""

    AGREE = "agree"
    DISAGREE = "disagree"
    UNCLEAR = "unclear"
    ONE_ENGINE = "only one engine"


class Seen(StrEnum):
    """What one engine says of one site."""

    YES = "sees it"
    WEAKLY = "sees it weakly"
    NO = "sees no change"
    ELSEWHERE = "sees its strongest change of this kind elsewhere"
    NOT_ASKED = "was not asked that far"


@dataclass(frozen=True, slots=True)
class EngineLabel:
    """How an engine is named to people, and whether published cut-offs hold for its scores.

    `laboratory` names who calibrated it on variants of its own, empty for nobody.
    """

    title: str
    is_calibrated: bool
    laboratory: str = ""


@dataclass(frozen=True, slots=True)
class EngineCall:
    """One engine at one site.

    Attributes
    ----------
    value
        Its raw delta there with two decimals. Where the engine's strongest change of this kind
        lies elsewhere only this is known: it says at most so much here.
    pos
        1-based base of that change; None where the engine has none, or was not asked that far.
    share
        Share (0-1) of the variants of the case whose largest delta by this engine reaches
        `value`: engines are comparable by it, though their deltas are not. None where too few
        were scored, or without a change.
    """

    engine_id: str
    label: EngineLabel
    seen: Seen
    value: float
    pos: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class SiteConsensus:
    """All engines at one site; `pos` is 1-based, of the engine that sees it most."""

    effect: SpliceEffect
    pos: int
    calls: tuple[EngineCall, ...]

    @property
    def agreement(self) -> Agreement:
        """Disagree: one sees it and another sees nothing. Agree: all see it."""
        seen = {call.seen for call in self.calls}
        if {Seen.YES, Seen.NO} <= seen:
            return Agreement.DISAGREE
        return Agreement.AGREE if seen == {Seen.YES} else Agreement.UNCLEAR


@dataclass(frozen=True, slots=True)
class Consensus:
    """All engines on one variant in one gene.

    `sites` are those that at least one engine sees, strongest first; where there is none the
    engines agree on that. `sentence` says the same in words.
    """

    gene_symbol: str
    agreement: Agreement
    sites: tuple[SiteConsensus, ...]
    sentence: str
