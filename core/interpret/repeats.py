"""What the number of units of a repeat means at a known disease locus."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from core.domain.assembly import Assembly
from core.domain.interval import Interval, RepeatCount
from core.interpret.repeat_loci import (
    RepeatLocus,
    RepeatMeaning,
    RepeatRange,
    UnitMatch,
    match_unit,
)

_SLACK = 20
"""Bases by which callers place one tract differently."""

_FLAGGED = (RepeatMeaning.INTERMEDIATE, RepeatMeaning.REDUCED, RepeatMeaning.DISEASE)


@dataclass(frozen=True, slots=True)
class RepeatVerdict:
    """What one person's repeat means at one locus.

    Attributes
    ----------
    meaning
        Of the allele that weighs most, by its count.
    at_worst
        The same at the upper limit the caller gives; greater than `meaning` where the repeat
        "may be" longer.
    is_flagged
        It is to be shown first: above the normal range, or perhaps so.
    """

    locus: RepeatLocus
    meaning: RepeatMeaning
    at_worst: RepeatMeaning
    is_flagged: bool
    sentence: str


def locus_of(
    interval: Interval, loci: Iterable[RepeatLocus], assembly: Assembly
) -> RepeatLocus | None:
    """Give the disease locus a repeat lies at, None if it is none.

    The place decides, and the unit where the file names one: a neighbouring tract of another
    unit is another repeat.
    """
    if interval.repeat is None:
        return None
    for locus in loci:
        place = locus.place(assembly)
        if place is None or place.chrom != interval.chrom:
            continue
        slack = _SLACK if _speaks_of(interval.repeat.units, locus.units) else 0
        known = (*locus.units, *locus.other_units)
        near = interval.overlaps(place.start - slack, place.end + slack)
        if near and _speaks_of(interval.repeat.units, known):
            return locus
    return None


def judge_repeat(interval: Interval, locus: RepeatLocus, person: int) -> RepeatVerdict | None:
    """Judge one person's repeat; None where the file counts nothing for them.

    `person` is the 0-based place in the pedigree. Counts of another unit than the one known to
    cause the disease are told, not judged.
    """
    counts = interval.repeat.people[person] if interval.repeat is not None else ()
    return judge_counts(counts, locus)


def judge_counts(
    counts: Sequence[RepeatCount], locus: RepeatLocus, *, is_part: bool = False
) -> RepeatVerdict | None:
    """Judge the counts of one person's alleles; None without any.

    `is_part`: other records of the file count more alleles of this person at the same place.
    """
    if not counts:
        return None
    meant = _meant(counts, locus)
    if not meant:
        return _unjudged(counts, locus)
    first = max(meant, key=lambda one: _weight(one, locus))
    meaning = max((_meaning(locus, one.count) for one in meant), key=lambda one: one.order)
    at_worst = max((_meaning(locus, one.high) for one in meant), key=lambda one: one.order)
    is_outside = any(_is_gap(locus, one.count) for one in meant)
    flagged = meaning in _FLAGGED or at_worst in _FLAGGED or is_outside
    parts = _parts(meant, first, locus, is_part=is_part)
    return RepeatVerdict(
        locus, meaning, at_worst, flagged, " ".join(part for part in parts if part)
    )


def alleles_of(counts: Sequence[RepeatCount]) -> list[tuple[RepeatCount, ...]]:
    """Part the counts of one person by allele: a unit counted again begins the next one."""
    alleles: list[list[RepeatCount]] = []
    for one in counts:
        if not alleles or one.unit in {other.unit for other in alleles[-1]}:
            alleles.append([])
        alleles[-1].append(one)
    return [tuple(allele) for allele in alleles]


def _meant(counts: Sequence[RepeatCount], locus: RepeatLocus) -> list[RepeatCount]:
    """Of each allele the count that weighs most, among the units known to cause the disease."""
    found = []
    for allele in alleles_of(counts):
        same = [one for one in allele if _match(one.unit, locus.units) is UnitMatch.SAME]
        found += [max(same, key=lambda one: _weight(one, locus))] if same else []
    return found


def _speaks_of(units: Sequence[str], known: Sequence[str]) -> bool:
    return not units or any(_match(unit, known) is not UnitMatch.OTHER for unit in units)


def _match(counted: str, units: Sequence[str]) -> UnitMatch:
    if not counted:
        return UnitMatch.SAME
    found = {match_unit(counted, unit) for unit in units}
    return next(one for one in UnitMatch if one in found)


def _meaning(locus: RepeatLocus, count: float) -> RepeatMeaning:
    found = locus.range_of(count)
    return RepeatMeaning.UNKNOWN if found is None else found.meaning


def _weight(one: RepeatCount, locus: RepeatLocus) -> tuple[int, int, float]:
    """What an allele may mean comes before what its count means."""
    count, high = _meaning(locus, one.count).order, _meaning(locus, one.high).order
    return max(count, high), count, one.count


def _is_gap(locus: RepeatLocus, count: float) -> bool:
    """Above a published normal range, and in no other one."""
    has_normal = locus.ranges[0].meaning is RepeatMeaning.NORMAL
    return has_normal and locus.range_of(count) is None


def _parts(
    counts: Sequence[RepeatCount], first: RepeatCount, locus: RepeatLocus, *, is_part: bool
) -> tuple[str, ...]:
    head = f"{locus.gene}: {_told(counts, locus)}."
    is_normal = _meaning(locus, max(one.high for one in counts)) is RepeatMeaning.NORMAL
    caution = "" if is_normal else locus.caution
    return head, _judgement(first, locus, counts), _both(counts, locus, is_part=is_part), caution


def _told(counts: Sequence[RepeatCount], locus: RepeatLocus) -> str:
    """Give the counts with their unit, as the clinic calls it where it is that one."""
    rising = sorted(counts, key=lambda one: one.count)
    names = [_unit_name(one, locus) for one in rising]
    if len({*names}) > 1:
        pairs = zip(rising, names, strict=True)
        return _joined([f"{_counted(one)} {name}" for one, name in pairs]) + " units"
    told = _joined([_counted(one) for one in rising])
    return f"{told} {names[0]} {'unit' if told == '1' else 'units'}"


def _unit_name(one: RepeatCount, locus: RepeatLocus) -> str:
    is_usual = not one.unit or match_unit(one.unit, locus.units[0]) is UnitMatch.SAME
    return locus.unit if is_usual else one.unit


def _judgement(first: RepeatCount, locus: RepeatLocus, counts: Sequence[RepeatCount]) -> str:
    subject = "This allele"
    if len(counts) > 1:
        is_longest = first.count == max(one.count for one in counts)
        subject = "The longer allele" if is_longest else f"The allele of {_number(first.count)}"
    found = locus.range_of(first.count)
    reached = [locus.range_of(first.low), found, locus.range_of(first.high)]
    if len({one.label if one else "" for one in reached}) > 1:
        worst = max(reached, key=lambda one: one.meaning.order if one else 1)
        limits = f"{_number(first.low)} to {_number(first.high)}"
        if first.high == inf:
            limits = f"{_number(first.low)} or more"
        return f"{subject} may be {_range(worst, locus)}: the caller says {limits}."
    if len(counts) > 1 and found is not None and found.meaning is RepeatMeaning.NORMAL:
        return f"Both are normal ({found.limits})."
    return f"{subject} is {_range(found, locus)}."


def _range(found: RepeatRange | None, locus: RepeatLocus) -> str:
    if found is None:
        has_normal = locus.ranges[0].meaning is RepeatMeaning.NORMAL
        where = "in no published range" if has_normal else "below the range of the disease"
        return f"{where} (disease: from {locus.first_disease.at_least})"
    if found.meaning is RepeatMeaning.NORMAL:
        return f"normal ({found.limits})"
    if found.meaning is RepeatMeaning.INTERMEDIATE:
        return f"in the range \u201c{found.label}\u201d ({found.limits}) of {locus.disease}"
    return f"in the range of {locus.disease} ({found.label}: {found.limits})"


def _both(counts: Sequence[RepeatCount], locus: RepeatLocus, *, is_part: bool) -> str:
    """How many alleles reach a disease that takes two."""
    if locus.inheritance != "AR":
        return ""
    n = sum(_meaning(locus, one.count) is RepeatMeaning.DISEASE for one in counts)
    if not n:
        return ""
    if n > 1:
        return "Both alleles are, as this recessive disease takes."
    if is_part or len(counts) == 1:
        return "This disease is recessive: look at the other allele, which is not counted here."
    return "This disease is recessive: one such allele alone does not cause it."


def _unjudged(counts: Sequence[RepeatCount], locus: RepeatLocus) -> RepeatVerdict:
    """The caller counted other units, or more than the one that causes the disease."""
    longest = max(counts, key=lambda one: one.high)
    is_wider = _match(longest.unit, locus.units) is UnitMatch.WIDER
    is_long = longest.high >= locus.first_disease.at_least
    told = _joined([_counted(one) for one in sorted(counts, key=lambda one: one.count)])
    units = _joined(sorted({one.unit for one in counts}))
    why = (
        f"This takes in more than the unit {locus.unit} known to cause {locus.disease}: "
        "which one is there has to be looked at."
        if is_wider
        else f"{locus.disease} comes from the unit {locus.unit}: these say nothing about it."
    )
    sentence = f"{locus.gene}: {told} units of {units}. {why[0].upper()}{why[1:]}"
    unknown = RepeatMeaning.UNKNOWN
    return RepeatVerdict(locus, unknown, unknown, is_wider and is_long, sentence)


def _counted(one: RepeatCount) -> str:
    if one.high == inf:
        return f"{_number(one.low)} or more"
    if one.low == one.high:
        return _number(one.count)
    return f"{_number(one.count)} ({_number(one.low)} to {_number(one.high)})"


def _number(value: float) -> str:
    return f"{value:g}"


def _joined(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
