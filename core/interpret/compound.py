"""Pairs of heterozygous variants on the two copies of one gene."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.domain.candidate import InheritanceFit
from core.domain.sample import Genotype, Pedigree, Zygosity
from core.domain.variant import Variant
from core.interpret.family import Family
from core.interpret.phase import Phase, phase_by_parents, phase_by_sets
from core.interpret.sex_chromosomes import Inheritance, inheritance_of


@dataclass(frozen=True, slots=True)
class Hit:
    """A variant of one gene with the family's genotypes in pedigree order."""

    variant_id: int
    variant: Variant
    genotypes: tuple[Genotype, ...]


@dataclass(frozen=True, slots=True)
class CompoundPair:
    """Two hits of one gene; `fit` says whether they are known to lie on different copies."""

    gene_symbol: str
    first_id: int
    second_id: int
    fit: InheritanceFit
    note: str


def compound_pairs(
    pedigree: Pedigree,
    hits_by_gene: Mapping[str, Sequence[Hit]],
    leads: Collection[int] | None = None,
) -> tuple[CompoundPair, ...]:
    """Pairs that may lie on the two copies of a gene, in the order of genes and hits given.

    A pair is *compound heterozygous* if one comes from each parent or the patient's phase sets
    place them on different copies. It has *unknown phase* if the parents do not decide (missing,
    no call, both carriers, or one of the two is new), or if parents and phase sets disagree.
    Variants on one copy (same parent, or same haplotype of a phase set) are no pair, nor are two
    that an unaffected relative has both, or of which a called affected relative lacks one.
    Only heterozygous calls count; the single X or Y of a male has no second copy.

    Parameters
    ----------
    leads
        Ids of which at least one must be in a pair; None takes every pair.
    """
    return tuple(
        pair
        for gene_symbol, hits in hits_by_gene.items()
        for pair in _pairs_in_gene(gene_symbol, hits, pedigree, leads)
    )


def _pairs_in_gene(
    gene_symbol: str, hits: Sequence[Hit], pedigree: Pedigree, leads: Collection[int] | None
) -> Iterator[CompoundPair]:
    families = [(hit, Family.of(pedigree, hit.genotypes)) for hit in hits]
    usable = [(hit, family) for hit, family in families if _has_second_copy(hit, family)]
    is_lead = [leads is None or hit.variant_id in leads for hit, _ in usable]
    for index, (first, first_family) in enumerate(usable):
        for other in range(index + 1, len(usable)):
            second, second_family = usable[other]
            apart = first.variant.chrom != second.variant.chrom
            if apart or not (is_lead[index] or is_lead[other]):
                continue
            found = _judge(first_family, second_family)
            if found is not None:
                fit, note = found
                yield CompoundPair(gene_symbol, first.variant_id, second.variant_id, fit, note)


def _has_second_copy(hit: Hit, family: Family) -> bool:
    if family.patient.genotype.zygosity is not Zygosity.HETEROZYGOUS:
        return False
    inheritance = inheritance_of(hit.variant)
    if inheritance is Inheritance.X:
        return not family.patient_has_one_x
    return inheritance is Inheritance.AUTOSOMAL


def _judge(first: Family, second: Family) -> tuple[InheritanceFit, str] | None:
    if _contradicts(first, second):
        return None
    by_parents = phase_by_parents(first, second)
    by_reads = phase_by_sets(first.patient.genotype, second.patient.genotype)
    if {by_parents, by_reads} == {Phase.TRANS, Phase.CIS}:
        return InheritanceFit.COMPOUND_HET_UNPHASED, "parents and phase sets disagree"
    if Phase.CIS in {by_parents, by_reads}:
        return None
    if by_parents is Phase.TRANS:
        return InheritanceFit.COMPOUND_HET, "one from each parent"
    if by_reads is Phase.TRANS:
        return InheritanceFit.COMPOUND_HET, "phased on different copies"
    return InheritanceFit.COMPOUND_HET_UNPHASED, "not known whether on different copies"


def _contradicts(first: Family, second: Family) -> bool:
    """An unaffected relative has both, or an affected one is called without one of them."""
    return any(
        (one.is_unaffected and one.carries and other.carries)
        or (one.is_affected and (one.lacks or other.lacks))
        for one, other in zip(first.relatives, second.relatives, strict=True)
    )
