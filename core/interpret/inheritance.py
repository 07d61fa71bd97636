"""Modes of inheritance the genotypes of a family fit: labels for a person, never a filter."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from core.domain.candidate import InheritanceFit
from core.domain.sample import Genotype, Pedigree, Sex, Zygosity
from core.domain.variant import Variant
from core.interpret.de_novo import de_novo
from core.interpret.family import Family
from core.interpret.rules import DeNovoRules
from core.interpret.sex_chromosomes import Inheritance, inheritance_of

_Fit = InheritanceFit


@dataclass(frozen=True, slots=True)
class Segregation:
    """Modes that fit, best first, and what a person should know about them."""

    fits: tuple[InheritanceFit, ...]
    notes: tuple[str, ...] = ()


class _Verdict(Enum):
    SUPPORTED = auto()
    OPEN = auto()
    CONTRADICTED = auto()


def segregation(
    variant: Variant, genotypes: Sequence[Genotype], pedigree: Pedigree, rules: DeNovoRules
) -> Segregation:
    """Modes of inheritance of one variant taken alone (pairs: `compound_pairs`).

    `genotypes` stand in the order of the pedigree's individuals. The patient counts as affected;
    relatives of unknown disease state say nothing, and a call that is missing is unknown, never
    reference. A pseudoautosomal place counts as autosomal.

    - de novo: both parents are called without it; where a parent's call is thin or missing it is
      possibly de novo, with the reason in `notes`. On the X of a male only the mother counts.
    - dominant: every affected person called carries it, no unaffected one does, and at least one
      affected relative carries it.
    - recessive: the patient has two copies, no parent is called without it, no unaffected
      relative has two.
    - X-linked: one X: the mother carries it or it is new, no unaffected male has it. Two X: as
      recessive with no unaffected male carrying it, or as dominant.
    - does not segregate: something called contradicts every mode; unknown: nothing decides.
    """
    family = Family.of(pedigree, genotypes)
    zygosity = family.patient.genotype.zygosity
    if zygosity is Zygosity.UNKNOWN:
        return Segregation((_Fit.UNKNOWN,), ("the patient has no complete call",))
    if zygosity is Zygosity.REFERENCE:
        return Segregation((_Fit.NO_FIT,), ("the patient does not carry it",))
    return _BY_INHERITANCE[inheritance_of(variant)](family, rules)


def fits(
    variant: Variant, genotypes: Sequence[Genotype], pedigree: Pedigree, rules: DeNovoRules
) -> tuple[InheritanceFit, ...]:
    """Give the labels of `segregation` alone."""
    return segregation(variant, genotypes, pedigree, rules).fits


def _autosomal(family: Family, rules: DeNovoRules) -> Segregation:
    new, notes = de_novo(family, (family.father, family.mother), rules)
    dominant = _dominant(family)
    recessive = _recessive(family)
    labels = [new] if new else []
    if dominant is _Verdict.SUPPORTED:
        labels.append(_Fit.DOMINANT)
    if recessive is _Verdict.SUPPORTED:
        labels.append(_Fit.RECESSIVE)
    return _concluded(labels, notes, family, (dominant, recessive))


def _x_linked(family: Family, rules: DeNovoRules) -> Segregation:
    if family.patient_has_one_x:
        return _x_of_male(family, rules)
    new, notes = de_novo(family, (family.father, family.mother), rules)
    recessive = _recessive(family)
    if recessive is not _Verdict.CONTRADICTED and _has_unaffected_male_carrier(family):
        recessive = _Verdict.CONTRADICTED
    dominant = _dominant(family)
    labels = [new] if new else []
    if new or _Verdict.SUPPORTED in {recessive, dominant}:
        labels.append(_Fit.X_LINKED)
    return _concluded(labels, notes, family, (dominant, recessive))


def _x_of_male(family: Family, rules: DeNovoRules) -> Segregation:
    new, notes = de_novo(family, (family.mother,), rules)
    if family.patient.genotype.zygosity is Zygosity.HETEROZYGOUS:
        notes = (*notes, "a heterozygous call on the single X of a male is doubtful")
    is_contradicted = _has_unaffected_male_carrier(family) or any(
        (member.is_unaffected and member.has_two_copies) or (member.is_affected and member.lacks)
        for member in family.known()
    )
    labels = [new] if new else []
    if is_contradicted:
        return _concluded(labels, notes, family, (_Verdict.CONTRADICTED,))
    if family.mother is None or not family.mother.is_known:
        notes = (*notes, "the mother's call is not known")
    return Segregation((*labels, _Fit.X_LINKED), notes)


def _y_linked(family: Family, rules: DeNovoRules) -> Segregation:
    if family.patient.person.sex is Sex.FEMALE:
        return Segregation((_Fit.UNKNOWN,), ("a call on the Y of a female is doubtful",))
    new, notes = de_novo(family, (family.father,), rules)
    return _concluded([new] if new else [], notes, family, (_dominant(family),))


def _mitochondrial(_family: Family, _rules: DeNovoRules) -> Segregation:
    note = "mitochondrial inheritance is not judged (heteroplasmy)"
    return Segregation((_Fit.UNKNOWN,), (note,))


_BY_INHERITANCE: dict[Inheritance, Callable[[Family, DeNovoRules], Segregation]] = {
    Inheritance.AUTOSOMAL: _autosomal,
    Inheritance.X: _x_linked,
    Inheritance.Y: _y_linked,
    Inheritance.MITOCHONDRIAL: _mitochondrial,
}


def _concluded(
    labels: list[InheritanceFit],
    notes: tuple[str, ...],
    family: Family,
    verdicts: Sequence[_Verdict],
) -> Segregation:
    """Add "does not segregate" or "unknown" where no mode, or not the family's disease, fits."""
    against = () if _Verdict.SUPPORTED in verdicts else tuple(_against(family))
    notes = (*notes, *against)
    if labels:
        more = (_Fit.NO_FIT,) if against else ()
        return Segregation((*labels, *more), notes)
    if all(verdict is _Verdict.CONTRADICTED for verdict in verdicts):
        return Segregation((_Fit.NO_FIT,), notes)
    return Segregation((_Fit.UNKNOWN,), (*notes, *_why_unknown(family)))


def _against(family: Family) -> Iterator[str]:
    """Who makes a variant an unlikely cause of the family's disease by one copy."""
    without = [member.role for member in family.known() if member.is_affected and member.lacks]
    carriers = [member.role for member in family.known() if member.is_unaffected and member.carries]
    if without:
        yield f"affected without it: {' and '.join(without)}"
    if carriers:
        yield f"unaffected with it: {' and '.join(carriers)}"


def _why_unknown(family: Family) -> Iterator[str]:
    if not any(True for _ in family.known()):
        yield "no relative is called here"
    parents = (family.father, family.mother)
    lacking = [parent.role for parent in parents if parent is not None and parent.lacks]
    if family.patient.has_two_copies and lacking:
        yield (
            f"two copies while {' and '.join(lacking)} has none: a deletion, uniparental disomy "
            "or a wrong call"
        )


def _dominant(family: Family) -> _Verdict:
    known = tuple(family.known())
    if any(
        (member.is_affected and member.lacks) or (member.is_unaffected and member.carries)
        for member in known
    ):
        return _Verdict.CONTRADICTED
    is_shared = any(member.is_affected and member.carries for member in known)
    return _Verdict.SUPPORTED if is_shared else _Verdict.OPEN


def _recessive(family: Family) -> _Verdict:
    """Two copies from two carriers. One parent called without it is no recessive inheritance."""
    if not family.patient.has_two_copies:
        return _Verdict.CONTRADICTED
    if any(
        (member.is_affected and not member.has_two_copies)
        or (member.is_unaffected and member.has_two_copies)
        for member in family.known()
    ):
        return _Verdict.CONTRADICTED
    parents = (family.father, family.mother)
    if any(parent is not None and parent.lacks for parent in parents):
        return _Verdict.OPEN
    return _Verdict.SUPPORTED


def _has_unaffected_male_carrier(family: Family) -> bool:
    return any(
        member.is_unaffected and member.carries and member.person.sex is Sex.MALE
        for member in family.known()
    )
