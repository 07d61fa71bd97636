"""The context of a start codon, by which ribosomes take it or pass over it."""

from core.domain.utr import KozakContext, Strength
from core.interpret.utr_rules import KozakRules

_BEFORE = 6
_PLACES = (-6, -5, -4, -3, -2, -1, 1, 2, 3, 4)
_FLANKS = (-6, -5, -4, -3, -2, -1, 4)
_SIGNS = {"R": "AG", "N": "ACGT"}
_CLASSES = (Strength.WEAK, Strength.MODERATE, Strength.STRONG)

REACH = 4
"""Bases from the first of a start codon on that belong to its context."""


def kozak_context(bases: str, start: int, rules: KozakRules) -> KozakContext:
    """Give the context of the codon that begins at a 0-based place of a spliced transcript.

    Strong with the wanted bases at -3 and +4, moderate with one of them, weak with none.
    """
    first, last = start - _BEFORE, start + REACH
    around = "".join(
        bases[place] if 0 <= place < len(bases) else "-" for place in range(first, last)
    )
    at = dict(zip(_PLACES, around, strict=True))
    wanted = dict(zip(_PLACES, rules.consensus, strict=True))
    matching = tuple(
        place for place in _FLANKS if at[place] in _SIGNS.get(wanted[place], wanted[place])
    )
    return KozakContext(around, _strength(at[-3], at[4], rules), matching)


def _strength(at_minus_3: str, at_plus_4: str, rules: KozakRules) -> Strength:
    if not {at_minus_3, at_plus_4} <= set("ACGT"):
        return Strength.UNKNOWN
    n_wanted = (at_minus_3 in rules.at_minus_3) + (at_plus_4 in rules.at_plus_4)
    return _CLASSES[n_wanted]
