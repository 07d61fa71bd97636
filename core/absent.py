"""Why an allele that is asked for is not in a case: set aside with its reason, or in no record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from core import review
from core.domain.assembly import CONTIGS, canonical_chrom
from core.domain.ledger import RecordSetAside
from core.domain.trace import Outcome, Trace, TraceStep
from core.domain.variant import Variant
from core.others import coverage_words
from core.store.case_store import CaseStore

_Row = TypeVar("_Row")
_PAGE = 50_000


@dataclass(frozen=True, slots=True)
class SpelledAllele:
    """One ALT as a record spells it; `alt` need not be bases; its case does not matter."""

    chrom: str
    pos: int
    ref: str
    alt: str

    @classmethod
    def of(cls, variant: Variant) -> "SpelledAllele":
        """Give the allele of a variant."""
        return cls(variant.chrom, variant.pos, variant.ref, variant.alt)

    @property
    def spelled(self) -> str:
        """The allele as `chrom-pos-ref-alt`."""
        return f"{self.chrom}-{self.pos}-{self.ref}-{self.alt}"

    def is_in(self, line: bytes) -> bool:
        """Tell whether a line of a variant file has the allele."""
        fields = line.decode("utf-8", "replace").split("\t", 5)
        if len(fields) < 5 or fields[1] != str(self.pos):
            return False
        is_place = canonical_chrom(fields[0]) == self.chrom and fields[3].upper() == self.ref
        return is_place and self.alt.upper() in fields[4].upper().split(",")


def absent(store: CaseStore, variant: Variant) -> Trace:
    """Say why a variant that was not found is not in the case, as far as that can be told."""
    told = set_aside(store, SpelledAllele.of(variant))
    if told is not None:
        return told
    if review.may_be_spelled_otherwise(store.info(), variant):
        why = (
            "not found as spelled here; another spelling of the allele cannot be looked up "
            "because the reference the case was made with is not at hand"
        )
        step = TraceStep("in the variant file", Outcome.TOLD, f"unknown: {why}")
        return Trace(variant.spelled, (step,), f"{variant.spelled} may be in the case: {why}.")
    return not_there(store, SpelledAllele.of(variant))


def not_there(store: CaseStore, allele: SpelledAllele) -> Trace:
    """Say that no record has the allele, and whether the patient was read there at all."""
    why = "no record of the variant file has this allele"
    if allele.chrom not in CONTIGS and allele.chrom not in store.columns().contig_names:
        why = (
            f"there is no chromosome {allele.chrom.removeprefix('chr')}, in the genome or the file"
        )
    covered = coverage_words(store, allele.chrom, allele.pos, len(allele.ref))
    steps = (
        TraceStep("in the variant file", Outcome.FAILED, why),
        TraceStep("coverage of the patient", Outcome.TOLD, covered),
    )
    spelled = allele.spelled
    return Trace(spelled, steps, f"{spelled} is not in the case: {why}; {covered}.")


def set_aside(store: CaseStore, allele: SpelledAllele) -> Trace | None:
    """Tell of an allele that was set aside, alone or with its record; reads the lines once."""
    reasons = _records_set_aside(store, allele) | _alleles_set_aside(store, allele)
    if not reasons:
        return None
    for number, line in enumerate(store.original_lines(), start=1):
        if number in reasons and allele.is_in(line):
            why = reasons[number]
            step = TraceStep("in the variant file", Outcome.FAILED, why)
            return Trace(allele.spelled, (step,), f"{allele.spelled} is not in the list: {why}")
    return None


def _records_set_aside(store: CaseStore, allele: SpelledAllele) -> dict[int, str]:
    """Why, by the number of each record that might hold the allele."""
    name = store.info().record_name
    return {
        one.record_number: f"{name(one.record_number)} was set aside: {one.reason}. {one.detail}"
        for one in _pages(store.records_set_aside)
        if (one.reason is RecordSetAside.NO_ALTERNATE) == (allele.alt == ".")
    }


def _alleles_set_aside(store: CaseStore, allele: SpelledAllele) -> dict[int, str]:
    """Why, by the number of each record that has an ALT of that spelling set aside."""
    name = store.info().record_name
    return {
        one.record_number: (
            f"allele {one.allele_index} of {name(one.record_number)} was set aside: "
            f"{one.reason}. {one.reason.sentence}"
        )
        for one in _pages(store.alleles_set_aside)
        if one.alt.upper() == allele.alt.upper()
    }


def _pages(read: Callable[[int, int], tuple[_Row, ...]]) -> Iterator[_Row]:
    offset = 0
    while page := read(_PAGE, offset):
        offset += len(page)
        yield from page
