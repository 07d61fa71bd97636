"""What a case says about alleles whose records do not agree."""

from collections.abc import Callable

from core.domain.counting import counted, verb
from core.errors import UsageError
from core.sources.vcf_set import VcfSet
from core.store.case_store import CaseStore

MIN_DIFFERING = 20
DIFFERING_SHARE = 0.05
"""From this share of alleles with other calls on, files of one name are taken for two people's.

Two callers on one sample differ in a per cent or two; two unrelated people in about half.
"""

MAX_NAMED = 5
"""Alleles that the warning names."""


def demand_one_person_a_name(store: CaseStore, source: VcfSet) -> None:
    """Refuse files in which one name stands for two people: their calls contradict each other.

    To be asked of the store that the records were added to.

    Raises
    ------
    UsageError
        With how many of the alleles that stand in two records do.
    """
    names = source.shared_names
    n_shared, n_differ = store.ledger().alleles_merged, len(store.merge_conflicts())
    if not names or n_differ < MIN_DIFFERING or n_differ < DIFFERING_SHARE * n_shared:
        return
    raise UsageError(
        f"{', '.join(names)}: calls differ in {n_differ:,} of {n_shared:,} alleles that stand in two "
        "of the variant files. One name seems to stand for two people.",
        "Give every person a name of their own in the header of the file, or leave a file out.",
    )


def merge_warnings(
    store: CaseStore, record_name: Callable[[int], str], *, are_by_person: bool = False
) -> tuple[str, ...]:
    """Give the sentences on alleles that stand in two records; empty without any.

    To be asked of the store that the records were added to. Files by person repeat each other's
    alleles, as they should. `record_name` gives the words for a record.
    """
    repeated = "" if are_by_person else _repeated(store, record_name)
    return tuple(filter(None, (repeated, _conflicting(store, record_name), _unclear(store))))


def _repeated(store: CaseStore, record_name: Callable[[int], str]) -> str:
    n_records, first = store.repeating_records()
    if not n_records:
        return ""
    return (
        f"Records repeat an allele of an earlier record: {n_records:,}, first "
        f"{record_name(first)}; "
        "equal alleles are merged."
    )


def _conflicting(store: CaseStore, record_name: Callable[[int], str]) -> str:
    conflicts = store.merge_conflicts()
    if not conflicts:
        return ""
    named = ", ".join(
        f"{spelled} ({record_name(first)} and {record_name(second)})"
        for spelled, first, second in conflicts[:MAX_NAMED]
    )
    n = len(conflicts)
    stand = f"{counted(n, 'allele')} {verb(n, 'stands', 'stand')}"
    more = ", ..." if n > MAX_NAMED else "."
    return (
        f"{stand} in two records with different genotypes; the first call that carries it was "
        f"kept: "
        f"{named}{more}"
    )


def _unclear(store: CaseStore) -> str:
    n = store.n_merged_unclear()
    if not n:
        return ""
    stand = f"{counted(n, 'allele')} {verb(n, 'stands', 'stand')}"
    return f"{stand} in records with different population frequencies, which are taken as unknown."
