"""Where a person was looked at and found like the reference, from the blocks of a gVCF."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNKNOWN = -1
"""Depth or quality that the file does not tell."""

_DEPTH_CLASSES = (0, 1, 5, 10, 20)
_QUALITY_CLASSES = (0, 10, 20)
_MOST = 32_767


@dataclass(frozen=True, slots=True)
class ReferenceBlock:
    """One stretch without a variant.

    Attributes
    ----------
    start, end
        0-based half-open.
    people
        Lowest depth and genotype quality of each person asked for, `UNKNOWN` where not told; None
        for one who was not called there.
    """

    chrom: str
    start: int
    end: int
    people: tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, eq=False, slots=True)
class CoverageBlocks:
    """Blocks of one person on one contig: ascending, without overlap, all arrays of one length.

    Attributes
    ----------
    start, end
        int32, 0-based half-open.
    depth, quality
        int16, the lowest in the block, `UNKNOWN` where not told.
    """

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    depth: NDArray[np.int16]
    quality: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.start)

    def at(self, pos: int) -> tuple[int | None, int | None] | None:
        """Give depth and quality at a 1-based position, None where no block covers it.

        They are the lowest of the block; None in their place is unknown.
        """
        place = int(np.searchsorted(self.start, pos - 1, side="right")) - 1
        if place < 0 or self.end[place] < pos:
            return None
        depth, quality = int(self.depth[place]), int(self.quality[place])
        return None if depth == UNKNOWN else depth, None if quality == UNKNOWN else quality


class CoverageBuilder:
    """Collects the blocks of one person on one contig, in the order of the file.

    Neighbours in one class of depth (below 1, 5, 10, 20, and above) and of quality (below 10, 20,
    and above) are joined, with the lowest of both: what is told of a place is never too good.
    """

    def __init__(self) -> None:
        self._rows: list[list[int]] = []
        self._is_sorted = True

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, start: int, end: int, depth: int, quality: int) -> None:
        """Add [start, end), 0-based half-open; `UNKNOWN` for what is not told."""
        depth, quality = min(depth, _MOST), min(quality, _MOST)
        last = self._rows[-1] if self._rows else None
        if last is not None:
            self._is_sorted &= start >= last[1]
            if start == last[1] and _classes(depth, quality) == _classes(last[2], last[3]):
                last[1] = end
                last[2], last[3] = min(last[2], depth), min(last[3], quality)
                return
        self._rows.append([start, end, depth, quality])

    def build(self) -> CoverageBlocks:
        """Give the blocks; where two overlap, the one that starts first keeps the bases."""
        rows = self._rows if self._is_sorted else _disjoint(sorted(self._rows))
        table = np.array(rows, np.int64).reshape(-1, 4)
        return CoverageBlocks(
            table[:, 0].astype(np.int32),
            table[:, 1].astype(np.int32),
            table[:, 2].astype(np.int16),
            table[:, 3].astype(np.int16),
        )


def _disjoint(rows: list[list[int]]) -> list[list[int]]:
    found: list[list[int]] = []
    reached = 0
    for start, end, depth, quality in rows:
        if end > reached:
            found.append([max(start, reached), end, depth, quality])
            reached = end
    return found


def _classes(depth: int, quality: int) -> tuple[int, int]:
    return (
        sum(depth >= limit for limit in _DEPTH_CLASSES),
        sum(quality >= limit for limit in _QUALITY_CLASSES),
    )
