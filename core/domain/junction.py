"""Introns as they were observed in RNA, and what they mean beside an annotated one."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Junction:
    """An intron; `start`, `end` are 0-based half-open, `strand` is empty where it is not known."""

    chrom: str
    start: int
    end: int
    strand: str


@dataclass(frozen=True, slots=True)
class ObservedJunction:
    """An intron as a source counts it.

    `reads` and `samples` are None, `event` is empty where the source does not tell.
    """

    junction: Junction
    reads: float | None
    samples: float | None
    event: str = ""


class JunctionEvent(StrEnum):
    """What an observed intron does beside the annotated one."""

    ANNOTATED = "normal splicing"
    CRYPTIC_DONOR = "cryptic donor"
    CRYPTIC_ACCEPTOR = "cryptic acceptor"
    EXON_SKIPPING = "exon skipping"
