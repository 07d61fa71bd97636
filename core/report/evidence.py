"""Evidence as plain values of the machine-readable twin, and in lines for people."""

from collections.abc import Iterable, Iterator, Sequence

from core.domain.evidence import (
    Assessment,
    Classes,
    Classification,
    Evidence,
    EvidenceDecision,
    Flag,
    FlagKind,
    Standing,
)
from core.report.score_json import variant_dict

NO_CLASS = "No code is accepted: there is no class."
NO_POINTS = "–"
"""Stands for the points of a code that adds none."""

_SHOWN = (Standing.ACCEPTED, Standing.SUGGESTED)
_WITHOUT_POINTS = (Standing.NOT_SUGGESTED, Standing.REJECTED)
_OF_THE_VARIANT = (FlagKind.GATE, FlagKind.NEVER_SCORED)


def evidence_dicts(codes: Iterable[Evidence], found: Assessment) -> list[dict[str, object]]:
    """Give the codes that are suggested or accepted, in the shape of DESIGN 4.1.

    A code that is only possible, not suggested or rejected is left out. One that would count a
    finding twice or lacks what it needs is told with `counted` false: whoever adds up the points
    of those that are counted gets the sum of the program.
    """
    return [counted_dict(one, found) for one in shown(codes)]


def held_back_dicts(codes: Iterable[Evidence]) -> list[dict[str, object]]:
    """Give the codes that are only possible, not suggested or rejected, each with the reason."""
    held = (one for one in codes if one.standing not in _SHOWN)
    return [
        {"code": one.name, "standing": one.standing.value, "reason": one.reason} for one in held
    ]


def shown(codes: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Give the codes that are suggested or accepted."""
    return tuple(one for one in codes if one.standing in _SHOWN)


def evidence_dict(item: Evidence) -> dict[str, object]:
    """Give one code; `standing` tells a suggestion from an accepted code."""
    return {
        "code": item.name,
        "strength": item.strength,
        "points": item.points,
        "reason": item.reason,
        "rule_set": item.rule_set,
        "direction": item.direction.value,
        "standing": item.standing.value,
        "framework": f"{item.framework.name} ({item.framework.version})",
        "source": item.source or None,
        "inputs": dict(item.inputs),
    }


def counted_dict(item: Evidence, found: Assessment) -> dict[str, object]:
    """Give one code of an assessment, with whether it counts and why not.

    An accepted code counts among those accepted; a suggestion among all, if all were accepted.
    """
    why = found.why_not_counted(item) if item.is_counted else f"It is {item.standing}."
    return {**evidence_dict(item), "counted": not why, "why_not_counted": why or None}


def assessment_dict(found: Assessment) -> dict[str, object]:
    """Give what codes come to; `accepted` is null as long as no code is accepted.

    Where a code stands alone, points and posterior are null: they do not belong to its class.
    """
    alone = found.alone
    return {
        "rule_set": found.rule_set,
        "points_if_all_accepted": None if alone else found.points_if_all_accepted,
        "posterior_if_all_accepted": None if alone else round(found.posterior_if_all_accepted, 4),
        "stands_alone_if_all_accepted": alone.label if alone else None,
        "accepted": None if found.accepted is None else _classes_dict(found.accepted),
        "flags": [
            {
                "kind": flag.kind.value,
                "sentence": flag.sentence,
                "must_acknowledge": flag.must_acknowledge,
            }
            for flag in found.flags
        ],
        "differences": list(found.differences),
        "not_counted": [evidence_dict(one) for one in found.dropped],
    }


def _classes_dict(classes: Classes) -> dict[str, object]:
    return {
        **accepted_dict(classes),
        "class_by_points": classes.by_points or None,
        "class_by_table": classes.by_table or None,
        "no_class": classes.no_class or None,
        "temperature": classes.temperature or None,
    }


def accepted_dict(classes: Classes) -> dict[str, object]:
    """Give what is accepted and what it sums to, without a class; beside one alone none counts."""
    alone = classes.alone
    counted = classes.codes if alone is None else (alone,)
    beside = [one for one in classes.codes if one not in counted]
    return {
        "codes": [one.label for one in counted],
        "points": None if alone else classes.points,
        "posterior": None if alone else round(classes.posterior, 4),
        "stands_alone": alone.label if alone else None,
        "not_counted": [one.label for one in (*classes.dropped, *beside)],
    }


def classification_dict(made: Classification) -> dict[str, object]:
    """Give a class a person made, with all it belongs to; no points where a code stands alone."""
    alone = made.alone
    return {
        "variant": variant_dict(made.variant),
        "condition": made.condition,
        "inheritance": made.inheritance,
        "class": made.class_name,
        "class_by_table": made.by_table or None,
        "points": None if alone else made.points,
        "posterior": None if alone else round(made.posterior, 4),
        "stands_alone": alone.label if alone else None,
        "rule_set": made.rule_set,
        "author": made.author,
        "made_at": made.made_at,
        "codes": [evidence_dict(one) for one in made.accepted],
        "flags": list(made.flags),
        "note": made.note or None,
    }


def decision_dict(one: EvidenceDecision) -> dict[str, object]:
    """Give one entry of the history of codes."""
    return {
        "kind": one.kind.value,
        "before": one.before or None,
        "author": one.author,
        "decided_at": one.decided_at,
        "why": one.reason or None,
        **evidence_dict(one.evidence),
    }


def flags_to_tell(found: Assessment) -> tuple[Flag, ...]:
    """Give the flags a window shows: before a code is accepted only those that speak of no class."""
    if found.accepted is not None:
        return found.flags
    return tuple(flag for flag in found.flags if flag.kind in _OF_THE_VARIANT)


def flag_words(flag: Flag) -> str:
    """Give a flag in words, its kind once."""
    kind = flag.kind.value.capitalize()
    return flag.sentence if flag.sentence.startswith(kind) else f"{kind}: {flag.sentence}"


def points_words(item: Evidence, found: Assessment) -> str:
    """Give the points of a code as they are added up; a dash where they are not."""
    if item.standing in _WITHOUT_POINTS or found.why_not_counted(item):
        return NO_POINTS
    return "stands alone" if item.stands_alone else f"{item.points:+d}"


def standing_words(item: Evidence, found: Assessment) -> str:
    """Give the standing of a code, and that it does not count where it does not."""
    return f"{item.standing}, not counted" if found.why_not_counted(item) else item.standing.value


def reason_words(item: Evidence, found: Assessment) -> str:
    """Give the reason of a code, and why it does not count where it does not."""
    why = found.why_not_counted(item)
    return f"Not counted: {why} {item.reason}".strip() if why else item.reason


def evidence_lines(codes: Sequence[Evidence], found: Assessment) -> Iterator[str]:
    """Give one line per code: standing, code with strength, points, reason; tab-separated."""
    for one in codes:
        name = one.name if one.standing is Standing.NOT_SUGGESTED else one.label
        told = (
            standing_words(one, found),
            name,
            points_words(one, found),
            reason_words(one, found),
        )
        yield "\t".join(told)


def assessment_lines(found: Assessment) -> Iterator[str]:
    """Give what the codes come to in sentences; a class only of accepted codes."""
    yield if_all_accepted(found)
    classes = found.accepted
    if classes is None:
        yield NO_CLASS
    elif classes.no_class:
        yield (
            f"Accepted: {sum_words(classes)}. {classes.no_class}"
            if classes.codes
            else classes.no_class
        )
    else:
        warm = f", {classes.temperature}" if classes.temperature else ""
        yield (
            f"Accepted: {sum_words(classes)}: {classes.by_points}{warm}; by the table of 2015: "
            f"{classes.by_table}."
        )
    yield from map(flag_words, found.flags)
    yield from found.differences
    for one in found.dropped if classes is None else classes.dropped:
        yield f"{one.label}: {one.reason}"


def if_all_accepted(found: Assessment) -> str:
    """Say what the codes would come to if all were accepted, without a class."""
    if found.alone is not None:
        return f"If all are accepted, {alone_words(found.alone)}; {found.rule_set}."
    return (
        f"{found.points_if_all_accepted:+d} points if all accepted (posterior "
        f"{found.posterior_if_all_accepted:.3f}); {found.rule_set}."
    )


def sum_words(classes: Classes) -> str:
    """Give points and posterior of the accepted codes that count, or the code that stands alone."""
    if classes.alone is not None:
        return alone_words(classes.alone)
    return f"{classes.points:+d} points (posterior {classes.posterior:.3f})"


def alone_words(item: Evidence) -> str:
    """Say that a code stands alone."""
    return f"{item.label} stands alone (no points, no posterior)"
