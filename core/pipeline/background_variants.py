"""Background variants: random changes of each size at random places of each kind of element.

Most changes of one base do nothing, so random ones show what an engine says to variants without effect;
those that do something, more of them the longer a change is, make the tail probability too large, never
too small.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from core.domain.element import ElementClass
from core.domain.transcript import Mane, Transcript
from core.domain.zone import Zone
from core.errors import UsageError
from core.interpret.change_class import CHANGE_CLASSES, ONE_BASE, ChangeClass
from core.interpret.utr_rules import load_utr_rules
from core.interpret.zones import gene_zones, load_zone_rules
from core.pipeline.annotation import Place
from core.pipeline.engine_kinds import regulatory_kind
from core.sources.reference import Reference
from models.registry import FIVE_PRIME_UTR, POLY_A, SEQUENCE
from models.regulatory import reach

PER_CLASS = 2_000
_FEWER = 8
"""Changes of one base for each of another size: most variants of a patient are of one base."""
_DEEP = 60
"""Bases of an intron beside its exons that are left out: splicing acts there."""

CLASSES = (ElementClass.PROMOTER, ElementClass.UTR5, ElementClass.UTR3, ElementClass.INTRON)
CLASSES_OF = {
    FIVE_PRIME_UTR: (ElementClass.PROMOTER, ElementClass.UTR5),
    POLY_A: (ElementClass.UTR3,),
}
"""Of engines that are asked in a part of transcripts only; their changes are drawn from there."""

_WHERE = {FIVE_PRIME_UTR: "in 5' UTRs", POLY_A: "around the ends of transcripts"}


@dataclass(frozen=True, slots=True)
class BackgroundVariant:
    """One random change, its size, and what kind of place it was drawn from."""

    place: Place
    alt: str
    element_class: ElementClass
    change: ChangeClass


def kind_of_places(engine_ids: Sequence[str]) -> str:
    """Give the kind of engines that are measured on the same variants.

    Raises
    ------
    UsageError
        Engines of one part of transcripts are named together with others.
    """
    kinds = {engine_id: regulatory_kind(engine_id) for engine_id in engine_ids}
    if len(set(kinds.values())) == 1:
        return next(iter(kinds.values()))
    for engine_id, kind in kinds.items():
        if kind in CLASSES_OF:
            raise UsageError(
                f"{engine_id} is asked {_WHERE[kind]} only: few variants would be left that all of "
                "these engines are asked about.",
                f"Measure it by itself: `intronaut background {engine_id}`.",
            )
    return SEQUENCE


def where_drawn(kind: str, per_class: int) -> str:
    """Tell how many changes are drawn and where, for the source of a background."""
    others = len(CHANGE_CLASSES) - 1
    where = f", {_WHERE[kind]}" if kind in _WHERE else ""
    return (
        f"{per_class:,} of one base and {per_class // _FEWER:,} of each of {others} other sizes in each "
        f"kind of element{where}"
    )


def sizes_of(per_class: int) -> dict[ChangeClass, int]:
    """Give how many changes of each size are drawn, for a number of those of one base."""
    return {one: per_class if one is ONE_BASE else per_class // _FEWER for one in CHANGE_CLASSES}


def draw(
    transcripts: Sequence[Transcript],
    reference: Reference,
    sizes: Mapping[ChangeClass, int],
    seed: int,
    kind: str = SEQUENCE,
    classes: Sequence[ElementClass] = (),
) -> Iterator[BackgroundVariant]:
    """Draw changes, as many of each size in each class, where the reference is known.

    Each place of a class is equally likely; transcripts are MANE Select where there are any. What lies
    in a promoter is of no other class. The same seed, transcripts and reference give the same changes.
    `kind` is that of the engines, as in `models.registry`: those of 5' UTRs and of poly-A signals
    are given changes that they can be asked about. `classes` are all of the kind unless named.
    """
    rng = random.Random(seed)
    select = [one for one in transcripts if one.mane is Mane.SELECT] or list(transcripts)
    promoters = gene_zones(Zone.PROMOTER, select, load_zone_rules())
    for element_class in classes or CLASSES_OF.get(kind, CLASSES):
        named = sorted({span for one in select for span in _spans(one, element_class, kind)})
        spans = [span for span in named if _is_known(span, reference)]
        bounds = list(accumulate(end - start for _, start, end in spans))
        left, tries = [one for one, n in sizes.items() for _ in range(n)], 0
        while spans and left and tries < 100 * sum(sizes.values()):
            tries += 1
            ((chrom, start, end),) = rng.choices(spans, cum_weights=bounds)
            start = rng.randrange(start, end)
            is_in_promoter = promoters[chrom].touched(np.array([start]), np.array([start + 1]))[0]
            if is_in_promoter != (element_class == ElementClass.PROMOTER):
                continue
            found = _change(chrom, start, left[-1], reference, rng)
            if found is not None:
                yield BackgroundVariant(*found, element_class, left.pop())


def _is_known(span: tuple[str, int, int], reference: Reference) -> bool:
    """Tell whether the reference is known in the middle: what is cut out of a genome is mostly N."""
    chrom, start, end = span
    middle = (start + end) // 2
    return reference.fetch(chrom, middle, middle + 1) not in {"", "N"}


def _spans(
    one: Transcript, element_class: ElementClass, kind: str
) -> Iterator[tuple[str, int, int]]:
    if kind in CLASSES_OF:
        yield from _untranslated(one, ElementClass.UTR5) if kind != POLY_A else _around_end(one)
        return
    match element_class:
        case ElementClass.PROMOTER:
            (spans,) = gene_zones(Zone.PROMOTER, [one], load_zone_rules()).values()
            for start, end in zip(spans.start.tolist(), spans.end.tolist(), strict=True):
                yield one.chrom, start, end
        case ElementClass.INTRON:
            for (_, end), (start, _) in pairwise(one.exons):
                if start - end > 2 * _DEEP:
                    yield one.chrom, end + _DEEP, start - _DEEP
        case _:
            yield from _untranslated(one, element_class)


def _around_end(one: Transcript) -> Iterator[tuple[str, int, int]]:
    """What a network reads of the signals that can stand for the end of a coding transcript."""
    if not one.is_coding:
        return
    before = int(load_utr_rules().polyadenylation.window.value) + reach.POLY_A.before
    behind = reach.POLY_A.behind
    if one.strand == "+":
        yield one.chrom, max(one.end - before, 0), one.end + behind
    else:
        yield one.chrom, max(one.start - behind, 0), one.start + before


def _untranslated(one: Transcript, element_class: ElementClass) -> Iterator[tuple[str, int, int]]:
    if one.cds_start is None or one.cds_end is None:
        return
    is_left = (one.strand == "+") == (element_class is ElementClass.UTR5)
    low, high = (one.start, one.cds_start) if is_left else (one.cds_end, one.end)
    for start, end in one.exons:
        if max(start, low) < min(end, high):
            yield one.chrom, max(start, low), min(end, high)


def _change(
    chrom: str, start: int, size: ChangeClass, reference: Reference, rng: random.Random
) -> tuple[Place, str] | None:
    """A change at a 0-based place, as long as its class goes; None beside N."""
    n = size.longest
    here = reference.fetch(chrom, start, start + n + size.is_indel)
    if "N" in here or len(here) < n + size.is_indel:
        return None
    if not size.is_indel:
        ref, alt = here, _exchanged(here, rng)
    elif rng.random() < 0.5:
        ref, alt = here[0], here[0] + "".join(rng.choices("ACGT", k=n))
    else:
        ref, alt = here, here[0]
    return Place(chrom, start + 1, ref), alt


def _exchanged(bases: str, rng: random.Random) -> str:
    """As many random bases, of which the first and the last are others than before."""
    drawn = rng.choices("ACGT", k=len(bases))
    for end in (0, -1):
        drawn[end] = rng.choice([base for base in "ACGT" if base != bases[end]])
    return "".join(drawn)
