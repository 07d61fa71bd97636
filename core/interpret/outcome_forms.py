"""A predicted outcome as reads can show it: its exons on the reference, and the introns that tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.domain.consequence import OutcomeKind, SpliceOutcome
from core.domain.transcript import Transcript
from core.interpret.allele_map import AlleleMap
from core.interpret.isoform_reads import Chain, Forms, forms_of

Intron = tuple[int, int]
"""0-based half-open, on the reference."""

_NOTHING_OF_ITS_OWN = "the predicted transcript has no junction or base of its own"
_IN_INSERTED_BASES = (
    "a junction of the predicted transcript lies in bases the reference does not have, where reads "
    "cannot be aligned"
)


@dataclass(frozen=True, slots=True)
class OutcomeForms:
    """What tells a predicted outcome from unchanged splicing.

    Attributes
    ----------
    forms
        The outcome as the one form, unchanged splicing as the other; None where reads cannot
        tell them apart, and `why_not` says why.
    new, native
        Introns that only the outcome has, and those of unchanged splicing that it does without.
    retained
        The intron that stays whole; None for other outcomes.
    """

    forms: Forms | None
    new: tuple[Intron, ...] = ()
    native: tuple[Intron, ...] = ()
    retained: Intron | None = None
    why_not: str = ""


def outcome_forms(
    outcome: SpliceOutcome, transcript: Transcript, allele: AlleleMap
) -> OutcomeForms:
    """Lay an outcome beside unchanged splicing of its transcript, both on the reference."""
    chain = reference_chain(outcome.exons, allele)
    if chain is None:
        return OutcomeForms(None, why_not=_IN_INSERTED_BASES)
    usual = joined(transcript.exons)
    forms = forms_of(chain, usual)
    if forms is None:
        return OutcomeForms(None, why_not=_NOTHING_OF_ITS_OWN)
    theirs, ours = introns_of(chain), introns_of(usual)
    native = tuple(one for one in ours if one not in theirs)
    is_retention = outcome.kind is OutcomeKind.INTRON_RETENTION and len(native) == 1
    return OutcomeForms(
        forms,
        tuple(one for one in theirs if one not in ours),
        native,
        native[0] if is_retention else None,
    )


def exon_forms(transcript: Transcript, exon_number: int) -> OutcomeForms | None:
    """Lay a transcript with an exon beside the one without; None for a first or last exon."""
    chain, exon = joined(transcript.exons), numbered_exon(transcript, exon_number)
    if exon not in chain[1:-1]:
        return None
    without = tuple(one for one in chain if one != exon)
    forms = forms_of(chain, without)
    kept, skipped = introns_of(chain), introns_of(without)
    return OutcomeForms(
        forms,
        tuple(one for one in kept if one not in skipped),
        tuple(one for one in skipped if one not in kept),
    )


def numbered_exon(transcript: Transcript, number: int) -> tuple[int, int]:
    """Give an exon by its 1-based number in transcript order, 0-based half-open."""
    at = number - 1 if transcript.strand == "+" else len(transcript.exons) - number
    return transcript.exons[at]


def introns_of(chain: Chain) -> tuple[Intron, ...]:
    """Give the introns between the exons of a form, by place."""
    return tuple((left[1], right[0]) for left, right in pairwise(chain))


def reference_chain(exons: Sequence[tuple[int, int]], allele: AlleleMap) -> Chain | None:
    """Give exons of an allele on the reference.

    None where an edge of one lies in bases that the reference does not have.
    """
    found = []
    for start, end in exons:
        if end <= start:
            continue
        first, last = allele.to_reference(start), allele.to_reference(end - 1)
        if first is None or last is None:
            return None
        found.append((first, last + 1))
    return joined(found)


def joined(exons: Sequence[tuple[int, int]]) -> Chain:
    """Give exons as a form has them: those that touch are one."""
    found: list[tuple[int, int]] = []
    for start, end in exons:
        if found and found[-1][1] == start:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return tuple(found)
