"""Which part of a transcript a change touches, and why its spliced form may not be known."""

from collections.abc import Iterator

from core.domain.transcript import Transcript, TranscriptTrait
from core.domain.variant import Variant
from core.interpret.allele_map import Fetch
from core.interpret.alleles import Change, change_of
from core.interpret.evidence.places import canonical_sites, placements
from core.interpret.hgvs_transcript import CODING_BIOTYPES
from core.interpret.position import SpliceSite, meets, splice_sites
from core.interpret.reading import disagreement, reading_of
from core.interpret.transcript_map import TranscriptMap


def touches_utr5(change: Change, transcript: Transcript) -> bool:
    """The change has a base (or lies) between the first base and the start codon, introns too."""
    return _touches_side(change, transcript, is_left=transcript.strand == "+")


def touches_utr3(change: Change, transcript: Transcript) -> bool:
    """The same between the stop codon and the last base."""
    return _touches_side(change, transcript, is_left=transcript.strand == "-")


def touches_exon(change: Change, transcript: Transcript) -> bool:
    """The change has a base in an exon, or puts bases in within one or at its edge."""
    return any(meets(change, start, end) for start, end in transcript.exons)


def utr5_sites(
    variant: Variant, transcript: Transcript, fetch: Fetch
) -> Iterator[tuple[SpliceSite, bool]]:
    """Give the splice sites before the start codon that a variant touches or lies near to.

    With each whether its two intronic bases are lost: read on the changed sequence, so that a
    repeat may keep them. Places near a site are those of `SpliceSite.region`.
    """
    change = change_of(variant)
    read = iter(canonical_sites(variant, transcript, fetch))
    for site in splice_sites(change, transcript):
        is_at_dinucleotide = site.span.touches(0, 2)
        is_lost = is_at_dinucleotide and not next(read).is_kept
        if site.region is not None and _is_before_start(site, transcript):
            yield site, is_lost


def cuts_utr5_site(change: Change, transcript: Transcript) -> bool:
    """The change has a base in (or lies within) the two intronic bases of a site before the start."""
    return any(
        site.span.touches(0, 2) and _is_before_start(site, transcript)
        for site in splice_sites(change, transcript)
    )


def placed(change: Change, transcript: Transcript, fetch: Fetch) -> Change:
    """Give the place of a change within its repeat that tells what is spliced.

    Not over the end of an exon, no splice dinucleotide, and no exon, where one of the places
    allows it: then the site stays, and the rest of the change is on one side of it. A change that
    may lie in the transcript or just outside of it is taken for one in it.
    """

    def cost(one: Change) -> tuple[bool, bool, bool, int]:
        sites = splice_sites(one, transcript)
        is_at_site = any(site.span.touches(0, 2) for site in sites)
        is_outside = one.end <= transcript.start or one.start >= transcript.end
        is_over_end = is_outside or bool(why_not_spliced(one, transcript))
        return is_over_end, is_at_site, touches_exon(one, transcript), one.start

    return min(placements(change, fetch), key=cost)


def why_not_spliced(change: Change, transcript: Transcript) -> str:
    """Say why the spliced transcript of the changed allele is not known, "" where it is."""
    if change.start < transcript.start or change.end > transcript.end:
        return "The change reaches beyond the ends of the transcript."
    for start, end in transcript.exons:
        is_over_start = change.start < start < change.end and start != transcript.start
        is_over_end = change.start < end < change.end and end != transcript.end
        if is_over_start or is_over_end:
            return "The change reaches over the end of an exon: how it is spliced is not known."
    return ""


def why_start_unknown(transcript: Transcript, fetch: Fetch) -> str:
    """Say why it is not known where translation begins, "" where it is or nothing is translated."""
    traits, name = transcript.traits, transcript.transcript_id
    for trait in (TranscriptTrait.DIFFERS_FROM_GENOME, TranscriptTrait.START_UNKNOWN):
        if trait in traits:
            return f"{name}: {trait.value}."
    if not transcript.is_coding:
        is_told = transcript.biotype not in CODING_BIOTYPES
        untold = f"{name}: the gene models do not tell where its coding sequence is."
        return "" if is_told else untold
    places = TranscriptMap(transcript)
    reading = reading_of(transcript, fetch, places)
    if reading is None:
        return f"{name}: its coding sequence does not lie in its exons."
    if transcript.cds_phase:
        return f"{name}: {TranscriptTrait.START_UNKNOWN.value}."
    return disagreement(transcript, reading)


def _is_before_start(site: SpliceSite, transcript: Transcript) -> bool:
    """The intron of the site ends before the start codon."""
    start, end = transcript.cds_start, transcript.cds_end
    if start is None or end is None:
        return False
    return site.edge <= start if transcript.strand == "+" else site.edge >= end


def _touches_side(change: Change, transcript: Transcript, *, is_left: bool) -> bool:
    start, end = transcript.cds_start, transcript.cds_end
    if start is None or end is None:
        return False
    low, high = (transcript.start, start) if is_left else (end, transcript.end)
    return low < high and meets(change, low, high)
