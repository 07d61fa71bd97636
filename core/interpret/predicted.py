"""Predicted elements: stretches of a scan where the activity stays above a threshold."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from core.domain.activity import Activity
from core.domain.element import ElementKind, PredictedElement, Stretch
from core.interpret.rules import Sourced, load_rule_set


class ActivityRule(Sourced):
    """What makes an element of one track of an engine.

    Attributes
    ----------
    kind
        Of the element; `near_start` instead where it meets the promoter of a transcript.
    threshold
        In the unit of the track.
    min_width
        Least bases from the first to the last above the threshold.
    gap
        So many bases below it do not part an element.
    """

    engine: str
    track: str
    kind: ElementKind
    near_start: ElementKind | None = None
    threshold: float
    min_width: int = Field(ge=1)
    gap: int = Field(ge=0)


class TrackLabel(BaseModel):
    """What a track is called on a screen, and its unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: str
    track: str
    words: str = Field(min_length=1)
    unit: str


class PredictedRules(BaseModel):
    """Rules and names by engine and track."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    date: str
    rule: tuple[ActivityRule, ...]
    label_of: tuple[TrackLabel, ...] = Field(alias="label")

    @property
    def identifier(self) -> str:
        """Name, version and date."""
        return f"{self.name} {self.version} of {self.date}"

    def of(self, engine_id: str, track: str) -> ActivityRule | None:
        """Give the rule of a track, None where there is none."""
        fitting = (one for one in self.rule if (one.engine, one.track) == (engine_id, track))
        return next(fitting, None)

    def label(self, engine_id: str, track: str) -> TrackLabel | None:
        """Give the name of a track, None where it has none of its own."""
        fitting = (one for one in self.label_of if (one.engine, one.track) == (engine_id, track))
        return next(fitting, None)


def load_predicted_rules(path: Path | None = None) -> PredictedRules:
    """Read the rules; a file of the laboratory stands in the place of the program's."""
    return load_rule_set("predicted_elements.toml", path, PredictedRules)


def predicted_in(
    chrom: str, activity: Activity, rules: PredictedRules, promoters: Sequence[Stretch] = ()
) -> Iterator[PredictedElement]:
    """Yield the elements of one track, in genome order; the score is the highest value.

    Places where nothing is known end an element.
    """
    track = activity.track
    rule = rules.of(track.engine_id, track.name)
    if rule is None:
        return
    for first, last in _runs(activity.values, rule, track.stride):
        start = activity.start + first * track.stride
        place = Stretch(chrom, start, activity.start + last * track.stride + track.stride)
        is_near = rule.near_start is not None and any(place.meets(one) for one in promoters)
        yield PredictedElement(
            kind=rule.near_start if is_near and rule.near_start else rule.kind,
            place=place,
            score=float(np.nanmax(activity.values[first : last + 1])),
            threshold=rule.threshold,
            engine_id=track.engine_id,
            version=track.version,
            digest=track.digest,
            cell_type=track.cell_type,
        )


def _runs(
    values: NDArray[np.float32], rule: ActivityRule, stride: int
) -> Iterable[tuple[int, int]]:
    """First and last index of each stretch; small gaps are bridged, unknown places are not."""
    above = np.flatnonzero(values >= rule.threshold)
    if not above.size:
        return
    unknown = np.cumsum(np.isnan(values))
    is_new = (np.diff(above) - 1) * stride > rule.gap
    is_new |= np.diff(unknown[above]) > 0
    breaks = np.flatnonzero(is_new)
    for first, last in zip(
        above[np.r_[0, breaks + 1]].tolist(), above[np.r_[breaks, -1]].tolist(), strict=True
    ):
        if (last - first + 1) * stride >= rule.min_width:
            yield first, last
