"""What codes come to, what happened to them, and classes given before, as rich text."""

from collections.abc import Iterable, Iterator
from html import escape

from core.domain.evidence import (
    Assessment,
    Classes,
    Classification,
    DecisionKind,
    EvidenceDecision,
    Flag,
)
from core.evidence import EvidenceSheet
from core.report.evidence import NO_CLASS, alone_words, flag_words, flags_to_tell
from gui import text
from gui.theme import Theme

_DATE = 16
"""Letters of date and time in ISO 8601, up to the minute."""


def assessment_html(sheet: EvidenceSheet, theme: Theme) -> str:
    """Points, both frameworks side by side, flags, and earlier classes."""
    parts = (*_sums(sheet.assessment, theme), *_earlier(sheet, theme))
    return f"<body style='color:{theme.text}'>{''.join(parts)}</body>"


def history_html(history: Iterable[EvidenceDecision], theme: Theme) -> str:
    """Everything that happened to the codes, the newest first."""
    lines = [_event(one, theme) for one in reversed(tuple(history))]
    if not lines:
        lines = [_line(_muted("Nothing was decided yet.", theme))]
    return f"<body style='color:{theme.text}'>{''.join(lines)}</body>"


def _sums(found: Assessment, theme: Theme) -> Iterator[str]:
    yield from _if_all(found, theme)
    if found.accepted is None:
        yield _line(NO_CLASS, top=8)
    else:
        yield _accepted(found.accepted, theme)
    for flag in flags_to_tell(found):
        yield _flag(flag, theme)
    for told in found.differences:
        yield _line(escape(told), top=4)
    dropped = found.dropped if found.accepted is None else found.accepted.dropped
    for one in dropped:
        yield _line(_muted(f"{one.label}: {one.reason}", theme), top=4)


def _if_all(found: Assessment, theme: Theme) -> Iterator[str]:
    if found.alone is not None:
        yield _line(f"If all are accepted, {escape(alone_words(found.alone))}")
        yield _line(_muted(found.rule_set, theme))
        return
    points = text.signed(found.points_if_all_accepted, 0)
    yield _line(f"<span style='font-size:13pt'><b>{points}</b></span> points if all accepted")
    yield _line(_muted(f"posterior {found.posterior_if_all_accepted:.3f}, {found.rule_set}", theme))


def _accepted(classes: Classes, theme: Theme) -> str:
    if not classes.codes:
        return _line(escape(classes.no_class), top=8)
    codes = ", ".join(one.label for one in classes.codes)
    head = _line(_accepted_sum(classes), top=8) + _line(escape(codes))
    if classes.no_class:
        return head + _line(escape(classes.no_class), top=4)
    warm = f"<br>{_muted(classes.temperature, theme)}" if classes.temperature else ""
    cells = (
        ("alone" if classes.alone else "by points", f"<b>{escape(classes.by_points)}</b>{warm}"),
        ("by the table of 2015", f"<b>{escape(classes.by_table)}</b>"),
    )
    names = "".join(f"<td width='50%'>{_muted(name, theme)}</td>" for name, _ in cells)
    values = "".join(f"<td width='50%'>{value}</td>" for _, value in cells)
    return (
        f"{head}<table width='100%' cellspacing='0' style='margin-top:6px'>"
        f"<tr>{names}</tr><tr>{values}</tr></table>"
    )


def _accepted_sum(classes: Classes) -> str:
    """Points and posterior of the accepted codes, or the code that stands alone."""
    if classes.alone is not None:
        return f"<b>Accepted: {escape(alone_words(classes.alone))}</b>"
    points = text.signed(classes.points, 0)
    return f"<b>Accepted: {points} points</b>, posterior {classes.posterior:.3f}"


def _flag(flag: Flag, theme: Theme) -> str:
    told = escape(flag_words(flag))
    if not flag.must_acknowledge:
        return _line(told, top=6)
    return _line(
        f"<span style='background:{theme.warning};color:{theme.warning_text}'>{told}</span>", top=6
    )


def _earlier(sheet: EvidenceSheet, theme: Theme) -> Iterator[str]:
    if not sheet.classifications:
        return
    title = "Classes given before; they apply nothing by themselves"
    yield _line(f"<b>{_muted(title, theme)}</b>", top=12)
    for told, made in zip(sheet.recalled, sheet.classifications, strict=True):
        yield _line(escape(told), top=3)
        yield from _beside(made, theme)


def _beside(made: Classification, theme: Theme) -> Iterator[str]:
    """The table's class where it differs, what the author saw, and the note."""
    table = made.by_table
    if table and table != made.class_name:
        yield _line(_muted(f"By the table of 2015: {table}.", theme), left=10)
    for told in (*made.flags, made.note):
        if told:
            yield _line(_muted(told, theme), left=10)


def _event(one: EvidenceDecision, theme: Theme) -> str:
    when = one.decided_at[:_DATE].replace("T", " ")
    label = escape(one.evidence.label)
    if one.kind is DecisionKind.SUGGESTED:
        told = f"{when} {one.author}: {one.evidence.name} {one.evidence.standing}"
        return _line(f"<small>{_muted(told, theme)}</small>", top=3)
    before = f" (before: {escape(one.before)})" if one.before else ""
    reason = _line(escape(one.reason), left=10) if one.reason else ""
    head = f"<b>{label} {one.kind}</b>{before} by {escape(one.author)} {_muted(when, theme)}"
    return _line(head, top=6) + reason


def _line(words: str, *, top: int = 0, left: int = 0) -> str:
    return f"<p style='margin:{top}px 0 0 {left}px'>{words}</p>"


def _muted(words: str, theme: Theme) -> str:
    return f"<span style='color:{theme.muted}'>{escape(words)}</span>"
