"""From verdicts on single modes to the labels of a variant and what stands beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.domain.candidate import InheritanceFit
from core.interpret.carriers import Verdict, against, is_incompletely_penetrant, uniparental_note
from core.interpret.family import Family
from core.interpret.inheritance_rules import PenetranceRules

LEFT_OUT = "relatives are left out by choice"

_Fit = InheritanceFit
_FOR = frozenset({Verdict.SUPPORTED, Verdict.POSSIBLE})


@dataclass(frozen=True, slots=True)
class Segregation:
    """Modes that fit, best first, and what a person should know about them."""

    fits: tuple[InheritanceFit, ...]
    notes: tuple[str, ...] = ()


def concluded(
    labels: Sequence[InheritanceFit],
    notes: Sequence[str],
    family: Family,
    verdicts: Sequence[Verdict],
    penetrance: PenetranceRules | None,
) -> Segregation:
    """Add what is said where no mode, or not the family's disease, fits.

    Where one copy would do but for a few who are well with it, penetrance may be incomplete.
    Else it does not segregate, or nothing is known. `penetrance` is None where an unaffected
    carrier allows no exception.
    """
    who = () if _FOR.intersection(verdicts) else tuple(against(family))
    notes = (*notes, *who)
    if labels:
        return Segregation((*labels, *((_Fit.NO_FIT,) if who else ())), notes)
    if penetrance is not None and is_incompletely_penetrant(family, penetrance):
        return Segregation((_Fit.INCOMPLETE_PENETRANCE,), notes)
    if all(verdict is Verdict.CONTRADICTED for verdict in verdicts):
        return Segregation((_Fit.NO_FIT,), notes)
    return Segregation((_Fit.UNKNOWN,), (*notes, *_why_unknown(family)))


def _why_unknown(family: Family) -> Iterator[str]:
    if family.is_patient_alone:
        yield LEFT_OUT
    elif not any(True for _ in family.known()):
        yield "no relative is called here"
    yield from uniparental_note(family)
