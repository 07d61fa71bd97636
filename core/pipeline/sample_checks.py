"""Job: what the calls of a case say about its samples."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.domain.case import SAMPLES_UNCHECKED, CaseInfo
from core.domain.sample import Pedigree
from core.domain.sample_checks import SampleChecks
from core.interpret.sample_checks import judge
from core.interpret.sample_counts import SampleCounts
from core.interpret.sample_rules import load_sample_rules
from core.interpret.sample_words import warnings
from core.interpret.ways import ways_of
from core.job import Progress
from core.pipeline.opened import open_case
from core.store.case_store import CaseStore
from core.store.records import FilterColumns


def check_case(case: Path, owner_token: str | None = None) -> Generator[Progress, None, CaseInfo]:
    """Check the samples of a case anew; gives what the case says of itself from now on."""
    with open_case(case, owner_token) as store:
        info, before = store.info(), store.sample_checks.get()
        raised = yield from check_samples(store)
        said_before = () if before is None else raised_by(before, info)
        outdated = {*raised, *said_before, SAMPLES_UNCHECKED}
        others = [text for text in info.warnings if text not in outdated]
        store.update_info(replace(info, warnings=(*raised, *others)))
        return store.info()


def check_samples(store: CaseStore) -> Generator[Progress, None, tuple[str, ...]]:
    """Check the samples, store what was found; gives the sentences it raises."""
    info, columns, rules = store.info(), store.columns(), load_sample_rules()
    if not info.pedigree.individuals:
        return ()
    counts = SampleCounts(
        len(info.pedigree.individuals), columns.contig_names, _trio(info.pedigree)
    )
    ways = ways_of(info.proof.assembly, columns.contig, columns.contig_names, columns.pos)
    is_usable = columns.passed_filter & _stands_alone(columns)
    start = 0
    for calls in store.family_calls():
        rows = slice(start, start + len(calls))
        places = columns.contig[rows], columns.pos[rows], ways[rows]
        counts.add(calls, places, is_usable[rows], rules.trusted)
        start += len(calls)
        yield Progress("checking the samples", start, len(columns), "variants")
    checks = judge(counts, info.pedigree, rules, store.sample_checks.substitutions())
    store.sample_checks.put(checks)
    return raised_by(checks, info)


def raised_by(checks: SampleChecks, info: CaseInfo) -> tuple[str, ...]:
    """Give what checks raise in a case."""
    return warnings(checks, info.pedigree, load_sample_rules())


def _trio(pedigree: Pedigree) -> tuple[int, int, int] | None:
    """Give the columns of patient, father and mother where all are in the file."""
    father, mother = pedigree.father, pedigree.mother
    if father is None or mother is None:
        return None
    first, second, third = map(pedigree.index, (pedigree.proband, father.name, mother.name))
    return first, second, third


def _stands_alone(columns: FilterColumns) -> NDArray[np.bool_]:
    """Tell which variants have no other allele at their place: a call counts one allele only."""
    alone = np.ones(len(columns), bool)
    if len(columns) > 1:
        is_same = (np.diff(columns.pos.astype(np.int64)) == 0) & (
            np.diff(columns.contig.astype(np.int64)) == 0
        )
        alone[1:] &= ~is_same
        alone[:-1] &= ~is_same
    return alone
