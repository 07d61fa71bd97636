"""Where exons lie on a changed chromosome: an edge is where its splice site is in the sequence."""

from collections.abc import Callable, Iterator

from core.domain.transcript import Transcript
from core.interpret.allele_map import AlleleMap
from core.interpret.alleles import Change
from core.interpret.dna_change import mirrored, mirrored_fetch, most_3_prime
from core.interpret.mrna import reverse_complement

ACCEPTOR, DONOR = "acceptor", "donor"

_MOTIFS = {ACCEPTOR: ("AG", "AC"), DONOR: ("GT", "GC", "AT")}
"""Bases of the intron next to a site, the most frequent first."""


def is_right_edge(kind: str, strand: str) -> bool:
    """A site of that kind is the right edge of its exon on the plus strand."""
    return (kind == DONOR) == (strand == "+")


def motif_rank(allele: AlleleMap, strand: str, kind: str, place: int) -> int | None:
    """Rank of the dinucleotide next to a site (0-based exonic base); None for any other."""
    is_right = is_right_edge(kind, strand)
    bases = allele.bases(*((place + 1, place + 3) if is_right else (place - 2, place)))
    read = bases if strand == "+" else reverse_complement(bases)
    motifs = _MOTIFS[kind]
    return motifs.index(read) if read in motifs else None


def exons_on(allele: AlleleMap, transcript: Transcript) -> list[tuple[int, int]]:
    """Give the exons of a transcript on an allele, genome order, 0-based half-open.

    Bases put in exactly at an edge are intron where the intron then begins (or ends) as introns
    do; they are exon where only that leaves the site. A deletion or insertion in a repeat can be
    told at several places, which are one and the same sequence: the one that leaves the site counts.
    A deleted exon is empty.
    """
    edges = _Edges(allele, transcript.strand)
    last = len(transcript.exons) - 1
    found = []
    for number, (start, end) in enumerate(transcript.exons):
        low = edges.left(start, is_site=number > 0)
        found.append((low, max(low, edges.right(end, is_site=number < last))))
    return found


class _Edges:
    """Edges of exons on one allele."""

    def __init__(self, allele: AlleleMap, strand: str) -> None:
        self._allele, self._strand = allele, strand
        self._spellings = [allele]
        self._reach = (0, -1)
        if allele.change is not None:
            changes = list(_spellings(allele.change, allele))
            self._reach = changes[0].start, changes[-1].end
            changes.sort(key=lambda change: abs(change.start - allele.change.start))
            self._spellings = [AlleleMap(change, allele.fetch) for change in changes]

    def left(self, edge: int, *, is_site: bool) -> int:
        """Give the first base of an exon."""
        kind = DONOR if is_right_edge(ACCEPTOR, self._strand) else ACCEPTOR

        def places(allele: AlleleMap) -> tuple[int, int]:
            return allele.boundary(edge, takes_insertion=True), allele.boundary(edge)

        return self._edge(edge, places, lambda low: self._rank(kind, low), is_site=is_site)

    def right(self, edge: int, *, is_site: bool) -> int:
        """Give the place behind the last base of an exon."""
        kind = DONOR if is_right_edge(DONOR, self._strand) else ACCEPTOR

        def places(allele: AlleleMap) -> tuple[int, int]:
            return allele.boundary(edge), allele.boundary(edge, takes_insertion=True)

        return self._edge(edge, places, lambda high: self._rank(kind, high - 1), is_site=is_site)

    def _edge(
        self,
        edge: int,
        places: Callable[[AlleleMap], tuple[int, int]],
        rank: Callable[[int], int | None],
        *,
        is_site: bool,
    ) -> int:
        """Give the edge that leaves inserted bases out, unless only another has the motif."""
        usual = places(self._allele)[0]
        is_near = self._reach[0] <= edge <= self._reach[1]
        if not is_site or not is_near or rank(usual) is not None:
            return usual
        others = dict.fromkeys(place for allele in self._spellings for place in places(allele))
        ranked = [(found, place) for place in others if (found := rank(place)) is not None]
        return min(ranked, key=lambda pair: pair[0])[1] if ranked else usual

    def _rank(self, kind: str, place: int) -> int | None:
        return motif_rank(self._allele, self._strand, kind, place)


def _spellings(change: Change, allele: AlleleMap) -> Iterator[Change]:
    """Every place at which a deletion or insertion can be told, from left to right."""
    last = most_3_prime(change, allele.fetch)
    turned = most_3_prime(mirrored(change), mirrored_fetch(allele.fetch))
    first = mirrored(turned)
    for steps in range(last.start - first.start + 1):
        turn = steps % max(1, len(first.deleted or first.inserted))
        deleted, inserted = (one[turn:] + one[:turn] for one in (first.deleted, first.inserted))
        yield Change(first.start + steps, deleted, inserted)
