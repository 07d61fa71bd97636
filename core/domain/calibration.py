"""A laboratory's own calibration of an engine: what its scores meant on variants it knows."""

from dataclasses import dataclass
from enum import StrEnum


class RegionGroup(StrEnum):
    """Where variants are calibrated together."""

    ALL = "all regions"
    DINUCLEOTIDE = "splice dinucleotide"
    NEAR_SPLICE = "near splice"
    EXONIC = "exonic"
    INTRON = "intron within 50"
    DEEP_INTRON = "deep intron"


@dataclass(frozen=True, slots=True)
class KnownVariant:
    """A variant whose effect on splicing is known, as a file spells it."""

    chrom: str
    pos: int
    ref: str
    alt: str
    has_effect: bool

    @property
    def spelled(self) -> str:
        """Text as people write it."""
        return f"{self.chrom}-{self.pos}-{self.ref}-{self.alt}"


@dataclass(frozen=True, slots=True)
class Bin:
    """Variants whose largest raw delta lies in [low, high), `high` None for the last bin.

    `ratio` is the likelihood ratio with its 95 % interval, None where the bin is empty.
    """

    low: float
    high: float | None
    n_positive: int
    n_negative: int
    ratio: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class RegionCalibration:
    """The bins of one region; none where it has too few variants."""

    group: RegionGroup
    n_positive: int
    n_negative: int
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Known variants that do not count, by reason."""

    reason: str
    n_positive: int
    n_negative: int


@dataclass(frozen=True, slots=True)
class CalibrationRecord:
    """What was measured, with all it depends on.

    Attributes
    ----------
    not_scored
        Variants the engine gave no score, by reason: they are in no bin, and not harmless.
    left_out
        Rows of the truth file that were not put to the engine, by reason.
    """

    engine_id: str
    engine_version: str
    digest: str
    precision: str
    distance: int
    masked: bool
    transcript_set: str
    reference_digest: str
    truth_file: str
    truth_digest: str
    laboratory: str
    created_at: str
    program_version: str
    regions: tuple[RegionCalibration, ...]
    not_scored: tuple[NotCounted, ...]
    left_out: tuple[tuple[str, int], ...]
