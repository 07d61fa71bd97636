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
from core.interpret.zones import gene_zones, load_zone_rules
from core.pipeline.annotation import Place
from core.sources.reference import Reference

PER_CLASS = 2_500
SHARE_OF_INDELS = 0.2
_LONGEST_INDEL = 12
_DEEP = 60
"""Bases of an intron beside its exons that are left out: splicing acts there."""

CLASSES = (ElementClass.PROMOTER, ElementClass.UTR5, ElementClass.UTR3, ElementClass.INTRON)


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


def draw(
    transcripts: Sequence[Transcript],
    reference: Reference,
    per_class: int,
    seed: int,
    classes: Sequence[ElementClass] = CLASSES,
) -> Iterator[BackgroundVariant]:
    """Draw changes, as many of each class, where the reference is known.

    Each place of a class is equally likely; transcripts are MANE Select where there are any. What lies
    in a promoter is of no other class. The same seed, transcripts and reference give the same changes.
    """
    rng = random.Random(seed)
    select = [one for one in transcripts if one.mane is Mane.SELECT] or list(transcripts)
    promoters = gene_zones(Zone.PROMOTER, select, load_zone_rules())
    for element_class in classes:
        named = sorted({span for one in select for span in _spans(one, element_class)})
        spans = [span for span in named if _is_known(span, reference)]
        reach = list(accumulate(end - start for _, start, end in spans))
        left, tries = per_class, 0
        while spans and left and tries < 100 * per_class:
            tries += 1
            ((chrom, start, end),) = rng.choices(spans, cum_weights=reach)
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


def _spans(one: Transcript, element_class: ElementClass) -> Iterator[tuple[str, int, int]]:
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
