"""Deletions on one copy of the patient, found by place, and what they make of calls inside."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain.sample import Genotype, Pedigree, Zygosity
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.deletions import Deletion

_BIN = 1 << 17


@dataclass(frozen=True, slots=True)
class Losses:
    """Deletions that take away one of the patient's two copies."""

    all: tuple[Deletion, ...]
    by_bin: dict[tuple[str, int], tuple[Deletion, ...]]

    @classmethod
    def of(cls, deletions: Iterable[Deletion], pedigree: Pedigree) -> "Losses":
        """Keep those the patient has on one copy."""
        patient = pedigree.index(pedigree.proband)
        n_people = len(pedigree.individuals)
        mine = tuple(
            one
            for one in deletions
            if len(one.genotypes) == n_people
            and one.genotypes[patient].zygosity is Zygosity.HETEROZYGOUS
        )
        found: dict[tuple[str, int], list[Deletion]] = defaultdict(list)
        for one in mine:
            for number in range(one.start // _BIN, (one.end - 1) // _BIN + 1):
                found[one.chrom, number].append(one)
        return cls(mine, {key: tuple(some) for key, some in found.items()})

    def inside(
        self, contig: NDArray[np.integer[Any]], names: Sequence[str], pos: NDArray[np.integer[Any]]
    ) -> NDArray[np.bool_]:
        """Tell of many places (1-based, in any order) which of them are lost."""
        found = np.zeros(len(pos), np.bool_)
        for chrom in {one.chrom for one in self.all}.intersection(names):
            on_it = np.flatnonzero(contig == names.index(chrom))
            order = on_it[np.argsort(pos[on_it], kind="stable")]
            ordered = pos[order]
            for one in self.all:
                if one.chrom == chrom:
                    first, last = np.searchsorted(ordered, [one.start + 1, one.end + 1])
                    found[order[first:last]] = True
        return found

    def over(self, variant: Variant) -> Deletion | None:
        """Give the first deletion a variant lies wholly inside."""
        near = self.by_bin.get((variant.chrom, (variant.pos - 1) // _BIN), ())
        return next((one for one in near if one.covers(variant)), None)

    def in_exons(self, transcripts: Sequence[Transcript], min_bases: float) -> Iterator[Deletion]:
        """Give the deletions that take away so many exon bases of one of the transcripts.

        Those spelled in bases are left out: they are hits of the gene themselves.
        """
        seen: set[Deletion] = set()
        for transcript in transcripts if self.by_bin else ():
            for number in range(transcript.start // _BIN, (transcript.end - 1) // _BIN + 1):
                for one in self.by_bin.get((transcript.chrom, number), ()):
                    is_new = one not in seen and not one.is_spelled
                    if is_new and _lost_exon_bases(one, transcript) >= min_bases:
                        seen.add(one)
                        yield one


def remaining(genotypes: Sequence[Genotype], deletion: Deletion) -> tuple[Genotype, ...]:
    """Read calls where some people have one copy left: 1/1 there is one copy, 0/0 none.

    A heterozygous call where one copy is left stays as it is: it contradicts the deletion.
    """
    return tuple(
        _halved(call) if lost.zygosity is Zygosity.HETEROZYGOUS else call
        for call, lost in zip(genotypes, deletion.genotypes, strict=True)
    )


def _halved(call: Genotype) -> Genotype:
    if call.zygosity is Zygosity.HOMOZYGOUS:
        return call._replace(alt_copies=1, called=1, ploidy=1)
    if call.zygosity is Zygosity.REFERENCE:
        return call._replace(called=1, ploidy=1)
    return call


def _lost_exon_bases(deletion: Deletion, transcript: Transcript) -> int:
    return sum(
        max(0, min(end, deletion.end) - max(start, deletion.start))
        for start, end in transcript.exons
    )
