"""What several splice engines say, laid side by side; nothing where fewer than two were asked."""

from html import escape

from core.domain.candidate import Facts
from core.domain.consensus import Agreement, Consensus
from core.domain.score import SpliceEffect
from core.report.engines import (
    SCALE,
    EngineCell,
    EngineRow,
    agreement_mark,
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
    """A section: the outcome per gene on top, a disagreement first, then effect by engine."""
    if not has_several(facts):
        return ""
    first = sorted(facts.consensus, key=lambda one: one.agreement is not Agreement.DISAGREE)
    by_gene: dict[str, list[EngineRow]] = {}
    for row in rows(facts):
        by_gene.setdefault(row.gene_symbol, []).append(row)
    return "".join(
        [
            heading("Other engines", theme),
            *(_outcome(one) for one in first),
            *(_gene(symbol, engines, theme) for symbol, engines in by_gene.items()),
            f"<p style='margin:3px 0'>{muted(SCALE, theme)}</p>",
        ]
    )


def _outcome(one: Consensus) -> str:
    mark = f"{_ICONS[one.agreement]} {escape(one.gene_symbol)}: {agreement_mark(one.agreement)}"
    return f"<p style='margin:0 0 3px 0'><b>{mark}</b> {escape(one.sentence)}</p>"


def _gene(symbol: str, engines: list[EngineRow], theme: Theme) -> str:
    head = [muted(symbol, theme), *(_engine(row, theme) for row in engines)]
    body = [
        [effect.value, *(_cell(row.cells[number], theme) for row in engines)]
        for number, effect in enumerate(SpliceEffect)
    ]
    return table([head, *body], right_from=1)


def _engine(row: EngineRow, theme: Theme) -> str:
    return f"{escape(row.title)}<br>{muted(row.standing, theme)}"


def _cell(cell: EngineCell, theme: Theme) -> str:
    if cell.pos is None:
        return text.UNKNOWN
    where = f"<span style='white-space:nowrap;color:{theme.muted}'>{text.position(cell.pos)}</span>"
    return f"{cell.value:.2f}<br>{where}"
