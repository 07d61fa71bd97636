"""Repeats to be looked at and what was not assessed, as rich text."""

from collections.abc import Sequence
from html import escape

from core.others import JudgedRepeat, OtherOverview, unjudged_words
from gui.panels.rich_text import heading, muted
from gui.theme import Theme

CONFIRM = (
    "A length read from sequencing is an estimate. Confirm it with a method made for this repeat "
    "before anything follows from it."
)
NONE_FLAGGED = "No repeat at a known disease locus is above its normal range."
NO_REPEATS = "The file counts no repeats at known disease loci: none were looked for."


def others_html(found: OtherOverview, warnings: Sequence[str], theme: Theme) -> str:
    """Flagged repeats first, then those judged normal, then what nobody looked at."""
    parts = [heading("Repeats to be looked at", theme)] if found.flagged else []
    parts += [_flagged(one, theme) for one in found.flagged]
    parts += [f"<p>{muted(CONFIRM, theme)}</p>"] if found.flagged else []
    parts += _others(found, theme)
    told = [line for line in warnings if line.startswith("Not assessed:")]
    parts += [f"<p>{escape(line)}</p>" for line in told]
    if found.has_coverage:
        parts.append(
            "<p>The file tells where it was looked without finding a variant (gVCF): kept as coverage.</p>"
        )
    return f"<body style='color:{theme.text}'>{''.join(parts)}</body>"


def _flagged(one: JudgedRepeat, theme: Theme) -> str:
    locus = one.verdict.locus
    source = f"{locus.source} Certainty of these limits: {locus.certainty}."
    return (
        f"<p style='margin:4px 0 6px 0'><b style='color:{theme.danger_text}'>"
        f"{escape(one.sentence)}</b><br>{muted(source, theme)}</p>"
    )


def _others(found: OtherOverview, theme: Theme) -> list[str]:
    if not found.repeats:
        return [f"<p>{NO_REPEATS}</p>", *_unjudged(found)]
    rest = [one for one in found.repeats if not one.verdict.is_flagged]
    parts = [] if found.flagged else [f"<p>{NONE_FLAGGED}</p>"]
    if rest:
        parts.append(heading("Other repeats at known disease loci", theme))
        parts += [f"<p style='margin:0'>{escape(one.sentence)}</p>" for one in rest]
    return parts + _unjudged(found)


def _unjudged(found: OtherOverview) -> list[str]:
    told = unjudged_words(found.unjudged)
    return [f"<p>{escape(told)}</p>"] if told else []
