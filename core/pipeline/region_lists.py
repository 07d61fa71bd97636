"""Region lists registered on the computer, taken into a case: elements, and doubtful regions."""

from collections import defaultdict
from collections.abc import Generator

import numpy as np

from core.domain.case import SourceFile
from core.domain.local_value import LocalSource
from core.errors import ProblemError
from core.interpret.zones import Spans
from core.job import Progress
from core.sources.local_sources import open_source, zone_of
from core.sources.region_table import RegionTable
from core.sources.registry import registered
from core.store.case_store import CaseStore

ROLE = "region list"
"""Role of such a list among the files of a case."""

Problems = list[tuple[LocalSource, str]]


def take_region_lists(
    store: CaseStore,
) -> Generator[Progress, None, tuple[list[SourceFile], Problems]]:
    """Take the lists of the build into a case; gives those taken, and why others were not.

    What the case had of other lists goes.
    """
    info = store.info()
    build = info.proof.assembly.value
    lists = [
        one
        for one in registered()
        if zone_of(one) and one.assembly == build and info.chooses(one.name)
    ]
    taken: list[SourceFile] = []
    problems: Problems = []
    spans: dict[str, dict[str, Spans]] = defaultdict(dict)
    for one in lists:
        yield Progress("reading region lists", message=one.title)
        try:
            found = _read(one)
        except ProblemError as problem:
            problems.append((one, str(problem)))
            continue
        here = spans[zone_of(one)]
        here.update({chrom: _united(here.get(chrom), new) for chrom, new in found.items()})
        taken.append(SourceFile(ROLE, one.path, one.digest, one.edition))
    if taken or store.zone_spans.kinds():
        store.zone_spans.replace(
            {
                zone: {chrom: (one.start, one.end) for chrom, one in contigs.items()}
                for zone, contigs in spans.items()
            }
        )
    return taken, problems


def _read(source: LocalSource) -> dict[str, Spans]:
    opened = open_source(source)
    try:
        if not isinstance(opened, RegionTable):
            raise TypeError(source.layout)
        return {chrom: Spans.of(start, end) for chrom, start, end in opened.spans()}
    finally:
        opened.close()


def _united(known: Spans | None, new: Spans) -> Spans:
    if known is None:
        return new
    start, end = np.append(known.start, new.start), np.append(known.end, new.end)
    return Spans.of(start, end)
