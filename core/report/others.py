"""What the report says about records that are no small variants."""

from collections.abc import Iterable

from core.domain.counting import counted
from core.domain.interval import Interval
from core.domain.sample import Pedigree
from core.interpret.interval_words import (
    call_words,
    kind_words,
    place_words,
    remark_words,
    size_words,
)
from core.others import OtherOverview, carried_in_genes, overview, unjudged_words
from core.report.other_values import OtherLine, OtherReport
from core.store.case_store import CaseStore

MAX_LINES = 200
"""Intervals told one by one; more are counted."""

CONFIRM = (
    "A length read from sequencing is an estimate. Confirm it with a method made for this repeat "
    "before anything follows from it."
)


def other_report(store: CaseStore, symbols: Iterable[str]) -> OtherReport:
    """Give flagged repeats, and the intervals in these genes that the patient may carry."""
    found, pedigree = overview(store), store.info().pedigree
    genes = [symbol for symbol in dict.fromkeys(symbols) if symbol]
    carried = carried_in_genes(store, genes)
    told = carried[:MAX_LINES]
    people = tuple(person.name for person in pedigree.individuals)
    counts = [counted(number, kind.word) for kind, number in sorted(found.counts.items())]
    return OtherReport(
        counts=tuple(counts),
        n_problems=found.n_problems,
        flagged=found.flagged,
        judged=_judged(found),
        genes=tuple(genes),
        lines=tuple(_line(one, pedigree) for one in told),
        n_more=len(carried) - len(told),
        intervals=carried,
        people=people,
        has_coverage=found.has_coverage,
    )


def _judged(found: OtherOverview) -> str:
    not_judged = unjudged_words(found.unjudged)
    if not found.repeats:
        return not_judged
    loci = {one.verdict.locus.gene for one in found.repeats}
    n_flagged = len(found.flagged)
    flagged = "none is above the normal range" if not n_flagged else f"{n_flagged} to be looked at"
    told = f"Repeats were counted at {counted(len(loci), 'known disease locus', 'known disease loci')}: {flagged}."
    return f"{told} {not_judged}".rstrip()


def _line(interval: Interval, pedigree: Pedigree) -> OtherLine:
    patient = pedigree.index(pedigree.proband)
    relatives = [
        f"{person.name}: {call_words(interval, place)}"
        for place, person in enumerate(pedigree.individuals)
        if place != patient
    ]
    return OtherLine(
        kind_words(interval),
        place_words(interval),
        size_words(interval),
        call_words(interval, patient),
        "; ".join(relatives),
        remark_words(interval),
    )
