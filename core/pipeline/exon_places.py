"""Which exons a variant concerns, and what an exon engine is asked about them."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.domain.score import NotScoredReason
from core.domain.transcript import Transcript
from core.interpret.position import preferred
from core.pipeline.annotation import Place
from core.pipeline.track_asking import allele_refusal
from core.sources.reference import Reference
from models.splice.exon_protocol import OVERHANG, TISSUE_OVERHANG, ExonRequest


@dataclass(frozen=True, slots=True)
class ExonPlace:
    """One exon of a transcript.

    Attributes
    ----------
    transcript
        The preferred one of the transcripts that hold this very exon.
    number
        1-based in transcript order.
    start, end
        0-based half-open.
    left_intron, right_intron
        An intron lies before (behind) it in genome direction.
    """

    transcript: Transcript
    number: int
    start: int
    end: int
    left_intron: bool
    right_intron: bool

    @property
    def key(self) -> tuple[str, int, int, str]:
        """Contig, start, end and strand: what an exon is called across transcripts."""
        return self.transcript.chrom, self.start, self.end, self.transcript.strand


def exons_near(place: Place, transcripts: Iterable[Transcript]) -> tuple[ExonPlace, ...]:
    """Give each distinct exon REF touches, or comes within 100 bases of inside its introns.

    Beyond the first and the last exon of a transcript nothing is looked at, and an exon without
    any intron has no splice site: it is left out.
    """
    start, end = place.pos - 1, place.pos - 1 + len(place.ref)
    groups: dict[tuple[int, int, str, bool, bool], list[Transcript]] = {}
    for transcript in transcripts:
        last = len(transcript.exons) - 1
        for index, (first_base, behind) in enumerate(transcript.exons):
            left, right = index > 0, index < last
            reach = (first_base - OVERHANG * left, behind + OVERHANG * right)
            if (left or right) and start < reach[1] and end > reach[0]:
                key = (first_base, behind, transcript.strand, left, right)
                groups.setdefault(key, []).append(transcript)
    return tuple(_place(key, group) for key, group in sorted(groups.items()))


def exon_refusal(place: Place, alt: str, reference: Reference) -> NotScoredReason | None:
    """Why an exon engine is not asked about an allele, wherever it lies; None where it is."""
    if place.chrom == "chrM":
        return NotScoredReason.MITOCHONDRIAL
    return allele_refusal(place, alt, reference)


def exon_request(
    place: Place, alt: str, exon: ExonPlace, reference: Reference
) -> ExonRequest | NotScoredReason:
    """Give the engine's request for one allele at one exon, or why there is none."""
    reach = TISSUE_OVERHANG + len(place.ref)
    start, end = exon.start - reach, exon.end + reach
    length = reference.length(place.chrom) or 0
    if (exon.left_intron and start < 0) or (exon.right_intron and end > length):
        return NotScoredReason.NEAR_CONTIG_END
    first = max(start, 0)
    window = reference.fetch(place.chrom, first, end)
    read = window[
        max(exon.start - OVERHANG * exon.left_intron - first, 0) : exon.end
        + OVERHANG * exon.right_intron
        - first
    ]
    if "N" in read:
        return NotScoredReason.REFERENCE_UNKNOWN
    return ExonRequest(
        window=window,
        exon_start=exon.start - first,
        exon_end=exon.end - first,
        variant_start=place.pos - 1 - first,
        ref=place.ref,
        alt=alt,
        strand=exon.transcript.strand,
        left_intron=exon.left_intron,
        right_intron=exon.right_intron,
    )


def _place(key: tuple[int, int, str, bool, bool], group: list[Transcript]) -> ExonPlace:
    start, end, strand, left, right = key
    transcript = preferred(group)
    index = transcript.exons.index((start, end))
    number = index + 1 if strand == "+" else len(transcript.exons) - index
    return ExonPlace(transcript, number, start, end, left, right)
