"""What a page of records held besides small variants."""

from dataclasses import dataclass

from core.domain.coverage import CoverageBlocks
from core.domain.interval import Interval, IntervalProblem


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


NO_OTHERS = OtherRecords()
"""Small variants only."""
