"""Tracks of a variant that a person may have explained, in the order of reading."""

from dataclasses import dataclass

from core.domain.attribution import AskedTrack, AttributionMethod
from core.domain.candidate import Facts
from core.domain.regulatory import RegulatoryScore
from core.domain.regulatory_track import RegulatoryTrack
from core.regulation import in_reading_order
from core.report.regulatory import engine_title

_OF_A_STRETCH = 12


@dataclass(frozen=True, slots=True)
class Explainable:
    """A track that can be explained.

    Attributes
    ----------
    words
        The engine, the track and, for a transcript or RNA, what was read.
    methods
        How the engine can be explained.
    """

    asked: AskedTrack
    words: str
    methods: tuple[AttributionMethod, ...]


def explainable(facts: Facts, tissues: tuple[str, ...] = ()) -> tuple[Explainable, ...]:
    """Give tracks of engines that can be explained, of each stretch those that are read first.

    The engine that the sentence of the list names comes first, then the stretch where a track changes
    most, relative to what is usual for it.
    """
    tail, found = facts.regulatory_tail, []
    for score in facts.regulatory:
        if not score.methods:
            continue
        known = in_reading_order(score, tissues)
        largest = max((one.times_usual or 0.0 for one in known), default=0.0)
        is_named = tail is not None and tail.engine_id == score.engine_id
        items = [_item(score, one.change.track) for one in known[:_OF_A_STRETCH]]
        found.append(((is_named, largest), items))
    ordered = sorted(found, key=lambda pair: pair[0], reverse=True)
    return tuple(item for _, items in ordered for item in items)


def _item(score: RegulatoryScore, track: RegulatoryTrack) -> Explainable:
    title = engine_title(score.engine_id)
    # Without a strand no stretch is named: the words then say why tracks of RNA are left out.
    where = f", {score.subject}" if score.subject and score.strand else ""
    is_told = track.words == track.name.replace("_", " ")
    named = track.words if is_told else f"{track.name} ({track.words})"
    asked = AskedTrack(score.engine_id, track.name, score.transcript_id, score.subject)
    return Explainable(asked, f"{title} {named}{where}", score.methods)
