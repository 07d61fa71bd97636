"""Whether the list of a case was ranked by the rules in use now."""

from dataclasses import replace

from core.domain.case import CaseInfo
from core.errors import ProblemError
from core.own_rules import ranking_rules
from core.store.case_store import CaseStore

_REMEDY = "Rank again (Candidates ▸ Rank again, or intronaut case rank)."


def ranked_by(store: CaseStore) -> str:
    """Give name, version and date of the rules that the list was ranked by."""
    return store.ranked_by() or "ranking rules of an older version"


def outdated_ranking(store: CaseStore) -> tuple[str, ...]:
    """Say in one sentence that other rules are in use now; () where they are the same."""
    if not store.candidate_rows(limit=1):
        return ()
    try:
        now = ranking_rules().dated
    except ProblemError as problem:
        return (f"The rules of ranking cannot be read: {problem}",)
    if store.ranked_by() == now:
        return ()
    return (f"The list was ranked by {ranked_by(store)}; the rules now are {now}. {_REMEDY}",)


def info_as_ranked(store: CaseStore) -> CaseInfo:
    """Give the identity of a case, with a warning where its ranks are outdated."""
    info = store.info()
    return replace(info, warnings=(*outdated_ranking(store), *info.warnings))
