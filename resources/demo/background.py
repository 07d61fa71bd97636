"""Random variants between the planted ones: rare, common, not carried, and far from any gene."""

import random
from collections.abc import Sequence

from resources.demo.genome import CONTIG_LENGTHS, PSEUDOEXON, Gene, pick
from resources.demo.planted import FROM_BOTH, FROM_FATHER, FROM_MOTHER, Genotypes, Record

N_RARE, N_COMMON, N_NOT_CARRIED, N_OUTSIDE = 42, 20, 14, 100
CLEAR_OF_SITES, CLEAR_OF_PSEUDOEXON, CLEAR_OF_OTHERS = 60, 300, 12
MARGIN = 200
_INHERITED: tuple[Genotypes, ...] = (
    FROM_MOTHER,
    FROM_MOTHER,
    FROM_FATHER,
    FROM_FATHER,
    FROM_BOTH,
    ("0/1", "0/1", "0/1"),
)
_NOT_TRANSMITTED: tuple[Genotypes, ...] = (("0/0", "0/1", "0/0"), ("0/0", "0/0", "0/1"))
_RARE = (None, 0.0, 0.00003, 0.0004, 0.002)
_COMMON = (0.02, 0.08, 0.21, 0.46)


class Background:
    """Draws variants away from splice sites, from the pseudoexon and from each other."""

    def __init__(self, genes: Sequence[Gene], contigs: dict[str, str]) -> None:
        self._contigs = contigs
        self._rng = random.Random(7)
        self._blocked = {name: bytearray(length) for name, length in CONTIG_LENGTHS.items()}
        self._genes = {
            name: [gene.span for gene in genes if gene.plan.contig == name] for name in contigs
        }
        for gene in genes:
            self._block_sites(gene)

    def records(self, planted: Sequence[Record]) -> list[Record]:
        """All background records; none lies near a planted one."""
        for record in planted:
            self._block(record.chrom, record.pos - 1, record.pos - 1 + len(record.ref), 40)
        drawn = [self._draw(_INHERITED, _RARE, inside=True) for _ in range(N_RARE)]
        drawn += [self._draw(_INHERITED, _COMMON, inside=True) for _ in range(N_COMMON)]
        drawn += [self._draw(_NOT_TRANSMITTED, _RARE, inside=True) for _ in range(N_NOT_CARRIED)]
        anything = (*_RARE, *_COMMON)
        drawn += [self._draw(_INHERITED, anything, inside=False) for _ in range(N_OUTSIDE)]
        return drawn

    def _block_sites(self, gene: Gene) -> None:
        chrom = gene.plan.contig
        for start, end in gene.exons:
            for edge in (start, end):
                self._block(chrom, *gene.place(edge, edge), CLEAR_OF_SITES)
        at = gene.sequence.find(PSEUDOEXON)
        if at >= 0:
            self._block(chrom, *gene.place(at, at + len(PSEUDOEXON)), CLEAR_OF_PSEUDOEXON)

    def _block(self, chrom: str, start: int, end: int, margin: int) -> None:
        first, last = max(start - margin, 0), end + margin
        self._blocked[chrom][first:last] = b"\1" * (last - first)

    def _draw(
        self,
        genotypes: tuple[Genotypes, ...],
        frequencies: Sequence[float | None],
        *,
        inside: bool,
    ) -> Record:
        rng = self._rng
        while True:
            chrom = pick(rng, tuple(self._contigs))
            at = MARGIN + int(rng.random() * (CONTIG_LENGTHS[chrom] - 2 * MARGIN))
            if self._blocked[chrom][at] or self._is_in_gene(chrom, at) != inside:
                continue
            self._block(chrom, at, at + 1, CLEAR_OF_OTHERS)
            ref, alt = self._alleles(self._contigs[chrom], at)
            family = genotypes[int(rng.random() * len(genotypes))]
            frequency = frequencies[int(rng.random() * len(frequencies))]
            return Record(chrom, at + 1, ref, (alt,), family, (frequency,))

    def _is_in_gene(self, chrom: str, at: int) -> bool:
        return any(start <= at < end for start, end in self._genes[chrom])

    def _alleles(self, sequence: str, at: int) -> tuple[str, str]:
        """Mostly single-base changes, some small insertions and deletions."""
        rng = self._rng
        base = sequence[at]
        kind = rng.random()
        if kind < 0.07:
            return sequence[at : at + 2 + int(rng.random() * 4)], base
        if kind < 0.14:
            return base, base + "".join(pick(rng, "ACGT") for _ in range(1 + int(rng.random() * 4)))
        return base, pick(rng, "ACGT".replace(base, ""))
