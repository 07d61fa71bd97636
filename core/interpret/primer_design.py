"""Pairs of primers on a template, by Primer3 (Untergasser et al. 2012, Nucleic Acids Res 40:e115).

Primer3 comes with the optional package primer3-py (GPL 2 or later, not part of this program); it
is imported only where primers are asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.errors import EngineUnavailableError
from core.interpret.plan_rules import PrimerRules


class Oligo(NamedTuple):
    """A primer: bases [start, end) of the template (0-based), and its sequence 5' to 3'."""

    start: int
    end: int
    sequence: str
    melting: float
    gc: float


class Pair(NamedTuple):
    """Two primers that face each other."""

    forward: Oligo
    reverse: Oligo


@dataclass(frozen=True, slots=True)
class Template:
    """Where primers may lie; all places 0-based half-open on `bases`.

    Attributes
    ----------
    bases
        5' to 3'; no primer lies on anything but A C G T.
    target
        Lies between the primers, whole.
    within
        Holds both primers.
    sizes
        Least and greatest number of bases from the one primer's 5' end to the other's, as ranges:
        an earlier one is taken where any pair fits it.
    avoided
        Stretches no primer may touch.
    junctions
        First bases after exon-exon junctions, one of which a primer has to span; () for no such
        demand.
    """

    bases: str
    target: tuple[int, int]
    within: tuple[int, int]
    sizes: tuple[tuple[int, int], ...]
    avoided: tuple[tuple[int, int], ...] = ()
    junctions: tuple[int, ...] = ()


class PrimerDesignMissingError(EngineUnavailableError):
    """The package that designs primers is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "No primers can be designed: the package primer3-py is not installed.",
            "Install it beside the program: python -m pip install 'intronaut[primers]'.",
        )


def design(template: Template, rules: PrimerRules) -> tuple[Pair, ...]:
    """Give pairs from the best on, () where none fits.

    Raises
    ------
    PrimerDesignMissingError
        If primer3-py is not installed.
    """
    try:
        from primer3 import bindings  # noqa: PLC0415 - optional, needed only here
    except ImportError as error:
        raise PrimerDesignMissingError from error
    start, end = template.within
    if not _has_room(template, rules):
        return ()
    asked: dict[str, object] = {
        "SEQUENCE_TEMPLATE": _masked(template),
        "SEQUENCE_INCLUDED_REGION": [start, end - start],
        "SEQUENCE_TARGET": [[template.target[0], template.target[1] - template.target[0]]],
    }
    if template.junctions:
        # Primer3 names a junction by the base before it.
        asked["SEQUENCE_OVERLAP_JUNCTION_LIST"] = [one - 1 for one in template.junctions]
    found = bindings.design_primers(asked, _settings(rules, template.sizes))
    return tuple(_pair(found, number) for number in range(found["PRIMER_PAIR_NUM_RETURNED"]))


def _masked(template: Template) -> str:
    """Give the bases with N where no primer may lie: of excluded regions Primer3 takes few."""
    bases = list(template.bases)
    for start, end in template.avoided:
        for at in range(max(0, start), min(end, len(bases))):
            bases[at] = "N"
    return "".join(bases)


def _has_room(template: Template, rules: PrimerRules) -> bool:
    """Tell whether a primer fits on both sides of the target."""
    least = rules.min_size.value
    before = template.target[0] - template.within[0]
    after = template.within[1] - template.target[1]
    return (
        min(before, after) >= least
        and template.target[1] - template.target[0] < template.sizes[-1][1]
    )


def _settings(rules: PrimerRules, sizes: Sequence[tuple[int, int]]) -> dict[str, object]:
    return {
        "PRIMER_NUM_RETURN": int(rules.returned.value),
        "PRIMER_PRODUCT_SIZE_RANGE": [list(one) for one in sizes],
        "PRIMER_MIN_SIZE": int(rules.min_size.value),
        "PRIMER_OPT_SIZE": int(rules.best_size.value),
        "PRIMER_MAX_SIZE": int(rules.max_size.value),
        "PRIMER_MIN_TM": rules.min_tm.value,
        "PRIMER_OPT_TM": rules.best_tm.value,
        "PRIMER_MAX_TM": rules.max_tm.value,
        "PRIMER_PAIR_MAX_DIFF_TM": rules.max_tm_difference.value,
        "PRIMER_MIN_GC": rules.min_gc.value,
        "PRIMER_MAX_GC": rules.max_gc.value,
        "PRIMER_MAX_POLY_X": int(rules.max_repeat.value),
        "PRIMER_MIN_5_PRIME_OVERLAP_OF_JUNCTION": int(rules.junction_before.value),
        "PRIMER_MIN_3_PRIME_OVERLAP_OF_JUNCTION": int(rules.junction_after.value),
        "PRIMER_MAX_NS_ACCEPTED": 0,
    }


def _pair(found: Mapping[str, Any], number: int) -> Pair:
    left_start, left_size = map(int, found[f"PRIMER_LEFT_{number}"])
    right_last, right_size = map(int, found[f"PRIMER_RIGHT_{number}"])
    return Pair(
        _oligo(found, f"PRIMER_LEFT_{number}", left_start, left_start + left_size),
        _oligo(found, f"PRIMER_RIGHT_{number}", right_last - right_size + 1, right_last + 1),
    )


def _oligo(found: Mapping[str, Any], name: str, start: int, end: int) -> Oligo:
    melting, gc = (round(float(found[f"{name}_{part}"]), 1) for part in ("TM", "GC_PERCENT"))
    return Oligo(start, end, str(found[f"{name}_SEQUENCE"]), melting, gc)
