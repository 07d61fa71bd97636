"""What a pair of primers gives on a known sequence."""

from collections.abc import Iterator
from functools import lru_cache

from core.interpret.mrna import reverse_complement


def product_sizes(template: str, forward: str, reverse: str, longest: int) -> tuple[int, ...]:
    """Give the sizes of all products of two primers on one strand of a template, by size.

    Parameters
    ----------
    template
        5' to 3' in the sense of the forward primer.
    forward, reverse
        5' to 3'; both must agree with the template base by base.
    longest
        Products with more bases are left out.
    """
    ends = [place + len(reverse) for place in places(template, reverse_complement(reverse))]
    return tuple(
        sorted(
            end - start
            for start in places(template, forward)
            for end in ends
            if len(forward) + len(reverse) <= end - start <= longest
        )
    )


# Pairs that are compared share most of their primers.
@lru_cache(maxsize=512)
def binding_sites(
    template: str, primer: str, exact_end: int, max_mismatches: int
) -> tuple[tuple[int, str], ...]:
    """Give where a primer may bind: 0-based start on the template and strand it reads along.

    The last `exact_end` bases at its 3' end agree, and all in all at most `max_mismatches` differ.
    """
    turned = reverse_complement(primer)
    forward = [
        (end - len(primer) + exact_end, "+")
        for end in places(template, primer[-exact_end:])
        if _differing(template, end - len(primer) + exact_end, primer) <= max_mismatches
    ]
    backward = [
        (start, "-")
        for start in places(template, turned[:exact_end])
        if _differing(template, start, turned) <= max_mismatches
    ]
    return tuple(sorted(forward + backward))


def places(template: str, bases: str) -> Iterator[int]:
    """Yield every 0-based place where these bases stand, overlapping ones too."""
    at = template.find(bases)
    while at >= 0:
        yield at
        at = template.find(bases, at + 1)


def _differing(template: str, start: int, bases: str) -> int:
    """Count mismatches; bases beyond the template's ends count as such."""
    if start < 0 or start + len(bases) > len(template):
        return len(bases)
    return sum(
        one != other for one, other in zip(template[start : start + len(bases)], bases, strict=True)
    )
