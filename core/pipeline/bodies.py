"""Gene bodies: the stretch of sequence a splice engine may look at, one per gene."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.transcript import Transcript
from core.interpret.position import preferred


@dataclass(frozen=True, slots=True)
class GeneBody:
    """One gene as the engine sees it.

    Attributes
    ----------
    transcript
        The preferred transcript; its bounds mask the sequence, its id stands with the score.
    boundaries
        First and last base (1-based, sorted) of the exons of all loaded transcripts of the
        gene: what the masked view calls annotated.
    """

    transcript: Transcript
    boundaries: tuple[int, ...]


def gene_bodies(transcripts: Iterable[Transcript]) -> tuple[GeneBody, ...]:
    """Give one body per gene and contig, in the order the genes first appear.

    A row of a SpliceAI gene table is a gene of its own even where a symbol occurs twice.
    """
    groups: dict[tuple[str, str], list[Transcript]] = defaultdict(list)
    for index, transcript in enumerate(transcripts):
        key = transcript.gene_id or f"row {index}"
        groups[(transcript.chrom, key)].append(transcript)
    return tuple(
        GeneBody(preferred(group), tuple(sorted({b for one in group for b in one.boundaries})))
        for group in groups.values()
    )


class BodyIndex:
    """Finds the gene bodies that contain a position."""

    def __init__(self, transcripts: Iterable[Transcript]) -> None:
        by_chrom: dict[str, list[GeneBody]] = defaultdict(list)
        for body in gene_bodies(transcripts):
            by_chrom[body.transcript.chrom].append(body)
        self._bodies = dict(by_chrom)
        self._bounds = {chrom: _bounds(bodies) for chrom, bodies in by_chrom.items()}

    def at(self, chrom: str, pos: int) -> tuple[GeneBody, ...]:
        """Give the bodies whose first to last base include the 1-based `pos`, in file order."""
        if chrom not in self._bodies:
            return ()
        starts, ends = self._bounds[chrom]
        hits = np.nonzero((starts < pos) & (pos <= ends))[0]
        return tuple(self._bodies[chrom][index] for index in hits)


def _bounds(bodies: list[GeneBody]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    starts = np.array([body.transcript.start for body in bodies], dtype=np.int64)
    ends = np.array([body.transcript.end for body in bodies], dtype=np.int64)
    return starts, ends
