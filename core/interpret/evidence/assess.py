"""Codes of a variant put together, and the class that a person's accepted codes make."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.domain.evidence import (
    Assessment,
    Basis,
    Classes,
    Classification,
    Direction,
    Evidence,
    Flag,
    FlagKind,
    Standing,
)
from core.domain.stated import RegulatoryGate
from core.domain.variant import Variant
from core.errors import UsageError
from core.interpret.evidence.combining import class_by_table
from core.interpret.evidence.guards import guarded
from core.interpret.evidence.points import class_by_points, posterior, stands_alone, total
from core.interpret.evidence.rules import EvidenceRules


def assess(
    evidence: Iterable[Evidence], rules: EvidenceRules, gate: RegulatoryGate | None = None
) -> Assessment:
    """Put codes together: what they would come to, and what the accepted ones do come to.

    Without an accepted code there is no class. Guards hold for accepted codes too: a finding
    counts once, whatever was accepted.

    Parameters
    ----------
    gate
        Of a variant that acts by regulation: unless its three questions are answered, no
        pathogenic class is made.
    """
    given = tuple(evidence)
    scored = [one for one in given if one.code not in rules.never_scored.codes]
    found = guarded(scored)
    counted = tuple(one for one in found.kept if one.is_counted)
    classes = _classes([one for one in scored if one.standing is Standing.ACCEPTED], rules, gate)
    points = total(counted)
    flagged = counted if classes is None else classes.codes
    return Assessment(
        rule_set=rules.identifier,
        points_if_all_accepted=points,
        posterior_if_all_accepted=posterior(points, rules),
        accepted=classes,
        counted=counted,
        dropped=found.dropped,
        flags=(
            *_code_flags(flagged, rules),
            *_other_flags(given, classes, rules, gate),
        ),
        differences=() if classes is None else tuple(_differences(classes, rules)),
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """What a class is given for, and by whom; `made_at` is UTC, ISO 8601."""

    variant: Variant
    condition: str
    inheritance: str
    author: str
    made_at: str
    note: str = ""
    acknowledged: bool = False


def classify(assessment: Assessment, claim: Claim) -> Classification:
    """Make the class of the accepted codes of an assessment.

    Raises
    ------
    UsageError
        If nothing is accepted, the codes make no class, condition, inheritance or author is not
        named, or a flag that asks for it was not acknowledged.
    """
    _demand_named(claim)
    classes = assessment.accepted
    if classes is None:
        raise UsageError(
            "No code is accepted, so there is no class.", "Accept the codes that hold first."
        )
    if classes.no_class:
        raise UsageError(classes.no_class, "Accept further evidence, or leave it without a class.")
    open_flags = [flag.sentence for flag in assessment.flags if flag.must_acknowledge]
    if open_flags and not claim.acknowledged:
        raise UsageError(" ".join(open_flags), "Acknowledge this, or change the accepted codes.")
    return Classification(
        variant=claim.variant,
        condition=claim.condition.strip(),
        inheritance=claim.inheritance.strip(),
        rule_set=assessment.rule_set,
        author=claim.author.strip(),
        made_at=claim.made_at,
        accepted=classes.codes,
        class_name=classes.by_points,
        points=classes.points,
        posterior=classes.posterior,
        by_table=classes.by_table,
        flags=tuple(map(_as_seen, assessment.flags)) + assessment.differences,
        note=claim.note,
    )


def _classes(
    accepted: Sequence[Evidence], rules: EvidenceRules, gate: RegulatoryGate | None
) -> Classes | None:
    """What accepted codes come to among themselves; None without any."""
    if not accepted:
        return None
    found = guarded(accepted)
    codes = found.kept
    points, why_none = total(codes), _why_no_class(codes, rules)
    by_points, by_table = _points_class(codes, rules), class_by_table(codes, rules).class_name
    if gate is not None and gate.missing:
        by_points, by_table = (_held_back(one, rules) for one in (by_points, by_table))
    return Classes(
        codes=codes,
        dropped=found.dropped,
        points=points,
        posterior=posterior(points, rules),
        by_points="" if why_none else by_points,
        by_table="" if why_none else by_table,
        no_class=why_none,
        temperature="" if why_none else _temperature(by_points, points, rules),
    )


def _points_class(accepted: Sequence[Evidence], rules: EvidenceRules) -> str:
    """Class by points; stand-alone benign evidence gives the last class at once."""
    if any(stands_alone(one, rules) for one in accepted):
        return rules.classes[-1].name
    return class_by_points(total(accepted), rules)


def _why_no_class(codes: Sequence[Evidence], rules: EvidenceRules) -> str:
    if not codes:
        return "No accepted code counts: each would count a finding twice or lacks what it needs."
    name = _points_class(codes, rules)
    against = [one for one in codes if one.direction is Direction.BENIGN]
    if _is_prediction_only(codes, rules) or (
        _side(name, rules) == "benign" and _is_prediction_only(against, rules)
    ):
        told = " and ".join(sorted({one.code for one in against}))
        return f"{told} alone makes no class: a prediction is no proof."
    is_exempt = rules.one_code.makes_class or stands_alone(codes[0], rules)
    if len(codes) == 1 and not is_exempt and name != rules.uncertain:
        return f"{codes[0].label} alone makes no class by {rules.identifier}."
    return ""


def _is_prediction_only(codes: Sequence[Evidence], rules: EvidenceRules) -> bool:
    """Nothing but what the rules name as mere prediction; an RNA assay is none."""
    return bool(codes) and all(
        one.code in rules.prediction_only.codes and one.basis is not Basis.RNA for one in codes
    )


def _side(name: str, rules: EvidenceRules) -> str:
    rule = rules.class_named(name)
    return "" if rule is None else rule.side


def _held_back(name: str, rules: EvidenceRules) -> str:
    return rules.uncertain if _side(name, rules) == "pathogenic" else name


def _temperature(class_name: str, points: int, rules: EvidenceRules) -> str:
    if rules.temperature is None or class_name != rules.uncertain:
        return ""
    names = rules.temperature.names
    return names[points] if 0 <= points < len(names) else ""


def _code_flags(codes: Sequence[Evidence], rules: EvidenceRules) -> Iterator[Flag]:
    if {one.direction for one in codes} == {Direction.PATHOGENIC, Direction.BENIGN}:
        told = ", ".join(one.label for one in codes)
        sentence = f"Pathogenic and benign evidence stand together ({told}); they are summed."
        yield Flag(FlagKind.CONFLICT, sentence, must_acknowledge=True)
    alone = [one for one in codes if stands_alone(one, rules)]
    if alone:
        yield Flag(FlagKind.STAND_ALONE, f"{alone[0].label} stands alone, outside the sum.")
    elif len(codes) == 1:
        yield Flag(FlagKind.ONE_CODE, f"One code only: {codes[0].label}.")
    against = [one for one in codes if one.direction is Direction.BENIGN]
    if _is_prediction_only(against, rules):
        names = " and ".join(sorted({one.code for one in against}))
        yield Flag(FlagKind.BENIGN_PREDICTION, f"{names} alone never makes a benign class.")


def _other_flags(
    given: Sequence[Evidence],
    classes: Classes | None,
    rules: EvidenceRules,
    gate: RegulatoryGate | None,
) -> Iterator[Flag]:
    if gate is not None and gate.missing:
        missing = "; ".join(gate.missing)
        sentence = f"Not shown for this non-coding variant: {missing}. It stays uncertain."
        yield Flag(FlagKind.GATE, sentence)
    if classes is not None and classes.by_points != classes.by_table:
        sentence = f"By points {classes.by_points}, by the table of 2015 {classes.by_table}."
        yield Flag(FlagKind.FRAMEWORKS_DIFFER, sentence)
    others = {one.rule_set for one in given if one.standing is Standing.ACCEPTED}
    if others - {rules.identifier}:
        told = ", ".join(sorted(others - {rules.identifier}))
        sentence = f"Some codes were accepted by {told}, not by {rules.identifier}."
        yield Flag(FlagKind.OTHER_RULES, sentence, must_acknowledge=True)
    for one in given:
        if one.code in rules.never_scored.codes:
            yield Flag(FlagKind.NEVER_SCORED, f"{one.code} is never scored; it is a link only.")


def _differences(classes: Classes, rules: EvidenceRules) -> Iterator[str]:
    if classes.by_points == classes.by_table:
        return
    table = class_by_table(classes.codes, rules)
    if table.is_contradictory:
        yield (
            f"The table meets {table.pathogenic_rule} and {table.benign_rule} (benign), which "
            f"makes {rules.uncertain}; the points sum to {classes.points:+d}."
        )
        return
    met = table.pathogenic_rule or table.benign_rule
    row = f"by its row {met}" if met else "as none of its rows is met"
    yield (
        f"{classes.points:+d} points are {classes.by_points}; the table gives "
        f"{classes.by_table}, {row}."
    )


def _as_seen(flag: Flag) -> str:
    return f"{flag.sentence} (acknowledged)" if flag.must_acknowledge else flag.sentence


def _demand_named(claim: Claim) -> None:
    for what, text in (
        ("condition", claim.condition),
        ("mode of inheritance", claim.inheritance),
        ("author", claim.author),
    ):
        if not text.strip():
            raise UsageError(
                f"The class has no {what}.",
                "A class belongs to a condition, a mode of inheritance and an author: name them.",
            )
