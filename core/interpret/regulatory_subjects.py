"""What networks of transcripts are asked about a variant: 5' UTRs, poly-A signals, promoters.

Each subject holds REF and ALT in the direction of its transcript. Where a transcript is concerned
and there is nothing to ask, the reason is told instead.
"""

from collections.abc import Callable, Iterator, Sequence

from core.domain.assembly import MITOCHONDRION
from core.domain.counting import counted
from core.domain.score import NotScoredReason
from core.domain.transcript import Transcript, TranscriptTrait
from core.domain.variant import Variant
from core.interpret.allele_map import Fetch
from core.interpret.alleles import Change, change_of
from core.interpret.anchored_stretch import AnchoredStretch, is_too_long, is_within
from core.interpret.evidence.places import placements
from core.interpret.mrna_pair import MrnaPair, mrna_pair
from core.interpret.poly_a_subjects import poly_a_subjects
from core.interpret.position import preference
from core.interpret.subject import NoSubject, Subject, no_subject, subject
from core.interpret.transcript_map import TranscriptMap
from core.interpret.tss import tss_distance
from core.interpret.utr_places import (
    cuts_utr5_site,
    placed,
    touches_exon,
    touches_utr5,
    why_not_spliced,
    why_start_unknown,
)
from models import registry
from models.regulatory.protocol import AlleleRequest
from models.regulatory.reach import PROMOTER

TRANSCRIPT_REACH = PROMOTER.before
"""Transcripts that begin or end within so many bases of a variant may have a subject with it."""

_UTR, _PROMOTER = registry.FIVE_PRIME_UTR, registry.PROMOTER

Found = Iterator[Subject | NoSubject]


def regulatory_subjects(
    kind: str, variant: Variant, transcripts: Sequence[Transcript], fetch: Fetch
) -> tuple[Subject | NoSubject, ...]:
    """Give what engines of one kind are asked about a variant, MANE transcripts first.

    () where the variant changes nothing that they read. Of promoters and poly-A signals each
    place is told once, of the first transcript that has it; of 5' UTRs every transcript is.
    Mitochondrial transcripts are not read.

    Parameters
    ----------
    kind
        `five-prime-utr`, `poly-a` or `promoter`, as in `models.registry`.
    transcripts
        At least those that begin or end within `TRANSCRIPT_REACH` bases of the variant.
    fetch
        Plus-strand bases of the contig of the variant for 0-based half-open bounds, upper case,
        clipped to the contig.
    """
    near = [one for one in transcripts if one.chrom == variant.chrom]
    if variant.chrom == MITOCHONDRION or not near:
        return ()
    return tuple(_BY_KIND[kind](variant, sorted(near, key=preference), fetch))


def _utr_subjects(variant: Variant, transcripts: Sequence[Transcript], fetch: Fetch) -> Found:
    everywhere = tuple(placements(change_of(variant), fetch))
    for transcript in transcripts:
        # In a repeat a place in the 5' UTR counts; what is read does not depend on it.
        if transcript.is_coding and not any(touches_utr5(one, transcript) for one in everywhere):
            continue
        change = placed(everywhere[0], transcript, fetch)
        if cuts_utr5_site(change, transcript):
            why = why_not_spliced(change, transcript)
            yield no_subject(_UTR, transcript, NotScoredReason.SPLICED_FORM_UNKNOWN, why)
        elif touches_exon(change, transcript):
            yield from _spliced_utr(change, transcript, fetch)


def _spliced_utr(change: Change, transcript: Transcript, fetch: Fetch) -> Found:
    """The 5' UTR as spliced on both alleles, up to the base before the start codon."""
    why = why_start_unknown(transcript, fetch)
    if why:
        reason = NotScoredReason.TRANSLATION_START_UNKNOWN
        yield no_subject(_UTR, transcript, reason, why)
        return
    coding = TranscriptMap(transcript).coding
    if coding is None:
        return
    if TranscriptTrait.RNA_START_UNKNOWN in transcript.traits:
        yield no_subject(_UTR, transcript, NotScoredReason.TRANSCRIPT_START_UNKNOWN)
        return
    why = why_not_spliced(change, transcript)
    if why:
        yield no_subject(_UTR, transcript, NotScoredReason.SPLICED_FORM_UNKNOWN, why)
        return
    found = _before_start(mrna_pair(change, transcript, fetch), coding[0], transcript)
    if found is not None:
        yield found


def _before_start(pair: MrnaPair, start: int, transcript: Transcript) -> Subject | NoSubject | None:
    """Cut both spliced transcripts before the start codon, which lies at `start` in REF."""
    alt_start = pair.to_alt(start, 3)
    if alt_start is None:
        return no_subject(_UTR, transcript, NotScoredReason.START_CODON_CHANGED)
    if alt_start == 0:
        return no_subject(_UTR, transcript, NotScoredReason.TRANSCRIPT_START_CHANGED)
    if pair.ref.bases[:start] == pair.alt.bases[:alt_start]:
        return None
    request = AlleleRequest(
        pair.ref.bases[:start],
        pair.alt.bases[:alt_start],
        start=pair.first,
        ref_length=pair.ref_end - pair.first,
        alt_length=pair.alt_end - pair.first,
    )
    return subject(_UTR, transcript, request, f"5' UTR of {transcript.gene_symbol}", None, pair)


def _promoter_subjects(variant: Variant, transcripts: Sequence[Transcript], fetch: Fetch) -> Found:
    told: set[tuple[str, int]] = set()
    for transcript in transcripts:
        start = transcript.start if transcript.strand == "+" else transcript.end - 1
        place = transcript.strand, start
        if not transcript.is_coding or place in told:
            continue
        told.add(place)
        found = _promoter(variant, transcript, start, fetch)
        if found is not None:
            yield found


def _promoter(
    variant: Variant, transcript: Transcript, start: int, fetch: Fetch
) -> Subject | NoSubject | None:
    """The surroundings of the first transcribed base, which lies at `start` of the genome."""
    change = change_of(variant)
    if not is_within(change, transcript.strand, start, PROMOTER):
        return None
    if TranscriptTrait.RNA_START_UNKNOWN in transcript.traits:
        return no_subject(_PROMOTER, transcript, NotScoredReason.TRANSCRIPT_START_UNKNOWN)
    if is_too_long(change, PROMOTER):
        return no_subject(_PROMOTER, transcript, NotScoredReason.CHANGE_TOO_LONG)
    stretch = AnchoredStretch.around(change, transcript.strand, start, PROMOTER, fetch)
    if stretch.pair.shift and stretch.pair.to_alt(stretch.anchor, 1) is None:
        return no_subject(_PROMOTER, transcript, NotScoredReason.TRANSCRIPT_START_CHANGED)
    request = stretch.request(stretch.anchor_in_alt(1))
    if request is None:
        return None
    where = _where(variant, transcript)
    return subject(_PROMOTER, transcript, request, where, PROMOTER.length, stretch.pair)


def _where(variant: Variant, transcript: Transcript) -> str:
    distance = tss_distance(variant, transcript)
    where = "at"
    if distance:
        where = f"{counted(abs(distance), 'base')} {'before' if distance < 0 else 'behind'}"
    return f"promoter of {transcript.gene_symbol}, {where} the start of transcription"


_BY_KIND: dict[str, Callable[[Variant, Sequence[Transcript], Fetch], Found]] = {
    registry.FIVE_PRIME_UTR: _utr_subjects,
    registry.POLY_A: poly_a_subjects,
    registry.PROMOTER: _promoter_subjects,
}
