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
from core.interpret.outcomes.edges import ACCEPTOR, DONOR, exons_on, is_right_edge, motif_rank

_ROWS = (ACCEPTOR, DONOR)


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
    is_deleted
        Its whole exon is deleted; `place` is where the exon was.
    """

    kind: str
    place: int
    pos: int
    ref: float
    alt: float
    exon: int | None
    is_seen: bool = True
    is_deleted: bool = False

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
        if self.is_deleted:
            return 1.0
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
        donor.
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

    def is_deleted(self, number: int) -> bool:
        """Nothing is left of an exon (0-based number)."""
        start, end = self.exons[number]
        return start >= end

    def with_deleted(self, first: int, last: int) -> tuple[int, int]:
        """Make a run of inner exons longer by those next to it that are deleted anyway."""
        while first > 1 and self.is_deleted(first - 1):
            first -= 1
        while last < self.n_exons - 2 and self.is_deleted(last + 1):
            last += 1
        return first, last

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
        """Give exons of transcript order in genome order, without those that are deleted."""
        ordered = tuple((start, end) for start, end in exons if start < end)
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
    exons = exons_on(allele, transcript)
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
    native_sites = [
        site for site in (*acceptors, *donors) if site is not None and not site.is_deleted
    ]
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
        self._strand = strand
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
    ) -> Site:
        """Give an exon edge."""
        edge = int(is_right_edge(kind, self._strand))
        pos, place = (ends[edge] - edge for ends in (on_ref, here))
        row = _ROWS.index(kind)
        offset = pos - self._first
        ref = self._value(0, row, offset)
        is_seen = abs(offset) <= self._distance
        if here[0] >= here[1]:
            return Site(kind, here[0], pos + 1, ref, 0.0, exon, is_seen, is_deleted=True)
        alt = self._value(1, row, self._offset(place))
        return Site(kind, place, pos + 1, ref, alt, exon, is_seen)

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
            (rank, place)
            for place in places
            if (rank := motif_rank(self.allele, self._strand, kind, place)) is not None
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
