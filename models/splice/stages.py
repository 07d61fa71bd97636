"""Cheap evaluations first, and what each of them may answer.

Reduced precision answers only where no base changes by about a cut-off; screening, an
approximation, only where one network sees nothing move. All else goes on to the next stage, the
last of which is the whole ensemble in float32 and answers everything.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.splice.ensemble import Alleles, Ensemble
from models.splice.protocol import SpliceProfile

CUTOFFS = (0.02, 0.05, 0.1, 0.2, 0.5, 0.8)
"""Deltas at which somebody decides something: the program's rules and the published tiers."""
MARGIN = 0.01
"""How near to a cut-off a reduced delta may not be: the most by which it may be wrong."""
_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Stage:
    """One evaluation of what earlier stages left open.

    Attributes
    ----------
    ensemble
        The networks that are asked.
    answers
        Whether a profile may be answered with what is known after this stage.
    share
        Where this stage asks only the networks the stage before left out: the weight, for each
        row, of what that stage found in the mean of both. None where it stands alone.
    """

    ensemble: Ensemble
    answers: Callable[[SpliceProfile], bool]
    share: NDArray[np.float32] | None = None

    def completed(self, before: Alleles | None, found: Alleles) -> Alleles:
        """Return the mean of what the stage before and this one found."""
        if self.share is None or before is None:
            return found
        ref, alt = (
            np.asarray(one * self.share + other * (1 - self.share), dtype=np.float32)
            for one, other in zip(before, found, strict=True)
        )
        return ref, alt


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
    whole = reduced or exact
    settles = _always if reduced is None else _is_clear_of_cutoffs
    found: list[Stage] = []
    if screening is None:
        found.append(Stage(whole, settles))
    else:
        least = screening
        numbers = _first_of_each_track(whole)
        others = [number for number in range(len(whole.networks)) if number not in numbers]
        found.append(Stage(whole.only(numbers), lambda one: largest_change(one) < least))
        found.append(Stage(whole.only(others), settles, _share(whole)))
    if reduced is not None:
        found.append(Stage(exact, _always))
    return tuple(found)


def largest_change(profile: SpliceProfile) -> float:
    """Return by how much any base of a profile changes at most."""
    return float(max(profile.largest_gains.max(), -profile.largest_losses.min()))


def is_near_cutoff(profile: SpliceProfile) -> bool:
    """Tell whether any base changes by a cut-off, give or take the margin.

    Any base, not only that of the largest change: so it holds for every smaller distance and for
    the masked view too. A value that is no number counts as near: float32 may know it.
    """
    changes = np.concatenate([profile.largest_gains, -profile.largest_losses], axis=None)
    if not np.isfinite(changes).all():
        return True
    near = MARGIN + _EDGE
    moved = changes[changes >= CUTOFFS[0] - near]
    return bool((np.abs(moved[:, None] - np.array(CUTOFFS, dtype=np.float32)) <= near).any())


def _always(profile: SpliceProfile) -> bool:
    del profile
    return True


def _is_clear_of_cutoffs(profile: SpliceProfile) -> bool:
    return not is_near_cutoff(profile)


def _first_of_each_track(ensemble: Ensemble) -> list[int]:
    tracks = ensemble.tracks or (0,) * len(ensemble.networks)
    return sorted(tracks.index(track) for track in set(tracks))


def _share(ensemble: Ensemble) -> NDArray[np.float32]:
    """Return, for each row of the ensemble's arrays, the weight of one network of its track."""
    tracks = ensemble.tracks or (0,) * len(ensemble.networks)
    shares = [1 / tracks.count(track) for track in sorted(set(tracks))]
    return np.repeat(np.array(shares, dtype=np.float32), len(ensemble.classes))[:, None]
