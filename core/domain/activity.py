"""What engines say along a region of the genome, base by base."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.element import PredictedElement, Stretch


@dataclass(frozen=True, slots=True)
class ActivityTrack:
    """What a row of numbers is about, and which weights gave them.

    Attributes
    ----------
    name, assay, cell_type, factor, unit
        As the engine names its output; empty where it says nothing.
    stride
        Bases from one place that is told to the next.
    """

    engine_id: str
    title: str
    version: str
    digest: str
    name: str
    assay: str = ""
    cell_type: str = ""
    factor: str = ""
    unit: str = ""
    stride: int = 1


@dataclass(frozen=True, eq=False, slots=True)
class Activity:
    """Numbers of one track over a stretch.

    Attributes
    ----------
    start
        0-based place of the first number; the next ones follow every `track.stride` bases.
    values
        (n,) float32, NaN where nothing is known: not scanned yet, or an unknown base.
    """

    track: ActivityTrack
    start: int
    values: NDArray[np.float32]

    @property
    def places(self) -> NDArray[np.int64]:
        """0-based place of each number."""
        return self.start + self.track.stride * np.arange(len(self.values))


@dataclass(frozen=True, eq=False, slots=True)
class AlleleActivity:
    """A track near a variant on the chromosome copy that has it, at the places of the reference."""

    spelled: str
    activities: tuple[Activity, ...]


@dataclass(frozen=True, eq=False, slots=True)
class RegionScan:
    """The scan of a region, as far as it is known.

    Attributes
    ----------
    predicted
        Elements of the tracks a rule says something about.
    rule_set
        Identifier of the rules they follow.
    alt
        Of the variant that was asked about, None for none.
    """

    place: Stretch
    activities: tuple[Activity, ...]
    predicted: tuple[PredictedElement, ...] = ()
    rule_set: str = ""
    alt: AlleleActivity | None = None
