"""Transcripts in memory, found by place."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from core.domain.transcript import Transcript


class TranscriptIndex:
    """Finds the transcripts that overlap an interval, some microseconds each."""

    def __init__(self, transcripts: Iterable[Transcript]) -> None:
        groups: dict[str, list[Transcript]] = defaultdict(list)
        for transcript in transcripts:
            groups[transcript.chrom].append(transcript)
        self._contigs = {chrom: _Contig(group) for chrom, group in groups.items()}

    def overlapping(self, chrom: str, start: int, end: int) -> tuple[Transcript, ...]:
        """Give the transcripts that share a base with [start, end) (0-based), by start."""
        contig = self._contigs.get(chrom)
        return () if contig is None else contig.overlapping(start, end)


class _Contig:
    """Transcripts of one contig by start; `reach` is the largest end so far."""

    def __init__(self, transcripts: list[Transcript]) -> None:
        self._transcripts = sorted(transcripts, key=lambda one: (one.start, one.end))
        self._starts = np.array([one.start for one in self._transcripts])
        ends = np.array([one.end for one in self._transcripts])
        self._reach = np.maximum.accumulate(ends)

    def overlapping(self, start: int, end: int) -> tuple[Transcript, ...]:
        first = int(np.searchsorted(self._reach, start, side="right"))
        last = int(np.searchsorted(self._starts, end, side="left"))
        return tuple(one for one in self._transcripts[first:last] if one.end > start)
