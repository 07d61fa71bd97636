"""The surroundings of genes near a variant, as a network of whole genes reads them."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.domain.counting import counted
from core.domain.score import NotScoredReason
from core.domain.transcript import Transcript, TranscriptTrait
from core.domain.variant import Variant
from core.interpret.allele_map import Fetch
from core.interpret.alleles import change_of
from core.interpret.anchored_stretch import has_too_many_unknown, padded
from core.interpret.position import preference
from core.interpret.subject import NoSubject, Subject, no_subject
from core.interpret.tss import tss_distance
from models.registry import GENE
from models.regulatory import reach
from models.regulatory.protocol import AlleleRequest

GENE_REACH = max(reach.GENE)
"""Genes that begin within so many bases of a variant may have their surroundings changed by it."""


def gene_surroundings(
    variant: Variant, transcripts: Sequence[Transcript], fetch: Fetch
) -> Iterator[Subject | NoSubject]:
    """Give each coding gene whose start lies so near that all that is read of the change is in reach.

    Of a gene the start of the transcript that represents it counts, MANE Select where there is one.

    Parameters
    ----------
    fetch
        Plus-strand bases of the contig for 0-based half-open bounds, upper case, clipped to it.
    """
    told: set[str] = set()
    near = (one for one in transcripts if one.chrom == variant.chrom and one.is_coding)
    for transcript in sorted(near, key=preference):
        if transcript.gene_id not in told:
            told.add(transcript.gene_id)
            found = _surroundings(variant, transcript, fetch)
            if found is not None:
                yield found


def _surroundings(
    variant: Variant, transcript: Transcript, fetch: Fetch
) -> Subject | NoSubject | None:
    before, behind = reach.GENE
    is_plus = transcript.strand == "+"
    start = transcript.start if is_plus else transcript.end - 1
    first = start - before if is_plus else start + 1 - behind
    change = change_of(variant)
    at = change.start - first
    bases = padded(fetch)(first, first + reach.GENE.length)
    request = AlleleRequest(
        bases,
        bases[:at] + change.inserted + bases[change.end - first :],
        start=at,
        ref_length=len(change.deleted),
        alt_length=len(change.inserted),
    )
    if not is_plus:
        request = request.turned
    if not _is_read(request.start):
        return None
    if TranscriptTrait.RNA_START_UNKNOWN in transcript.traits:
        return no_subject(GENE, transcript, NotScoredReason.TRANSCRIPT_START_UNKNOWN)
    if change.start <= start < change.end:
        return no_subject(GENE, transcript, NotScoredReason.TRANSCRIPT_START_CHANGED)
    if max(request.ref_length, request.alt_length) > reach.AROUND_CHANGE.length // 2:
        return no_subject(GENE, transcript, NotScoredReason.CHANGE_TOO_LONG)
    if has_too_many_unknown(request):
        return no_subject(GENE, transcript, NotScoredReason.REFERENCE_UNKNOWN)
    places = first + np.arange(reach.GENE.length, dtype=np.int64)
    return Subject(
        GENE,
        transcript.transcript_id,
        transcript.gene_symbol,
        transcript.strand,
        request,
        _where(variant, transcript),
        places if is_plus else places[::-1],
    )


def _is_read(index: int) -> bool:
    """Whether all that is read around a change at an index lies in the surroundings of the gene."""
    before, behind = reach.AROUND_CHANGE
    return before <= index <= reach.GENE.length - behind


def _where(variant: Variant, transcript: Transcript) -> str:
    distance = tss_distance(variant, transcript)
    where = "at"
    if distance:
        where = f"{counted(abs(distance), 'base')} {'before' if distance < 0 else 'behind'}"
    return f"surroundings of {transcript.gene_symbol}, {where} the start of transcription"
