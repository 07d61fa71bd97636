"""What passed the gates and is not in the list, in words."""

from core import listing
from core.domain.counting import counted, verb
from core.domain.score import NotScoredReason
from core.elements import unranked_distal
from core.report.words import counts, number
from core.store.case_store import CaseStore
from core.zones import lost_words

_REASONS = {reason.value: reason.sentence for reason in NotScoredReason}


def unlisted(store: CaseStore) -> tuple[str, ...]:
    """Say what is scored or refused and not in the list, and which tables it lacks; () for nothing."""
    return (*_counted_only(store), *unranked_distal(store).sentences, *lost_words(store))


def _counted_only(store: CaseStore) -> tuple[str, ...]:
    if int((store.columns().gate == 0).sum()) <= listing.LISTED_WHOLE:
        return ()
    found, n_listed = store.unlisted(), len(store.candidate_ids())
    n_all, n_refused = found.n_variants, sum(found.not_scored.values())
    if not n_all:
        return ()
    lie = verb(n_all, "lies", "lie")
    told = (
        f"The list holds {counted(n_listed, 'variant')}. {number(n_all)} more passed the gates, "
        f"{lie} deep in introns or outside genes, and {verb(n_all, 'is', 'are')} counted only: "
        f"{number(found.scored)} scored, without a change of {listing.NOTABLE_CHANGE} or more; "
        f"{number(n_refused)} not scored{counts(found.not_scored, _REASONS)}, which does not mean "
        "harmless."
    )
    return (told,)
