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
    told at several places, which are one and the same sequence: the one that leaves most sites
    counts, among equals the one nearest to how the variant is told. A deleted exon is empty.
    """
    changes = [] if allele.change is None else list(_spellings(allele.change, allele))
    reach = (changes[0].start, changes[-1].end) if changes else (0, -1)
    if not any(reach[0] <= edge <= reach[1] for exon in transcript.exons for edge in exon):
        return _Laid(allele, transcript, reach).exons
    changes.sort(key=lambda change: abs(change.start - (allele.change or change).start))
    spelled = (AlleleMap(change, allele.fetch) for change in changes)
    tried = [_Laid(one, transcript, reach) for one in spelled]
    return max(tried, key=lambda laid: laid.n_sites).exons


class _Laid:
    """Exons of a transcript on an allele, and how many of the edges within a reach have a site."""

    def __init__(self, allele: AlleleMap, transcript: Transcript, reach: tuple[int, int]) -> None:
        self._allele, self._strand, self._reach = allele, transcript.strand, reach
        self.n_sites = 0
        last = len(transcript.exons) - 1
        self.exons = [
            (
                self._left(start, is_site=number > 0 and self._is_near(start)),
                self._right(end, is_site=number < last and self._is_near(end)),
            )
            for number, (start, end) in enumerate(transcript.exons)
        ]

    def _is_near(self, edge: int) -> bool:
        return self._reach[0] <= edge <= self._reach[1]

    def _left(self, edge: int, *, is_site: bool) -> int:
        kind = DONOR if is_right_edge(ACCEPTOR, self._strand) else ACCEPTOR
        inner = self._allele.boundary(edge, takes_insertion=True)
        outer = self._allele.boundary(edge)
        return self._edge(inner, outer, lambda low: self._rank(kind, low), is_site=is_site)

    def _right(self, edge: int, *, is_site: bool) -> int:
        kind = DONOR if is_right_edge(DONOR, self._strand) else ACCEPTOR
        inner = self._allele.boundary(edge)
        outer = self._allele.boundary(edge, takes_insertion=True)
        return self._edge(inner, outer, lambda high: self._rank(kind, high - 1), is_site=is_site)

    def _edge(
        self, inner: int, outer: int, rank: Callable[[int], int | None], *, is_site: bool
    ) -> int:
        """Give the edge that leaves inserted bases out, unless only the other has the site."""
        if not is_site:
            return inner
        chosen = outer if rank(inner) is None and rank(outer) is not None else inner
        self.n_sites += rank(chosen) is not None
        return chosen

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
