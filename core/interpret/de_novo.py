"""Whether a variant is new in the patient: a label, how likely it is, and every doubt about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.domain.candidate import InheritanceFit
from core.domain.sample import Genotype, Zygosity
from core.interpret.family import Family, Member
from core.interpret.inheritance_rules import DeNovoRules


@dataclass(frozen=True, slots=True)
class _Doubts:
    """What speaks against: calls that say little, reads of a parent, chance by the numbers."""

    parents: tuple[str, ...]
    patient: tuple[str, ...]
    reads: tuple[str, ...]
    weak: tuple[str, ...]

    @property
    def is_about_calls(self) -> bool:
        """Some call says so little that a probability would say too much."""
        return bool(self.parents or self.patient)

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.parents, *self.patient, *self.reads, *self.weak)

    @property
    def fit(self) -> InheritanceFit:
        if self.is_about_calls:
            return InheritanceFit.POSSIBLY_DE_NOVO
        if self.reads:
            return InheritanceFit.DE_NOVO_OR_MOSAIC
        return InheritanceFit.POSSIBLY_DE_NOVO if self.weak else InheritanceFit.DE_NOVO


def de_novo(
    family: Family, parents: Sequence[Member | None], rules: DeNovoRules
) -> tuple[InheritanceFit | None, tuple[str, ...]]:
    """Label (None where it is not new) and its reasons: doubts first, then the probability.

    `parents` are those who could have passed the allele on (the mother alone for a male's X);
    None stands for a parent who is not in the file. At least one must be called without the
    allele, none with it, and none without a call may be affected. A parent who is missing, has no
    complete call or few reads leaves it possibly de novo; a parent with some reads of the allele
    makes it de novo or parental mosaic. What one parent alone passes on (a male's X outside the
    pseudoautosomal regions, the Y) the patient has once: callers that know no sex write 1/1
    there, which is no doubt.
    """
    present = [parent for parent in parents if parent is not None]
    if any(parent.carries for parent in present) or not any(parent.lacks for parent in present):
        return None, ()
    if any(parent.is_affected and not parent.is_known for parent in present):
        return None, ()
    chance = chance_of_new([parent.genotype for parent in present], rules)
    is_single = len(parents) == 1
    doubts = _Doubts(
        parents=tuple(_thin_parents(parents, rules)),
        patient=tuple(_patient_doubts(family.patient, rules, is_single=is_single)),
        reads=tuple(_reads_of_parents(present, rules)),
        weak=tuple(_weak_calls(present, chance, rules)),
    )
    if chance is None or doubts.is_about_calls:
        return doubts.fit, doubts.all
    return doubts.fit, (*doubts.all, _in_words(chance))


def may_be_mosaic(call: Genotype, rules: DeNovoRules) -> bool:
    """Tell whether a parent is called with one of two copies, but by a small share of the reads."""
    share = call.allele_balance
    is_het = call.zygosity is Zygosity.HETEROZYGOUS and not call.is_half_call
    if not is_het or share is None or call.alt_depth is None:
        return False
    return call.alt_depth >= rules.min_mosaic_reads.value and share < rules.max_mosaic_share.value


def chance_of_new(parents: Sequence[Genotype], rules: DeNovoRules) -> float | None:
    """Probability (0-1) that a rare variant no parent is called with is new.

    What is expected to be new is weighed against what is expected to be inherited and missed in
    the parent it came from; either parent is that one with equal chance. None where neither reads
    nor quality of a parent are stated.
    """
    missed = [_missed(parent, rules) for parent in parents]
    known = [one for one in missed if one is not None]
    if not known or len(known) < len(missed):
        return None
    new = rules.new_per_genome.value
    inherited = rules.inherited_per_genome.value * sum(known) / len(known)
    return new / (new + inherited)


def _missed(call: Genotype, rules: DeNovoRules) -> float | None:
    """Chance that a carrier is called so, compared with one who has no copy; at most 1."""
    n_ref, n_alt = call.ref_depth, call.alt_depth
    if n_ref is None or n_alt is None:
        n_ref, n_alt = call.depth, 0
    if n_ref is None:
        return None if call.quality is None else 10 ** (-call.quality / 10)
    error = rules.read_error.value
    return min(1.0, (0.5 / (1 - error)) ** n_ref * (0.5 / error) ** n_alt)


def _thin_parents(parents: Sequence[Member | None], rules: DeNovoRules) -> Iterator[str]:
    for parent in parents:
        if parent is None:
            yield "one parent is not in the file"
        elif not parent.is_known:
            yield f"{parent.role} has no complete call"
        else:
            yield from _few_reads(parent, rules.min_parent_depth.value)


def _patient_doubts(patient: Member, rules: DeNovoRules, *, is_single: bool) -> Iterator[str]:
    yield from _few_reads(patient, rules.min_patient_depth.value)
    yield from _low_quality(patient, rules.min_patient_quality.value)
    if not is_single and patient.genotype.zygosity is Zygosity.HOMOZYGOUS:
        yield "the patient has two copies and no parent is called with one"


def _few_reads(member: Member, minimum: float) -> Iterator[str]:
    depth = member.genotype.depth
    if depth is None and member.genotype.quality is None:
        yield f"depth and quality of the call of {member.role} are not stated"
    if depth is not None and depth < minimum:
        yield f"{member.role} is covered by {depth} {'read' if depth == 1 else 'reads'} only"


def _reads_of_parents(parents: Sequence[Member], rules: DeNovoRules) -> Iterator[str]:
    for parent in parents:
        n_alt, n_ref = parent.genotype.alt_depth or 0, parent.genotype.ref_depth or 0
        if parent.lacks and n_alt >= rules.min_mosaic_reads.value:
            yield f"{parent.role} has {n_alt} reads with the allele among {n_alt + n_ref}"


def _weak_calls(
    parents: Sequence[Member], chance: float | None, rules: DeNovoRules
) -> Iterator[str]:
    for parent in parents:
        if parent.lacks:
            yield from _low_quality(parent, rules.min_parent_quality.value)
    if chance is not None and chance < rules.min_probability.value:
        yield "the calls of the parents may well have missed it"


def _low_quality(member: Member, minimum: float) -> Iterator[str]:
    quality = member.genotype.quality
    if quality is not None and quality < minimum:
        yield f"the call of {member.role} has a quality of {quality} only"


def _in_words(chance: float) -> str:
    words = f"{100 * chance:.1f} %"
    if chance > 0.999:
        words = "above 99.9 %"
    if chance < 0.001:
        words = "below 0.1 %"
    return f"by the calls of the parents the probability of being new is {words}"
