"""Evidence as plain values of the machine-readable twin, and in lines for people."""

from collections.abc import Iterable, Iterator, Sequence

from core.domain.evidence import (
    Assessment,
    Classification,
    Evidence,
    EvidenceDecision,
    Flag,
    FlagKind,
    Standing,
)
from core.report.score_json import variant_dict

NO_CLASS = "No code is accepted: there is no class."
SUGGESTION_NOTE = (
    "Suggested by rules, not decided: a code counts, and makes a class together with others, only once "
    "a person has accepted it."
)
_SHOWN = (Standing.ACCEPTED, Standing.SUGGESTED)
_OF_THE_VARIANT = (FlagKind.GATE, FlagKind.NEVER_SCORED)


def evidence_dicts(codes: Iterable[Evidence]) -> list[dict[str, object]]:
    """Give the codes that are suggested or accepted, in the shape of DESIGN 4.1.

    A code that is only possible, not suggested, rejected, or would count a finding twice is left
    out: whoever adds up the points must get no other sum than the program.
    """
    return [evidence_dict(one) for one in shown(codes)]


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


def assessment_dict(found: Assessment) -> dict[str, object]:
    """Give what codes come to; `accepted` is null as long as no code is accepted."""
    classes = found.accepted
    return {
        "rule_set": found.rule_set,
        "points_if_all_accepted": found.points_if_all_accepted,
        "posterior_if_all_accepted": round(found.posterior_if_all_accepted, 4),
        "accepted": None
        if classes is None
        else {
            "codes": [one.label for one in classes.codes],
            "points": classes.points,
            "posterior": round(classes.posterior, 4),
            "class_by_points": classes.by_points or None,
            "class_by_table": classes.by_table or None,
            "no_class": classes.no_class or None,
            "temperature": classes.temperature or None,
            "not_counted": [one.label for one in classes.dropped],
        },
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


def classification_dict(made: Classification) -> dict[str, object]:
    """Give a class a person made, with all it belongs to."""
    return {
        "variant": variant_dict(made.variant),
        "condition": made.condition,
        "inheritance": made.inheritance,
        "class": made.class_name,
        "class_by_table": made.by_table or None,
        "points": made.points,
        "posterior": round(made.posterior, 4),
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


def evidence_lines(codes: Sequence[Evidence]) -> Iterator[str]:
    """Give one line per code: standing, code with strength, points, reason; tab-separated."""
    for one in codes:
        name = one.name if one.standing is Standing.NOT_SUGGESTED else one.label
        points = f"{one.points:+d}" if one.standing is not Standing.NOT_SUGGESTED else "–"
        yield f"{one.standing}\t{name}\t{points}\t{one.reason}"


def assessment_lines(found: Assessment) -> Iterator[str]:
    """Give what the codes come to in sentences; a class only of accepted codes."""
    yield (
        f"{found.points_if_all_accepted:+d} points if all accepted (posterior "
        f"{found.posterior_if_all_accepted:.3f}); {found.rule_set}."
    )
    classes = found.accepted
    if classes is None:
        yield NO_CLASS
    elif classes.no_class:
        yield f"Accepted: {classes.points:+d} points. {classes.no_class}"
    else:
        warm = f", {classes.temperature}" if classes.temperature else ""
        yield (
            f"Accepted: {classes.points:+d} points (posterior {classes.posterior:.3f}): "
            f"{classes.by_points}{warm}; by the table of 2015: {classes.by_table}."
        )
    yield from map(flag_words, found.flags)
    yield from found.differences
    for one in found.dropped if classes is None else classes.dropped:
        yield f"{one.label}: {one.reason}"
