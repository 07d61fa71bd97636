"""Jobs on elements and links: asked about before a list is ranked, and about a variant of no case."""

from collections.abc import Generator
from contextlib import closing

from core.domain.assembly import Assembly
from core.domain.local_value import LocalSays
from core.domain.variant import Variant
from core.elements import ListedPlaces, tells_elements
from core.errors import ProblemError
from core.job import Progress
from core.pipeline.local_sources import is_eqtl, look_up_source, take_sources, unusable
from core.sources.eqtl_table import EqtlTable
from core.sources.local_sources import open_source
from core.sources.region_table import RegionTable
from core.sources.registry import registered
from core.store.case_store import CaseStore
from core.zones import CaseZones, lost_words


def look_up_links(store: CaseStore) -> Generator[Progress, None, None]:
    """Ask tables of elements and links about the variants that they may give a place in the list.

    Those are the variants that passed the gates, at which a table of links has something to say;
    what was asked before is not asked again. What stands in the way is told and stops nothing.
    """
    columns = store.columns()
    is_linked = CaseZones(store, columns).in_links()
    if is_linked is None:
        return
    ids = columns.variant_id[is_linked & (columns.gate == 0)].tolist()
    try:
        _, fitting = yield from take_sources(store)
        for words in lost_words(store):
            yield Progress("looking up", note=words)
        for source in fitting:
            if ids and tells_elements(source):
                yield from look_up_source(store, source, ids)
    except ProblemError as problem:
        yield Progress("looking up", note=f"No links to genes were looked up: {problem}")


def said_without_case(
    variant: Variant, assembly: Assembly
) -> Generator[Progress, None, tuple[LocalSays, ...]]:
    """Ask the tables of elements and links of this computer about a variant of no case."""
    found: list[LocalSays] = []
    places = ListedPlaces()
    fitting = [one for one in registered() if one.assembly == assembly.value]
    for source in sorted(filter(tells_elements, fitting), key=is_eqtl):
        yield Progress(f"looking up in {source.title}")
        try:
            with closing(open_source(source)) as opened:
                if isinstance(opened, EqtlTable):
                    value = opened.within(places.at(found, variant))
                elif isinstance(opened, RegionTable):
                    value = opened.of(variant)
                else:
                    raise TypeError(source.layout)
        except ProblemError as problem:
            value = unusable(source, problem)
        found.append(LocalSays(source, value))
    return tuple(found)
