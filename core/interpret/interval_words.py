"""Intervals in plain words."""

from core.domain.interval import Interval, IntervalKind, Mate, RepeatCount
from core.domain.sample import Zygosity
from core.interpret.deletions import size_in_words

UNKNOWN = "\u2013"
"""Stands for what is not known; never 0."""

_CALLS = {
    Zygosity.REFERENCE: "not carried",
    Zygosity.HETEROZYGOUS: "heterozygous",
    Zygosity.HOMOZYGOUS: "homozygous",
    Zygosity.HEMIZYGOUS: "hemizygous",
    Zygosity.UNKNOWN: "no call",
}


def kind_words(interval: Interval) -> str:
    """Give the kind, with the family of a mobile element: `mobile element (ALU)`.

    A repeat is told with its own allele where the file names one: one place may have several.
    """
    words = interval.kind.word
    if interval.repeat is not None and interval.alt.startswith("<"):
        return f"{words} {interval.alt}"
    return f"{words} ({interval.family})" if interval.family else words


def place_words(interval: Interval) -> str:
    """Give the place, 1-based as people read it; a breakend with the place it is joined to."""
    if interval.start == interval.end:
        return f"{interval.chrom}:{interval.start:,}/{interval.start + 1:,}"
    if interval.kind is IntervalKind.BREAKEND:
        here = f"{interval.chrom}:{interval.end:,}"
        return here if interval.mate is None else f"{here} to {_mate(interval.mate)}"
    return f"{interval.chrom}:{interval.start + 1:,}-{interval.end:,}"


def size_words(interval: Interval) -> str:
    """Give the size, a dash where it is unknown."""
    return UNKNOWN if interval.size is None else size_in_words(interval.size)


def call_words(interval: Interval, person: int) -> str:
    """Say what one person has: units of a repeat, copies, or the genotype.

    `person` is the 0-based place in the pedigree.
    """
    if interval.repeat is not None:
        counts = interval.repeat.people[person : person + 1]
        return ", ".join(_count(one) for one in counts[0]) if counts and counts[0] else "no call"
    copies = interval.copy_numbers[person : person + 1]
    told = "" if not copies or copies[0] is None else _copies(copies[0])
    called = interval.genotypes[person : person + 1]
    call = _CALLS[called[0].zygosity] if called and called[0].ploidy else ""
    return ", ".join(part for part in (call, told) if part) or UNKNOWN


def remark_words(interval: Interval) -> str:
    """Give filters and notes."""
    filters = f"FILTER {', '.join(interval.filters)}" if interval.filters else ""
    return " ".join(part for part in (f"{filters}." if filters else "", *interval.notes) if part)


def _mate(mate: Mate) -> str:
    place = mate.chrom if mate.pos is None else f"{mate.chrom}:{mate.pos:,}"
    return f"{place} (turned round)" if mate.is_reversed else place


def _copies(copies: float) -> str:
    return f"{copies:g} {'copy' if copies == 1 else 'copies'}"


def _count(one: RepeatCount) -> str:
    if one.high == float("inf"):
        return f"{one.low:g} or more {one.unit}".strip()
    limits = "" if one.low == one.high else f" ({one.low:g} to {one.high:g})"
    return f"{one.count:g}{limits} {one.unit}".strip()
