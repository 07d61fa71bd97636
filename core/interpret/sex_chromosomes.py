"""Which copies of a place a person has: autosomes, X, Y and the pseudoautosomal regions."""

from enum import StrEnum

from core.domain.assembly import Assembly
from core.domain.sample import Sex
from core.domain.variant import Variant

PSEUDOAUTOSOMAL: dict[Assembly, dict[str, tuple[tuple[int, int], ...]]] = {
    Assembly.GRCH37: {
        "chrX": ((60_001, 2_699_520), (154_931_044, 155_260_560)),
        "chrY": ((10_001, 2_649_520), (59_034_050, 59_363_566)),
    },
    Assembly.GRCH38: {
        "chrX": ((10_001, 2_781_479), (155_701_383, 156_030_895)),
        "chrY": ((10_001, 2_781_479), (56_887_903, 57_217_415)),
    },
}
"""PAR1 and PAR2, 1-based inclusive. Source: Genome Reference Consortium, as listed by Ensembl
(Human PARs) and in the assembly reports GCF_000001405.25 (GRCh37) and GCF_000001405.26 (GRCh38)."""


class Inheritance(StrEnum):
    """How the place passes from parents to children."""

    AUTOSOMAL = "autosomal"
    X = "X"
    Y = "Y"
    MITOCHONDRIAL = "mitochondrial"


def inheritance_of(variant: Variant) -> Inheritance:
    """Way of inheritance of a place; the pseudoautosomal regions count as autosomal."""
    if variant.chrom == "chrM":
        return Inheritance.MITOCHONDRIAL
    if variant.chrom not in {"chrX", "chrY"} or _is_pseudoautosomal(variant):
        return Inheritance.AUTOSOMAL
    return Inheritance.X if variant.chrom == "chrX" else Inheritance.Y


def has_two_copies(way: Inheritance, sex: Sex) -> bool:
    """Tell whether a person has two copies of a place, so that half of the reads carry one.

    Of the X that is so unless the person is known to be male.
    """
    return way is Inheritance.AUTOSOMAL or (way is Inheritance.X and sex is not Sex.MALE)


def _is_pseudoautosomal(variant: Variant) -> bool:
    regions = PSEUDOAUTOSOMAL.get(variant.assembly, {}).get(variant.chrom, ())
    return any(first <= variant.pos <= last for first, last in regions)
