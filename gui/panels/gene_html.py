"""What is known about the genes of a variant as rich text; a source that says nothing is shown."""

from collections.abc import Sequence
from html import escape

from core.domain.gene_knowledge import GeneKnowledge
from core.report.genes import GeneReport, GeneRow, gene_report
from gui.panels.rich_text import heading, muted, table
from gui.theme import Theme


def gene_sections(genes: Sequence[GeneKnowledge], theme: Theme) -> str:
    """One section per gene, the one the variant is ranked in first."""
    return "".join(_section(gene_report(known), theme) for known in genes)


def _section(gene: GeneReport, theme: Theme) -> str:
    remarks = "".join(f"<p style='margin:2px 0'>{muted(text, theme)}</p>" for text in gene.remarks)
    rows = table(_cells(row, theme) for row in gene.rows)
    return heading(f"What is known about {gene.gene_symbol}", theme) + rows + remarks


def _cells(row: GeneRow, theme: Theme) -> tuple[str, str]:
    if row.is_missing:
        return muted(row.source, theme), f"<i>{muted(row.said, theme)}</i>"
    by = f"<br><small>{muted(row.by, theme)}</small>" if row.by else ""
    return muted(row.source, theme), f"{escape(row.said)}{by}"
