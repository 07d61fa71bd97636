"""Splice sites of a transcript and beside it, on either allele, as one engine sees them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.domain.consequence import SiteUse
from core.domain.score import SpliceTrack
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.allele_map import AlleleMap
from core.interpret.effects import two_decimals
from core.interpret.mrna import reverse_complement

ACCEPTOR, DONOR = "acceptor", "donor"
_ROWS = (ACCEPTOR, DONOR)
_MOTIFS = {ACCEPTOR: ("AG", "AC"), DONOR: ("GT", "GC", "AT")}
"""Bases of the intron next to a site, the most frequent first."""


class Site(NamedTuple):
    """A splice site.

    Attributes
    ----------
    place
        0-based, on the changed chromosome: the exonic base next to the junction.
    pos
        1-based, on the reference; of an inserted base that of the base before it.
    ref, alt
        Raw probabilities, 0-1.
    exon
        0-based number of the exon it is an edge of, transcript order; None if it is none.
    is_seen
        The engine looked so far; else both probabilities are 0 and mean nothing.
    """

    kind: str
    place: int
    pos: int
    ref: float
    alt: float
    exon: int | None
    is_seen: bool = True

    @property
    def gain(self) -> float:
        """ALT minus REF with two decimals, as cut-offs are compared."""
        return two_decimals(self.alt - self.ref)

    @property
    def loss(self) -> float:
        """REF minus ALT with two decimals."""
        return two_decimals(self.ref - self.alt)

    @property
    def lost_share(self) -> float:
        """Share of its use on the reference that is gone, 0-1."""
        return max(0.0, 1 - self.alt / self.ref) if self.ref > 0 else 0.0

    @property
    def use(self) -> SiteUse:
        """As outcomes tell it."""
        return SiteUse(self.kind, self.pos, self.ref, self.alt, self.exon is not None)


@dataclass(frozen=True, slots=True)
class SiteTable:
    """All sites of one transcript that a variant may touch.

    Attributes
    ----------
    exons
        Of the transcript on the changed chromosome, 0-based half-open, transcript order; an
        exon that is deleted is empty.
    acceptors, donors
        Annotated sites by exon, transcript order; None for the first acceptor and the last
        donor, and for a site without place on the changed chromosome.
    others
        Sites that are no exon edge of the transcript, by place.
    """

    strand: str
    exons: tuple[tuple[int, int], ...]
    acceptors: tuple[Site | None, ...]
    donors: tuple[Site | None, ...]
    others: tuple[Site, ...]

    @property
    def n_exons(self) -> int:
        """Exons of the transcript."""
        return len(self.exons)

    def along(self, start: int, end: int) -> int:
        """Bases from one place to another in the direction of the transcript."""
        return end - start if self.strand == "+" else start - end

    def intron(self, number: int) -> tuple[int, int]:
        """First and last base of the intron behind an exon (0-based number), transcript order."""
        step = 1 if self.strand == "+" else -1
        (first_start, first_end), (next_start, next_end) = self.exons[number : number + 2]
        if step > 0:
            return first_end, next_start - 1
        return first_start - 1, next_end

    def ends(self, number: int) -> tuple[int, int]:
        """First and last base of an exon (0-based number), transcript order."""
        start, end = self.exons[number]
        return (start, end - 1) if self.strand == "+" else (end - 1, start)

    def chain(self, exons: Iterator[tuple[int, int]] | tuple[tuple[int, int], ...]) -> "Chain":
        """Give exons of transcript order in genome order."""
        ordered = tuple(exons)
        return ordered if self.strand == "+" else ordered[::-1]

    def between(self, first: int, last: int) -> tuple[int, int]:
        """Give the exon from one base to another (transcript order), 0-based half-open."""
        low, high = sorted((first, last))
        return low, high + 1


Chain = tuple[tuple[int, int], ...]
"""Exons, 0-based half-open, genome order."""


def site_table(
    variant: Variant, transcript: Transcript, track: SpliceTrack, allele: AlleleMap
) -> SiteTable:
    """Lay the probabilities of a track over the exons of a transcript.

    Sites are told apart by their place on the changed chromosome: an exon edge that is deleted and
    comes about again beside it is no new site.
    """
    laid = _Laid(variant, transcript.strand, track, allele)
    exons = [_exon(start, end, laid) for start, end in transcript.exons]
    native = list(zip(transcript.exons, exons, strict=True))
    if transcript.strand == "-":
        native.reverse()
    last = len(native) - 1
    acceptors = tuple(
        laid.annotated(ACCEPTOR, on_ref, here, number) if number else None
        for number, (on_ref, here) in enumerate(native)
    )
    donors = tuple(
        laid.annotated(DONOR, on_ref, here, number) if number < last else None
        for number, (on_ref, here) in enumerate(native)
    )
    native_sites = [site for site in (*acceptors, *donors) if site is not None]
    known = {(site.kind, laid.pos_of(site.place)) for site in native_sites}
    others = [site for site in laid.sites() if (site.kind, site.pos) not in known]
    return SiteTable(
        transcript.strand,
        tuple(here for _, here in native),
        acceptors,
        donors,
        tuple(sorted(others, key=lambda site: (site.place, site.kind))),
    )


class _Laid:
    """A track in the coordinates of both chromosomes."""

    def __init__(
        self, variant: Variant, strand: str, track: SpliceTrack, allele: AlleleMap
    ) -> None:
        self.allele = allele
        self.is_forward = strand == "+"
        self._first = variant.pos - 1
        self._n_ref, self._n_alt = len(variant.ref), len(variant.alt)
        self._distance = track.distance
        self._track = track
        self._column = {int(offset): column for column, offset in enumerate(track.offsets)}

    def sites(self) -> Iterator[Site]:
        """Yield whatever the track shows on the changed chromosome."""
        for offset, column in self._column.items():
            for row, kind in enumerate(_ROWS):
                place = self._place(offset, kind)
                if place is not None:
                    ref, alt = (float(part[row, column]) for part in self._both)
                    yield Site(kind, place, self._first + offset + 1, ref, alt, None)

    def annotated(
        self, kind: str, on_ref: tuple[int, int], here: tuple[int, int], exon: int
    ) -> Site | None:
        """Give an exon edge, None where nothing of its exon is left."""
        if here[0] >= here[1]:
            return None
        edge = int((kind == DONOR) == self.is_forward)
        pos, place = (ends[edge] - edge for ends in (on_ref, here))
        row = _ROWS.index(kind)
        offset = pos - self._first
        ref = self._value(0, row, offset)
        alt = self._value(1, row, self._offset(place))
        is_seen = abs(offset) <= self._distance
        return Site(kind, place, pos + 1, ref, alt, exon, is_seen)

    def has_motif(self, kind: str, place: int) -> int | None:
        """Rank of the dinucleotide next to a site on the changed chromosome; None for any other."""
        is_right = (kind == DONOR) == self.is_forward
        bases = self.allele.bases(*((place + 1, place + 3) if is_right else (place - 2, place)))
        read = bases if self.is_forward else reverse_complement(bases)
        motifs = _MOTIFS[kind]
        return motifs.index(read) if read in motifs else None

    @property
    def _both(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        return self._track.ref, self._track.alt

    def _value(self, allele: int, row: int, offset: int | None) -> float:
        column = None if offset is None else self._column.get(offset)
        return 0.0 if column is None else float(self._both[allele][row, column])

    def _place(self, offset: int, kind: str) -> int | None:
        """Place on the changed chromosome of what stands in a column; None for a deleted base.

        A column that stands for inserted bases too has its site where the bases of an intron follow.
        """
        paired = min(self._n_ref, self._n_alt)
        if offset < paired - 1:
            return self._first + offset
        if offset >= self._n_ref:
            return self._first + offset + self._n_alt - self._n_ref
        if offset >= paired:
            return None
        places = range(self._first + offset, self._first + max(self._n_alt, paired))
        ranked = [
            (rank, place) for place in places if (rank := self.has_motif(kind, place)) is not None
        ]
        return min(ranked)[1] if ranked else places[0]

    def pos_of(self, place: int) -> int:
        """Place on the reference (1-based) of the column in which a base of the allele stands."""
        return self._first + self._offset(place) + 1

    def _offset(self, place: int) -> int:
        """Column in which a place on the changed chromosome stands."""
        paired = min(self._n_ref, self._n_alt)
        offset = place - self._first
        if offset < paired:
            return offset
        if offset < self._n_alt:
            return paired - 1
        return offset - self._n_alt + self._n_ref


def _exon(start: int, end: int, laid: _Laid) -> tuple[int, int]:
    """Give an exon on the changed chromosome.

    Bases put in exactly at an edge are intron where the intron then begins (or ends) as introns
    do; they are exon where only that leaves the site.
    """
    left, right = (DONOR, ACCEPTOR)[laid.is_forward], (ACCEPTOR, DONOR)[laid.is_forward]
    allele = laid.allele
    outer, inner = (
        allele.boundary(start, takes_insertion=False),
        allele.boundary(start, takes_insertion=True),
    )
    low = _edge(inner, outer, [laid.has_motif(left, edge) for edge in (inner, outer)])
    outer, inner = allele.boundary(end, takes_insertion=True), allele.boundary(end)
    high = _edge(inner, outer, [laid.has_motif(right, edge - 1) for edge in (inner, outer)])
    return low, max(low, high)


def _edge(inner: int, outer: int, ranks: list[int | None]) -> int:
    """Give the edge that leaves inserted bases out, unless only the other has the motif."""
    return outer if ranks[0] is None and ranks[1] is not None else inner
