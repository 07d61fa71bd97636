"""What a model of coding potential gives, whichever it is."""

from dataclasses import dataclass
from typing import Protocol

from models.coding.orfs import OpenFrame


@dataclass(frozen=True, slots=True)
class FeatureReading:
    """A feature with its value and what it adds to the log-odds."""

    name: str
    value: float
    contribution: float


@dataclass(frozen=True, slots=True)
class CodingReading:
    """The log-odds of coding (natural logarithm), calibrated, and the features behind them."""

    log_odds: float
    features: tuple[FeatureReading, ...]


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """Probability from which on a sequence is called coding, and below which non-coding.

    `source` says where they come from.
    """

    coding_from: float
    non_coding_below: float
    source: str


class CodingModel(Protocol):
    """Reads a transcript on one of its frames."""

    @property
    def name(self) -> str:
        """Title and digest, as stored with what it says."""
        ...

    @property
    def cutoffs(self) -> Cutoffs:
        """Where its classes begin."""
        ...

    def read(self, sequence: str, frame: OpenFrame | None) -> CodingReading:
        """Read a sense strand in upper-case A C G T N."""
        ...
