"""Bands of a pair of primers, and what tells them apart."""

from collections.abc import Sequence
from itertools import combinations

from core.domain.rna_plan import Band, Separation
from core.interpret.in_silico_pcr import product_sizes
from core.interpret.pcr_templates import PcrTemplate
from core.interpret.plan_rules import GelRules, RtPcrRules


def bands_of(
    templates: Sequence[PcrTemplate], forward: str, reverse: str, rules: RtPcrRules
) -> tuple[Band, ...]:
    """Give what each template gives; where primers bind more than once, the shortest product."""
    found = []
    for template in templates:
        bases = template.rna.bases
        sizes = product_sizes(bases, forward, reverse, len(bases))
        is_seen = bool(sizes) and rules.min_band.value <= sizes[0] <= rules.max_band.value
        found.append(Band(template.name, sizes[0] if sizes else None, is_seen))
    return tuple(found)


def separation_of(
    templates: Sequence[PcrTemplate], bands: Sequence[Band], rules: GelRules
) -> Separation | None:
    """Give the simplest method that tells all bands that are seen apart.

    Unchanged splicing of either allele is one thing. None where there is nothing to tell apart.
    """
    seen = [
        (template.outcome is None, band.size)
        for template, band in zip(templates, bands, strict=True)
        if band.is_seen and band.size is not None
    ]
    needed = [
        _needed(first, second, rules)
        for (is_usual, first), (is_usual_too, second) in combinations(seen, 2)
        if not (is_usual and is_usual_too)
    ]
    order = list(Separation)
    return max(needed, key=order.index, default=None)


def _needed(first: int, second: int, rules: GelRules) -> Separation:
    difference = abs(first - second)
    relative = rules.min_relative_difference.value * max(first, second)
    if difference >= max(rules.min_difference.value, relative):
        return Separation.AGAROSE
    is_in_range = max(first, second) <= rules.capillary_longest.value
    if is_in_range and difference >= rules.capillary_difference.value:
        return Separation.CAPILLARY
    return Separation.SEQUENCING
