"""The way of one variant through a case, station by station."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a station did with a variant."""

    PASSED = "passed"
    FAILED = "FAILED"
    FLAGGED = "flagged"
    TOLD = ""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One station on the way; `TOLD` where nothing is decided."""

    name: str
    outcome: Outcome
    value: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The way of one variant through the case, ending in a sentence."""

    spelled: str
    steps: tuple[TraceStep, ...]
    conclusion: str
