"""Background variants: random changes at random places of each kind of element.

Most changes do nothing, so random ones show what an engine says to variants without effect; the few
that do something make the tail probability a little too large, never too small.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from core.domain.element import ElementClass
from core.domain.transcript import Mane, Transcript
from core.domain.zone import Zone
from core.errors import UsageError
from core.interpret.utr_rules import load_utr_rules
from core.interpret.zones import gene_zones, load_zone_rules
from core.pipeline.annotation import Place
from core.pipeline.engine_kinds import regulatory_kind
from core.sources.reference import Reference
from models.registry import FIVE_PRIME_UTR, POLY_A, SEQUENCE
from models.regulatory import reach

PER_CLASS = 2_500
SHARE_OF_INDELS = 0.2
_LONGEST_INDEL = 12
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
    """One random change and what kind of place it was drawn from."""

    place: Place
    alt: str
    element_class: ElementClass

    @property
    def is_indel(self) -> bool:
        """It changes the length."""
        return len(self.alt) != len(self.place.ref)


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
    """Tell where changes are drawn, for the source of a background."""
    return f"{per_class:,} of each kind of element{f', {_WHERE[kind]}' if kind in _WHERE else ''}"


def draw(
    transcripts: Sequence[Transcript],
    reference: Reference,
    per_class: int,
    seed: int,
    kind: str = SEQUENCE,
    classes: Sequence[ElementClass] = (),
) -> Iterator[BackgroundVariant]:
    """Draw changes, as many of each class, where the reference is known.

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
        left, tries = per_class, 0
        while spans and left and tries < 100 * per_class:
            tries += 1
            ((chrom, start, end),) = rng.choices(spans, cum_weights=bounds)
            place = rng.randrange(start, end)
            is_in_promoter = promoters[chrom].touched(np.array([place]), np.array([place + 1]))[0]
            if is_in_promoter != (element_class == ElementClass.PROMOTER):
                continue
            found = _change(chrom, place, element_class, reference, rng)
            if found is not None:
                left -= 1
                yield found


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
    chrom: str, start: int, element_class: ElementClass, reference: Reference, rng: random.Random
) -> BackgroundVariant | None:
    """A substitution, or now and then an insertion or deletion after a base; None beside N."""
    length = min(1 + int(rng.expovariate(0.5)), _LONGEST_INDEL)
    kind = rng.random()
    here = reference.fetch(chrom, start, start + 1 + length)
    if "N" in here or len(here) <= length:
        return None
    if kind >= SHARE_OF_INDELS:
        ref, alt = here[0], rng.choice([base for base in "ACGT" if base != here[0]])
    elif kind >= SHARE_OF_INDELS / 2:
        ref, alt = here[0], here[0] + "".join(rng.choices("ACGT", k=length))
    else:
        ref, alt = here, here[0]
    return BackgroundVariant(Place(chrom, start + 1, ref), alt, element_class)
