"""What the preview of a variant says, in words that cannot be taken for a score."""

from core.domain.score import SpliceDelta, SpliceEffect, SpliceScore
from core.pipeline.preview import CONTEXT, Preview
from gui import text

LABEL = f"Preview with {CONTEXT} bases of context, not stored, not for decisions"
IN_FULL = "Scored in full: see the list of candidates. A preview would say less."
_SHOWN = 0.01
_AT_MOST = 2


def preview_lines(found: Preview) -> list[str]:
    """One line for each gene, or why there is nothing to say."""
    if found.is_scored:
        return [IN_FULL]
    if found.variant is None or not found.scores:
        reason = found.not_scored
        return [f"No preview: {reason}" + ("" if reason.endswith(".") else ".")]
    return [_line(score, found.variant.pos) for score in found.scores]


def _line(score: SpliceScore, pos: int) -> str:
    gene = score.gene_symbol or score.transcript_id
    told = [_effect(score.delta, effect, pos) for effect in _largest(score.delta)]
    if not told:
        return (
            f"{gene}: no site changes by {_SHOWN} or more within {score.delta.distance} bases. "
            "This does not mean harmless."
        )
    return f"{gene}: {', '.join(told)}"


def _largest(delta: SpliceDelta) -> list[SpliceEffect]:
    """The effects worth a word, the largest first."""
    ordered = sorted(SpliceEffect, key=lambda effect: -delta.of(effect)[0])
    return [effect for effect in ordered if delta.of(effect)[0] >= _SHOWN][:_AT_MOST]


def _effect(delta: SpliceDelta, effect: SpliceEffect, pos: int) -> str:
    value, offset = delta.of(effect)
    return f"{effect.value} {text.probability(value)} at {text.position(pos + offset)}"
