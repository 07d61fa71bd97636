"""Finding alleles that are in the case already, without an index in the file.

A sorted file hardly ever looks back: a page of variants is compared with the pages whose range of
positions it overlaps, and only where positions are equal are alleles compared.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Positions of one contig in one page, ascending, and the ids that stand there."""

    pos: NDArray[np.uint32]
    ids: NDArray[np.int32]


class SeenPlaces:
    """Positions of all variants so far, eight bytes each."""

    def __init__(self) -> None:
        self._runs: dict[int, list[_Run]] = defaultdict(list)
        self._highest: dict[int, int] = {}

    def add(self, contigs: NDArray[np.int64], pos: NDArray[np.int64], first_id: int) -> None:
        """Remember variants with consecutive ids."""
        ids = np.arange(first_id, first_id + len(pos), dtype=np.int32)
        for contig, rows in _by_contig(contigs):
            order = rows[np.argsort(pos[rows], kind="stable")]
            self._runs[contig].append(_Run(pos[order].astype(np.uint32), ids[order]))
            highest = int(pos[order[-1]])
            self._highest[contig] = max(self._highest.get(contig, 0), highest)

    def near(self, contigs: NDArray[np.int64], pos: NDArray[np.int64]) -> NDArray[np.int32]:
        """Give the ids of all variants that share contig and position with one of these."""
        found = [
            ids for contig, rows in _by_contig(contigs) for ids in self._near(contig, pos[rows])
        ]
        return np.concatenate(found) if found else np.zeros(0, np.int32)

    def _near(self, contig: int, asked: NDArray[np.int64]) -> Iterator[NDArray[np.int32]]:
        if asked.min() > self._highest.get(contig, 0):
            return
        wanted = np.unique(asked)
        for run in self._runs[contig]:
            if run.pos[0] <= wanted[-1] and run.pos[-1] >= wanted[0]:
                yield run.ids[np.isin(run.pos, wanted)]


def repeated_places(contigs: NDArray[np.int64], pos: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which rows share contig and position with another row."""
    key = contigs * (1 << 33) + pos
    if (np.diff(key) > 0).all():
        return np.zeros(len(pos), np.bool_)
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    shared: NDArray[np.bool_] = counts[inverse] > 1
    return shared


def _by_contig(contigs: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.intp]]]:
    if len(contigs) and (contigs == contigs[0]).all():
        yield int(contigs[0]), np.arange(len(contigs))
        return
    for contig in np.unique(contigs).tolist():
        yield contig, np.flatnonzero(contigs == contig)
