"""What several splice engines say, laid side by side; nothing where fewer than two were asked."""

from html import escape

from core.domain.candidate import Facts
from core.domain.consensus import Agreement, Consensus
from core.domain.score import SpliceEffect
from core.report.engines import (
    SCALE,
    EngineCell,
    EngineRow,
    consensus_sentence,
    has_several,
    rows,
)
from gui import text
from gui.panels.rich_text import heading, muted, table
from gui.theme import Theme

_ICONS = {
    Agreement.AGREE: "✓",
    Agreement.DISAGREE: "⚠",
    Agreement.UNCLEAR: "≈",
    Agreement.ONE_ENGINE: "○",
}


def engines_section(facts: Facts, theme: Theme) -> str:
    """A section: the outcome per gene on top, a disagreement in bold, then engine by effect."""
    if not has_several(facts):
        return ""
    first = sorted(facts.consensus, key=lambda one: one.agreement is not Agreement.DISAGREE)
    head = [muted(word, theme) for word in ("", *(effect.value for effect in SpliceEffect))]
    body = [head, *(_row(row, theme) for row in rows(facts))]
    return "".join(
        [
            heading("Other engines", theme),
            *(_outcome(one) for one in first),
            table(body, right_from=1),
            f"<p style='margin:3px 0'>{muted(SCALE, theme)}</p>",
        ]
    )


def _outcome(one: Consensus) -> str:
    line = f"{_ICONS[one.agreement]} {escape(one.gene_symbol)}: {escape(consensus_sentence(one))}"
    shown = f"<b>{line}</b>" if one.agreement is Agreement.DISAGREE else line
    return f"<p style='margin:0 0 3px 0'>{shown}</p>"


def _row(row: EngineRow, theme: Theme) -> list[str]:
    name = f"{escape(row.title)}<br>{muted(f'{row.gene_symbol}, {row.standing}', theme)}"
    return [name, *(_cell(cell, theme) for cell in row.cells)]


def _cell(cell: EngineCell, theme: Theme) -> str:
    if cell.pos is None:
        return text.UNKNOWN
    return f"{cell.value:.2f}<br>{muted(text.position(cell.pos), theme)}"
