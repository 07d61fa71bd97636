"""What one engine says of one variant that is described without a case."""

from dataclasses import dataclass

from core.domain.exon_score import ExonScore
from core.domain.regulatory import RegulatoryScore
from core.domain.score import EngineRun, NotScored, SpliceScore, SpliceTrack


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """Scores of the kind that the engine gives, or why there are none.

    Attributes
    ----------
    run
        What splice scores were computed with; other scores carry theirs.
    tracks, wide
        Of splice scores, in the usual window and in the widest one, where that was looked at.
    notes
        What a person should know of how it was computed.
    """

    run: EngineRun | None = None
    scores: tuple[SpliceScore, ...] = ()
    tracks: tuple[SpliceTrack, ...] = ()
    wide: tuple[SpliceTrack, ...] = ()
    exons: tuple[ExonScore, ...] = ()
    regulatory: tuple[RegulatoryScore, ...] = ()
    not_scored: tuple[NotScored, ...] = ()
    notes: tuple[str, ...] = ()
