"""Gene bodies: the stretch of sequence a splice engine may look at, one per gene."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
        The preferred one of the transcripts that hold the position; its bounds mask the
        sequence, its id stands with the score.
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
    return tuple(
        GeneBody(preferred(group), boundaries) for group, boundaries in _genes(transcripts)
    )


class BodyIndex:
    """Finds the gene bodies that contain a position.

    A gene is seen through its preferred transcript wherever that holds the position, and through
    the preferred one of the others where it does not: no place inside a loaded transcript is
    outside the genes.
    """

    def __init__(self, transcripts: Iterable[Transcript]) -> None:
        by_chrom: dict[str, list[tuple[int, GeneBody]]] = defaultdict(list)
        for number, (group, boundaries) in enumerate(_genes(transcripts)):
            by_chrom[group[0].chrom] += [(number, GeneBody(one, boundaries)) for one in group]
        self._bodies = dict(by_chrom)
        self._bounds = {
            chrom: _bounds([body for _, body in bodies]) for chrom, bodies in by_chrom.items()
        }

    def at(self, chrom: str, pos: int) -> tuple[GeneBody, ...]:
        """Give one body per gene whose first to last base include the 1-based `pos`."""
        if chrom not in self._bodies:
            return ()
        starts, ends = self._bounds[chrom]
        genes: dict[int, list[GeneBody]] = defaultdict(list)
        for index in np.nonzero((starts < pos) & (pos <= ends))[0]:
            number, body = self._bodies[chrom][index]
            genes[number].append(body)
        return tuple(_preferred(bodies) for bodies in genes.values())


def _genes(
    transcripts: Iterable[Transcript],
) -> Iterator[tuple[list[Transcript], tuple[int, ...]]]:
    """Yield the transcripts and the exon boundaries of each gene, in the order of appearance."""
    groups: dict[tuple[str, str], list[Transcript]] = defaultdict(list)
    for index, transcript in enumerate(transcripts):
        key = transcript.gene_id or f"row {index}"
        groups[(transcript.chrom, key)].append(transcript)
    for group in groups.values():
        yield group, tuple(sorted({edge for one in group for edge in one.boundaries}))


def _preferred(bodies: list[GeneBody]) -> GeneBody:
    if len(bodies) == 1:
        return bodies[0]
    chosen = preferred([body.transcript for body in bodies])
    return next(body for body in bodies if body.transcript is chosen)


def _bounds(bodies: list[GeneBody]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    starts = np.array([body.transcript.start for body in bodies], dtype=np.int64)
    ends = np.array([body.transcript.end for body in bodies], dtype=np.int64)
    return starts, ends
