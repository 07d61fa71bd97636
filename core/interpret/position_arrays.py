"""Where whole pages of variants lie in genes: `position.summary(position.locate(...))` in arrays."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.domain.transcript import Region, Transcript
from core.domain.variant import Variant
from core.interpret.alleles import change_of
from core.interpret.contig_arrays import ContigGenes, Ints, Pairs
from core.interpret.position import SEVERITY

REGIONS = SEVERITY
"""Region of each number in `Places.region`, the one nearest to splicing first."""

_INTERGENIC = REGIONS.index(Region.INTERGENIC)
_FAR = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Places:
    """Places of some variants, in their order.

    `region` indexes `REGIONS`; `distance` is in bases from the nearest splice site, 1 for the
    bases beside it and -1 where there is no site; `genes` indexes `gene_words`, the
    comma-joined symbols of these places, of which the first is the empty one.
    """

    region: NDArray[np.uint8]
    distance: NDArray[np.int32]
    genes: NDArray[np.int32]
    gene_words: tuple[str, ...]


class Changes(NamedTuple):
    """0-based half-open stretches that variants change; an insertion ends where it starts."""

    start: Ints
    end: Ints


def changes_of(variants: Iterable[Variant]) -> Changes:
    """Give what each variant changes, as `alleles.change_of` defines it."""
    spans = [_span(one) for one in variants]
    table = np.array(spans, dtype=np.int64).reshape(-1, 2)
    return Changes(table[:, 0].copy(), table[:, 1].copy())


def _span(variant: Variant) -> tuple[int, int]:
    if len(variant.ref) == len(variant.alt) == 1 and variant.ref != variant.alt:
        return variant.pos - 1, variant.pos
    change = change_of(variant)
    return change.start, change.end


class PlacedGenes:
    """Transcripts as arrays, to place pages of variants in them. It can be pickled."""

    def __init__(self, transcripts: Iterable[Transcript]) -> None:
        groups: dict[str, list[Transcript]] = defaultdict(list)
        symbols: dict[str, int] = {"": 0}
        for transcript in transcripts:
            groups[transcript.chrom].append(transcript)
            symbols.setdefault(transcript.gene_symbol, len(symbols))
        self._symbols = tuple(symbols)
        self._contigs = {chrom: ContigGenes(group, symbols) for chrom, group in groups.items()}

    def place(self, chrom: str, change_start: Ints, change_end: Ints) -> Places:
        """Give the places of variants of one contig.

        Parameters
        ----------
        chrom
            Contig as the transcripts name it; one without transcripts is intergenic.
        change_start, change_end
            0-based half-open changed bases of each variant, in any order (`changes_of`).
        """
        n_variants = len(change_start)
        region = np.full(n_variants, _INTERGENIC, dtype=np.uint8)
        distance = np.full(n_variants, -1, dtype=np.int32)
        genes = np.zeros(n_variants, dtype=np.int32)
        contig = self._contigs.get(chrom)
        pairs = None if contig is None else contig.pairs(change_start, change_end)
        if contig is None or pairs is None:
            return Places(region, distance, genes, ("",))
        first = np.flatnonzero(np.diff(pairs.variant, prepend=-1))
        at = pairs.variant[first]
        regions, distances = contig.regions(pairs)
        region[at] = np.minimum.reduceat(regions, first)
        nearest = np.minimum.reduceat(distances, first)
        distance[at] = np.where(nearest > _FAR, -1, nearest)
        genes[at], words = self._gene_words(contig, pairs, regions)
        return Places(region, distance, genes, words)

    def _gene_words(
        self, contig: ContigGenes, pairs: Pairs, regions: Ints
    ) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """Number of the joined symbols of each variant that has pairs, and all the joined symbols."""
        gene = contig.gene[pairs.transcript]
        first = np.flatnonzero(np.diff(pairs.variant, prepend=-1))
        lowest, highest = np.minimum.reduceat(gene, first), np.maximum.reduceat(gene, first)
        several = lowest != highest
        used, numbers = np.unique(np.append(0, lowest[~several]), return_inverse=True)
        words = {self._symbols[one]: number for number, one in enumerate(used.tolist())}
        found = np.zeros(len(first), dtype=np.int32)
        found[~several] = numbers[1:]
        row = np.repeat(np.arange(len(first)), np.diff(first, append=len(gene)))
        mixed = several[row]
        if mixed.any():
            order = contig.order(pairs, regions)[mixed]
            lists = _first_genes(row[mixed], gene[mixed], order)
            found[several] = [self._number(one, words) for one in lists]
        return found, tuple(words)

    def _number(self, genes: tuple[int, ...], words: dict[str, int]) -> int:
        word = ",".join([self._symbols[one] for one in genes if one])
        return words.setdefault(word, len(words))


def _first_genes(row: Ints, gene: Ints, order: Ints) -> list[tuple[int, ...]]:
    """Genes of each row in the order of their first place."""
    by_place = np.lexsort((order, row))
    row, gene = row[by_place], gene[by_place]
    _, kept = np.unique(row * (int(gene.max()) + 1) + gene, return_index=True)
    kept.sort()
    row, names = row[kept], gene[kept].tolist()
    starts = np.flatnonzero(np.diff(row, prepend=-1)).tolist()
    ends = [*starts[1:], len(names)]
    return [tuple(names[start:end]) for start, end in zip(starts, ends, strict=True)]
