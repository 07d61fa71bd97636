"""Which alleles are scored, with which engine, at which distance."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.science.validation.alleles import (
    TUNED_GENE,
    Allele,
    Genome,
    TruthRow,
    canonical_sites,
    gene_wide_alleles,
    random_alleles,
)
from tests.science.validation.scoring import NARROW, WIDE, Task

COMPARED_KINDS = ("Intronic", "Splice region", "Synonymous", "Canonical splice")
"""Kinds of change of the BRCA1 experiment that act through splicing, if they act."""
N_CANONICAL = 100
N_GENE_WIDE = 200


@dataclass(frozen=True, slots=True)
class Collection:
    """All that is measured on.

    Attributes
    ----------
    comparison
        All rows of CI-SpliceAI, those with too few real bases beside them included.
    saturation
        All rows of the BRCA1 experiment.
    truth
        Unique alleles of all truth sets.
    random, canonical
        Random alleles near exons; random substitutions of splice dinucleotides.
    gene_wide
        Random substitutions anywhere in genes.
    """

    comparison: tuple[TruthRow, ...]
    saturation: tuple[TruthRow, ...]
    truth: tuple[Allele, ...]
    random: tuple[Allele, ...]
    canonical: tuple[Allele, ...]
    gene_wide: tuple[Allele, ...]

    @property
    def compared(self) -> tuple[TruthRow, ...]:
        """CI-SpliceAI rows with enough real bases on both sides."""
        return tuple(row for row in self.comparison if row.has_context)

    @property
    def decided(self) -> tuple[TruthRow, ...]:
        """BRCA1 rows that are LOF or FUNC and could act through splicing alone."""
        return tuple(
            row
            for row in self.saturation
            if row.kind in COMPARED_KINDS and row.label in {"LOF", "FUNC"}
        )


def collect(genome: Genome, rows: Sequence[TruthRow]) -> Collection:
    """Give the alleles, from the rows of the truth table."""
    return Collection(
        comparison=tuple(row for row in rows if row.dataset == "CI-SpliceAI"),
        saturation=tuple(row for row in rows if row.dataset == "BRCA1_SGE"),
        truth=tuple(dict.fromkeys(row.allele for row in rows)),
        random=tuple(random_alleles(genome)),
        canonical=tuple(canonical_sites(genome, N_CANONICAL)),
        gene_wide=tuple(gene_wide_alleles(genome, N_GENE_WIDE)),
    )


def comparison_tasks(found: Collection) -> list[Task]:
    """Give what every engine is asked: CI-SpliceAI at 4,999 bases, BRCA1 at 500."""
    wide = {row.allele for row in found.compared}
    narrow = dict.fromkeys(row.allele for row in found.decided)
    return [Task(one, WIDE) for one in wide] + [
        Task(one, NARROW) for one in narrow if one not in wide
    ]


def screening_tasks(found: Collection) -> list[Task]:
    """Give what SpliceAI is asked for the sake of screening, at 500 bases."""
    wide = {row.allele for row in found.compared}
    alleles = dict.fromkeys((*found.truth, *found.random, *found.canonical, *found.gene_wide))
    return [Task(one, NARROW) for one in alleles if one not in wide]


def is_tuned_on(genome: Genome, allele: Allele) -> bool:
    """Tell whether an allele may be used for tuning: it lies in BRCA1."""
    return TUNED_GENE in genome.symbols(allele)
