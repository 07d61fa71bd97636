"""Cheap evaluations first, and what each of them may answer.

Reduced precision answers only where no base changes by about a cut-off; screening, an
approximation, only where one network sees nothing move. All else goes on to the next stage, the
last of which is the whole ensemble in float32 and answers everything.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.splice.ensemble import Ensemble
from models.splice.protocol import SpliceProfile

CUTOFFS = (0.02, 0.05, 0.1, 0.2, 0.5, 0.8)
"""Deltas at which somebody decides something: the program's rules and the published tiers."""
MARGIN = 0.01
"""How near to a cut-off a reduced delta may not be: the most by which it may be wrong."""
_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Stage:
    """One evaluation of what earlier stages left open."""

    ensemble: Ensemble
    answers: Callable[[SpliceProfile], bool]


def stages(exact: Ensemble, reduced: Ensemble | None, screening: float | None) -> tuple[Stage, ...]:
    """Return the evaluations in their order.

    Parameters
    ----------
    exact
        All networks in float32.
    reduced
        The same in shorter arithmetic; None to do without.
    screening
        Change of probability from which on one network (of each track) counts as having seen
        something; None to ask all networks at once.
    """
    found: list[Stage] = []
    if screening is not None:
        first = reduced or exact
        least = screening
        found.append(
            Stage(first.only(_first_of_each_track(first)), lambda one: largest_change(one) < least)
        )
    if reduced is not None:
        found.append(Stage(reduced, lambda one: not is_near_cutoff(one)))
    return (*found, Stage(exact, lambda _: True))


def largest_change(profile: SpliceProfile) -> float:
    """Return by how much any base of a profile changes at most."""
    return float(max(profile.largest_gains.max(), -profile.largest_losses.min()))


def is_near_cutoff(profile: SpliceProfile) -> bool:
    """Tell whether any base changes by a cut-off, give or take the margin.

    Any base, not only that of the largest change: so it holds for every smaller distance and for
    the masked view too.
    """
    changes = np.stack([profile.largest_gains, -profile.largest_losses])
    distance = np.abs(changes[..., None] - np.array(CUTOFFS, dtype=np.float32))
    return bool((distance <= MARGIN + _EDGE).any())


def _first_of_each_track(ensemble: Ensemble) -> list[int]:
    tracks = ensemble.tracks or (0,) * len(ensemble.networks)
    return sorted(tracks.index(track) for track in set(tracks))
