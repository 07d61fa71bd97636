"""Who of a family carries a variant, against who is ill."""

from collections.abc import Iterator
from enum import Enum, auto

from core.domain.sample import Sex
from core.interpret.family import Family, Member
from core.interpret.inheritance_rules import PenetranceRules


class Verdict(Enum):
    """What a family says about one mode of inheritance."""

    SUPPORTED = auto()
    POSSIBLE = auto()
    OPEN = auto()
    CONTRADICTED = auto()


def dominant(family: Family) -> Verdict:
    """One copy is enough: every affected person has it, no unaffected one does.

    Open where no relative is known to be affected and to carry it.
    """
    if any(member.is_affected and member.lacks for member in family.known()):
        return Verdict.CONTRADICTED
    if unaffected_carriers(family):
        return Verdict.CONTRADICTED
    is_shared = any(member.is_affected and member.carries for member in family.known())
    return Verdict.SUPPORTED if is_shared else Verdict.OPEN


def is_incompletely_penetrant(family: Family, rules: PenetranceRules) -> bool:
    """Tell whether only a few unaffected carriers stand against a dominant variant.

    An unaffected person with two copies, and an affected one without, always do.
    """
    carriers = unaffected_carriers(family)
    if any(member.is_affected and member.lacks for member in family.known()):
        return False
    if any(member.has_two_copies for member in carriers):
        return False
    return 0 < len(carriers) <= rules.max_unaffected_carriers.value


def recessive(family: Family) -> Verdict:
    """Two copies, one from each parent.

    Possible where a second copy was not called (`./1`) or one parent is called without the
    allele; open where no parent called has it to pass on.
    """
    if not family.patient.may_have_two_copies or contradicts_two_copies(family):
        return Verdict.CONTRADICTED
    lacking = [parent for parent in family.parents if parent is not None and parent.lacks]
    has_carrier = any(parent is not None and parent.carries for parent in family.parents)
    is_called = family.patient.has_two_copies
    if not lacking:
        return Verdict.SUPPORTED if is_called else Verdict.POSSIBLE
    return Verdict.POSSIBLE if has_carrier and is_called else Verdict.OPEN


def contradicts_two_copies(family: Family) -> bool:
    """Tell whether somebody is ill with a copy to spare, or well without one."""
    return any(
        (member.is_affected and not member.may_have_two_copies)
        or (member.is_unaffected and member.has_two_copies)
        for member in family.known()
    )


def recessive_notes(family: Family) -> Iterator[str]:
    """Say what is not proven about two copies."""
    if not family.patient.has_two_copies:
        yield "only one allele of the patient was called"
    for parent, name in zip(family.parents, ("father", "mother"), strict=True):
        if parent is None or not parent.is_known:
            yield f"the call of the {name} is not known"
    yield from uniparental_note(family)


def uniparental_note(family: Family) -> Iterator[str]:
    """Say what two copies from one parent may mean."""
    lacking = [parent.role for parent in family.parents if parent is not None and parent.lacks]
    if family.patient.has_two_copies and lacking:
        yield (
            f"two copies while {' and '.join(lacking)} has none: a deletion, uniparental disomy "
            "or a wrong call"
        )


def unaffected_carriers(family: Family) -> tuple[Member, ...]:
    """Relatives who have it and are well."""
    return tuple(member for member in family.known() if member.is_unaffected and member.carries)


def has_unaffected_male_carrier(family: Family) -> bool:
    """Tell whether a male is well with it: on the X he has no other copy."""
    return any(member.person.sex is Sex.MALE for member in unaffected_carriers(family))


def against(family: Family) -> Iterator[str]:
    """Who makes a variant an unlikely cause of the family's disease by one copy."""
    without = [member.role for member in family.known() if member.is_affected and member.lacks]
    carriers = [member.role for member in unaffected_carriers(family)]
    if without:
        yield f"affected without it: {' and '.join(without)}"
    if carriers:
        yield f"unaffected with it: {' and '.join(carriers)}"
