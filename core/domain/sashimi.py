"""A sashimi plot as numbers: coverage, and an arc for each intron with its reads."""

from dataclasses import dataclass
from enum import StrEnum


class ArcRole(StrEnum):
    """What an intron is beside the predictions of a variant."""

    NEW = "only in a predicted outcome"
    NATIVE = "unchanged splicing"
    OTHER = "neither predicted nor of this transcript"


@dataclass(frozen=True, slots=True)
class Arc:
    """An intron (0-based half-open) and the fragments that span it."""

    start: int
    end: int
    reads: int
    role: ArcRole


@dataclass(frozen=True, slots=True)
class CoverageStep:
    """A stretch (0-based half-open) and the mean number of fragments over its bases."""

    start: int
    end: int
    depth: float


@dataclass(frozen=True, slots=True)
class Sashimi:
    """What is drawn beside the transcripts of a stretch (0-based half-open).

    Attributes
    ----------
    steps
        Cover the stretch without gaps, by place; () out of a junction table, which has no
        coverage.
    arcs
        By place; those with a role other than `OTHER` also where no read was seen.
    """

    chrom: str
    start: int
    end: int
    strand: str
    steps: tuple[CoverageStep, ...]
    arcs: tuple[Arc, ...]
