"""The spliced transcript of both alleles, laid beside each other."""

from dataclasses import dataclass

import numpy as np

from core.domain.transcript import Transcript
from core.interpret.allele_map import AlleleMap, Fetch
from core.interpret.alleles import Change
from core.interpret.mrna import Mrna, spliced
from core.interpret.outcome_forms import joined


@dataclass(frozen=True, eq=False, slots=True)
class MrnaPair:
    """Two transcripts that share their beginning and their end.

    Only the sequences count, so that every spelling of a variant gives the same. Where a repeat
    allows several ways, what follows in the transcript decides: a frame that reads on as before
    is the same frame.

    Attributes
    ----------
    n_start, n_end
        Bases that are the same from the beginning on and up to the end; in a repeat both together
        may be more than the shorter transcript has.
    """

    ref: Mrna
    alt: Mrna
    n_start: int
    n_end: int

    @property
    def shift(self) -> int:
        """Bases by which the changed transcript is longer."""
        return len(self.alt.bases) - len(self.ref.bases)

    @property
    def is_same(self) -> bool:
        """The variant leaves the spliced transcript as it was."""
        return self.ref.bases == self.alt.bases

    @property
    def first(self) -> int:
        """0-based place of the first changed base, in both."""
        return min(self.n_start, self.ref_end, self.alt_end)

    @property
    def ref_end(self) -> int:
        """0-based place in the unchanged transcript of the first base after the change."""
        return len(self.ref.bases) - self.n_end

    @property
    def alt_end(self) -> int:
        """The same in the changed transcript."""
        return len(self.alt.bases) - self.n_end

    def to_alt(self, index: int, size: int) -> int | None:
        """Give where [index, index + size) of the unchanged transcript lies in the changed one.

        None where a base of it is changed or bases are put in between.
        """
        if index >= self.ref_end:
            return index + self.shift
        return index if index + size <= self.n_start else None


def mrna_pair(change: Change, transcript: Transcript, fetch: Fetch) -> MrnaPair:
    """Splice a transcript on both alleles with the exons it has.

    Bases put in between an exon and an intron count as exonic, so that the two bases of the splice
    site stay; those put in before its first or behind its last base do not.
    """
    exons = joined(transcript.exons)
    allele = AlleleMap(change, fetch)
    low, high = exons[0][0], exons[-1][1]
    moved = [
        (
            allele.boundary(start, takes_insertion=start == low),
            allele.boundary(end, takes_insertion=end != high),
        )
        for start, end in exons
    ]
    ref = spliced(AlleleMap(None, fetch), transcript.strand, exons)
    alt = spliced(allele, transcript.strand, moved)
    return MrnaPair(ref, alt, _n_same(ref.bases, alt.bases), _n_same_end(ref.bases, alt.bases))


def stretch_pair(change: Change, strand: str, start: int, end: int, fetch: Fetch) -> MrnaPair:
    """Read a stretch of chromosome, 0-based half-open, on both alleles in one direction.

    What is put in right at an end of it lies outside.
    """
    allele = AlleleMap(change, fetch)
    moved = allele.boundary(start, takes_insertion=True), allele.boundary(end)
    ref = spliced(AlleleMap(None, fetch), strand, [(start, end)])
    alt = spliced(allele, strand, [moved])
    return MrnaPair(ref, alt, _n_same(ref.bases, alt.bases), _n_same_end(ref.bases, alt.bases))


def _n_same(one: str, other: str) -> int:
    shorter = min(len(one), len(other))
    mine, theirs = (np.frombuffer(text[:shorter].encode(), np.uint8) for text in (one, other))
    differ = np.flatnonzero(mine != theirs)
    return int(differ[0]) if len(differ) else shorter


def _n_same_end(one: str, other: str) -> int:
    return _n_same(one[::-1], other[::-1])
