"""A variant that is named in place of words: the candidates it stands for, or why there is none."""

from collections.abc import Sequence

from core import review
from core.domain.assembly import CONTIGS
from core.domain.counting import counted
from core.domain.variant import Variant
from core.errors import ProblemError
from core.interpret.hgvs_text import is_description, is_unfinished
from core.listing import ListRow, Sought, has_words, words_of
from core.pipeline.asked_in_case import all_asked_in_case
from core.pipeline.asked_variant import MOST_TOLD, names_variant
from core.store.case_store import CaseStore

_UNFINISHED = (
    "This reads like the beginning of a name of a variant.\n\n"
    "It is looked up once it is whole, as in NF1:c.1466A>G."
)


def sought(store: CaseStore, rows: Sequence[ListRow], text: str) -> Sought | None:
    """Look up a name of a variant; None for words, and where no variant but the text is found."""
    if not text or not (names_variant(text) or is_unfinished(text)):
        return None
    found = _looked_up(store, rows, text)
    return None if not found.ids and _occurs(rows, text) else found


def _occurs(rows: Sequence[ListRow], text: str) -> bool:
    """Whether a text stands in a candidate as it is; words of a line of a VCF prove nothing."""
    words = words_of(text)
    is_one = len(words) == 1 or is_description(text)
    return is_one and any(has_words(row, words) for row in rows)


def _looked_up(store: CaseStore, rows: Sequence[ListRow], text: str) -> Sought:
    if is_unfinished(text):
        return Sought(text, why_none=_UNFINISHED)
    try:
        variants = all_asked_in_case(store, text)
        stored = [review.find(store, one) for one in variants]
    except ProblemError as problem:
        return Sought(text, why_none=f"{problem.cause}\n\n{problem.remedy}")
    listed = {row.row.variant_id for row in rows}
    ids = frozenset(one.variant_id for one in stored if one is not None) & listed
    if ids:
        return Sought(text, ids)
    why = _no_candidate(store, text, variants)
    return Sought(text, why_none=why, has_way=len(variants) == 1)


def _no_candidate(store: CaseStore, text: str, variants: Sequence[Variant]) -> str:
    info, first = store.info(), variants[0]
    if first.chrom not in CONTIGS and first.chrom not in store.columns().contig_names:
        named = first.chrom.removeprefix("chr")
        return (
            f"{text}: there is no chromosome {named}, in the genome or the file.\n\nWrite for "
            "example 17-31327485-C-G or NF1:c.5269-14C>G."
        )
    if any(review.may_be_spelled_otherwise(info, one) for one in variants):
        return (
            f"{text} is no candidate as spelled here, and another spelling cannot be looked up "
            "without the reference the case was made with."
        )
    if len(variants) == 1:
        is_spelled = first.spelled in text
        meant = text if is_spelled else f"{text} is {first.spelled_short}, which"
        return f"{meant} is no candidate of this case."
    told = ", ".join(one.spelled_short for one in variants[:MOST_TOLD])
    more = ", ..." if len(variants) > MOST_TOLD else ""
    return (
        f"{text} stands for {counted(len(variants), 'variant')}, none of them a candidate of this "
        f"case: {told}{more}. Name the transcript, or look at the way of one of them."
    )
