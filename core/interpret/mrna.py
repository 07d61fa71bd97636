"""Spliced RNA of any chain of exons on either allele."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from core.interpret.allele_map import AlleleMap

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")

Exons = Sequence[tuple[int, int]]
"""0-based half-open, genome order, in the coordinates of an allele."""


@dataclass(frozen=True, eq=False, slots=True)
class Mrna:
    """A spliced transcript, 5' to 3'.

    Attributes
    ----------
    bases
        DNA letters.
    origins
        (n,) int64, 0-based genome place of each base, -1 for one that the variant put in.
    junctions
        Index of the first base after each exon-exon junction, ascending.
    """

    bases: str
    origins: NDArray[np.int64]
    junctions: tuple[int, ...]

    def index_of(self, pos: int) -> int | None:
        """Give the place of a genome base (0-based), None where it is not in the transcript."""
        found = np.flatnonzero(self.origins == pos)
        return int(found[0]) if len(found) else None

    def exon_of(self, index: int) -> int:
        """Give the 0-based number of the exon a base lies in."""
        return sum(junction <= index for junction in self.junctions)


def spliced(allele: AlleleMap, strand: str, exons: Exons) -> Mrna:
    """Splice exons of an allele; empty ones and those that touch each other are allowed.

    Two exons without a base between them are joined: there is no junction where nothing is cut out.
    """
    joined = _joined(exons)
    pieces = [allele.bases(start, end) for start, end in joined]
    places = [allele.origins(start, end) for start, end in joined]
    if strand == "-":
        pieces = [reverse_complement(piece) for piece in reversed(pieces)]
        places = [place[::-1] for place in reversed(places)]
    origins = np.concatenate(places) if places else np.empty(0, np.int64)
    ends = list(accumulate(len(piece) for piece in pieces))
    return Mrna("".join(pieces), origins, tuple(ends[:-1]))


def reverse_complement(bases: str) -> str:
    """Give the other strand, 5' to 3'."""
    return bases.translate(_COMPLEMENT)[::-1]


def _joined(exons: Exons) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in exons:
        if end <= start:
            continue
        if found and found[-1][1] == start:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found
