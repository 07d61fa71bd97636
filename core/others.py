"""What a case holds besides small variants, as people and programs are told of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.domain.counting import counted, verb
from core.domain.interval import Interval, IntervalKind
from core.domain.sample import Pedigree
from core.interpret.deletions import Deletion, deletions_of
from core.interpret.repeat_loci import RepeatLocus, RepeatMeaning, load_repeat_loci
from core.interpret.repeats import RepeatVerdict, judge_repeat, locus_of
from core.store.case_store import CaseStore

MAX_REPEATS = 10_000
"""Repeats of a case that are judged; catalogues of disease loci hold some dozens."""

_MAX_LOSSES = 100_000
_LOSSES = (IntervalKind.DELETION, IntervalKind.COPY_NUMBER)


@dataclass(frozen=True, slots=True)
class JudgedRepeat:
    """One person's repeat at a known disease locus; `person` is the 0-based place in the pedigree."""

    interval: Interval
    person: int
    name: str
    verdict: RepeatVerdict

    @property
    def sentence(self) -> str:
        """The verdict with the person's name."""
        return f"{self.name}, {self.verdict.sentence}"


@dataclass(frozen=True, slots=True)
class OtherOverview:
    """What there is.

    Attributes
    ----------
    counts
        Intervals of each kind there is.
    n_problems
        Alleles that could not be placed.
    repeats
        All that were judged: those to be looked at first, the patient before relatives.
    has_coverage
        The files had reference blocks (gVCF).
    """

    counts: dict[IntervalKind, int]
    n_problems: int
    repeats: tuple[JudgedRepeat, ...]
    has_coverage: bool

    @property
    def n_intervals(self) -> int:
        """Count all kinds."""
        return sum(self.counts.values())

    @property
    def flagged(self) -> tuple[JudgedRepeat, ...]:
        """Repeats above the normal range, or perhaps so."""
        return tuple(one for one in self.repeats if one.verdict.is_flagged)


def overview(store: CaseStore) -> OtherOverview:
    """Give what the case holds besides small variants, its repeats judged."""
    return OtherOverview(
        store.interval_counts(),
        store.n_interval_problems(),
        judged_repeats(store),
        store.has_coverage(),
    )


def judged_repeats(store: CaseStore) -> tuple[JudgedRepeat, ...]:
    """Give every person's repeat at a known disease locus, one for each locus and person.

    Where a file splits alleles into records, the record that weighs most is the one told.
    """
    info = store.info()
    repeats = store.intervals(MAX_REPEATS, kinds=(IntervalKind.REPEAT,))
    loci = load_repeat_loci().loci if repeats else ()
    assembly = info.proof.assembly
    found: dict[tuple[str, int], JudgedRepeat] = {}
    for interval in repeats:
        locus = locus_of(interval, loci, assembly)
        for one in _judged(interval, locus, info.pedigree):
            key = (one.verdict.locus.gene, one.person)
            if key not in found or _weight(one) > _weight(found[key]):
                found[key] = one
    patient = info.pedigree.index(info.pedigree.proband)
    return tuple(sorted(found.values(), key=lambda one: _order(one, patient)))


def repeat_warnings(store: CaseStore) -> tuple[str, ...]:
    """Say that repeats are to be looked at, and of which genes; () where none is."""
    flagged = [one for one in judged_repeats(store) if one.verdict.is_flagged]
    if not flagged:
        return ()
    genes = ", ".join(dict.fromkeys(one.verdict.locus.gene for one in flagged))
    n = len(flagged)
    loci = verb(n, "a known disease locus", "known disease loci")
    told = f"{counted(n, 'repeat')} at {loci} {verb(n, 'is', 'are')} to be looked at ({genes})"
    return (f"{told}: see Other records.",)


def deletions(store: CaseStore) -> tuple[Deletion, ...]:
    """Give the deletions that somebody of the case carries."""
    info = store.info()
    losses = store.intervals(_MAX_LOSSES, kinds=_LOSSES)
    return deletions_of(losses, info.pedigree, info.proof.assembly)


def carried_in_genes(store: CaseStore, symbols: Iterable[str]) -> tuple[Interval, ...]:
    """Give the intervals in these genes that the patient may carry, by gene and place.

    Repeats are left out: they are judged at their loci.
    """
    pedigree = store.info().pedigree
    patient = pedigree.index(pedigree.proband)
    found: dict[tuple[int, int], Interval] = {}
    for symbol in dict.fromkeys(symbols):
        for chrom, start, end in _places(store, symbol):
            for one in store.intervals_overlapping(chrom, start, end):
                if one.kind is not IntervalKind.REPEAT and one.may_be_carried_by(patient):
                    found.setdefault((one.record_number, one.allele_index), one)
    return tuple(found.values())


def _judged(
    interval: Interval, locus: RepeatLocus | None, pedigree: Pedigree
) -> Iterator[JudgedRepeat]:
    if locus is None or interval.repeat is None:
        return
    for person in range(len(interval.repeat.people)):
        verdict = judge_repeat(interval, locus, person)
        if verdict is not None:
            name = pedigree.individuals[person].name
            yield JudgedRepeat(interval, person, name, verdict)


def _weight(one: JudgedRepeat) -> tuple[bool, int, int]:
    verdict = one.verdict
    return verdict.is_flagged, verdict.at_worst.order, verdict.meaning.order


def _order(one: JudgedRepeat, patient: int) -> tuple[bool, bool, int, str, int]:
    verdict = one.verdict
    worst = max(verdict.meaning, verdict.at_worst, key=lambda meaning: meaning.order)
    return (
        not verdict.is_flagged,
        one.person != patient,
        RepeatMeaning.DISEASE.order - worst.order,
        verdict.locus.gene,
        one.person,
    )


def _places(store: CaseStore, symbol: str) -> Iterator[tuple[str, int, int]]:
    """One stretch for each contig the gene lies on."""
    spans: dict[str, tuple[int, int]] = {}
    for transcript in store.genes_named(symbol):
        start, end = spans.get(transcript.chrom, (transcript.start, transcript.end))
        spans[transcript.chrom] = min(start, transcript.start), max(end, transcript.end)
    for chrom, (start, end) in spans.items():
        yield chrom, start, end
