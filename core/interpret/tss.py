"""How far a variant lies from where a transcript begins."""

from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.alleles import Change, change_of


def tss_distance(variant: Variant, transcript: Transcript) -> int:
    """Give the distance on the genome in transcript direction, introns counted.

    0 is the first base of the transcript, -1 the base before it, 1 the one after. Of several
    changed bases the nearest counts, of an insertion the nearer of its two neighbours; one right
    before the first base gives -1. The variant has to lie on the contig of the transcript.
    """
    change = change_of(variant)
    first, last = _outer_bases(change, transcript)
    if not change.deleted and last == 0:
        return first
    if first <= 0 <= last:
        return 0
    return last if last < 0 else first


def _outer_bases(change: Change, transcript: Transcript) -> tuple[int, int]:
    """Outermost changed bases (of an insertion its neighbours), counted from the first base."""
    first, last = change.start, change.end - 1
    if not change.deleted:
        first, last = change.start - 1, change.start
    if transcript.strand == "+":
        return first - transcript.start, last - transcript.start
    return transcript.end - 1 - last, transcript.end - 1 - first
