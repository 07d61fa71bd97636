"""Tracks of a variant that a person may have explained, the most unusual first."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.backgrounds import measured
from core.domain.attribution import AskedTrack, AttributionMethod
from core.domain.regulatory import RegulatoryScore
from core.report.regulatory import engine_title

_OF_A_STRETCH = 12


@dataclass(frozen=True, slots=True)
class Explainable:
    """A track that can be explained.

    Attributes
    ----------
    words
        The engine, the track and, for a transcript, what was read.
    methods
        How the engine can be explained.
    """

    asked: AskedTrack
    words: str
    methods: tuple[AttributionMethod, ...]


def explainable(scores: Iterable[RegulatoryScore]) -> tuple[Explainable, ...]:
    """Give tracks of engines that can be explained; of each stretch those that change most."""
    found = []
    for score in scores:
        if not score.methods:
            continue
        title = engine_title(score.engine_id)
        for one in measured(score)[:_OF_A_STRETCH]:
            track = one.change.track
            where = f", {score.subject}" if score.subject else ""
            is_told = track.words == track.name.replace("_", " ")
            named = track.words if is_told else f"{track.name} ({track.words})"
            words = f"{title} {named}{where}"
            asked = AskedTrack(score.engine_id, track.name, score.transcript_id, score.subject)
            item = Explainable(asked, words, score.methods)
            found.append((one.times_usual or 0.0, item))
    return tuple(item for _, item in sorted(found, key=lambda pair: -pair[0]))
