"""One site explained in REF and in ALT, the picture of both growing at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.attribution import (
    BaseEffects,
    Mapper,
    Target,
    gradient_x_input,
    in_silico_mutagenesis,
    in_turns,
    integrated_gradients,
    saliency,
)
from models.engine import AttributionArrays, AttributionStep, Method
from models.splice.ensemble import Ensemble
from models.splice.layout import AlleleLayout
from models.splice.protocol import stranded

METHODS: tuple[Method, ...] = ("ism", "integrated_gradients", "gradient_x_input", "saliency")
"""How a site can be explained."""


def explain(
    ensemble: Ensemble,
    layouts: Sequence[AlleleLayout],
    *,
    class_index: int,
    method: Method,
    apply: Mapper,
) -> Iterator[AttributionStep]:
    """Explain the class of the networks at the site of each layout, in turns.

    Yields a step whenever one of the alleles came further; it holds arrays as soon as there is a
    picture of each.
    """
    total = sum(len(layout.columns) for layout in layouts)
    asked = _Question(ensemble, class_index, method, apply)
    yield from in_turns([asked.answers(layout) for layout in layouts], total)


@dataclass(frozen=True, slots=True)
class _Question:
    ensemble: Ensemble
    class_index: int
    method: Method
    apply: Mapper

    def answers(self, layout: AlleleLayout) -> Iterator[AttributionArrays]:
        """Yield the arrays of one allele, each time more of them."""
        site = self._best_site(layout)
        if site is None:
            n_columns = len(layout.columns)
            ism = np.zeros((4, n_columns), dtype=np.float32) if self.method == "ism" else None
            nothing = BaseEffects(0.0, np.zeros(n_columns, dtype=np.float32), ism)
            yield layout.arrays(nothing, self.method, -1)
            return
        target = Target(layout.context_of(site, self.ensemble.context_length), self.class_index)
        columns = layout.columns_in_context(site, self.ensemble.context_length)
        variant = layout.variant_in_context(site, self.ensemble.context_length)
        first = (self.ensemble.context_length // 2, variant)
        for effects in self._effects(target, columns, first):
            yield layout.arrays(layout.unstranded(effects), self.method, site)

    def _effects(
        self, target: Target, columns: Sequence[int], first: Sequence[int]
    ) -> Iterator[BaseEffects]:
        networks = self.ensemble.networks
        match self.method:
            case "ism":
                yield from in_silico_mutagenesis(networks, target, columns, self.apply, first=first)
            case "integrated_gradients":
                yield from integrated_gradients(networks, target, columns, self.apply)
            case "gradient_x_input":
                yield gradient_x_input(networks, target, columns, self.apply)
            case "saliency":
                yield saliency(networks, target, columns, self.apply)

    def _best_site(self, layout: AlleleLayout) -> int | None:
        """Return where in the sequence the site is; of several inserted bases the likeliest."""
        if len(layout.sites) < 2:
            return next(iter(layout.sites), None)
        half = self.ensemble.context_length // 2
        first, last = layout.sites[0], layout.sites[-1]
        stretch = layout.sequence[first - half : last + half + 1]
        read = [stranded(stretch, layout.strand)]
        row = self.class_index - self.ensemble.classes.start

        def row_of_all(_: int) -> NDArray[np.float32]:
            (found,) = self.ensemble.mean_probabilities(read)
            return np.asarray(found[row])

        (found,) = self.apply(row_of_all, [0])
        return first + int(np.argmax(found if layout.strand == "+" else found[::-1]))
