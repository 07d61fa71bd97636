"""What a page of records held besides small variants."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from core.domain.coverage import CoverageBlocks
from core.domain.interval import Interval, IntervalProblem
from core.domain.sample import NO_RECORD

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class PersonCoverage:
    """Where one person was looked at on one contig; `person` is the 0-based place in the pedigree."""

    person: int
    chrom: str
    blocks: CoverageBlocks


@dataclass(frozen=True, slots=True)
class OtherRecords:
    """Intervals, alleles that could not be placed, and coverage."""

    intervals: tuple[Interval, ...] = ()
    problems: tuple[IntervalProblem, ...] = ()
    coverage: tuple[PersonCoverage, ...] = ()

    def of_people(self, people: Sequence[int], n_people: int) -> "OtherRecords":
        """Give the same for a larger family: the people of these records are those at `people`."""
        intervals = tuple(_of_people(one, people, n_people) for one in self.intervals)
        coverage = tuple(replace(one, person=people[one.person]) for one in self.coverage)
        return OtherRecords(intervals, self.problems, coverage)


def _of_people(interval: Interval, people: Sequence[int], n_people: int) -> Interval:
    repeat = interval.repeat
    if repeat is not None:
        repeat = replace(repeat, people=_spread(repeat.people, people, n_people, ()))
    return replace(
        interval,
        genotypes=_spread(interval.genotypes, people, n_people, NO_RECORD),
        copy_numbers=_spread(interval.copy_numbers, people, n_people, None),
        repeat=repeat,
    )


def _spread(
    values: Sequence[_Value], people: Sequence[int], n_people: int, nothing: _Value
) -> tuple[_Value, ...]:
    """Put values of some people at their places; none stay none."""
    known = dict(zip(people, values, strict=True)) if values else {}
    return tuple(known.get(person, nothing) for person in range(n_people)) if values else ()


NO_OTHERS = OtherRecords()
"""Small variants only."""
