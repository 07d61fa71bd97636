"""Variants of consecutive records as columns, on their way into the case."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.domain.assembly import Assembly
from core.domain.variant import Variant
from core.store.other_records import NO_OTHERS, OtherRecords
from core.store.records import SetAsideAllele, SetAsideRecord

FILTER_SEPARATOR = ";"


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A column of words: each of `words` once, and for each row the place of its word."""

    words: tuple[str, ...]
    index: NDArray[np.int64]

    @classmethod
    def of(cls, column: Sequence[str]) -> Self:
        """Give the column of these words."""
        places: dict[str, int] = {}
        index = [places.setdefault(word, len(places)) for word in column]
        return cls(tuple(places), np.array(index, np.int64))

    @classmethod
    def constant(cls, word: str, n_rows: int) -> Self:
        """Give a column with one word in every row."""
        return cls((word,), np.zeros(n_rows, np.int64))

    def take(self, rows: NDArray[np.intp]) -> "Words":
        """Give these rows alone."""
        return Words(self.words, self.index[rows])


@dataclass(frozen=True, slots=True, eq=False)
class VariantPage:
    """Alleles as columns of one length.

    Attributes
    ----------
    chroms, filters, genes, gates
        Words: contig, FILTER values joined by `;`, comma-joined gene symbols, first failing gate.
    pos
        1-based.
    record_number
        1-based record of the file.
    allele_index
        1-based ALT index in that record.
    quality, population_frequency
        float64, NaN where unknown.
    calls
        `GENOTYPE` of shape (variants, people).
    region
        Codes of `core.store.codes.REGION_CODES`, 0 where nobody looked yet.
    distance
        Bases to the nearest splice site, -1 for none.
    """

    chroms: Words
    pos: NDArray[np.int64]
    ref: list[str]
    alt: list[str]
    identifiers: list[str]
    record_number: NDArray[np.int64]
    allele_index: NDArray[np.int64]
    quality: NDArray[np.float64]
    filters: Words
    population_frequency: NDArray[np.float64]
    calls: NDArray[np.void]
    region: NDArray[np.uint8]
    distance: NDArray[np.int32]
    genes: Words
    gates: Words

    def __len__(self) -> int:
        return len(self.pos)

    def n_on(self, chrom: str) -> int:
        """Count the rows of one contig."""
        if chrom not in self.chroms.words:
            return 0
        return int((self.chroms.index == self.chroms.words.index(chrom)).sum())

    def alleles(self, assembly: Assembly) -> Iterator[Variant]:
        """Give each row as a variant."""
        for place, pos, ref, alt in zip(
            self.chroms.index.tolist(), self.pos.tolist(), self.ref, self.alt, strict=True
        ):
            yield Variant(assembly, self.chroms.words[place], pos, ref, alt)

    def take(self, rows: NDArray[np.intp]) -> "VariantPage":
        """Give these rows alone, in this order."""
        if np.array_equal(rows, np.arange(len(self))):
            return self
        return VariantPage(
            self.chroms.take(rows),
            self.pos[rows],
            [self.ref[row] for row in rows],
            [self.alt[row] for row in rows],
            [self.identifiers[row] for row in rows],
            self.record_number[rows],
            self.allele_index[rows],
            self.quality[rows],
            self.filters.take(rows),
            self.population_frequency[rows],
            self.calls[rows],
            self.region[rows],
            self.distance[rows],
            self.genes.take(rows),
            self.gates.take(rows),
        )

    def placed(
        self, region: NDArray[np.uint8], distance: NDArray[np.int32], genes: Words, gates: Words
    ) -> "VariantPage":
        """Give the page with its places in the genes and its gates."""
        return replace(self, region=region, distance=distance, genes=genes, gates=gates)


@dataclass(frozen=True, slots=True, eq=False)
class IntakePage:
    """Consecutive records of the variant file, sorted out.

    `records_read` = `records_kept` + len(`set_aside_records`); `alleles_read` (ALT alleles of
    kept records) = len(`variants`) + len(`set_aside_alleles`).

    Attributes
    ----------
    lines
        Original lines as rows of `core.store.line_blocks.pack_lines`; () where there are none.
    others
        What the records held besides small variants.
    """

    records_read: int
    records_kept: int
    alleles_read: int
    variants: VariantPage
    set_aside_records: tuple[SetAsideRecord, ...]
    set_aside_alleles: tuple[SetAsideAllele, ...]
    lines: tuple[tuple[int, int, bytes], ...]
    others: OtherRecords = NO_OTHERS

    def check(self, n_people: int) -> None:
        """Raise ValueError where the sums do not add up or a variant has another number of people."""
        if self.records_read != self.records_kept + len(self.set_aside_records):
            raise ValueError("records of the page do not add up")
        if self.alleles_read != len(self.variants) + len(self.set_aside_alleles):
            raise ValueError("alleles of the page do not add up")
        if self.lines and sum(n_lines for _, n_lines, _ in self.lines) != self.records_read:
            raise ValueError("lines and records of the page differ in number")
        if self.variants.calls.shape[1] != n_people:
            raise ValueError(f"a variant without exactly {n_people} genotypes")


def numbers(values: Sequence[float | None]) -> NDArray[np.float64]:
    """Give numbers as float64, NaN for None."""
    found: NDArray[Any] = np.array(values, np.float64)
    return found
