"""Where a variant lies in the transcripts it overlaps."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from core.domain.coding import CodingEffect
from core.domain.interpretation import Interpretation
from core.domain.transcript import Mane, Region, Transcript, TranscriptPosition
from core.domain.variant import Variant
from core.interpret.alleles import Change, change_of

DEEP_INTRON_FROM = 50
"""A variant more than this many bases from both ends of its intron is deep intronic."""

SEVERITY = (
    Region.SPLICE_DINUCLEOTIDE,
    Region.EXON_EDGE,
    Region.NEAR_SPLICE,
    Region.CODING,
    Region.UTR5,
    Region.UTR3,
    Region.NON_CODING_EXON,
    Region.INTRON,
    Region.DEEP_INTRON,
    Region.INTERGENIC,
)
"""Regions from the one nearest to splicing to the one farthest."""

_CANONICAL_LOSSES = {"splice_acceptor_variant", "splice_donor_variant"}
"""Terms of the Sequence Ontology for a dinucleotide that is no longer there."""

_AT_THE_EDGE = {Region.SPLICE_DINUCLEOTIDE, Region.EXON_EDGE}

_MANE_ORDER = {Mane.SELECT: 0, Mane.PLUS_CLINICAL: 1, Mane.NONE: 2}


class SiteSpan(NamedTuple):
    """A change counted from a splice site into its intron: 0 is the first intronic base."""

    start: int
    end: int

    def touches(self, low: int, high: int) -> bool:
        """A base lies in [low, high), or an insertion lies between two bases of it."""
        if self.start == self.end:
            return low < self.start < high
        return self.start < high and self.end > low

    @property
    def distance(self) -> int:
        """1 for the first intronic base and for the outermost exonic base."""
        if self.start == self.end:
            return max(1, abs(self.start))
        if self.start >= 0:
            return self.start + 1
        return 1 - self.end if self.end <= 0 else 1


class SpliceSite(NamedTuple):
    """A splice site as a change sees it.

    `kind` is "acceptor" or "donor", `edge` the 0-based place between its exon and its intron.
    """

    kind: str
    span: SiteSpan
    edge: int

    @property
    def region(self) -> Region | None:
        """The class this site gives, None where the change is too far away."""
        is_insertion = self.span.start == self.span.end
        edge_end = 1 if is_insertion else 0
        exonic = -3 if self.kind == "donor" else -1
        reach = 8 if self.kind == "donor" else 50
        if self.span.touches(0, 2):
            return Region.SPLICE_DINUCLEOTIDE
        if self.span.touches(exonic, edge_end):
            return Region.EXON_EDGE
        return Region.NEAR_SPLICE if self.span.touches(-3, reach) else None


def locate(variant: Variant, transcripts: Sequence[Transcript]) -> tuple[TranscriptPosition, ...]:
    """Places of a variant, one per transcript it overlaps, preferred transcript first.

    Any length counts by the bases it changes: a deletion that reaches a splice dinucleotide
    touches it, an insertion lies between two bases and touches what holds both of them; between
    the last exonic and the first intronic base it touches the exon edge. Whether a site survives
    in the sequence (a repeat) is for the engine to say. Only edges between two exons are splice
    sites. Donor -3..+8 and acceptor -50..+3 are near a site, beyond 50 intronic bases is deep.
    """
    change = change_of(variant)
    places = [
        _place(change, transcript)
        for transcript in transcripts
        if transcript.chrom == variant.chrom and _overlaps(change, transcript.start, transcript.end)
    ]
    return tuple(sorted(places, key=_place_key))


def positions_as_read(
    positions: Sequence[TranscriptPosition], found: Interpretation
) -> tuple[TranscriptPosition, ...]:
    """Take places of splice dinucleotides that the changed sequence still has for what is changed.

    An insertion or deletion may touch the two bases and leave two that read the same: coordinates
    do not tell, the consequence read from the sequence does. Then it lies at the edge of an exon,
    or near the site in an intron. Without such a consequence places stay as they are.
    """
    effects = {one.effect.transcript_id: one.effect for one in found.coding}
    return tuple(
        _as_read(place, effects.get(place.transcript.transcript_id)) for place in positions
    )


def _as_read(place: TranscriptPosition, effect: CodingEffect | None) -> TranscriptPosition:
    if effect is None or effect.why_unknown or place.region not in _AT_THE_EDGE:
        return place
    exon, intron = effect.exon_number, effect.intron_number
    if exon is not None and place.region is Region.SPLICE_DINUCLEOTIDE:
        is_kept = _CANONICAL_LOSSES.isdisjoint(effect.names)
        edge = replace(place, region=Region.EXON_EDGE, exon_number=exon, intron_number=None)
        return edge if is_kept else place
    if exon is None and intron is not None and _CANONICAL_LOSSES.isdisjoint(effect.names):
        return replace(place, region=Region.NEAR_SPLICE, exon_number=None, intron_number=intron)
    return place


def preferred(transcripts: Sequence[Transcript]) -> Transcript:
    """Give the transcript to speak of: MANE Select, Plus Clinical, coding, then the longest mRNA."""
    return min(transcripts, key=preference)


def most_severe(positions: Sequence[TranscriptPosition]) -> TranscriptPosition | None:
    """Give the place nearest to splicing; the preferred transcript wins a tie. None if there is none."""
    return min(positions, key=lambda place: SEVERITY.index(place.region), default=None)


def summary(positions: Sequence[TranscriptPosition]) -> tuple[Region, int | None, str]:
    """Most severe region, smallest distance to a splice site, gene symbols joined by commas."""
    worst = most_severe(positions)
    if worst is None:
        return Region.INTERGENIC, None, ""
    distances = [
        place.distance_to_splice_site
        for place in positions
        if place.distance_to_splice_site is not None
    ]
    symbols = dict.fromkeys(place.transcript.gene_symbol for place in positions)
    return worst.region, min(distances, default=None), ",".join(filter(None, symbols))


def introns(transcript: Transcript) -> Iterator[tuple[int, int, int]]:
    """0-based half-open introns in genome order with their number in transcript order."""
    exons = transcript.exons
    last = len(exons) - 1
    for index in range(last):
        start, end = exons[index][1], exons[index + 1][0]
        if end > start:
            yield start, end, index + 1 if transcript.strand == "+" else last - index


def splice_sites(change: Change, transcript: Transcript) -> Iterator[SpliceSite]:
    """Give every splice site of a transcript, with the change counted from it."""
    left, right = ("donor", "acceptor") if transcript.strand == "+" else ("acceptor", "donor")
    for start, end, _ in introns(transcript):
        yield SpliceSite(left, SiteSpan(change.start - start, change.end - start), start)
        yield SpliceSite(right, SiteSpan(end - change.end, end - change.start), end)


def _overlaps(change: Change, start: int, end: int) -> bool:
    """A changed base lies in [start, end), or an insertion lies inside it."""
    if change.deleted:
        return change.start < end and change.end > start
    return start < change.start < end


def _place(change: Change, transcript: Transcript) -> TranscriptPosition:
    sites = sorted(
        splice_sites(change, transcript), key=lambda site: (site.span.distance, site.kind)
    )
    nearest = sites[0] if sites else None
    exon, intron = _exon_number(change, transcript), _intron_number(change, transcript)
    return TranscriptPosition(
        transcript=transcript,
        region=_region(change, transcript, sites, in_exon=exon is not None),
        exon_number=exon,
        intron_number=intron,
        distance_to_splice_site=None if nearest is None else nearest.span.distance,
        site="" if nearest is None else nearest.kind,
    )


def _region(
    change: Change, transcript: Transcript, sites: Sequence[SpliceSite], *, in_exon: bool
) -> Region:
    found = [region for site in sites if (region := site.region) is not None]
    if found:
        return min(found, key=SEVERITY.index)
    if in_exon:
        return _exonic_region(change, transcript)
    deep = not sites or sites[0].span.distance > DEEP_INTRON_FROM
    return Region.DEEP_INTRON if deep else Region.INTRON


def _exonic_region(change: Change, transcript: Transcript) -> Region:
    if transcript.cds_start is None or transcript.cds_end is None:
        return Region.NON_CODING_EXON
    if _overlaps(change, transcript.cds_start, transcript.cds_end):
        return Region.CODING
    is_left = change.end <= transcript.cds_start
    return Region.UTR5 if is_left == (transcript.strand == "+") else Region.UTR3


def _exon_number(change: Change, transcript: Transcript) -> int | None:
    n_exons = len(transcript.exons)
    numbers = [
        index + 1 if transcript.strand == "+" else n_exons - index
        for index, (start, end) in enumerate(transcript.exons)
        if meets(change, start, end)
    ]
    return min(numbers, default=None)


def _intron_number(change: Change, transcript: Transcript) -> int | None:
    numbers = [number for start, end, number in introns(transcript) if meets(change, start, end)]
    return min(numbers, default=None)


def meets(change: Change, start: int, end: int) -> bool:
    """As `_overlaps`, but an insertion at the rim of the interval belongs to both its sides."""
    if change.deleted:
        return change.start < end and change.end > start
    return start <= change.start <= end


def preference(transcript: Transcript) -> tuple[int, bool, int, str]:
    """Sort key: MANE Select, Plus Clinical, coding, then the longest mRNA."""
    length = sum(end - start for start, end in transcript.exons)
    mane = _MANE_ORDER[transcript.mane]
    return mane, not transcript.is_coding, -length, transcript.transcript_id


def _place_key(place: TranscriptPosition) -> tuple[int, bool, int, int, str]:
    """Order of preference; of two genes' MANE transcripts the more severe place comes first."""
    mane, non_coding, length, name = preference(place.transcript)
    is_mane = place.transcript.mane is not Mane.NONE
    severity = SEVERITY.index(place.region) if is_mane else 0
    return mane, non_coding, severity, length, name
