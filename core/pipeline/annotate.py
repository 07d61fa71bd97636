"""Job: every variant of a case looked up in the installed files on alleles.

Population frequencies become the filter column that gates look at; ClinVar marks what no gate of
frequency may leave out. What each source says in words is looked up later, for the variants that
are listed or opened (`core.pipeline.local_sources`).
"""

from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import numpy as np

from core.domain.case import REGION_LIST, CaseInfo, SourceFile
from core.domain.counting import counted
from core.domain.in_house import KIND as IN_HOUSE
from core.domain.known_allele import ClinVarMark, KnownAllele, KnownKind, WantedAllele
from core.domain.local_value import LocalSource
from core.domain.variant import Variant
from core.errors import InputFileError, ProblemError, UsageError
from core.interpret.sex_chromosomes import Inheritance, inheritance_of
from core.job import Progress
from core.pipeline.gating import gate_anew
from core.pipeline.in_house import counts_file, look_up_in_house
from core.pipeline.local_sources import look_up_in_case
from core.pipeline.opened import open_case, open_reference
from core.pipeline.rank import Ranker
from core.pipeline.region_lists import is_taken_in, take_region_lists
from core.pipeline.regulated import look_again
from core.sources.known_vcf import KnownVcf
from core.sources.local_sources import open_source
from core.sources.registry import registered
from core.store.case_store import CaseStore
from core.store.known_alleles import KnownColumns

NO_FREQUENCY = (
    "No population frequency in this file: frequencies are unknown, and no variant is "
    "left out for being common."
)
_OURS = "Annotation: "
_NO_CLINVAR = (
    f"{_OURS}no ClinVar file was looked into. Variants known to cause disease are not marked."
)
_STAGE = "looking up frequencies and known variants"
_TELLING, _LEAST_SHARE = 20, 0.5
"""Of the right build nearly all REF bases agree, of another one about a quarter, by chance."""


def annotate_case(case: Path, owner_token: str | None = None) -> Generator[Progress, None, str]:
    """Look every variant up, gate by what was found, rank anew; gives a sentence.

    Can be stopped at any time; the next run begins anew and ends with the same result.

    Raises
    ------
    ProblemError
        Case or its reference unusable, or the list of sources damaged.
    """
    with open_case(case, owner_token) as store:
        found = yield from look_up_known(store)
        store.update_info(annotated(store.info(), found))
        yield Progress("looking at every variant")
        gate_anew(store)
        yield from look_again(store)
        if store.engine_runs():
            yield Progress("ranking")
            Ranker(store).rank()
        used = [one.edition for one in found.used]
        used += [one.description for one in found.region_lists]
        used += [found.in_house.description] if found.in_house else []
        n_variants = counted(store.n_variants(), "variant")
    told = ", ".join(used) or "no source of this build could be used"
    return f"{n_variants} looked up: {told}."


def look_up_everything(
    case: Path, owner_token: str | None = None
) -> Generator[Progress, None, CaseInfo]:
    """Look every variant up in the files on alleles, then the listed ones in all sources.

    Raises
    ------
    ProblemError
        As `annotate_case`.
    """
    with open_case(case, owner_token) as store:
        has_known = bool(known_sources(store.info())) or store.known_alleles.is_annotated()
        has_known = has_known or counts_file().is_file() or bool(store.info().source(IN_HOUSE))
        has_known = has_known or any(map(is_taken_in, registered()))
        has_known = has_known or bool(store.zone_spans.kinds())
    if has_known:
        yield from annotate_case(case, owner_token)
    with open_case(case, owner_token) as store:
        said = yield from look_up_in_case(store)
        yield Progress("looking up", note=said)
        return store.info()


def known_sources(info: CaseInfo) -> tuple[LocalSource, ...]:
    """Give the installed files on alleles of the build of a case."""
    build = info.proof.assembly.value
    return tuple(
        one
        for one in registered()
        if one.kind in set(KnownKind) and one.assembly == build and info.chooses(one.name)
    )


def demand_registered(names: Iterable[str]) -> None:
    """Refuse a name that no source of this computer has.

    Raises
    ------
    UsageError
        Naming it, and those there are.
    """
    known = (*(one.name for one in registered()), IN_HOUSE)
    for name in names:
        if name not in known:
            raise UsageError(
                f"There is no source {name} on this computer.",
                f"Choose among: {', '.join(known)}.",
            )


def annotated(info: CaseInfo, found: "Found") -> CaseInfo:
    """Give what a case says about itself with the files it was looked up in, and what it lacks."""
    lacks = found.lacks_frequency(info)
    kept = [
        one for one in info.warnings if not one.startswith(_OURS) and (lacks or one != NO_FREQUENCY)
    ]
    new = [NO_FREQUENCY] if lacks and NO_FREQUENCY not in kept else []
    others = (one for one in info.sources if one.role not in {*KnownKind, IN_HOUSE, REGION_LIST})
    used = [SourceFile(one.kind, one.path, one.digest, one.edition) for one in found.used]
    used += [*found.region_lists, *([found.in_house] if found.in_house else [])]
    return replace(info, warnings=(*kept, *new, *found.told(info)), sources=(*others, *used))


@dataclass(slots=True)
class Found:
    """What came of looking up, as far as a person has to be told."""

    used: list[LocalSource] = field(default_factory=list)
    not_used: list[tuple[LocalSource, str]] = field(default_factory=list)
    uncovered: dict[str, list[str]] = field(default_factory=dict)
    in_house: SourceFile | None = None
    region_lists: list[SourceFile] = field(default_factory=list)
    problem: str = ""

    def lacks_frequency(self, info: CaseInfo) -> bool:
        """Neither the patient's file nor a source tells how common an allele is."""
        return not info.frequency_key and not self._has(KnownKind.FREQUENCY)

    def told(self, info: CaseInfo) -> list[str]:
        """Give what is missing, in sentences; nobody asks ClinVar about an artificial sequence."""
        sentences = [f"{_OURS}{one.edition} was not used. {why}" for one, why in self.not_used]
        if info.chosen_sources:
            chosen = ", ".join(info.chosen_sources)
            sentences.append(f"{_OURS}of the sources of this computer only {chosen} were chosen.")
        sentences += [f"{_OURS}own families were not compared. {self.problem}"] * bool(self.problem)
        sentences += [
            f"{_OURS}{name} has no records on {', '.join(chroms)}: nothing is known from it there."
            for name, chroms in self.uncovered.items()
        ]
        is_asked = self._has(KnownKind.CLINVAR) or info.is_artificial
        return sentences if is_asked else [*sentences, _NO_CLINVAR]

    def _has(self, kind: KnownKind) -> bool:
        return any(one.kind == kind for one in self.used)


def look_up_known(store: CaseStore) -> Generator[Progress, None, Found]:
    """Look every variant of an opened case up and store columns; gates are judged after it.

    A source that cannot be used is told and stops nothing. Without any source the case is left
    as it is, unless it was annotated before: then it is as if it never had been.
    """
    info = store.info()
    found = Found()
    found.region_lists, unread = yield from take_region_lists(store)
    found.not_used.extend(unread)
    try:
        found.in_house = yield from look_up_in_house(store)
    except ProblemError as problem:
        found.problem = str(problem)
    sources = known_sources(info)
    if not sources and not store.known_alleles.is_annotated():
        return found
    with ExitStack() as stack:
        asked = _opened(stack, store, sources, found)
        yield from _ask(store, asked)
    for one in asked:
        one.judge(found)
    total = store.n_variants()
    used = [one for one in asked if one.source in found.used]
    columns = combined([one.columns for one in used], total)
    rescued = {key: said for one in used for key, said in one.rescued.items()}
    for done in store.known_alleles.write(columns, rescued):
        yield Progress("storing what was found", done, total, "variants")
    return found


def combined(columns: Iterable[KnownColumns], n_variants: int) -> KnownColumns:
    """Give the greatest of what several sources say: common in one population is common."""
    total = KnownColumns.unknown(n_variants)
    for one in columns:
        np.fmax(total.frequency, one.frequency, out=total.frequency)
        np.maximum(total.n_homozygous, one.n_homozygous, out=total.n_homozygous)
        np.maximum(total.n_hemizygous, one.n_hemizygous, out=total.n_hemizygous)
    return total


class _Asked:
    """One source that is asked, and what it said so far."""

    def __init__(self, source: LocalSource, file: KnownVcf, n_variants: int) -> None:
        self.source, self._file = source, file
        self.columns = KnownColumns.unknown(n_variants)
        self.rescued: dict[int, str] = {}
        self._problem = ""
        self._uncovered: dict[str, None] = {}

    def ask(self, chrom: str, variants: Sequence[tuple[int, Variant]]) -> None:
        """Ask for variants of one contig; a file that cannot be read is not asked again."""
        if self._problem:
            return
        if not self._file.covers(chrom):
            self._uncovered[chrom] = None
            return
        wanted = [WantedAllele(n, one.pos, one.ref, one.alt) for n, (_, one) in enumerate(variants)]
        try:
            for place, known in self._file.find(chrom, wanted):
                self._take(*variants[place], known)
        except InputFileError as problem:
            self._problem = str(problem)

    def judge(self, found: Found) -> None:
        """Say whether what it said can be used."""
        file = self._file
        if not self._problem and (
            file.n_compared >= _TELLING and file.n_agreeing < _LEAST_SHARE * file.n_compared
        ):
            self._problem = "Its REF bases are those of another genome build."
        if self._problem:
            found.not_used.append((self.source, self._problem))
            return
        found.used.append(self.source)
        if self._uncovered:
            found.uncovered[self.source.edition] = list(self._uncovered)

    def _take(self, variant_id: int, variant: Variant, known: KnownAllele) -> None:
        row, columns = variant_id - 1, self.columns
        if known.frequency is not None:
            columns.frequency[row] = np.fmax(columns.frequency[row], known.frequency)
        if known.n_homozygous is not None:
            columns.n_homozygous[row] = max(columns.n_homozygous[row], known.n_homozygous)
        on_one_copy = inheritance_of(variant) in {Inheritance.X, Inheritance.Y}
        if known.n_carriers_xy is not None and on_one_copy:
            columns.n_hemizygous[row] = max(columns.n_hemizygous[row], known.n_carriers_xy)
        if known.clinvar is ClinVarMark.RESCUES:
            self.rescued[variant_id] = f"{self.source.edition}: {known.entry.text}."


def _opened(
    stack: ExitStack, store: CaseStore, sources: Iterable[LocalSource], found: Found
) -> list[_Asked]:
    """Open what can be opened, with the reference of the case beside it."""
    reference = stack.enter_context(open_reference(store.info())) if sources else None
    asked = []
    for source in sources:
        try:
            file = open_source(source)
        except ProblemError as problem:
            found.not_used.append((source, str(problem)))
            continue
        stack.callback(file.close)
        if isinstance(file, KnownVcf):
            file.reference = reference
            asked.append(_Asked(source, file, store.n_variants()))
    return asked


def _ask(store: CaseStore, asked: Sequence[_Asked]) -> Generator[Progress, None, None]:
    """Ask every source for every variant, contig by contig in the order of the case."""
    total = store.n_variants()
    done = 0
    for chrom, group in groupby(store.places(), lambda one: one[1].chrom):
        variants = list(group)
        for one in asked:
            yield Progress(_STAGE, done, total, "variants", f"{one.source.title}, {chrom}")
            one.ask(chrom, variants)
        done += len(variants)
        yield Progress(_STAGE, done, total, "variants", chrom)
