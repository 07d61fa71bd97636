"""What was asked about a variant, and what was not: of splicing, and of other engines."""

from collections.abc import Iterable

from core.domain.candidate import Facts
from core.domain.score import NotScored, NotScoredReason
from core.interpret.sentences import SPLICING_WAITS, splicing_refusals
from core.report import words
from core.report.regulatory import engine_title


def unscored_lines(facts: Facts) -> tuple[str, ...]:
    """Say that splicing waits, where it does, then why engines gave no score: one line per reason."""
    waits = () if facts.scores or splicing_refusals(facts) else (_waiting(facts),)
    return (*waits, *_refusals(facts.not_scored))


def splicing_words(facts: Facts) -> str:
    """Say why there is no splice score, and which engines looked at something else."""
    refusals = _refusals(item for item in facts.not_scored if item.reason.is_of_splicing)
    return " ".join(refusals or (_waiting(facts),))


def _waiting(facts: Facts) -> str:
    scored = (
        *(one.engine_title for one in facts.exons),
        *(engine_title(one.engine_id) for one in facts.regulatory),
    )
    if scored:
        return f"{SPLICING_WAITS} Scored only by other engines: {', '.join(dict.fromkeys(scored))}."
    return SPLICING_WAITS if facts.not_scored else "Not scored yet."


def _refusals(items: Iterable[NotScored]) -> tuple[str, ...]:
    """One sentence per reason, with the engines that give it."""
    engines_of: dict[tuple[NotScoredReason, str], list[str]] = {}
    for item in items:
        engines_of.setdefault((item.reason, item.detail), []).append(item.engine_id)
    return tuple(
        words.not_scored(NotScored(", ".join(sorted(names)), reason, detail))
        for (reason, detail), names in engines_of.items()
    )
