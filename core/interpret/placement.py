"""Which of the equivalent places of an insertion or deletion in a transcript is spoken of."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from core.domain.transcript import Transcript
from core.interpret.allele_map import Fetch
from core.interpret.alleles import Change
from core.interpret.dna_change import mirrored, mirrored_fetch, most_3_prime
from core.interpret.position import splice_sites
from core.interpret.sequence_ontology import ontology_rules


class _Harm(IntEnum):
    """What a place does to splice sites, as far as it decides between equivalent ones."""

    NONE = 0
    AT_AN_EDGE = 1
    IN_A_SITE = 2


class Placed(NamedTuple):
    """The place of a change that is spoken of.

    `other` is an equivalent place on the other side of an exon edge, where both leave all splice
    sites as they are: the bases may come into (or go out of) the exon or the intron. None
    where the side is certain.
    """

    change: Change
    other: Change | None


def placed(change: Change, transcript: Transcript, fetch: Fetch) -> Placed:
    """Give the equivalent of a change that is to be named in a transcript.

    The most 3' place in its direction, as HGVS has it; where that lies within the two bases of a
    splice site, or puts bases in exactly at an edge of an exon, the next 5' one that does not.
    Both spell the same chromosome: where one of them leaves a splice site as it is, no base of
    that site is changed. A change that reaches beyond the transcript stays where it is.

    Parameters
    ----------
    fetch
        Plus-strand bases of the contig of the transcript.
    """
    low, high = transcript.start, transcript.end
    if (change.deleted and change.inserted) or not low <= change.start <= change.end <= high:
        return Placed(change, None)

    def within(start: int, end: int) -> str:
        return fetch(max(start, low), min(end, high))

    is_forward = transcript.strand == "+"
    oriented = within if is_forward else mirrored_fetch(within)
    farthest = most_3_prime(change if is_forward else mirrored(change), oriented)
    places = [
        place if is_forward else mirrored(place) for place in _towards_5_prime(farthest, oriented)
    ]
    best = _least_harmful(places, transcript)
    last = places[-1]
    is_certain = _is_exonic(best, transcript) == _is_exonic(last, transcript)
    if is_certain or _harm(last, transcript) is not _Harm.NONE:
        return Placed(best, None)
    return Placed(best, last)


def _least_harmful(places: Sequence[Change], transcript: Transcript) -> Change:
    best, least = places[0], len(_Harm)
    for place in places:
        harm = _harm(place, transcript)
        if harm < least:
            best, least = place, harm
        if harm is _Harm.NONE:
            break
    return best


def _is_exonic(change: Change, transcript: Transcript) -> bool:
    """A base of an exon goes, or bases come in within one or at its edge."""
    if change.deleted:
        return any(change.start < end and change.end > start for start, end in transcript.exons)
    return any(start <= change.start <= end for start, end in transcript.exons)


def _towards_5_prime(change: Change, fetch: Fetch) -> Iterator[Change]:
    """Yield equivalents of a pure insertion or deletion, each one base before the last."""
    yield change
    while True:
        moving = change.deleted or change.inserted
        before = fetch(change.start - 1, change.start)
        if before in ("", "N") or before != moving[-1]:
            return
        turned = moving[-1] + moving[:-1]
        start = change.start - 1
        change = Change(start, turned, "") if change.deleted else Change(start, "", turned)
        yield change


def _harm(change: Change, transcript: Transcript) -> _Harm:
    essential = int(ontology_rules().distance.essential.value)
    spans = [site.span for site in splice_sites(change, transcript)]
    if any(span.touches(0, essential) for span in spans):
        return _Harm.IN_A_SITE
    is_at_rim = change.start in (transcript.start, transcript.end)
    is_at_edge = not change.deleted and (is_at_rim or any(span.start == 0 for span in spans))
    return _Harm.AT_AN_EDGE if is_at_edge else _Harm.NONE
