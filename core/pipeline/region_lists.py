"""Region lists and tables of links of this computer, taken into a case as stretches.

What is taken in tells, for all variants at once, which lie in an element or a doubtful region, and at
which ones a table of links has something to say; what that is, is looked up for those alone. A table of
links whose stretches are elements themselves counts as a list of elements too.
"""

from collections import defaultdict
from collections.abc import Callable, Generator, Mapping

import numpy as np
from numpy.typing import NDArray

from core.domain.assembly import Assembly, contig_length
from core.domain.case import REGION_LIST, SourceFile
from core.domain.element import LinkKind
from core.domain.local_value import LocalSource
from core.domain.zone import LINKS, Zone
from core.elements import names_elements
from core.errors import InputFileError, ProblemError
from core.interpret.zones import Spans
from core.job import Progress
from core.own_rules import element_rules, target_rules
from core.sources.local_sources import (
    element_of,
    evidence_of,
    lists_elements,
    open_source,
    zone_of,
)
from core.sources.region_table import RegionTable
from core.sources.registry import registered
from core.store.case_store import CaseStore

Problems = list[tuple[LocalSource, str]]
_ByContig = dict[str, Spans]


def take_region_lists(
    store: CaseStore,
) -> Generator[Progress, None, tuple[list[SourceFile], Problems]]:
    """Take the lists of the build into a case; gives those taken, and why others were not.

    What the case had of other lists goes.
    """
    info = store.info()
    assembly = info.proof.assembly
    lists = [
        one
        for one in registered()
        if _kind(one) and one.assembly == assembly.value and info.chooses(one.name)
    ]
    taken: list[SourceFile] = []
    problems: Problems = []
    spans: dict[str, _ByContig] = defaultdict(dict)
    rules = target_rules()
    for one in lists:
        yield Progress("reading region lists", message=one.title)
        try:
            found = read_spans(one, assembly)
        except ProblemError as problem:
            problems.append((one, str(problem)))
            continue
        _unite(spans[_kind(one)], found)
        if _kind(one) == LINKS and names_elements(one, rules):
            _unite(spans[Zone.ELEMENT], found)
        taken.append(SourceFile(REGION_LIST, one.path, one.digest, one.edition))
    eqtls = spans.pop(LinkKind.EQTL, {})
    _unite(spans[LINKS], _holding(spans[Zone.ELEMENT], eqtls))
    if taken or store.zone_spans.kinds():
        store.zone_spans.replace(
            {
                zone: {chrom: (one.start, one.end) for chrom, one in contigs.items()}
                for zone, contigs in spans.items()
            }
        )
    return taken, problems


def is_taken_in(source: LocalSource) -> bool:
    """Tell whether something of a registered table is kept in a case."""
    return bool(_kind(source))


def _kind(source: LocalSource) -> str:
    """What the stretches of a table are kept as, "" for nothing that is kept."""
    evidence = evidence_of(source)
    if evidence is LinkKind.EQTL:
        return LinkKind.EQTL
    return LINKS if evidence is not None else zone_of(source)


def read_spans(source: LocalSource, assembly: Assembly) -> dict[str, Spans]:
    """Give the stretches of a table by contig, those of a list of elements that stand for one.

    Raises
    ------
    InputFileError
        If it cannot be read, or has places that the build does not have.
    """
    opened = open_source(source)
    try:
        if not isinstance(opened, RegionTable):
            raise TypeError(source.layout)
        found = {}
        for chrom, start, end in opened.spans(_keeps(source)):
            _demand_within(source, assembly, chrom, end)
            found[chrom] = Spans.of(start, end)
        return found
    finally:
        opened.close()


def _keeps(source: LocalSource) -> Callable[[str], bool] | None:
    """Tell which words of a list of elements stand for one: not those for inactive chromatin."""
    if not lists_elements(source):
        return None
    rules, default = element_rules(), element_of(source)
    return lambda word: rules.read(word, default).kind.is_element


def _demand_within(
    source: LocalSource, assembly: Assembly, chrom: str, end: NDArray[np.int64]
) -> None:
    """Refuse a table with places that the contig does not have: it is of another build."""
    length = contig_length(assembly, chrom) if assembly is not Assembly.ARTIFICIAL else None
    if length is not None and len(end) and int(end.max()) > length:
        raise InputFileError(
            source.path,
            f"it has places beyond the end of {chrom}: it is of another genome build.",
            "Register the file of the right build.",
        )


def _holding(elements: Mapping[str, Spans], points: Mapping[str, Spans]) -> _ByContig:
    """Give the stretches of elements in which another stretch has a base."""
    found = {}
    for chrom, one in points.items():
        here = elements.get(chrom)
        if here is not None and len(here.start):
            is_hit = one.touched(here.start, here.end)
            found[chrom] = Spans(here.start[is_hit], here.end[is_hit])
    return found


def _unite(known: _ByContig, new: Mapping[str, Spans]) -> None:
    for chrom, one in new.items():
        known[chrom] = _united(known.get(chrom), one)


def _united(known: Spans | None, new: Spans) -> Spans:
    if known is None:
        return new
    start, end = np.append(known.start, new.start), np.append(known.end, new.end)
    return Spans.of(start, end)
