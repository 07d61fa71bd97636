"""From places on the genome to places in a transcript, and back."""

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from core.domain.transcript import Transcript


class ExonPlace(NamedTuple):
    """A place told from the nearest base of an exon.

    `index` is the 0-based place of that base in the spliced transcript; `offset` counts bases
    from it in transcript order, 0 for a base of an exon, negative before it.
    """

    index: int  # type: ignore[assignment]  # nobody asks for tuple.index
    offset: int


class TranscriptMap:
    """Places of one transcript; exons in transcript order.

    Attributes
    ----------
    n_bases
        Length of the spliced transcript.
    coding
        0-based half-open bounds of the coding sequence in it, None for a non-coding one.
    """

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self._is_forward = transcript.strand == "+"
        self._exons = transcript.exons
        lengths = [end - start for start, end in self._exons]
        self.n_bases = sum(lengths)
        self._before = [0, *accumulate(lengths)]
        self._starts = [start for start, _ in self._exons]
        self.coding = self._coding()

    def index_of(self, pos: int) -> int | None:
        """Give the place in the spliced transcript of a genome place (both 0-based).

        None outside exons.
        """
        at = bisect_right(self._starts, pos) - 1
        if at < 0 or pos >= self._exons[at][1]:
            return None
        return self._oriented(self._before[at] + pos - self._exons[at][0])

    def pos_of(self, index: int) -> int:
        """Give the genome place of a base of the spliced transcript (both 0-based).

        Raises
        ------
        IndexError
            If the transcript has no such base.
        """
        if not 0 <= index < self.n_bases:
            raise IndexError(index)
        at = self._oriented(index)
        exon = bisect_right(self._before, at) - 1
        return self._exons[exon][0] + at - self._before[exon]

    def place_of(self, pos: int) -> ExonPlace:
        """Give any genome place (0-based) by the nearest base of an exon.

        In an intron the nearer end counts, the middle base of an odd number from the donor.
        Beyond the ends of the transcript the offset counts from its first or last base.
        """
        index = self.index_of(pos)
        if index is not None:
            return ExonPlace(index, 0)
        at = bisect_right(self._starts, pos) - 1
        if at < 0:
            return self._from(0, self._exons[0][0], pos)
        if at == len(self._exons) - 1:
            return self._from(at, self._exons[-1][1] - 1, pos)
        left, right = self._exons[at][1] - 1, self._exons[at + 1][0]
        to_left, to_right = pos - left, right - pos
        is_left = to_left < to_right or (to_left == to_right and self._is_forward)
        return self._from(at, left, pos) if is_left else self._from(at + 1, right, pos)

    def pos_at(self, place: ExonPlace) -> int:
        """Give the genome place (0-based) of a place told from an exon's base.

        Raises
        ------
        IndexError
            If the transcript has no such base.
        """
        step = place.offset if self._is_forward else -place.offset
        return self.pos_of(place.index) + step

    def _from(self, exon: int, anchor: int, pos: int) -> ExonPlace:
        """Tell a place from an outer base of an exon (its number in genome order)."""
        index = self._oriented(self._before[exon] + anchor - self._exons[exon][0])
        return ExonPlace(index, pos - anchor if self._is_forward else anchor - pos)

    def _oriented(self, at: int) -> int:
        return at if self._is_forward else self.n_bases - 1 - at

    def _coding(self) -> tuple[int, int] | None:
        start, end = self.transcript.cds_start, self.transcript.cds_end
        if start is None or end is None:
            return None
        ends = (start, end - 1) if self._is_forward else (end - 1, start)
        first, last = (self.index_of(one) for one in ends)
        return None if first is None or last is None else (first, last + 1)
