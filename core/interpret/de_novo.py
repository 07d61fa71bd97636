"""Whether a variant is new in the patient, and every doubt about it."""

from collections.abc import Iterator, Sequence

from core.domain.candidate import InheritanceFit
from core.domain.sample import Zygosity
from core.interpret.family import Family, Member
from core.interpret.rules import DeNovoRules


def de_novo(
    family: Family, parents: Sequence[Member | None], rules: DeNovoRules
) -> tuple[InheritanceFit | None, tuple[str, ...]]:
    """Label (None where it is not new) and the doubts that made it only possibly de novo.

    `parents` are those who could have passed the allele on (the mother alone for a male's X);
    None stands for a parent who is not in the file. At least one must be called without the
    allele, none with it, and none without a call may be affected. What one parent alone passes on
    (a male's X outside the pseudoautosomal regions, the Y) the patient has once: callers that
    know no sex write 1/1 there, which is no doubt.
    """
    present = [parent for parent in parents if parent is not None]
    if any(parent.carries for parent in present) or not any(parent.lacks for parent in present):
        return None, ()
    if any(parent.is_affected and not parent.is_known for parent in present):
        return None, ()
    is_single = len(parents) == 1
    doubts = (
        *_parent_doubts(parents, rules),
        *_patient_doubts(family.patient, rules, is_single=is_single),
    )
    if doubts:
        return InheritanceFit.POSSIBLY_DE_NOVO, doubts
    return InheritanceFit.DE_NOVO, ()


def _parent_doubts(parents: Sequence[Member | None], rules: DeNovoRules) -> Iterator[str]:
    for parent in parents:
        if parent is None:
            yield "one parent is not in the file"
        elif not parent.is_known:
            yield f"{parent.role} has no complete call"
        else:
            yield from _thin_call(
                parent, rules.min_parent_depth.value, rules.min_parent_quality.value
            )
            alt_reads = parent.genotype.alt_depth or 0
            if alt_reads > rules.max_parent_alt_reads.value:
                yield f"{parent.role} has {alt_reads} reads with the allele"


def _patient_doubts(patient: Member, rules: DeNovoRules, *, is_single: bool) -> Iterator[str]:
    yield from _thin_call(patient, rules.min_patient_depth.value, rules.min_patient_quality.value)
    if not is_single and patient.genotype.zygosity is Zygosity.HOMOZYGOUS:
        yield "the patient has two copies and no parent is called with one"


def _thin_call(member: Member, min_depth: float, min_quality: float) -> Iterator[str]:
    depth, quality = member.genotype.depth, member.genotype.quality
    if depth is None and quality is None:
        yield f"depth and quality of the call of {member.role} are not stated"
    if depth is not None and depth < min_depth:
        yield f"{member.role} is covered by {depth} reads only"
    if quality is not None and quality < min_quality:
        yield f"the call of {member.role} has a quality of {quality} only"
