"""The X outside the pseudoautosomal regions: one copy in males, two in females."""

from collections.abc import Iterator

from core.domain.candidate import InheritanceFit
from core.domain.sample import Sex, Zygosity
from core.interpret.carriers import (
    Verdict,
    dominant,
    has_unaffected_male_carrier,
    recessive,
    recessive_notes,
)
from core.interpret.conclusion import Segregation, concluded
from core.interpret.de_novo import de_novo
from core.interpret.family import Family
from core.interpret.inheritance_rules import SegregationRules

_Fit = InheritanceFit
_SEX_UNKNOWN = "the sex of the patient is not stated"


def x_linked(family: Family, rules: SegregationRules) -> Segregation:
    """Modes of a variant on the X.

    One X (a male; coded `1`, `1/1` or, with doubt, `0/1`): recessive where the mother is a
    carrier and well, dominant where she is ill, X-linked without more where she is not known, not
    judged, or without it. No male may be well with it. Two X: recessive with two copies, dominant
    with one that is new or shared by the affected.
    """
    if family.patient_has_one_x:
        return _of_male(family, rules)
    return _of_female(family, rules)


def _of_male(family: Family, rules: SegregationRules) -> Segregation:
    new, notes = de_novo(family, (family.mother,), rules.de_novo)
    labels = [new] if new else []
    notes = (*notes, *_male_notes(family))
    if _contradicts_male(family):
        return concluded(labels, notes, family, (Verdict.CONTRADICTED,), None)
    return Segregation((*labels, _male_mode(family)), notes)


def _male_notes(family: Family) -> Iterator[str]:
    if family.patient.genotype.zygosity is Zygosity.HETEROZYGOUS:
        yield "a heterozygous call on the single X of a male is doubtful"
    if family.patient.person.sex is Sex.UNKNOWN:
        yield f"{_SEX_UNKNOWN}; the call has one allele"
    mother = family.mother
    if mother is None or not mother.is_known:
        yield "the mother's call is not known"
    elif mother.carries:
        yield "the mother carries it"


def _male_mode(family: Family) -> InheritanceFit:
    mother = family.mother
    if mother is not None and mother.carries:
        if mother.is_unaffected:
            return _Fit.X_RECESSIVE
        if mother.is_affected and not mother.may_have_two_copies:
            return _Fit.X_DOMINANT
    return _Fit.X_LINKED


def _contradicts_male(family: Family) -> bool:
    return has_unaffected_male_carrier(family) or any(
        (member.is_unaffected and member.has_two_copies) or (member.is_affected and member.lacks)
        for member in family.known()
    )


def _of_female(family: Family, rules: SegregationRules) -> Segregation:
    new, notes = de_novo(family, (family.father, family.mother), rules.de_novo)
    one, two = dominant(family), _two_copies(family)
    labels = [new] if new else []
    if two is Verdict.SUPPORTED:
        labels.append(_Fit.X_RECESSIVE)
    elif two is Verdict.POSSIBLE:
        labels.append(_Fit.POSSIBLY_RECESSIVE)
    if one is Verdict.SUPPORTED or (new and two is not Verdict.SUPPORTED):
        labels.append(_Fit.X_DOMINANT)
    if two in {Verdict.SUPPORTED, Verdict.POSSIBLE}:
        notes = (*notes, *recessive_notes(family))
    if family.patient.person.sex is Sex.UNKNOWN:
        notes = (*notes, _SEX_UNKNOWN)
    penetrance = None if has_unaffected_male_carrier(family) else rules.penetrance
    return concluded(labels, notes, family, (one, two), penetrance)


def _two_copies(family: Family) -> Verdict:
    verdict = recessive(family)
    return Verdict.CONTRADICTED if has_unaffected_male_carrier(family) else verdict
