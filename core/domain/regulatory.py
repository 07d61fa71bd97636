"""What an engine of regulatory sequence said about a variant, track by track."""

from dataclasses import dataclass, field, replace

from core.domain.attribution import AttributionMethod
from core.domain.haplotype import Neighbours
from core.domain.motif import MotifChange
from core.domain.regulatory_track import RegulatoryTrack
from core.domain.score import EngineRun

WITH_NEIGHBOURS = "with phased neighbours"
"""What a run, and what it read, is called where both alleles carry the neighbours of their copy."""


def with_neighbours(subject: str) -> str:
    """Name a stretch of sequence that was read with neighbours."""
    return f"{subject}, {WITH_NEIGHBOURS}" if subject else WITH_NEIGHBOURS


@dataclass(frozen=True, slots=True)
class TrackChange:
    """What one track says: its value for REF and for ALT, and the effect as the engine gives it."""

    track: RegulatoryTrack
    ref: float
    alt: float
    delta: float

    @property
    def words(self) -> str:
        """The track with the direction and size of its change, and its unit."""
        unit = f" {self.track.unit}" if self.track.unit and self.delta else ""
        return f"{self.track.words} {self.direction}{unit}"

    @property
    def direction(self) -> str:
        """Direction and size of the change without its unit."""
        if not self.delta:
            return "does not move"
        return f"{'rises' if self.delta > 0 else 'falls'} by {abs(self.delta):.2f}"


@dataclass(frozen=True, slots=True)
class RegulatoryScore:
    """What one engine says about one allele in one stretch of sequence.

    Attributes
    ----------
    subject
        What was read, in words for a list ("5' UTR of LDLR"); empty for the sequence around it.
    transcript_id, gene_symbol, strand
        Whose sequence it is; empty where the place alone counts, which is then read on both strands.
        A strand without a transcript is that of the RNA which some tracks of the engine read.
    changes
        In the order of the engine's tracks: every track of an engine with few, of others those that
        change most.
    n_tracks
        Tracks of the engine that have a meaning for what was read: all but those of RNA where no
        RNA is read.
    gc
        Share of G and C in what was read near the change (REF).
    run
        What it was computed with, None where that is not known (yet).
    motifs
        Motifs that fit one allele better than the other; () of engines that know none.
    methods
        How the engine explains its tracks base by base; () where it cannot.
    neighbours
        What both alleles were read with; None where the reference alone was read, which is what
        happens unless a person asks for neighbours.
    """

    subject: str
    transcript_id: str
    gene_symbol: str
    strand: str
    changes: tuple[TrackChange, ...]
    n_tracks: int
    gc: float
    run: EngineRun | None = field(default=None, compare=False, repr=False)
    motifs: tuple[MotifChange, ...] = ()
    methods: tuple[AttributionMethod, ...] = ()
    neighbours: Neighbours | None = None

    @property
    def engine_id(self) -> str:
        """The engine, empty where it is not known."""
        return self.run.engine_id if self.run else ""


@dataclass(frozen=True, slots=True)
class Tail:
    """How unusual the largest change of one engine is, or the most unusual of several.

    Attributes
    ----------
    share
        Share of background variants that change at least as much (0-1).
    n_background
        How many there were to compare with: it is not below `1 / (n_background + 1)`.
    n_groups
        Groups of engines that were compared with backgrounds of their own, of which this is the most
        unusual.
    among
        Where the background variants lie, in words.
    engine_id
        The engine whose change is the most unusual.
    strongest
        The track of it that changes most, relative to what is usual for that track.
    engine_title
        What the engine is called in print, empty for its identifier.
    of_interest
        What changes most in a tissue of interest, where `strongest` is of no such tissue.
    """

    share: float
    n_background: int
    engine_id: str
    strongest: TrackChange
    engine_title: str = ""
    n_groups: int = 1
    among: str = "in the same kind of place"
    of_interest: TrackChange | None = None

    @property
    def probability(self) -> float:
        """The share, corrected for the number of groups (Bonferroni)."""
        return min(1.0, self.n_groups * self.share)

    @property
    def sentence(self) -> str:
        """What changes in a tissue of interest, what changes most, and how unusual that is."""
        told, groups = self.strongest.words, ""
        if self.of_interest is not None:
            told = f"{self.of_interest.words}; most unusual: {self._briefly}"
        if self.n_groups > 1:
            groups = f" (the most unusual of {self.n_groups} groups of engines, so {self.n_groups} times that counts)"
        return (
            f"{self.engine_title or self.engine_id}: {told}; {self.share_of} random variants "
            f"{self.among} change as much{groups}."
        )

    @property
    def _briefly(self) -> str:
        """The strongest change beside that of interest: what both share is said once."""
        one, other = self.strongest.track, self.of_interest and self.of_interest.track
        if (
            other
            and one.cell_type
            and replace(other, name=one.name, cell_type=one.cell_type) == one
        ):
            return f"{one.cell_type} {self.strongest.direction}"
        return self.strongest.words

    @property
    def share_of(self) -> str:
        """What comes before "random variants": "3.2 % of", or how few where none changes more."""
        least = 1 / (self.n_background + 1)
        if self.share <= least:
            return f"fewer than 1 in {self.n_background:,}"
        percent = 100 * self.share
        return f"{percent:.0f} % of" if percent >= 10 else f"{percent:.2g} % of"
