"""Evidence of one variant in the facts: what is suggested, accepted, held back, and what it comes to.

Nothing here names a class before a person accepted codes.
"""

from collections.abc import Iterator
from html import escape

from core.domain.evidence import Assessment, Classes, Evidence, Standing
from core.evidence import EvidenceSheet
from core.report.evidence import (
    NO_CLASS,
    alone_words,
    flag_words,
    flags_to_tell,
    points_words,
    reason_words,
    standing_words,
    sum_words,
)
from gui import text
from gui.panels.rich_text import heading, muted, table
from gui.theme import Theme

_TITLE = "Evidence, suggested"
_READING = "Reading…"


def evidence_section(sheet: EvidenceSheet | None, theme: Theme, problem: str = "") -> str:
    """Give the section of the facts.

    Parameters
    ----------
    sheet
        None while it is being read, or where it cannot be.
    problem
        Why it cannot be read, "" where it can.
    """
    if sheet is None:
        return heading(_TITLE, theme) + _line(muted(problem or _READING, theme))
    return heading(_title(sheet), theme) + "".join(_parts(sheet, theme))


def _parts(sheet: EvidenceSheet, theme: Theme) -> Iterator[str]:
    shown = [one for one in sheet.codes if one.is_counted]
    yield "".join(_code(one, sheet.assessment, theme) for one in shown)
    if not shown:
        yield _line("No code is suggested.")
    yield from _sums(sheet.assessment, theme)
    for told in sheet.recalled:
        yield _line(f"<b>Earlier:</b> {escape(told)}", top=5)
    yield "".join(_withheld(one, theme) for one in _others(sheet))
    yield _line(f"<small>{muted(f'By {sheet.rules.identifier}.', theme)}</small>", top=5)


def _title(sheet: EvidenceSheet) -> str:
    return _TITLE if sheet.assessment.accepted is None else "Evidence"


def _code(one: Evidence, found: Assessment, theme: Theme) -> str:
    """Code, strength, points and standing in one line, the reason below it."""
    told = standing_words(one, found)
    is_accepted = one.standing is Standing.ACCEPTED
    standing = f"<b>{told}</b>" if is_accepted else muted(told, theme)
    head = (
        f"<b>{escape(one.name)}</b> {escape(one.strength)} "
        f"<b>{text.minus(points_words(one, found))}</b> {standing}"
    )
    return _line(head, top=5) + _line(escape(reason_words(one, found)), left=10)


def _sums(found: Assessment, theme: Theme) -> Iterator[str]:
    yield _line(_if_all(found, theme), top=6)
    classes = found.accepted
    if classes is None:
        yield _line(muted(NO_CLASS, theme))
    else:
        yield from _accepted(classes, theme)
    for told in (*map(flag_words, flags_to_tell(found)), *found.differences):
        yield _line(escape(told))


def _if_all(found: Assessment, theme: Theme) -> str:
    if found.alone is not None:
        return f"<b>If all are accepted, {escape(alone_words(found.alone))}</b>"
    points = text.signed(found.points_if_all_accepted, 0)
    posterior = muted(f"posterior {found.posterior_if_all_accepted:.3f}", theme)
    return f"<b>{points} points if all accepted</b> ({posterior})"


def _accepted(classes: Classes, theme: Theme) -> Iterator[str]:
    if classes.codes:
        yield _line(f"<b>Accepted: {escape(text.minus(sum_words(classes)))}</b>", top=4)
    if classes.no_class:
        yield _line(escape(classes.no_class))
        return
    warm = f", {escape(classes.temperature)}" if classes.temperature else ""
    yield table(
        (
            (
                muted("Alone" if classes.alone else "By points", theme),
                f"<b>{escape(classes.by_points)}</b>{warm}",
            ),
            (muted("By the table of 2015", theme), f"<b>{escape(classes.by_table)}</b>"),
        )
    )


def _others(sheet: EvidenceSheet) -> list[Evidence]:
    return [one for one in sheet.codes if not one.is_counted]


def _withheld(one: Evidence, theme: Theme) -> str:
    """Why a code is not suggested, small: it must not outweigh those that are."""
    told = f"{one.name} {_HELD.get(one.standing, one.standing.value)}: {one.reason}"
    return _line(f"<small>{muted(told, theme)}</small>", top=3)


_HELD = {Standing.POSSIBLE: "possible", Standing.NOT_SUGGESTED: "not suggested"}


def _line(words: str, *, top: int = 1, left: int = 0) -> str:
    return f"<p style='margin:{top}px 0 0 {left}px'>{words}</p>"
