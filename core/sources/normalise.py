"""One spelling per allele: trimmed and left-aligned (Tan, Abecasis and Kang 2015)."""

from core.sources.reference import Reference

_STEP = 100


def normalise(
    chrom: str, pos: int, ref: str, alt: str, reference: Reference
) -> tuple[int, str, str]:
    """Give position, REF and ALT of the shortest, leftmost spelling.

    Nothing moves through bases the reference does not know (N) or past the start of the contig;
    there an insertion or deletion is anchored by the base on its right.

    Parameters
    ----------
    pos
        1-based.
    ref, alt
        Upper case, at least one base each, not equal.
    """
    if ref == alt or (len(ref) == 1 and len(alt) == 1):
        return pos, ref, alt
    shared = _n_shared(ref[::-1], alt[::-1])
    if shared:
        after = ref[len(ref) - shared]
        ref, alt = ref[: len(ref) - shared], alt[: len(alt) - shared]
        if not ref or not alt:
            pos, ref, alt = _roll_left(chrom, pos, ref or alt, after, reference, is_gain=not ref)
    shared = min(_n_shared(ref, alt), len(ref) - 1, len(alt) - 1)
    return pos + shared, ref[shared:], alt[shared:]


def _n_shared(one: str, other: str) -> int:
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return place
    return min(len(one), len(other))


def _roll_left(
    chrom: str, pos: int, bases: str, after: str, reference: Reference, *, is_gain: bool
) -> tuple[int, str, str]:
    """Move inserted or deleted bases left and give them an anchor; `after` is the next base."""
    before = ""
    turns = 0
    size = len(bases)
    while True:
        if not before:
            before = reference.fetch(chrom, max(0, pos - 1 - _STEP), pos - 1)
        if not before or before[-1] == "N" or before[-1] != bases[(size - 1 - turns) % size]:
            break
        before = before[:-1]
        pos -= 1
        turns += 1
    cut = -turns % size
    rolled = bases[cut:] + bases[:cut]
    if turns:
        after = _following(chrom, pos, rolled, reference, is_gain=is_gain)
    if before and before[-1] != "N":
        pos, long, short = pos - 1, before[-1] + rolled, before[-1]
    else:
        long, short = rolled + after, after
    return (pos, short, long) if is_gain else (pos, long, short)


def _following(chrom: str, pos: int, rolled: str, reference: Reference, *, is_gain: bool) -> str:
    """Base after the moved stretch; it was moved over, so the reference knows it."""
    place = pos - 1 if is_gain else pos - 1 + len(rolled)
    return reference.fetch(chrom, place, place + 1)
