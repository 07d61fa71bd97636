"""Jobs: tracks and tables registered on this computer, and what they say about a case's variants."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from core.domain.candidate import Mark
from core.domain.counting import counted
from core.domain.element import LinkKind
from core.domain.in_house import KIND as IN_HOUSE
from core.domain.local_value import (
    Coverage,
    LocalSource,
    LocalValue,
    Registration,
    changed_bases,
    not_covered,
    said,
)
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.elements import ListedPlaces, tells_elements
from core.errors import InputFileError, ProblemError, ReferenceMissingError, UsageError
from core.interpret.junctions import events_at, reach, sites_near
from core.job import Progress
from core.pipeline.in_house import InHouseAnswers, in_house_source
from core.pipeline.opened import open_case
from core.sources.bigwig import BigWig
from core.sources.eqtl_table import EqtlTable
from core.sources.junction_table import JunctionTable
from core.sources.known_vcf import KnownVcf
from core.sources.local_sources import OPENED, describe_file, evidence_of, open_source
from core.sources.reference import Reference
from core.sources.registry import registered, registry_file, write_registered
from core.sources.value_table import ValueTable
from core.store.case_store import CaseStore
from core.store.records import StoredVariant

N_FIRST = 500
"""Candidates from the top of the list that are looked up; others when they are opened or marked."""

_PAGE = 100
_TELLING = 3
_LEAST_SHARE = 0.5
"""Of the right build nearly all REF bases agree, of another one about a quarter, by chance."""

_DIED = LocalValue(Coverage.UNREADABLE, detail="reading it ended the program that read it")
_NO_SITE = "it is not near a splice site"
_OTHER_BUILD = "its REF bases are not those of the case: it is of another genome build"


def add_local_source(asked: Registration) -> Generator[Progress, None, LocalSource]:
    """Register a file, instead of one at the same path or of the very name that is asked for.

    Raises
    ------
    ProblemError
        If it cannot be used; then nothing is changed.
    """
    yield Progress("looking into the file", message=asked.path.name)
    found = describe_file(asked)
    others = [one for one in registered() if one.path != found.path]
    if asked.name:
        others = [one for one in others if one.name != asked.name]
    else:
        found = replace(found, name=_unused(found.name, {one.name for one in others}))
    write_registered((*others, found), registry_file())
    return found


def _unused(name: str, taken: set[str]) -> str:
    """A name that no other track has."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in taken)


def remove_local_source(name: str) -> None:
    """Forget a track; cases keep what it said until they are looked up again.

    Raises
    ------
    UsageError
        If none of that name is registered.
    """
    known = registered()
    if name not in {one.name for one in known}:
        raise UsageError(f"{name} is not registered.", "List what is there first.")
    write_registered([one for one in known if one.name != name], registry_file())


def change_local_sources(
    add: Registration | None = None, remove: str = ""
) -> Generator[Progress, None, tuple[LocalSource, ...]]:
    """Register a file, or forget a track; gives what is registered then.

    Raises
    ------
    ProblemError
        If it cannot be done; then nothing is changed.
    """
    yield Progress("looking at the tracks of this computer")
    if remove:
        remove_local_source(remove)
    if add is not None:
        yield from add_local_source(add)
    return registered()


def look_up_local(
    case: Path, variant_ids: Sequence[int] = (), owner_token: str | None = None
) -> Generator[Progress, None, str]:
    """Look variants up in the tracks of this computer; gives a sentence.

    Parameters
    ----------
    variant_ids
        () for the first candidates of the list and all that are marked.

    Raises
    ------
    ProblemError
        Case unusable, or the list of tracks damaged.
    """
    with open_case(case, owner_token) as store:
        return (yield from look_up_in_case(store, variant_ids))


def look_up_in_case(
    store: CaseStore, variant_ids: Sequence[int] = ()
) -> Generator[Progress, None, str]:
    """Look variants of an opened case up, those not asked before; a track at fault stops nothing."""
    build = store.info().proof.assembly.value
    known, fitting = yield from take_sources(store)
    ids = tuple(variant_ids) or _first(store)
    n_asked = 0
    for source in fitting:
        n_asked += yield from look_up_source(store, source, ids)
    if not known:
        return "No track or table is registered on this computer."
    others = counted(len(known) - len(fitting), "other")
    of_others = f" ({others} not of {build})" if len(known) > len(fitting) else ""
    told = (
        f"{counted(len(ids), 'variant')} looked up in {counted(len(fitting), 'source')}{of_others}"
    )
    return f"{told}, with {counted(n_asked, 'new answer')}."


def take_sources(
    store: CaseStore,
) -> Generator[Progress, None, tuple[tuple[LocalSource, ...], list[LocalSource]]]:
    """Make the sources of this computer those of a case; gives all, and those of its build.

    eQTLs come last: they are asked about the elements that the others tell.
    """
    info = store.info()
    known = tuple(one for one in registered() if info.chooses(one.name))
    fitting = [one for one in known if one.assembly == info.proof.assembly.value]
    try:
        own = tuple(filter(None, [in_house_source(info)]))
    except InputFileError as problem:
        own = ()
        yield Progress("looking up", note=str(problem))
    known, fitting = (*known, *own), sorted([*fitting, *own], key=is_eqtl)
    before = set(filter(tells_elements, store.local_values.sources()))
    store.local_values.take(fitting)
    after = store.local_values.sources()
    if before != set(filter(tells_elements, after)):
        store.local_values.forget([one.name for one in after if is_eqtl(one)])
    return known, fitting


def is_eqtl(source: LocalSource) -> bool:
    """Tell whether a registered table holds eQTLs."""
    return evidence_of(source) is LinkKind.EQTL


def look_up_if_possible(store: CaseStore) -> Generator[Progress, None, None]:
    """Look the candidates of an opened case up; what stands in the way is told and stops nothing."""
    try:
        yield from look_up_in_case(store)
    except ProblemError as problem:
        yield Progress("looking up", note=f"Nothing was looked up locally: {problem}")


def _first(store: CaseStore) -> tuple[int, ...]:
    marked = [key for key, (mark, _) in store.marks().items() if mark is Mark.REPORT]
    return tuple(dict.fromkeys((*store.candidate_ids()[:N_FIRST], *marked)))


def look_up_source(
    store: CaseStore, source: LocalSource, ids: Sequence[int]
) -> Generator[Progress, None, int]:
    """Ask one source and store its answers; gives their number."""
    waiting = store.local_values.waiting(source.name, ids, with_places=tells_elements(source))
    if not waiting:
        return 0
    stage = f"looking up in {source.title}"
    yield Progress(stage, 0, len(waiting), "variants")
    try:
        opened = _open(store, source)
    except ProblemError as problem:
        store.local_values.write(source.name, dict.fromkeys(waiting, unusable(source, problem)))
        return len(waiting)
    asker = Asker(store, opened)
    try:
        _lay_beside(store, opened)
        for first in range(0, len(waiting), _PAGE):
            page = waiting[first : first + _PAGE]
            if isinstance(opened, BigWig):
                # The library can crash on a damaged file, and with it this process.
                store.local_values.write(source.name, dict.fromkeys(page, _DIED))
            store.local_values.write(source.name, dict(asker.answers(store.variants(page))))
            yield Progress(stage, first + len(page), len(waiting), "variants", changed=page)
        if asker.is_of_another_build:
            wrong = LocalValue(Coverage.UNREADABLE, detail=_OTHER_BUILD)
            store.local_values.write(source.name, dict.fromkeys(waiting, wrong))
    finally:
        opened.close()
        if isinstance(opened, KnownVcf) and opened.reference is not None:
            opened.reference.close()
    return len(waiting)


def _open(store: CaseStore, source: LocalSource) -> OPENED | InHouseAnswers:
    return InHouseAnswers(store.info()) if source.kind == IN_HOUSE else open_source(source)


def _lay_beside(store: CaseStore, opened: OPENED | InHouseAnswers) -> None:
    """Give a file of alleles the reference that tells their spellings apart, where it is there."""
    reference = store.info().source("reference")
    if isinstance(opened, KnownVcf) and reference is not None:
        with suppress(ReferenceMissingError):
            opened.reference = Reference(Path(reference.path))


class Asker:
    """Puts variants to one opened source."""

    def __init__(self, store: CaseStore, opened: OPENED | InHouseAnswers) -> None:
        self._store, self._opened = store, opened
        self._places = ListedPlaces()

    @property
    def is_of_another_build(self) -> bool:
        """Most of its REF bases differ from those of the variants, which the reference has."""
        opened = self._opened
        return (
            isinstance(opened, ValueTable | KnownVcf)
            and opened.n_compared >= _TELLING
            and opened.n_agreeing < _LEAST_SHARE * opened.n_compared
        )

    def answers(self, variants: Iterable[StoredVariant]) -> Iterator[tuple[int, LocalValue]]:
        """Give what it says about each; a place it cannot be read at says so."""
        for stored in variants:
            try:
                yield stored.variant_id, self._ask(stored)
            except InputFileError as problem:
                yield stored.variant_id, LocalValue(Coverage.UNREADABLE, detail=problem.cause)

    def _ask(self, stored: StoredVariant) -> LocalValue:
        opened, variant = self._opened, stored.variant
        if isinstance(opened, BigWig):
            bases = changed_bases(variant.chrom, variant.pos, variant.ref, variant.alt)
            return opened.of(bases)
        if isinstance(opened, JunctionTable):
            return self._events(opened, variant)
        if isinstance(opened, EqtlTable):
            said_of = self._store.local_values.of(stored.variant_id)
            return opened.within(self._places.at(said_of, variant))
        return opened.of(variant)

    def _events(self, table: JunctionTable, variant: Variant) -> LocalValue:
        bases = changed_bases(variant.chrom, variant.pos, variant.ref, variant.alt)
        if not table.covers(variant.chrom):
            return not_covered(variant.chrom)
        sites = sites_near(self._transcripts(variant), bases.start, bases.end)
        if not sites:
            return LocalValue(Coverage.ABSENT, detail=_NO_SITE)
        found = [
            entry
            for site in sites
            for entry in events_at(site, table.overlapping(variant.chrom, *reach(site)))
        ]
        return said(*dict.fromkeys(found))

    def _transcripts(self, variant: Variant) -> tuple[Transcript, ...]:
        return self._store.transcripts_overlapping(variant.chrom, variant.pos - 1, variant.end)


def unusable(source: LocalSource, problem: ProblemError) -> LocalValue:
    """Give the answer of a source that cannot be opened."""
    is_there = Path(source.path).is_file()
    return LocalValue(
        Coverage.UNREADABLE if is_there else Coverage.MISSING,
        detail=problem.cause if is_there else "",
    )
