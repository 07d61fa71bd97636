"""Codes of a variant put together, and the class that a person's accepted codes make."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.domain.evidence import (
    Assessment,
    Classes,
    Classification,
    Direction,
    Evidence,
    Flag,
    Standing,
    alone_of,
)
from core.domain.stated import RegulatoryGate
from core.domain.variant import Variant
from core.errors import UsageError
from core.interpret.evidence.combining import class_by_table
from core.interpret.evidence.flags import (
    code_flags,
    differences,
    is_prediction_only,
    other_flags,
)
from core.interpret.evidence.guards import Guarded, guarded
from core.interpret.evidence.points import class_by_points, posterior, total
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
    accepted = guarded(one for one in scored if one.standing is Standing.ACCEPTED)
    classes = _classes(accepted, rules, gate)
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
            *code_flags(flagged, rules),
            *other_flags(given, classes, rules, gate),
        ),
        differences=() if classes is None else tuple(differences(classes, rules)),
        not_counted=(*_not_counted(found, accepted), *_never_scored(given, rules)),
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


def _not_counted(every: Guarded, accepted: Guarded) -> Iterator[tuple[Evidence, str]]:
    """An accepted code is looked at among accepted ones only, a suggestion among all."""
    yield from accepted.reasons
    yield from _beside_alone(accepted)
    for item, reason in (*every.reasons, *_beside_alone(every)):
        if item.standing is not Standing.ACCEPTED:
            yield item, reason


def _beside_alone(found: Guarded) -> Iterator[tuple[Evidence, str]]:
    """Nothing is summed beside a code that stands alone."""
    alone = alone_of(found.kept)
    if alone is None:
        return
    for one in found.kept:
        if one.is_counted and not one.stands_alone:
            yield one, f"{alone.label} stands alone, outside the sum."


def _never_scored(
    given: Sequence[Evidence], rules: EvidenceRules
) -> Iterator[tuple[Evidence, str]]:
    for one in given:
        if one.is_counted and one.code in rules.never_scored.codes:
            yield one, f"{one.code} is never scored; it is a link only."


def _classes(found: Guarded, rules: EvidenceRules, gate: RegulatoryGate | None) -> Classes | None:
    """What accepted codes come to among themselves; None without any."""
    codes = found.kept
    if not codes and not found.dropped:
        return None
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
    if alone_of(accepted):
        return rules.classes[-1].name
    return class_by_points(total(accepted), rules)


def _why_no_class(codes: Sequence[Evidence], rules: EvidenceRules) -> str:
    if not codes:
        return "No accepted code counts: each would count a finding twice or lacks what it needs."
    name = _points_class(codes, rules)
    against = [one for one in codes if one.direction is Direction.BENIGN]
    if is_prediction_only(codes, rules) or (
        _side(name, rules) == "benign" and is_prediction_only(against, rules)
    ):
        told = " and ".join(sorted({one.code for one in against}))
        return f"{told} alone makes no class: a prediction is no proof."
    is_exempt = rules.one_code.makes_class or codes[0].stands_alone
    if len(codes) == 1 and not is_exempt and name != rules.uncertain:
        return f"{codes[0].label} alone makes no class by {rules.identifier}."
    return ""


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
