"""Examples in the regions of BED files, against matched others or with their coverage."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from math import log1p
from pathlib import Path

import numpy as np

from core.pipeline.training_ground import Built, Ground, Rows
from core.pipeline.training_spec import IntervalsData, SignalData
from core.sources.bigwig import BigWig
from core.sources.training_tables import Region, read_regions

_TRIES = 200
_GC_STEP, _REPEAT_STEP = 0.04, 0.2


def interval_examples(data: IntervalsData, ground: Ground) -> Built:
    """Give regions, and others of the same chromosome, GC and repeat content that no file names."""
    rows, rng = Rows(), random.Random(ground.seed)
    heads = tuple(one.head for one in data.peaks)
    regions = {one.head: list(read_regions(one.bed)) for one in data.peaks}
    inside = {head: _Inside(found) for head, found in regions.items()}
    taken = [one for found in regions.values() for one in found[: data.per_file or None]]
    middles = {(one.chrom, (one.start + one.end) // 2) for one in taken}
    for chrom, middle in sorted(middles):
        sequence = ground.window(chrom, middle)
        if sequence is None:
            rows.left_out["regions beyond the known reference"] += 1
            continue
        rows.add(sequence, [inside[head].has(chrom, middle) for head in heads], (chrom, chrom))
        for _ in range(int(data.negatives) + (rng.random() < data.negatives % 1)):
            drawn = _matched(chrom, middle, sequence, ground, list(inside.values()), rng)
            if drawn is None:
                rows.left_out["negatives that could not be matched"] += 1
            else:
                rows.add(drawn, [0.0] * len(heads), (chrom, chrom))
    return rows.built(heads)


class _Inside:
    """Tells whether a place lies in any of some regions."""

    def __init__(self, regions: Sequence[Region]) -> None:
        by_chrom: dict[str, list[Region]] = defaultdict(list)
        for one in regions:
            by_chrom[one.chrom].append(one)
        self._starts, self._reach = {}, {}
        for chrom, group in by_chrom.items():
            group.sort()
            self._starts[chrom] = np.array([one.start for one in group])
            self._reach[chrom] = np.maximum.accumulate([one.end for one in group])

    def has(self, chrom: str, place: int, margin: int = 0) -> bool:
        """Tell whether a place, or one within a margin of it, lies in a region."""
        if chrom not in self._starts:
            return False
        at = int(np.searchsorted(self._starts[chrom], place + margin, side="right")) - 1
        return at >= 0 and bool(self._reach[chrom][at] > place - margin)


def _matched(
    chrom: str,
    middle: int,
    sequence: str,
    ground: Ground,
    inside: Sequence[_Inside],
    rng: random.Random,
) -> str | None:
    """Draw a window of the same chromosome, GC and repeat content that lies in no region."""
    half = ground.width // 2
    repeats = ground.reference.repeat_share(chrom, middle - half, middle + half)
    length = ground.reference.length(chrom) or 0
    for reach in np.geomspace(20 * ground.width, max(length, 40 * ground.width), _TRIES):
        place = middle + rng.randint(-int(reach), int(reach))
        if place < half or any(one.has(chrom, place, half) for one in inside):
            continue
        found = ground.window(chrom, place)
        if found is None or abs(_gc(found) - _gc(sequence)) > _GC_STEP:
            continue
        if abs(ground.reference.repeat_share(chrom, place - half, place + half) - repeats) <= (
            _REPEAT_STEP
        ):
            return found
    return None


def signal_examples(data: SignalData, ground: Ground) -> Built:
    """Give regions with the mean coverage of their middle in each file."""
    rows = Rows()
    readers = [_coverage(one.file) for one in data.signals]
    for region in read_regions(data.regions):
        middle = (region.start + region.end) // 2
        sequence = ground.window(region.chrom, middle)
        if sequence is None:
            rows.left_out["regions beyond the known reference"] += 1
            continue
        start = middle - data.middle // 2
        means = [read(region.chrom, start, start + data.middle) for read in readers]
        values = [log1p(max(one, 0.0)) if data.is_log else one for one in means]
        rows.add(sequence, values, (region.chrom, region.chrom))
    return rows.built([one.head for one in data.signals])


Coverage = Callable[[str, int, int], float]
"""Gives the mean over a stretch; a base without a value counts 0."""


def _coverage(path: Path) -> Coverage:
    if path.name.lower().endswith((".bw", ".bigwig")):
        return BigWig(path).mean
    by_chrom: dict[str, list[Region]] = defaultdict(list)
    for one in read_regions(path, with_value=True):
        by_chrom[one.chrom].append(one)
    lines = {chrom: sorted(group) for chrom, group in by_chrom.items()}
    starts = {chrom: np.array([one.start for one in group]) for chrom, group in lines.items()}

    def mean(chrom: str, start: int, end: int) -> float:
        total, at = 0.0, 0
        if chrom in lines:
            at = max(int(np.searchsorted(starts[chrom], start, side="right")) - 1, 0)
            for one in lines[chrom][at:]:
                if one.start >= end:
                    break
                total += one.value * max(0, min(one.end, end) - max(one.start, start))
        return total / (end - start)

    return mean


def _gc(sequence: str) -> float:
    return (sequence.count("G") + sequence.count("C")) / max(len(sequence), 1)
