"""What a case holds besides small variants, as people and programs are told of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from core.domain.counting import counted, verb
from core.domain.interval import Interval, IntervalKind, RepeatCount
from core.interpret.deletions import Deletion, deletions_of, spelled_deletion
from core.interpret.inheritance_rules import load_segregation_rules
from core.interpret.interval_words import place_words
from core.interpret.repeat_loci import RepeatLocus, RepeatMeaning, load_repeat_loci
from core.interpret.repeats import RepeatVerdict, alleles_of, judge_counts, locus_of
from core.own_rules import ranking_rules
from core.store.case_store import CaseStore

MAX_REPEATS = 10_000
"""Repeats of a case that are judged; catalogues of disease loci hold some dozens."""

MAX_NAMES = 60
"""Repeats not judged that are told by name; more are counted."""

_MAX_LOSSES = 100_000
_PLOIDY = 2
_MOST_COVERED = 1_000
"""Bases whose coverage is looked up."""
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
class _Counted:
    """What one record counts for one person; `counts` is never empty."""

    interval: Interval
    locus: RepeatLocus
    counts: tuple[RepeatCount, ...]


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
    unjudged
        Names of the places whose repeats are counted, but for which no limits are known here.
    """

    counts: dict[IntervalKind, int]
    n_problems: int
    repeats: tuple[JudgedRepeat, ...]
    has_coverage: bool
    unjudged: tuple[str, ...] = ()

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
        unjudged_loci(store),
    )


def judged_repeats(store: CaseStore) -> tuple[JudgedRepeat, ...]:
    """Give every person's repeat at a known disease locus, one for each locus and person.

    Where a file splits alleles into records, those of one person are judged together; where it
    does not say which belong together, the record that weighs most is the one told.
    """
    info = store.info()
    repeats = store.intervals(MAX_REPEATS, kinds=(IntervalKind.REPEAT,))
    loci = load_repeat_loci().loci if repeats else ()
    found: dict[tuple[str, int], list[_Counted]] = defaultdict(list)
    for interval in repeats:
        locus = locus_of(interval, loci, info.proof.assembly)
        for person, counts in enumerate(interval.repeat.people if interval.repeat else ()):
            if locus is not None and counts:
                found[locus.gene, person].append(_Counted(interval, locus, counts))
    names = [person.name for person in info.pedigree.individuals]
    judged = [_judged(records, person, names[person]) for (_, person), records in found.items()]
    patient = info.pedigree.index(info.pedigree.proband)
    return tuple(sorted(filter(None, judged), key=lambda one: _order(one, patient)))


def unjudged_loci(store: CaseStore) -> tuple[str, ...]:
    """Name the places whose repeats are counted in the file and judged by nobody here."""
    assembly = store.info().proof.assembly
    repeats = store.intervals(MAX_REPEATS, kinds=(IntervalKind.REPEAT,))
    loci = load_repeat_loci().loci if repeats else ()
    names = [
        one.repeat.locus or place_words(one)
        for one in repeats
        if one.repeat is not None and locus_of(one, loci, assembly) is None
    ]
    return tuple(dict.fromkeys(names))


def unjudged_words(names: Sequence[str]) -> str:
    """Say which repeats were counted and not judged, empty for none."""
    if not names:
        return ""
    n = len(names)
    more = f" and {n - MAX_NAMES:,} more" if n > MAX_NAMES else ""
    told = f"{', '.join(names[:MAX_NAMES])}{more}"
    return f"{counted(n, 'repeat')} not judged, as no limits are known here: {told}."


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
    """Give the deletions that somebody of the case carries, symbolic ones first."""
    info = store.info()
    losses = store.intervals(_MAX_LOSSES, kinds=_LOSSES)
    long_from = int(load_segregation_rules().compound.min_deletion_bases.value)
    spelled = (
        spelled_deletion(one.variant, one.genotypes)
        for one in store.variants(store.shorter_by(long_from))
        if any(call.is_carrier for call in one.genotypes)
    )
    return (*deletions_of(losses, info.pedigree, info.proof.assembly), *spelled)


def genes_over(store: CaseStore, one: Interval) -> tuple[str, ...]:
    """Give the genes an interval overlaps, in the order of their names."""
    found = store.transcripts_overlapping(one.chrom, one.start, one.end)
    return tuple(sorted({transcript.gene_symbol for transcript in found}))


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


def coverage_words(store: CaseStore, chrom: str, pos: int, n_bases: int) -> str:
    """Tell whether the patient was looked at over `n_bases` from `pos` on (1-based)."""
    pedigree = store.info().pedigree
    patient = pedigree.index(pedigree.proband)
    last = pos + min(n_bases, _MOST_COVERED) - 1
    if called := _called_between(store, patient, chrom, pos, last):
        return f"not called; the patient's call there is of another allele: {called}"
    if not store.has_coverage():
        return "not called; whether the place was covered is not known (no gVCF)"
    found = [store.coverage_at(patient, chrom, place) for place in range(pos, last + 1)]
    blocks = [one for one in found if one is not None]
    if len(blocks) < len(found):
        return "not called and not covered: no reference block tells that the patient was looked at"
    depths = [depth for depth, _ in blocks if depth is not None]
    if len(depths) < len(blocks):
        return "not called; covered at a depth that the file does not tell"
    return f"not called; {_covered(min(depths), [one for _, one in blocks if one is not None])}"


def _called_between(store: CaseStore, patient: int, chrom: str, first: int, last: int) -> str:
    """Name the alleles the patient carries on these bases, empty for none."""
    near = store.variants_between(chrom, first - _MOST_COVERED, last)
    return ", ".join(
        f"{one.variant.spelled} ({one.genotypes[patient].words})"
        for one in near
        if one.variant.pos + len(one.variant.ref) > first and one.genotypes[patient].alt_copies
    )


def _covered(depth: int, qualities: Sequence[int]) -> str:
    limits = ranking_rules().quality
    told = f"covered at {depth}x or more"
    if qualities:
        told += f", genotype quality {min(qualities)} or more"
    is_weak = depth < limits.min_depth.value or (
        bool(qualities) and min(qualities) < limits.min_quality.value
    )
    return f"{told}: too little to rule the variant out" if is_weak else told


def _judged(records: Sequence[_Counted], person: int, name: str) -> JudgedRepeat | None:
    """Judge what all records of one locus count for one person."""
    distinct = list({one.counts: one for one in records}.values())
    alleles = [one.counts for one in records if len(alleles_of(one.counts)) == 1]
    if len(records) == len(alleles) == _PLOIDY:
        both = tuple(count for counts in alleles for count in counts)
        distinct = [_Counted(records[0].interval, records[0].locus, both)]
    judged = [
        (_weight(verdict, one.counts), JudgedRepeat(one.interval, person, name, verdict))
        for one in distinct
        if (verdict := judge_counts(one.counts, one.locus, is_part=len(distinct) > 1)) is not None
    ]
    return max(judged, key=itemgetter(0))[1] if judged else None


def _weight(
    verdict: RepeatVerdict, counts: tuple[RepeatCount, ...]
) -> tuple[bool, int, int, float]:
    longest = max(one.count for one in counts)
    return verdict.is_flagged, verdict.at_worst.order, verdict.meaning.order, longest


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
