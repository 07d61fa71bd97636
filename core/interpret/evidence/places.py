"""Where a variant lies among the splice motifs of one transcript, and what is left of a site."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.domain.evidence_inputs import CanonicalSite, EvidenceInputs
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.allele_map import AlleleMap, Fetch
from core.interpret.alleles import Change, change_of
from core.interpret.evidence.code_rules import SplicingRules
from core.interpret.mrna import reverse_complement
from core.interpret.position import SpliceSite, introns, splice_sites

_CANONICAL = {"donor": "GT", "acceptor": "AG"}
_MOST_STEPS = 500
"""Bases a change is moved either way within a repeat."""


@dataclass(frozen=True, slots=True)
class MotifSite:
    """A splice site whose motif a variant touches; `edge` is 0-based, between exon and intron."""

    kind: str
    edge: int
    is_dinucleotide: bool


@dataclass(frozen=True, slots=True)
class SplicePlace:
    """A variant among the splice sites of one transcript.

    Attributes
    ----------
    motifs
        Sites whose motif it touches.
    touches_dinucleotide
        It changes one of the two intronic bases of a site, by its place alone.
    touches_exon_rim
        It changes the first base or one of the last three of an exon.
    is_intronic
        It lies in an intron with all its bases.
    is_beyond
        It is intronic and lies beyond the motif of either site of its intron (+7 and -21 on).
    depth
        Bases from the nearest splice site; None in a transcript without introns.
    """

    transcript: Transcript
    motifs: tuple[MotifSite, ...]
    touches_dinucleotide: bool
    touches_exon_rim: bool
    is_intronic: bool
    is_beyond: bool
    depth: int | None


def splice_place(variant: Variant, transcript: Transcript, rules: SplicingRules) -> SplicePlace:
    """Give the place of a variant among the motifs as the rules measure them."""
    change = change_of(variant)
    sites = tuple(splice_sites(change, transcript))
    motifs = tuple(
        MotifSite(site.kind, site.edge, site.span.touches(0, 2))
        for site in sites
        if site.span.touches(*_motif(site.kind, rules))
    )
    is_intronic = _is_intronic(change, transcript)
    return SplicePlace(
        transcript=transcript,
        motifs=motifs,
        touches_dinucleotide=any(site.is_dinucleotide for site in motifs),
        touches_exon_rim=any(site.span.touches(-_exonic(site.kind, rules), 0) for site in sites),
        is_intronic=is_intronic,
        is_beyond=is_intronic and not motifs,
        depth=min((site.span.distance for site in sites), default=None),
    )


def place_of(inputs: EvidenceInputs, rules: SplicingRules) -> SplicePlace | None:
    """Give the place in the first transcript that counts, None where it lies in none of them."""
    place = inputs.place
    return None if place is None else splice_place(inputs.variant, place.transcript, rules)


def canonical_sites(
    variant: Variant, transcript: Transcript, fetch: Fetch
) -> tuple[CanonicalSite, ...]:
    """Read the splice dinucleotides that a variant touches on the changed sequence.

    An insertion or deletion can leave the same site where it was, or make one anew at the end of
    the exon: then nothing is lost, whatever its coordinates say.
    """
    change = change_of(variant)
    return tuple(
        _read(site, transcript.strand, change, fetch)
        for site in splice_sites(change, transcript)
        if site.span.touches(0, 2)
    )


def lost_sites(inputs: EvidenceInputs) -> tuple[CanonicalSite, ...]:
    """Give the splice dinucleotides that the changed sequence does not have any more."""
    return tuple(site for site in inputs.sites or () if not site.is_kept)


def intron_ends(
    variant: Variant, transcript: Transcript, fetch: Fetch, rules: SplicingRules
) -> tuple[str, ...]:
    """Give the ends of each intron the variant lies in or whose motifs it touches, as "GT-AG"."""
    change = change_of(variant)
    edges = {
        site.edge
        for site in splice_sites(change, transcript)
        if site.span.touches(*_motif(site.kind, rules))
    }
    return tuple(
        _ends(fetch(start, start + 2), fetch(end - 2, end), transcript.strand)
        for start, end, _ in introns(transcript)
        if {start, end} & edges or (start <= change.start and change.end <= end)
    )


def _ends(left: str, right: str, strand: str) -> str:
    if strand == "+":
        return f"{left}-{right}"
    return f"{reverse_complement(right)}-{reverse_complement(left)}"


def _read(site: SpliceSite, strand: str, change: Change, fetch: Fetch) -> CanonicalSite:
    """Read the site wherever the change can be placed: a repeat may leave it as it was."""
    ref = _bases(AlleleMap(None, fetch), site, strand)
    readings = [_bases(AlleleMap(one, fetch), site, strand) for one in placements(change, fetch)]
    kept = {ref, _CANONICAL[site.kind]}
    found = next((one for one in readings if one in kept), None)
    return CanonicalSite(site.kind, ref, found or readings[0], is_kept=found is not None)


def placements(change: Change, fetch: Fetch) -> Iterator[Change]:
    """Give every place at which a deletion or insertion makes the same sequence, as stated first."""
    yield change
    if change.deleted and change.inserted:
        return
    for step in (_one_right, _one_left):
        moved = step(change, fetch)
        for _ in range(_MOST_STEPS):
            if moved is None:
                break
            yield moved
            moved = step(moved, fetch)


def _one_right(change: Change, fetch: Fetch) -> Change | None:
    moving, following = change.deleted or change.inserted, fetch(change.end, change.end + 1)
    if following != moving[0] or following == "N":
        return None
    return _placed(change, change.start + 1, moving[1:] + following)


def _one_left(change: Change, fetch: Fetch) -> Change | None:
    moving, before = change.deleted or change.inserted, fetch(change.start - 1, change.start)
    if before != moving[-1] or before == "N":
        return None
    return _placed(change, change.start - 1, before + moving[:-1])


def _placed(change: Change, start: int, moving: str) -> Change:
    return Change(start, moving, "") if change.deleted else Change(start, "", moving)


def _bases(allele: AlleleMap, site: SpliceSite, strand: str) -> str:
    """The two intronic bases next to the end of the exon, on the transcript."""
    edge = allele.boundary(site.edge)
    is_right_of_edge = (site.kind == "donor") == (strand == "+")
    start = edge if is_right_of_edge else edge - 2
    bases = allele.bases(start, start + 2)
    return bases if strand == "+" else reverse_complement(bases)


def _motif(kind: str, rules: SplicingRules) -> tuple[int, int]:
    """Bounds counted from the exon's end: 0 is the first intronic base, -1 the outermost exonic."""
    intronic = rules.donor_intronic if kind == "donor" else rules.acceptor_intronic
    return -_exonic(kind, rules), int(intronic.value)


def _exonic(kind: str, rules: SplicingRules) -> int:
    return int((rules.donor_exonic if kind == "donor" else rules.acceptor_exonic).value)


def _is_intronic(change: Change, transcript: Transcript) -> bool:
    first, last = transcript.exons[0][0], transcript.exons[-1][1]
    is_inside = first < change.start and change.end < last
    meets_exon = any(_meets(change, start, end) for start, end in transcript.exons)
    return is_inside and not meets_exon


def _meets(change: Change, start: int, end: int) -> bool:
    """A base of the exon is changed, or bases are put in beside one."""
    if change.deleted:
        return change.start < end and change.end > start
    return start <= change.start <= end
