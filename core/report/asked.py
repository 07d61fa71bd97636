"""What was asked about a variant, and what was not: of splicing, and of regulatory sequence."""

from collections.abc import Iterable

from core import packs
from core.domain.candidate import Facts
from core.domain.score import NotScored, NotScoredReason
from core.interpret.sentences import SPLICING_WAITS
from core.report import words
from core.report.regulatory import engine_title, engine_titles

_OF_EXONS = (NotScoredReason.NO_EXON_NEARBY,)


def unscored_lines(facts: Facts) -> tuple[str, ...]:
    """Say that splicing waits, where it does, then why engines of splicing gave no score.

    One line per reason; engines of exons are of splicing too.
    """
    of_splicing, _ = _apart(facts)
    is_refused = any(item.reason.is_of_splicing for item in of_splicing)
    waits = () if facts.scores or is_refused else (_waiting(facts),)
    return (*waits, *_refusals(of_splicing))


def unscored_regulatory(facts: Facts) -> tuple[str, ...]:
    """Say why engines of regulatory sequence gave no score, one line per reason."""
    _, of_regulation = _apart(facts)
    return _refusals(of_regulation)


def splicing_words(facts: Facts) -> str:
    """Say why there is no splice score, and which engines looked at something else."""
    of_splicing, _ = _apart(facts)
    refusals = _refusals(item for item in of_splicing if item.reason.is_of_splicing)
    return " ".join(refusals or (_waiting(facts),))


def _apart(facts: Facts) -> tuple[list[NotScored], list[NotScored]]:
    """What engines of splicing refused, and what those of regulatory sequence did.

    Of an engine that is no longer known the reason tells which it was.
    """
    titles, regulatory = engine_titles(), packs.regulatory_engines()
    found: tuple[list[NotScored], list[NotScored]] = [], []
    for item in facts.not_scored:
        is_regulatory = item.engine_id in regulatory
        if item.engine_id not in titles:
            is_regulatory = not item.reason.is_of_splicing and item.reason not in _OF_EXONS
        found[is_regulatory].append(item)
    return found


def _waiting(facts: Facts) -> str:
    scored = (
        *(one.engine_title for one in facts.exons),
        *(engine_title(one.engine_id) for one in facts.regulatory),
    )
    if scored:
        return f"{SPLICING_WAITS} Scored only by other engines: {', '.join(dict.fromkeys(scored))}."
    return SPLICING_WAITS if facts.not_scored else "Not scored yet."


def _refusals(items: Iterable[NotScored]) -> tuple[str, ...]:
    """One sentence per reason, with the engines that give it as they are called in print."""
    engines_of: dict[tuple[NotScoredReason, str], list[str]] = {}
    titles = engine_titles()
    for item in items:
        title = titles.get(item.engine_id, item.engine_id)
        engines_of.setdefault((item.reason, item.detail), []).append(title)
    return tuple(
        words.not_scored(NotScored(", ".join(sorted(names, key=str.casefold)), reason, detail))
        for (reason, detail), names in engines_of.items()
    )
