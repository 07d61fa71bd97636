"""Modes of inheritance the genotypes of a family fit: labels for a person, never a filter."""

from collections.abc import Callable, Iterator, Sequence

from core.domain.candidate import InheritanceFit
from core.domain.sample import Genotype, Pedigree, Sex, Zygosity
from core.domain.variant import Variant
from core.interpret.carriers import Verdict, dominant, recessive, recessive_notes
from core.interpret.conclusion import LEFT_OUT, Segregation, concluded
from core.interpret.de_novo import de_novo, may_be_mosaic
from core.interpret.family import Family, Member
from core.interpret.inheritance_rules import SegregationRules
from core.interpret.losses import Losses
from core.interpret.over_deletion import over_deletion, with_doubt
from core.interpret.sex_chromosomes import Inheritance, has_two_copies, inheritance_of
from core.interpret.x_linked import x_linked

_Fit = InheritanceFit


def segregation(
    variant: Variant,
    genotypes: Sequence[Genotype],
    pedigree: Pedigree,
    rules: SegregationRules,
    losses: Losses | None = None,
) -> Segregation:
    """Modes of inheritance of one variant taken alone (pairs: `compound_pairs`).

    `genotypes` stand in the order of the pedigree's individuals. The patient counts as affected;
    relatives of unknown disease state say nothing, and a call that is missing is unknown, never
    reference; a half call (`./1`) is at least one copy. A pseudoautosomal place counts as
    autosomal.

    - de novo: both parents are called without it; possibly so where a call says little, de novo
      or parental mosaic where a parent has some reads of it, called so or not. On the X of a male
      only the mother counts.
    - dominant: every affected person called carries it, no unaffected one does, and at least one
      affected relative carries it; with incomplete penetrance where few unaffected ones do.
    - recessive homozygous: the patient has two copies, no unaffected relative has; possibly so
      where a parent is called without it or only one allele of the patient was called.
    - hemizygous over a deletion: the patient's other copy is among the `losses`.
    - X-linked: see `x_linked`.
    - mitochondrial: carried; the share of reads is told, nothing is judged.
    - does not segregate: something called contradicts every mode; unknown: nothing decides.
    """
    lost = losses.over(variant) if losses is not None else None
    found = over_deletion(lost, genotypes, pedigree, rules) if lost is not None else None
    if found is not None:
        return found
    alone = segregation_at(inheritance_of(variant), genotypes, pedigree, rules)
    return alone if lost is None else with_doubt(alone, lost, genotypes, pedigree)


def segregation_at(
    way: Inheritance, genotypes: Sequence[Genotype], pedigree: Pedigree, rules: SegregationRules
) -> Segregation:
    """Give the modes of a variant at a place that is inherited in this way."""
    family = Family.of(pedigree, _read_mosaics(way, genotypes, pedigree, rules))
    zygosity = family.patient.genotype.zygosity
    if zygosity is Zygosity.UNKNOWN:
        return Segregation((_Fit.UNKNOWN,), ("the patient has no complete call",))
    if zygosity is Zygosity.REFERENCE:
        return Segregation((_Fit.NO_FIT,), ("the patient does not carry it",))
    return _BY_INHERITANCE[way](family, rules)


def _read_mosaics(
    way: Inheritance, genotypes: Sequence[Genotype], pedigree: Pedigree, rules: SegregationRules
) -> Sequence[Genotype]:
    """Take a parent who is called by a few reads only as one without the allele, with these reads."""
    found = list(genotypes)
    for parent in filter(None, (pedigree.father, pedigree.mother)):
        at = pedigree.index(parent.name)
        if has_two_copies(way, parent.sex) and may_be_mosaic(found[at], rules.de_novo):
            found[at] = found[at]._replace(alt_copies=0)
    return found


def fits(
    variant: Variant, genotypes: Sequence[Genotype], pedigree: Pedigree, rules: SegregationRules
) -> tuple[InheritanceFit, ...]:
    """Give the labels of `segregation` alone."""
    return segregation(variant, genotypes, pedigree, rules).fits


def _autosomal(family: Family, rules: SegregationRules) -> Segregation:
    new, notes = de_novo(family, family.parents, rules.de_novo)
    one, two = dominant(family), recessive(family)
    labels = [new] if new else []
    if one is Verdict.SUPPORTED:
        labels.append(_Fit.DOMINANT)
    if two is Verdict.SUPPORTED:
        labels.append(_Fit.RECESSIVE)
    elif two is Verdict.POSSIBLE:
        labels.append(_Fit.POSSIBLY_RECESSIVE)
    if two in {Verdict.SUPPORTED, Verdict.POSSIBLE}:
        notes = (*notes, *recessive_notes(family))
    return concluded(labels, notes, family, (one, two), rules.penetrance)


def _y_linked(family: Family, rules: SegregationRules) -> Segregation:
    if family.patient.person.sex is Sex.FEMALE:
        return Segregation((_Fit.UNKNOWN,), ("a call on the Y of a female is doubtful",))
    new, notes = de_novo(family, (family.father,), rules.de_novo)
    return concluded([new] if new else [], notes, family, (dominant(family),), None)


def _mitochondrial(family: Family, _rules: SegregationRules) -> Segregation:
    """Passed on by the mother; which share of copies makes ill is not judged."""
    return Segregation((_Fit.MITOCHONDRIAL,), tuple(_mitochondrial_notes(family)))


def _mitochondrial_notes(family: Family) -> Iterator[str]:
    yield _share_of_reads(family.patient)
    mother = family.mother
    if family.is_patient_alone:
        yield LEFT_OUT
    elif mother is None:
        yield "nothing is known of the mother"
    elif not mother.is_known:
        yield "the mother has no complete call"
    elif mother.carries:
        yield _share_of_reads(mother)
    else:
        yield f"not called in the mother; {_share_of_reads(mother)}"
    yield "mitochondrial variants are not scored"


def _share_of_reads(member: Member) -> str:
    share, call = member.genotype.allele_balance, member.genotype
    if share is None:
        return f"share of reads of {member.role} not stated"
    total = (call.alt_depth or 0) + (call.ref_depth or 0)
    return f"{member.role} has it in {100 * share:.3g} % of {total:,} reads"


_BY_INHERITANCE: dict[Inheritance, Callable[[Family, SegregationRules], Segregation]] = {
    Inheritance.AUTOSOMAL: _autosomal,
    Inheritance.X: x_linked,
    Inheritance.Y: _y_linked,
    Inheritance.MITOCHONDRIAL: _mitochondrial,
}
