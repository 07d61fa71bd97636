"""How unusual a regulatory change is: compared with variants that are presumably without effect.

A raw change says little: units differ between engines, and of hundreds of tracks one always stands
out. So the largest change over all tracks of an engine (each in units of that track's usual change;
replicates of a pooled output aside), and the most unusual of several engines, are compared with the
same maximum of background variants of the same kind of element, of the same size and of similar GC
content. The share of those that change at least as much is the tail probability. It is no probability of disease, and never goes below what the
number of background variants can show.

Among several engines the one whose share of background variants, divided by the engine's weight, is
smallest is the most unusual (weighted as by Genovese 2006 Biometrika 93:509). Weights only move how much
each engine counts: background variants are weighed the same way, so the probability stays true.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.domain.element import ElementClass
from core.domain.regulatory import RegulatoryScore, Tail, TrackChange
from core.domain.regulatory_track import replicates
from core.interpret.change_class import ONE_BASE, ChangeClass
from core.interpret.rules import EngineWeights

ENOUGH = 1_000
"""Background variants that are compared with, where there are as many; those nearest in GC content."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What background variants have to share with a variant.

    Attributes
    ----------
    element_class
        Kind of element it lies in.
    change
        How much it changes.
    gc
        Share of G and C in the sequence around it.
    """

    element_class: str
    change: ChangeClass
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
        background variants of one base).
    largest
        Shape (variants, engines): the largest change over all tracks, in units of `usual`; NaN where
        the engine gave no score.
    element_class, change, gc
        Of each variant, as in `Setting`; of `change` the name.
    source
        Where the variants come from, in a sentence.
    """

    digests: Mapping[str, str]
    usual: Mapping[str, Mapping[str, float]]
    largest: NDArray[np.float32]
    element_class: NDArray[np.str_]
    change: NDArray[np.str_]
    gc: NDArray[np.float32]
    source: str
    _known: "dict[tuple[object, ...], _Alike]" = field(default_factory=dict, init=False, repr=False)

    def knows(self, engine_id: str, digest: str) -> bool:
        """Tell whether an engine was measured, with these very networks."""
        return self.digests.get(engine_id) == digest

    def tail(
        self, scores: Sequence[RegulatoryScore], setting: Setting, weights: EngineWeights
    ) -> Tail | None:
        """Compare the most unusual change of some engines.

        None where none of them was measured, or none on changes of that size.
        """
        found = [
            one
            for score in scores
            if (score.engine_id, setting.change.name) in self._measured
            and (one := self._largest_of(score)) is not None
        ]
        if not found:
            return None
        engines = tuple(dict.fromkeys(one.engine_id for one in found))
        like = self._like(setting, engines, weights)
        if not len(like.gc):
            return None
        unusual = [like.unusual(one.engine_id, one.size) for one in found]
        best = int(np.argmax(unusual))
        order = np.argsort(np.abs(like.gc - setting.gc), kind="stable")[:ENOUGH]
        n_more = int((like.most_unusual[order] >= unusual[best]).sum())
        share = (1 + n_more) / (1 + len(order))
        told = found[best]
        among = like.among if setting.change == ONE_BASE else f"of such a size {like.among}"
        return Tail(share, len(order), told.engine_id, told.change, among=among)

    @cached_property
    def _measured(self) -> frozenset[tuple[str, str]]:
        """Engines with the sizes of changes they gave scores to: some refuse long ones."""
        return frozenset(
            (engine_id, change)
            for column, engine_id in enumerate(self.digests)
            for change in np.unique(self.change[~np.isnan(self.largest[:, column])]).tolist()
        )

    @cached_property
    def _compared(self) -> Mapping[str, Mapping[str, float]]:
        """`usual` without the replicates of a pooled output."""
        return {
            engine_id: {name: usual[name] for name in usual.keys() - replicates(usual)}
            for engine_id, usual in self.usual.items()
        }

    def _largest_of(self, score: RegulatoryScore) -> "_Largest | None":
        run = score.run
        if run is None or not self.knows(run.engine_id, run.digest) or not score.changes:
            return None
        usual = self._compared[run.engine_id]
        sizes = [
            (abs(one.delta) / usual[one.track.name], one)
            for one in score.changes
            if one.track.name in usual
        ]
        if not sizes:
            return None
        size, change = max(sizes, key=lambda pair: pair[0])
        return _Largest(run.engine_id, change, size)

    def _like(self, setting: Setting, engines: tuple[str, ...], weights: EngineWeights) -> "_Alike":
        """Background variants of the same class and size that all these engines scored."""
        key = (setting.element_class, setting.change, engines, weights)
        if key not in self._known:
            columns = [list(self.digests).index(one) for one in engines]
            sizes = self.largest[:, columns]
            same = ~np.isnan(sizes).any(axis=1) & (self.change == setting.change.name)
            of_class = same & (self.element_class == setting.element_class)
            in_promoters = same & (self.element_class == ElementClass.PROMOTER.value)
            chosen, among = next(
                (rows, words)
                for rows, words in (
                    (of_class, "in the same kind of place"),
                    # Where changes are largest, so that nothing elsewhere looks unusual for its place.
                    (in_promoters, "in promoters"),
                    (same, "elsewhere"),
                )
                if rows.any() or words == "elsewhere"
            )
            rows = np.flatnonzero(chosen)
            self._known[key] = _Alike.of(engines, sizes[rows], self.gc[rows], weights, among)
        return self._known[key]


@dataclass(frozen=True, slots=True)
class _Largest:
    """The largest change an engine sees, in units of what is usual for the track."""

    engine_id: str
    change: TrackChange
    size: float


@dataclass(frozen=True, eq=False, slots=True)
class _Alike:
    """Background variants a variant is compared with.

    Attributes
    ----------
    engines
        Name and weight of each engine.
    sizes
        Of each engine the sizes of the changes of all variants, ascending.
    most_unusual
        Shape (variants,): how unusual the change is for the engine that sees most.
    gc
        Shape (variants,).
    among
        Where they lie, in words.
    """

    engines: Mapping[str, float]
    sizes: Mapping[str, NDArray[np.float32]]
    most_unusual: NDArray[np.float64]
    gc: NDArray[np.float32]
    among: str

    @classmethod
    def of(
        cls,
        engines: Sequence[str],
        sizes: NDArray[np.float32],
        gc: NDArray[np.float32],
        weights: EngineWeights,
        among: str,
    ) -> "_Alike":
        """`sizes` has shape (variants, engines)."""
        by_engine = {one: np.sort(sizes[:, at]) for at, one in enumerate(engines)}
        found = cls(
            {one: weights.of(one) for one in engines}, by_engine, np.zeros(len(gc)), gc, among
        )
        unusual = [found.unusual(one, sizes[:, at]) for at, one in enumerate(engines)]
        return replace(found, most_unusual=np.max(unusual, axis=0))

    def unusual(self, engine_id: str, sizes: NDArray[np.floating] | float) -> NDArray[np.float64]:
        """Negative log10 of the share that changes at least as much, divided by the weight."""
        known = self.sizes[engine_id]
        n_more = len(known) - np.searchsorted(known, sizes, side="left")
        share = (1 + n_more) / (1 + len(known))
        unusual: NDArray[np.float64] = np.log10(self.engines[engine_id]) - np.log10(share)
        return unusual
