"""What a person is told of a set of codes besides its sum."""

from collections.abc import Iterator, Sequence

from core.domain.evidence import (
    Basis,
    Classes,
    Direction,
    Evidence,
    Flag,
    FlagKind,
    Standing,
    alone_of,
)
from core.domain.stated import RegulatoryGate
from core.interpret.evidence.combining import class_by_table
from core.interpret.evidence.rules import EvidenceRules


def code_flags(codes: Sequence[Evidence], rules: EvidenceRules) -> Iterator[Flag]:
    """Give what the codes themselves tell: conflicts, one that stands alone, one only."""
    if {one.direction for one in codes} == {Direction.PATHOGENIC, Direction.BENIGN}:
        yield Flag(FlagKind.CONFLICT, _conflict(codes), must_acknowledge=True)
    alone = alone_of(codes)
    if alone is not None:
        yield Flag(FlagKind.STAND_ALONE, f"{alone.label} stands alone, outside the sum.")
    elif len(codes) == 1:
        yield Flag(FlagKind.ONE_CODE, f"One code only: {codes[0].label}.")
    against = [one for one in codes if one.direction is Direction.BENIGN]
    if is_prediction_only(against, rules):
        names = " and ".join(sorted({one.code for one in against}))
        yield Flag(FlagKind.BENIGN_PREDICTION, f"{names} alone never makes a benign class.")


def other_flags(
    given: Sequence[Evidence],
    classes: Classes | None,
    rules: EvidenceRules,
    gate: RegulatoryGate | None,
) -> Iterator[Flag]:
    """Give what the variant, the two frameworks and other rules tell of the codes."""
    if gate is not None and gate.missing:
        missing = "; ".join(gate.missing)
        sentence = (
            f"Not shown for this non-coding variant: {missing}. No pathogenic class is made of it."
        )
        yield Flag(FlagKind.GATE, sentence)
    if classes is not None and classes.by_points != classes.by_table:
        yield _frameworks_differ(classes)
    others = {one.rule_set for one in given if one.standing is Standing.ACCEPTED}
    if others - {rules.identifier}:
        told = ", ".join(sorted(others - {rules.identifier}))
        sentence = f"Some codes were accepted by {told}, not by {rules.identifier}."
        yield Flag(FlagKind.OTHER_RULES, sentence, must_acknowledge=True)
    for one in given:
        if one.code in rules.never_scored.codes:
            yield Flag(FlagKind.NEVER_SCORED, f"{one.code} is never scored; it is a link only.")


def differences(classes: Classes, rules: EvidenceRules) -> Iterator[str]:
    """Say where the class of the points, or of a code that stands alone, and the table part."""
    if classes.by_points == classes.by_table:
        return
    table = class_by_table(classes.codes, rules)
    alone = classes.alone
    if table.is_contradictory:
        other = (
            f"{alone.label}, which stands alone, makes {classes.by_points}"
            if alone
            else f"the points sum to {classes.points:+d}"
        )
        yield (
            f"The table meets {table.pathogenic_rule} and {table.benign_rule} (benign), which "
            f"makes {rules.uncertain}; {other}."
        )
        return
    met = table.pathogenic_rule or table.benign_rule
    row = f"by its row {met}" if met else "as none of its rows is met"
    first = f"{alone.label} alone is" if alone else f"{classes.points:+d} points are"
    yield f"{first} {classes.by_points}; the table gives {classes.by_table}, {row}."


def is_prediction_only(codes: Sequence[Evidence], rules: EvidenceRules) -> bool:
    """Tell that there is nothing but what the rules name as mere prediction; an RNA assay is none."""
    return bool(codes) and all(
        one.code in rules.prediction_only.codes and one.basis is not Basis.RNA for one in codes
    )


def _conflict(codes: Sequence[Evidence]) -> str:
    told = ", ".join(one.label for one in codes)
    stand = f"Pathogenic and benign evidence stand together ({told})"
    alone = alone_of(codes)
    if alone is None:
        return f"{stand}; they are summed."
    against = ", ".join(one.label for one in codes if one.direction is not alone.direction)
    return (
        f"{stand}. {alone.label} stands alone, outside the sum. Against it: {against}, not counted. "
        "Look at both sides again before a class is given."
    )


def _frameworks_differ(classes: Classes) -> Flag:
    by_table = f"by the table of 2015 {classes.by_table}"
    if classes.alone is not None:
        sentence = f"By {classes.alone.label}, which stands alone, {classes.by_points}, {by_table}."
        return Flag(FlagKind.ALONE_DIFFERS, sentence)
    return Flag(FlagKind.FRAMEWORKS_DIFFER, f"By points {classes.by_points}, {by_table}.")
