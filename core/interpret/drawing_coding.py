"""Which part of a normal and of a predicted transcript is translated, in columns."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from core.domain.consequence import SpliceOutcome
from core.domain.transcript import Transcript
from core.interpret.allele_map import AlleleMap
from core.interpret.drawing_axis import Columns, Span
from core.interpret.outcome_forms import joined
from core.interpret.transcript_map import TranscriptMap

_CODON = 3


@dataclass(frozen=True, slots=True)
class Translation:
    """What is translated of a transcript.

    Attributes
    ----------
    span
        From the start codon to the end of the stop codon, that of the transcript where none is
        met.
    stop_number
        Number of the stop codon, the first amino acid being 1; None where none is met.
    """

    span: Span
    stop_number: int | None


def normal_translation(transcript: Transcript, columns: Columns) -> Translation | None:
    """Give what is translated of the normal transcript; None for a non-coding one."""
    coding = TranscriptMap(transcript).coding
    if coding is None or transcript.cds_start is None or transcript.cds_end is None:
        return None
    n_codons, rest = divmod(coding[1] - coding[0] - transcript.cds_phase, _CODON)
    span = columns.reference(transcript.cds_start, transcript.cds_end)
    return Translation(span, None if rest else n_codons)


def predicted_translation(
    outcome: SpliceOutcome, transcript: Transcript, allele: AlleleMap, columns: Columns
) -> Translation | None:
    """Give what is translated of a predicted transcript; None where that is nothing or not known."""
    start, end = transcript.cds_start, transcript.cds_end
    if outcome.protein is None or not outcome.protein.protein or start is None or end is None:
        return None
    is_forward = transcript.strand == "+"
    first = allele.to_allele(start if is_forward else end - 1)
    exons = _Spliced(outcome, is_forward=is_forward)
    index = None if first is None else exons.index_of(first)
    if first is None or index is None:
        return None
    protein = outcome.protein.protein
    has_stop = protein.endswith("*")
    n_bases = transcript.cds_phase + _CODON * len(protein)
    last = exons.base_at(min(index + n_bases, exons.n_bases) - 1 if has_stop else exons.n_bases - 1)
    span = columns.changed(min(first, last), max(first, last) + 1)
    return Translation(span, len(protein) if has_stop else None)


class _Spliced:
    """Bases of an outcome counted along the transcript."""

    def __init__(self, outcome: SpliceOutcome, *, is_forward: bool) -> None:
        self._is_forward = is_forward
        self._exons = joined([one for one in outcome.exons if one[0] < one[1]])
        self._before = [0, *accumulate(end - start for start, end in self._exons)]
        self.n_bases = self._before[-1]

    def index_of(self, base: int) -> int | None:
        """Give the place of a base of the changed copy, None outside exons."""
        for (start, end), before in zip(self._exons, self._before, strict=False):
            if start <= base < end:
                return self._turned(before + base - start)
        return None

    def base_at(self, index: int) -> int:
        """Give the base of the changed copy at a place."""
        at = self._turned(index)
        exon = bisect_right(self._before, at) - 1
        return self._exons[exon][0] + at - self._before[exon]

    def _turned(self, at: int) -> int:
        return at if self._is_forward else self.n_bases - 1 - at
