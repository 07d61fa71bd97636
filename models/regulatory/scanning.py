"""The outputs of an engine along a long sequence, base by base, in pieces of bounded memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from models.engine import EngineInfo
from models.regulatory.protocol import Track

PIECE = 16_384
"""Bases evaluated at once: some 50 MB of activations, whatever the length of the sequence."""


@dataclass(frozen=True, eq=False, slots=True)
class ScanPiece:
    """What an engine says at ascending places of a sequence.

    Attributes
    ----------
    positions
        (n,) int64: indices of bases in the sequence that was given.
    values
        (tracks, n) float32, in the order of `Scanning.scan_tracks`.
    """

    positions: NDArray[np.int64]
    values: NDArray[np.float32]


@runtime_checkable
class Scanning(Protocol):
    """An engine that can be asked along a sequence."""

    @property
    def info(self) -> EngineInfo:
        """What stands with every number of this engine."""
        ...

    @property
    def scan_tracks(self) -> tuple[Track, ...]:
        """What each row of values is about."""
        ...

    @property
    def scan_stride(self) -> int:
        """Bases from one place that is told to the next."""
        ...

    def scan(self, sequence: str, start: int, end: int) -> Iterator[ScanPiece]:
        """Yield what is said of the bases [start, end) of a sequence, both strands averaged.

        Places are `start` and every `scan_stride` bases after it, each in the middle of what the
        engine reads. Bases outside [start, end) are read as surroundings; beyond the sequence
        stands N.

        Raises
        ------
        RequestError
            Not 0 <= start <= end <= length of the sequence.
        """
        ...


def pieces(start: int, end: int, stride: int = 1) -> Iterator[NDArray[np.int64]]:
    """Yield the places of [start, end) in pieces."""
    for first in range(start, end, PIECE * stride):
        yield np.arange(first, min(first + PIECE * stride, end), stride, dtype=np.int64)


def chosen(tracks: Sequence[Track], numbers: Sequence[int]) -> tuple[Track, ...]:
    """Give some of the tracks; all where no number is named."""
    return tuple(tracks[number] for number in numbers) if numbers else tuple(tracks)
