"""What a case says about alleles whose records do not agree."""

from collections.abc import Callable

from core.domain.counting import counted, verb
from core.store.case_store import CaseStore

MAX_NAMED = 5
"""Alleles that the warning names."""


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
