"""How unusual a regulatory change is: compared with variants that are presumably without effect.

A raw change says little: units differ between engines, and of hundreds of tracks one always stands
out. So the largest change over all tracks of an engine (each in units of that track's usual change),
and the most unusual of several engines, are compared with the same maximum of background variants of
the same kind of element, of the same type and of similar GC content. The share of those that change at
least as much is the tail probability. It is no probability of disease, and never goes below what the
number of background variants can show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.domain.regulatory import RegulatoryScore, Tail, TrackChange

ENOUGH = 1_000
"""Background variants that are compared with, where there are as many; those nearest in GC content."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What background variants have to share with a variant.

    Attributes
    ----------
    element_class
        Kind of element it lies in.
    is_indel
        It changes the length.
    gc
        Share of G and C in the sequence around it.
    """

    element_class: str
    is_indel: bool
    gc: float


@dataclass(frozen=True, eq=False)
class Background:
    """What engines say about background variants.

    Attributes
    ----------
    digests
        SHA-256 of the networks of each engine, in the order of the columns of `largest`.
    usual
        Of each engine, by name of the track: how far it usually moves (root mean square over the
        background variants).
    largest
        Shape (variants, engines): the largest change over all tracks, in units of `usual`; NaN where
        the engine gave no score.
    element_class, is_indel, gc
        Of each variant, as in `Setting`.
    source
        Where the variants come from, in a sentence.
    """

    digests: Mapping[str, str]
    usual: Mapping[str, Mapping[str, float]]
    largest: NDArray[np.float32]
    element_class: NDArray[np.str_]
    is_indel: NDArray[np.bool_]
    gc: NDArray[np.float32]
    source: str

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {engine: column for column, engine in enumerate(self.digests)}

    @cached_property
    def _unusual(self) -> NDArray[np.float64]:
        """How unusual each background variant is to each engine: one scale for all engines."""
        columns = (self.largest[:, at] for at in range(self.largest.shape[1]))
        return np.stack([_unusual(one, one) for one in columns], axis=1)

    def knows(self, engine_id: str, digest: str) -> bool:
        """Tell whether an engine was measured, with these very networks."""
        return self.digests.get(engine_id) == digest

    def tail(self, scores: Sequence[RegulatoryScore], setting: Setting) -> Tail | None:
        """Compare the most unusual change of some engines; None where none of them was measured."""
        found = [one for score in scores if (one := self._largest_of(score)) is not None]
        if not found:
            return None
        best = max(found, key=lambda one: one.unusual)
        columns = [self._columns[one] for one in dict.fromkeys(one.engine_id for one in found)]
        of_background = self._unusual[:, columns].max(axis=1)
        rows = self._like(setting, ~np.isnan(of_background))
        n_more = int((of_background[rows] >= best.unusual).sum())
        return Tail((1 + n_more) / (1 + len(rows)), len(rows), best.engine_id, best.change)

    def _largest_of(self, score: RegulatoryScore) -> "_Largest | None":
        run = score.run
        if run is None or not self.knows(run.engine_id, run.digest) or not score.changes:
            return None
        usual = self.usual[run.engine_id]
        sizes = [abs(one.delta) / usual[one.track.name] for one in score.changes]
        strongest = int(np.argmax(sizes))
        column = self.largest[:, self._columns[run.engine_id]]
        unusual = float(_unusual(np.array(sizes[strongest : strongest + 1]), column)[0])
        return _Largest(run.engine_id, score.changes[strongest], unusual)

    def _like(self, setting: Setting, is_known: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Rows of background variants to compare with, nearest in GC content first."""
        same = is_known & (self.is_indel == setting.is_indel)
        of_class = same & (self.element_class == setting.element_class)
        rows = np.flatnonzero(of_class if of_class.any() else same)
        order = np.argsort(np.abs(self.gc[rows] - setting.gc), kind="stable")
        return rows[order[:ENOUGH]]


@dataclass(frozen=True, slots=True)
class _Largest:
    """The largest change an engine sees, and how unusual that is (see `_unusual`)."""

    engine_id: str
    change: TrackChange
    unusual: float


def _unusual(
    sizes: NDArray[np.floating], of_background: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Negative log10 of the share of all background variants that change at least as much."""
    known = np.sort(of_background[~np.isnan(of_background)])
    n_more = len(known) - np.searchsorted(known, sizes, side="left")
    share = (1 + n_more) / (1 + len(known))
    return np.where(np.isnan(sizes), np.nan, -np.log10(share))
