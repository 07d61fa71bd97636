"""Where something regulates in a case, and what engines refused before that was known there."""

from collections import Counter
from collections.abc import Generator, Mapping

import numpy as np
from numpy.typing import NDArray

from core.domain.counting import counted, verb
from core.domain.score import NotScoredReason
from core.domain.transcript import Region
from core.domain.zone import Zone
from core.job import Progress
from core.pipeline.link_lookup import look_up_links
from core.rescue import Rescues
from core.store.case_store import CaseStore
from core.zones import CaseZones

_REGIONS = (Region.UTR5, Region.UTR3, Region.NON_CODING_EXON)
_ZONES = (Zone.PROMOTER, Zone.ELEMENT)
_REFUSED = NotScoredReason.NO_ELEMENT


def regulates(store: CaseStore) -> NDArray[np.bool_]:
    """Tell which variants lie where something regulates, by id."""
    columns = store.columns()
    codes = [columns.region_names.index(region.value) for region in _REGIONS]
    found = np.isin(columns.region, codes)
    zones = CaseZones(store, columns)
    for zone in _ZONES:
        mask = zones.mask(zone)
        if mask is not None:
            found |= mask
    rescued = np.fromiter(Rescues.in_case(store).ids(store), np.int64)
    found[rescued - 1] = True
    return found


def look_again(store: CaseStore) -> Generator[Progress, None, None]:
    """Before a list is ranked: look up links, and tell what waits for engines that refused it.

    What an engine refused as in no element, and what lies in one by now, is pending again.
    """
    if store.runs_with_reason(_REFUSED):
        for engine_id, n in withdraw_refused(store, regulates(store)).items():
            yield Progress("looking up", note=_waiting_words(engine_id, n))
    yield from look_up_links(store)


def _waiting_words(engine_id: str, n: int) -> str:
    return (
        f"{counted(n, 'variant')} that {engine_id} refused as in no promoter, untranslated region "
        f"or listed element {verb(n, 'lies', 'lie')} in one now and {verb(n, 'waits', 'wait')} to "
        f"be scored: score the case with {engine_id} again."
    )


def withdraw_refused(store: CaseStore, is_regulating: NDArray[np.bool_]) -> Mapping[str, int]:
    """Take back refusals where something regulates by now.

    Gives how many variants that passed the gates are pending for that, by engine.
    """
    has_passed = store.columns().gate == 0
    passed = (1 + np.flatnonzero(is_regulating & has_passed)).tolist()
    others = (1 + np.flatnonzero(is_regulating & ~has_passed)).tolist()
    counts: Counter[str] = Counter()
    names = {run_id: run.engine_id for run_id, run in store.engine_runs()}
    for run_id in store.runs_with_reason(_REFUSED):
        n_withdrawn = store.withdraw(run_id, _REFUSED, passed)
        store.withdraw(run_id, _REFUSED, others)
        # Runs of one engine, as with other phased neighbours, refused the same variants.
        engine_id = names[run_id]
        counts[engine_id] = max(counts[engine_id], n_withdrawn)
    return +counts
