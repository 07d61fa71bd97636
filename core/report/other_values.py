"""Frozen values of a report on records that are no small variants."""

from dataclasses import dataclass

from core.domain.interval import Interval
from core.others import JudgedRepeat


@dataclass(frozen=True, slots=True)
class OtherLine:
    """One interval in words; `call` is the patient's, `relatives` those of the others."""

    kind: str
    place: str
    size: str
    call: str
    relatives: str
    remark: str


@dataclass(frozen=True, slots=True)
class OtherReport:
    """Records that are no small variants.

    Attributes
    ----------
    counts
        How many of each kind the case holds, in words.
    n_problems
        Alleles that could not be placed.
    flagged
        Repeats above the normal range, or perhaps so; those to be looked at first.
    judged
        What was found at known disease loci, and which repeats were not judged; empty without any.
    genes
        Genes of the candidates reported.
    lines, intervals
        What the patient may carry in these genes; `n_more` are in `intervals` only.
    people
        Names in the order of the pedigree.
    has_coverage
        The file tells where it was looked without finding a variant.
    """

    counts: tuple[str, ...] = ()
    n_problems: int = 0
    flagged: tuple[JudgedRepeat, ...] = ()
    judged: str = ""
    genes: tuple[str, ...] = ()
    lines: tuple[OtherLine, ...] = ()
    n_more: int = 0
    intervals: tuple[Interval, ...] = ()
    people: tuple[str, ...] = ()
    has_coverage: bool = False


NO_OTHERS = OtherReport()
