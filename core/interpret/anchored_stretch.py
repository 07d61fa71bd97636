"""The bases around one place of a transcript on both alleles, as a network reads them."""

from typing import NamedTuple, Self

from core.interpret.allele_map import Fetch
from core.interpret.alleles import Change
from core.interpret.mrna_pair import MrnaPair, stretch_pair
from models.regulatory.protocol import AlleleRequest
from models.regulatory.reach import Reach

MAX_UNKNOWN = 0.05
"""Share of unknown bases up to which a network is asked. Our choice: one in twenty."""


class AnchoredStretch(NamedTuple):
    """Both alleles of a stretch of chromosome that holds more than what is read.

    Attributes
    ----------
    pair
        Both alleles in the direction of the transcript.
    anchor
        0-based place in the unchanged one of the base it is laid out by.
    reach
        Bases read around the anchor.
    """

    pair: MrnaPair
    anchor: int
    reach: Reach

    @classmethod
    def around(cls, change: Change, strand: str, place: int, reach: Reach, fetch: Fetch) -> Self:
        """Read around a 0-based place of the genome, with a change that `is_within` its reach.

        Beyond the ends of the contig stands N.
        """
        first, last = _span(strand, place, reach)
        spare = max(len(change.deleted), len(change.inserted))
        pair = stretch_pair(change, strand, first - spare, last + spare, padded(fetch))
        return cls(pair, reach.before + spare, reach)

    def anchor_in_alt(self, size: int) -> int:
        """Give where the anchor, `size` bases long, lies in the changed allele.

        Where bases of it are changed, its place: right behind what stays before it, or, where the
        change begins farther before, right before what stays of it.
        """
        pair, anchor = self.pair, self.anchor
        moved = pair.to_alt(anchor, size)
        if moved is not None:
            return moved
        if pair.first >= anchor or pair.shift == 0:
            return anchor
        return min(anchor, pair.alt_end) if pair.ref_end >= anchor + size else anchor + pair.shift

    def request(self, anchor_in_alt: int) -> AlleleRequest | None:
        """Lay out both alleles by their anchors; None where what is read of them is the same.

        The network reads the last bases of either: both begin at one place, and end equally far
        from the anchor.
        """
        pair, (before, behind) = self.pair, self.reach
        ref_end, alt_end = self.anchor + behind, anchor_in_alt + behind
        begin = min(self.anchor, anchor_in_alt) - before
        length = self.reach.length
        if pair.ref.bases[ref_end - length : ref_end] == pair.alt.bases[alt_end - length : alt_end]:
            return None
        first = pair.first
        begin = max(min(begin, first), 0)
        return AlleleRequest(
            pair.ref.bases[begin:ref_end],
            pair.alt.bases[begin:alt_end],
            start=first - begin,
            ref_length=max(min(pair.ref_end, ref_end) - first, 0),
            alt_length=max(min(pair.alt_end, alt_end) - first, 0),
        )


def is_within(change: Change, strand: str, place: int, reach: Reach) -> bool:
    """Whether a change has a base in what is read around a place, or lies at its rim."""
    first, last = _span(strand, place, reach)
    return change.start <= last and change.end >= first


def is_too_long(change: Change, reach: Reach) -> bool:
    """Whether a change has more bases than are read in all."""
    return max(len(change.deleted), len(change.inserted)) > reach.length


def padded(fetch: Fetch) -> Fetch:
    """Give N for places beyond the ends of the contig."""

    def fetched(start: int, end: int) -> str:
        before = "N" * (min(end, 0) - min(start, 0))
        return (before + fetch(max(start, 0), max(end, 0))).ljust(end - start, "N")

    return fetched


def has_too_many_unknown(request: AlleleRequest, length: int | None = None) -> bool:
    """Whether more than `MAX_UNKNOWN` of what is read of an allele is N; None reads all."""
    alleles = request.ref_sequence, request.alt_sequence
    read = [one if length is None else one[-length:] for one in alleles]
    return any(one.count("N") > MAX_UNKNOWN * len(one) for one in read)


def _span(strand: str, place: int, reach: Reach) -> tuple[int, int]:
    """0-based half-open bounds on the genome of what is read."""
    if strand == "+":
        return place - reach.before, place + reach.behind
    return place + 1 - reach.behind, place + 1 + reach.before
