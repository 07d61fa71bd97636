"""Evidence of one variant as a report tells it: codes, who decided, what they sum to, and the class.

A class stands here only where a person gave it by `classify`; accepted codes alone are told with
their points.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.domain.evidence import (
    Assessment,
    Classes,
    Classification,
    DecisionKind,
    Evidence,
    EvidenceDecision,
    Flag,
    FlagKind,
    Standing,
)
from core.evidence import EvidenceSheet
from core.report.evidence import (
    NO_POINTS,
    accepted_dict,
    classification_dict,
    decision_dict,
    flag_words,
    flags_to_tell,
    if_all_accepted,
    points_words,
    reason_words,
    standing_words,
    sum_words,
)

NO_CLASS_GIVEN = "No class was given."
OTHER_CODES = "The accepted codes are others now than those this class rests on."
NOTHING_DECIDED = (
    "Suggested by rules, not decided: a code counts, and makes a class together with others, only "
    "once a person has accepted it."
)
SOME_DECIDED = (
    "What is accepted or rejected was decided by the person named beside it. What is suggested was "
    "not decided: it counts only once a person has accepted it."
)
ALL_DECIDED = "Every code listed was decided by the person named beside it."
OTHER_IN_CELL = " (the accepted codes are others now)"
_LISTED = (Standing.ACCEPTED, Standing.SUGGESTED, Standing.REJECTED)
_LEFT_OUT = (FlagKind.FRAMEWORKS_DIFFER, FlagKind.ALONE_DIFFERS, FlagKind.STAND_ALONE)
"""Flags that name a class nobody may have given, and one that the sums tell."""
_DATE, _MINUTE = 10, 16
"""Letters of date, and of date and time up to the minute, in ISO 8601."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code in words; `decided` says who decided when, a dash where nobody did."""

    code: str
    strength: str
    points: str
    standing: str
    decided: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClassPage:
    """One class that a person gave.

    Attributes
    ----------
    heading
        Whether it is the last one given for its condition and inheritance.
    sentence
        The class with all it belongs to.
    beside
        What the author saw and noted.
    warning
        That the accepted codes are others by now, "" where they are the same.
    """

    heading: str
    sentence: str
    beside: tuple[str, ...]
    warning: str


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """What a report shows of the evidence of one variant.

    Attributes
    ----------
    note
        How far what is listed was decided, "" where nothing is listed.
    sums
        What is accepted comes to, and what all would, without a class.
    conflicts, flags
        What has to be acknowledged for a class, and what else there is to know.
    classes
        Those a person gave, the newest first.
    """

    rows: tuple[CodeRow, ...]
    note: str
    sums: tuple[str, ...]
    conflicts: tuple[str, ...]
    flags: tuple[str, ...]
    classes: tuple[ClassPage, ...]


def evidence_page(sheet: EvidenceSheet) -> EvidencePage:
    """Lay the evidence of a variant out for people."""
    listed = [one for one in sheet.codes if one.standing in _LISTED]
    told = [flag for flag in flags_to_tell(sheet.assessment) if flag.kind not in _LEFT_OUT]
    return EvidencePage(
        rows=tuple(_row(one, sheet) for one in listed),
        note=_note(listed),
        sums=tuple(_sums(listed, sheet.assessment)),
        conflicts=_words(told, must_acknowledge=True),
        flags=_words(told, must_acknowledge=False),
        classes=tuple(_class_pages(sheet)),
    )


def class_cell(sheet: EvidenceSheet | None) -> str:
    """Give the last class for each condition and inheritance in one cell."""
    if sheet is None:
        return ""
    last = [made for made, is_last in _with_age(sheet.classifications) if is_last]
    now = sheet.assessment.accepted
    told = (
        f"{one.class_name} for {one.condition} ({one.inheritance}) by {one.author}, "
        f"{one.made_at[:_DATE]}{OTHER_IN_CELL if is_other_now(one, now) else ''}"
        for one in last
    )
    return "; ".join(told) or NO_CLASS_GIVEN


def accepted_cell(sheet: EvidenceSheet | None) -> str:
    """Give the accepted codes in one cell, those that do not count apart."""
    if sheet is None:
        return ""
    why = sheet.assessment.why_not_counted
    accepted = [one for one in sheet.codes if one.standing is Standing.ACCEPTED]
    counted = ", ".join(one.label for one in accepted if not why(one))
    others = ", ".join(one.label for one in accepted if why(one))
    return "; ".join(filter(None, (counted, f"not counted: {others}" if others else "")))


def decided_dict(sheet: EvidenceSheet | None) -> dict[str, object]:
    """Give what a person decided and the classes given, the newest first; null: not gathered."""
    if sheet is None:
        return {"accepted_evidence": None, "evidence_decisions": None, "classifications": None}
    classes = sheet.assessment.accepted
    return {
        "accepted_evidence": None
        if classes is None
        else {"rule_set": sheet.assessment.rule_set, **accepted_dict(classes)},
        "evidence_decisions": [decision_dict(one) for one in sheet.decisions.values()],
        "classifications": [
            classification_dict(one) | {"codes_are_current": not is_other_now(one, classes)}
            for one in sheet.classifications
        ],
    }


def _row(one: Evidence, sheet: EvidenceSheet) -> CodeRow:
    found, decision = sheet.assessment, sheet.decisions.get(one.key)
    return CodeRow(
        one.name,
        one.strength,
        points_words(one, found),
        standing_words(one, found),
        NO_POINTS if decision is None else _by_whom(decision),
        " ".join(filter(None, (reason_words(one, found), _why(decision, one)))),
    )


def _by_whom(decision: EvidenceDecision) -> str:
    when = f"{decision.decided_at[:_MINUTE].replace('T', ' ')} UTC"
    changed = f", before: {decision.before}" if decision.kind is DecisionKind.CHANGED else ""
    return f"{decision.author}, {when}{changed}"


def _why(decision: EvidenceDecision | None, one: Evidence) -> str:
    """What the person gave as the reason, where that is not the reason of the code itself."""
    if decision is None or not decision.reason or decision.reason == one.reason:
        return ""
    return f"{decision.author}: {decision.reason}"


def _note(listed: Iterable[Evidence]) -> str:
    standings = {one.standing for one in listed}
    if not standings:
        return ""
    if Standing.SUGGESTED not in standings:
        return ALL_DECIDED
    return NOTHING_DECIDED if standings == {Standing.SUGGESTED} else SOME_DECIDED


def _sums(listed: Iterable[Evidence], found: Assessment) -> Iterator[str]:
    if found.accepted is None:
        yield "No code is accepted."
    else:
        yield f"{_sum(found.accepted)}; {found.rule_set}."
    if any(one.standing is Standing.SUGGESTED for one in listed):
        yield if_all_accepted(found)


def _sum(classes: Classes) -> str:
    if not classes.codes:
        return "No accepted code counts: no points, no posterior"
    return f"Accepted: {sum_words(classes)}"


def _words(flags: Iterable[Flag], *, must_acknowledge: bool) -> tuple[str, ...]:
    return tuple(flag_words(one) for one in flags if one.must_acknowledge is must_acknowledge)


def _class_pages(sheet: EvidenceSheet) -> Iterator[ClassPage]:
    for made, is_last in _with_age(sheet.classifications):
        heading = "Class" if is_last else "Earlier class, since replaced"
        is_other = is_last and is_other_now(made, sheet.assessment.accepted)
        note = (f"Note: {made.note}",) if made.note else ()
        yield ClassPage(
            heading, _class_sentence(made), (*made.flags, *note), OTHER_CODES if is_other else ""
        )


def _with_age(made: Iterable[Classification]) -> Iterator[tuple[Classification, bool]]:
    """Tell of each class, the newest first, whether it is the last for condition and inheritance."""
    seen: set[tuple[str, str]] = set()
    for one in made:
        belongs = one.condition, one.inheritance
        yield one, belongs not in seen
        seen.add(belongs)


def _class_sentence(made: Classification) -> str:
    codes = ", ".join(one.label for one in made.accepted)
    comes_to = (
        f"{made.alone.label} stands alone, outside the sum"
        if made.alone
        else f"{made.points:+d} points (posterior {made.posterior:.3f})"
    )
    return (
        f"{made.class_name} for {made.condition} ({made.inheritance}), given by {made.author} on "
        f"{made.made_at[:_DATE]} by {made.rule_set}; it rests on {codes}: {comes_to}."
    )


def is_other_now(made: Classification, classes: Classes | None) -> bool:
    """Whether the accepted codes that count are others than those a class rests on."""
    now = () if classes is None else classes.codes
    return sorted(one.label for one in made.accepted) != sorted(one.label for one in now)
