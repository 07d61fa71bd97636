"""Pairs of heterozygous hits on the two copies of one gene."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.domain.candidate import InheritanceFit
from core.domain.sample import Genotype, Pedigree, Zygosity
from core.domain.variant import Variant
from core.interpret.alleles import change_of
from core.interpret.conclusion import LEFT_OUT
from core.interpret.deletions import Deletion
from core.interpret.family import Family, Member
from core.interpret.phase import Origin, Phase, origins, phase_by_parents, phase_by_sets
from core.interpret.sex_chromosomes import Inheritance, inheritance_of

_OPEN = "not known whether on different copies"


@dataclass(frozen=True, slots=True)
class Hit:
    """A variant of one gene with the family's genotypes in pedigree order."""

    variant_id: int
    variant: Variant
    genotypes: tuple[Genotype, ...]


@dataclass(frozen=True, slots=True)
class CompoundPair:
    """Two hits of one gene; `fit` says whether they are known to lie on different copies.

    `fit` is None where they are no pair; `note` says why.
    """

    gene_symbol: str
    first_id: int
    second_id: int
    fit: InheritanceFit | None
    note: str


@dataclass(frozen=True, slots=True)
class DeletionPair:
    """A hit of a gene and a deletion in it; `fit` and `note` as in `CompoundPair`."""

    gene_symbol: str
    variant_id: int
    deletion: Deletion
    fit: InheritanceFit | None
    note: str


def compound_pairs(
    pedigree: Pedigree,
    hits_by_gene: Mapping[str, Sequence[Hit]],
    leads: Collection[int] | None = None,
) -> tuple[CompoundPair, ...]:
    """Give the pairs of `judged_pairs` that may lie on the two copies of a gene."""
    return tuple(
        pair
        for gene_symbol, hits in hits_by_gene.items()
        for pair in judged_pairs(gene_symbol, hits, pedigree, leads)
        if pair.fit is not None
    )


def judged_pairs(
    gene_symbol: str,
    hits: Sequence[Hit],
    pedigree: Pedigree,
    leads: Collection[int] | None = None,
) -> Iterator[CompoundPair]:
    """Judge every two hits of a gene, in the order given.

    A pair is *compound heterozygous* if one comes from each parent, if the patient's phase sets
    place them on different copies, or if both change the same bases. It has *unknown phase* if
    the parents do not decide (missing, no call, both carriers, or one of the two is new), or if
    parents and phase sets disagree. Variants on one copy (same parent, or same haplotype of a
    phase set) are no pair, nor are two that an unaffected relative has both, or of which a called
    affected relative lacks one. Only heterozygous calls count (a half call is at least one copy);
    the single X or Y of a male has no second copy.

    Parameters
    ----------
    leads
        Ids of which at least one must be in a pair; None takes every pair.
    """
    placed = [_Placed(hit, Family.of(pedigree, hit.genotypes)) for hit in hits]
    usable = [one for one in placed if _has_second_copy(one)]
    is_lead = [leads is None or one.hit.variant_id in leads for one in usable]
    for first, second in _with_a_lead(usable, is_lead):
        if first.hit.variant.chrom == second.hit.variant.chrom:
            fit, note = _judge(first.family, second.family, _by_reads(first, second))
            ids = first.hit.variant_id, second.hit.variant_id
            yield CompoundPair(gene_symbol, *ids, fit, note)


def deletion_pair(
    gene_symbol: str, hit: Hit, deletion: Deletion, pedigree: Pedigree
) -> DeletionPair | None:
    """Judge a hit and a deletion of one of the patient's copies, by parents and phase sets.

    None where the hit has no second copy or touches the deletion: inside it there is one copy
    (see `segregation`).
    """
    one = _Placed(hit, Family.of(pedigree, hit.genotypes))
    if not _has_second_copy(one) or _touches(hit.variant, deletion):
        return None
    lost = Family.of(pedigree, deletion.genotypes)
    reads = _by_sets(one.family.patient.genotype, lost.patient.genotype)
    fit, note = _judge(one.family, lost, reads)
    note = f"with {deletion.named}: {note}"
    return DeletionPair(gene_symbol, hit.variant_id, deletion, fit, note)


@dataclass(frozen=True, slots=True)
class _Placed:
    hit: Hit
    family: Family


def _with_a_lead(
    hits: Sequence[_Placed], is_lead: Sequence[bool]
) -> Iterator[tuple[_Placed, _Placed]]:
    """Every two of which one is a lead; a gene may have thousands of hits and few leads."""
    leads = [index for index, leading in enumerate(is_lead) if leading]
    for index, first in enumerate(hits):
        after = leads[bisect_right(leads, index) :]
        for other in range(index + 1, len(hits)) if is_lead[index] else after:
            yield first, hits[other]


@dataclass(frozen=True, slots=True)
class _Reads:
    """Phase as the patient's own calls say it, and how."""

    phase: Phase
    note: str = ""


def _touches(variant: Variant, deletion: Deletion) -> bool:
    if variant.chrom != deletion.chrom:
        return True
    return variant.pos - 1 < deletion.end and deletion.start < variant.end


def _has_second_copy(one: _Placed) -> bool:
    if one.family.patient.genotype.zygosity is not Zygosity.HETEROZYGOUS:
        return False
    inheritance = inheritance_of(one.hit.variant)
    if inheritance is Inheritance.X:
        return not one.family.patient_has_one_x
    return inheritance is Inheritance.AUTOSOMAL


def _by_reads(first: _Placed, second: _Placed) -> _Reads:
    """No copy has two alleles in one place; else phase sets tell."""
    calls = first.family.patient.genotype, second.family.patient.genotype
    is_complete = all(call.called == call.ploidy for call in calls)
    if is_complete and _change_same_bases(first.hit.variant, second.hit.variant):
        return _Reads(Phase.TRANS, "both change the same bases, one on each copy")
    return _by_sets(*calls)


def _by_sets(one: Genotype, other: Genotype) -> _Reads:
    phase = phase_by_sets(one, other)
    where = "on one copy" if phase is Phase.CIS else "on different copies"
    return _Reads(phase, f"phased {where}")


def _change_same_bases(first: Variant, second: Variant) -> bool:
    one, other = change_of(first), change_of(second)
    return one.start < other.end and other.start < one.end


def _judge(first: Family, second: Family, reads: _Reads) -> tuple[InheritanceFit | None, str]:
    by_parents = phase_by_parents(first, second)
    if by_parents is Phase.CIS and reads.phase is not Phase.TRANS:
        return None, f"both come from the {origins(first)[0]}, so they lie on one copy"
    against = next(_contradictions(first, second), None)
    if against is not None:
        return None, against
    if {by_parents, reads.phase} == {Phase.TRANS, Phase.CIS}:
        return InheritanceFit.COMPOUND_HET_UNPHASED, "parents and phase sets disagree"
    if reads.phase is Phase.CIS:
        return None, reads.note
    if by_parents is Phase.TRANS:
        return InheritanceFit.COMPOUND_HET, "one from each parent"
    if reads.phase is Phase.TRANS:
        return InheritanceFit.COMPOUND_HET, reads.note
    return InheritanceFit.COMPOUND_HET_UNPHASED, f"{_OPEN}: {_why_open(first, second)}"


def _why_open(first: Family, second: Family) -> str:
    found = [origins(first), origins(second)]
    n_new = found.count((Origin.NEW,))
    if n_new == 2:
        return "both are new"
    inherited = next((one for one in found if one != (Origin.NEW,)), ())
    if n_new == 1 and len(inherited) == 1:
        return f"one is new, the other from the {inherited[0]}"
    if n_new == 1:
        return "one is new"
    return next(_undecided(first, second))


def _undecided(first: Family, second: Family) -> Iterator[str]:
    if first.is_patient_alone:
        yield LEFT_OUT
    for parent, name in ((0, "father"), (1, "mother")):
        both = (first.parents[parent], second.parents[parent])
        if None in both:
            yield f"nothing is known of the {name}"
        elif not all(_is_known(member) for member in both):
            yield f"the {name} has no complete call"
    yield "both parents carry one of the two"


def _is_known(member: Member | None) -> bool:
    return member is not None and member.is_known


def _contradictions(first: Family, second: Family) -> Iterator[str]:
    """An unaffected relative has both, or an affected one is called without one of them."""
    for one, other in zip(first.relatives, second.relatives, strict=True):
        if one.is_affected and (one.lacks or other.lacks):
            yield f"{one.role} is affected and lacks one of the two"
        if one.is_unaffected and one.carries and other.carries:
            yield f"{one.role} is unaffected and has both"
