"""What engines of regulatory sequence said, as a section of the facts, or why not; nothing where none was asked."""

from collections.abc import Sequence
from html import escape

from core.backgrounds import MeasuredChange
from core.domain.regulatory import RegulatoryScore, Tail
from core.interpret.motif_story import MotifStory
from core.regulation import told_first
from core.report import regulatory
from gui import text
from gui.panels.rich_text import heading, muted, table
from gui.theme import Theme

_SHOWN_TRACKS = 5


def regulatory_section(
    scores: Sequence[RegulatoryScore],
    refusals: Sequence[str],
    tail: Tail | None,
    motifs: Sequence[MotifStory],
    tissues: tuple[str, ...],
    theme: Theme,
) -> str:
    """A section with the motif stories and one table per engine and stretch.

    Tissues of interest come first, in each the largest change. `refusals` say why engines gave no score.
    """
    if not scores and not refusals:
        return ""
    told = f"<p style='margin:2px 0'>{escape(tail.sentence)}</p>" if tail else ""
    return "".join(
        [
            heading("Regulatory sequence", theme),
            told,
            *(f"<p style='margin:2px 0'>{escape(one.sentence)}</p>" for one in motifs),
            f"<p style='margin:3px 0'>{muted(regulatory.MOTIF_NOTE, theme)}</p>" if motifs else "",
            *(_score(score, tissues, theme) for score in scores),
            *(f"<p style='margin:2px 0'>{escape(line)}</p>" for line in refusals),
            f"<p style='margin:3px 0'>{muted(regulatory.NOTE, theme)}</p>" if scores else "",
        ]
    )


def _score(score: RegulatoryScore, tissues: tuple[str, ...], theme: Theme) -> str:
    where = f" ({score.subject})" if score.subject else ""
    title = escape(f"{regulatory.engine_title(score.engine_id)}{where}")
    shown, left = told_first(score, tissues, _SHOWN_TRACKS)
    more = muted(f" {left}", theme) if left else ""
    head = [muted(word, theme) for word in ("", "REF", "ALT", "Δ", "× usual")]
    rows = [head, *map(_row, shown)]
    read = muted(f"<br>{escape(score.neighbours.sentence)}", theme) if score.neighbours else ""
    return f"<p style='margin:2px 0'><b>{title}</b>{more}{read}</p>{table(rows, right_from=1)}"


def _row(one: MeasuredChange) -> list[str]:
    change = one.change
    usual = text.UNKNOWN if one.times_usual is None else f"{one.times_usual:.1f}"
    return [
        escape(f"{change.track.words} ({change.track.name})"),
        f"{change.ref:.2f}",
        f"{change.alt:.2f}",
        text.signed(change.delta),
        usual,
    ]
