"""Terms for the place of a change beside splice sites, in introns, and around a transcript."""

from collections.abc import Iterator

from core.domain.transcript import Transcript
from core.interpret.alleles import Change
from core.interpret.position import SpliceSite, introns, splice_sites
from core.interpret.sequence_ontology import Distances


def splice_terms(change: Change, transcript: Transcript, distances: Distances) -> Iterator[str]:
    """Give every splice term whose definition a change fits; one may come twice.

    Bases put in between two bases touch what holds both of them; those exactly at an exon edge,
    or right behind the two bases of a site, are in the splice region.
    """
    for site in splice_sites(change, transcript):
        yield from _of_site(site, distances)


def is_in_intron(change: Change, transcript: Transcript, distances: Distances) -> bool:
    """A base of an intron changes that is none of the two at either end, or bases come in there."""
    essential = int(distances.essential.value)
    for start, end, _ in introns(transcript):
        low, high = start + essential, end - essential
        if change.deleted and change.start < high and change.end > low:
            return True
        if not change.deleted and low <= change.start <= high:
            return True
    return False


def outside_term(change: Change, transcript: Transcript, distances: Distances) -> str:
    """Give the term of a change outside a transcript, "" where it lies in it or touches it."""
    before, behind = transcript.start - change.end, change.start - transcript.end
    if before < 0 and behind < 0:
        return ""
    is_before, gap = (True, before) if before >= 0 else (False, behind)
    # A base right beside the transcript has the distance 1.
    if gap + 1 > distances.near_gene.value:
        return "intergenic_variant"
    is_upstream = is_before == (transcript.strand == "+")
    return "upstream_gene_variant" if is_upstream else "downstream_gene_variant"


def _of_site(site: SpliceSite, distances: Distances) -> Iterator[str]:
    essential = int(distances.essential.value)
    span = site.span
    if span.touches(0, essential):
        yield f"splice_{site.kind}_variant"
    if _is_in_region(site, distances):
        yield "splice_region_variant"
    if site.kind == "acceptor":
        if span.touches(essential, int(distances.polypyrimidine.value)):
            yield "splice_polypyrimidine_tract_variant"
        return
    if span.touches(essential, int(distances.donor_region.value)):
        yield "splice_donor_region_variant"
    base = int(distances.donor_base.value)
    if span.touches(base - 1, base):
        yield "splice_donor_5th_base_variant"


def _is_in_region(site: SpliceSite, distances: Distances) -> bool:
    essential = int(distances.essential.value)
    exonic, intronic = int(distances.region_exonic.value), int(distances.region_intronic.value)
    span = site.span
    if span.start == span.end:
        return span.touches(-exonic, intronic) and not span.touches(0, essential)
    return span.touches(-exonic, 0) or span.touches(essential, intronic)
