"""What the filters of a network's first layer look for, beside motifs that look alike."""

from dataclasses import dataclass

from core.domain.motif import Motif

MOST_FALSE = 0.1
"""Share of false matches up to which a filter is named after a motif (Kelley et al. 2016, figure 3,
doi:10.1101/gr.200535.115)."""


@dataclass(frozen=True, slots=True)
class MotifLikeness:
    """How much a motif looks like a filter, laid over it at its best.

    Attributes
    ----------
    offset
        Column of the filter under the first column of the motif; below 0 where the motif begins
        before the filter.
    strand
        `-` where the motif had to be turned round.
    p
        Chance that a motif of random columns fits as well at any offset and strand.
    q
        Share of false matches among all motifs that fit as well.
    """

    motif: Motif
    offset: int
    strand: str
    p: float
    q: float

    @property
    def is_match(self) -> bool:
        """The filter may be named after the motif."""
        return self.q <= MOST_FALSE


@dataclass(frozen=True, slots=True)
class NetworkFilter:
    """One filter of the first layer.

    Attributes
    ----------
    number
        In the network, from 1.
    counts
        How often A C G T stood at each place of the windows that activate it.
    n_windows
        How many windows do; 0 where nothing activates it.
    largest
        Its largest activation, before the rectifier.
    like
        The motifs that look most like it, the best first; () without windows, and where no motifs
        were there to compare with.
    """

    number: int
    counts: tuple[tuple[int, ...], ...]
    n_windows: int
    largest: float
    like: tuple[MotifLikeness, ...]

    @property
    def is_active(self) -> bool:
        """Something activates it."""
        return self.n_windows > 0

    @property
    def matches(self) -> tuple[MotifLikeness, ...]:
        """Motifs it may be named after."""
        return tuple(one for one in self.like if one.is_match)

    @property
    def closest(self) -> MotifLikeness | None:
        """The motif that looks most like it, named after it or not; None where none was compared."""
        return self.like[0] if self.like else None


@dataclass(frozen=True, slots=True)
class FilterReport:
    """The filters of an engine.

    Attributes
    ----------
    track
        Whose network it is, in an engine with one for each track; else empty.
    filters
        Those with a match first, by p-value; then those without one, by windows; then those that
        nothing activates.
    source
        Which sequences they were shown.
    compared_with
        Which motifs they were compared with; empty where none were there.
    notes
        Sentences a reader has to know.
    """

    engine_id: str
    title: str
    version: str
    digest: str
    track: str
    filters: tuple[NetworkFilter, ...]
    source: str
    compared_with: str
    notes: tuple[str, ...]

    @property
    def active(self) -> tuple[NetworkFilter, ...]:
        """Filters that something activates."""
        return tuple(one for one in self.filters if one.is_active)

    @property
    def matched(self) -> tuple[NetworkFilter, ...]:
        """Filters that are named after a motif."""
        return tuple(one for one in self.filters if one.matches)
