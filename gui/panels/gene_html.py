"""What is known about the genes of a variant as rich text; sources that are missing are named."""

from collections.abc import Sequence
from html import escape

from core.domain.gene_knowledge import GeneKnowledge
from core.report.genes import GeneReport, GeneRow, gene_report
from gui.panels.rich_text import heading, muted
from gui.theme import Theme


def gene_sections(genes: Sequence[GeneKnowledge], theme: Theme) -> str:
    """One section per gene, the one the variant is ranked in first."""
    return "".join(_section(gene_report(known), theme) for known in genes)


def _section(gene: GeneReport, theme: Theme) -> str:
    remarks = "".join(f"<p style='margin:2px 0'>{muted(text, theme)}</p>" for text in gene.remarks)
    rows = "".join(_row(row, theme) for row in gene.rows_at_hand)
    told = gene.not_installed
    rest = f"<p style='margin:5px 0 2px 0'><i>{muted(told, theme)}</i></p>" if told else ""
    return heading(f"What is known about {gene.gene_symbol}", theme) + rows + rest + remarks


def _row(row: GeneRow, theme: Theme) -> str:
    source = f"<p style='margin:5px 0 0 0'>{muted(row.source, theme)}</p>" if row.source else ""
    by = f" <small>{muted(row.by, theme)}</small>" if row.by else ""
    said = f"<i>{muted(row.said, theme)}</i>" if row.is_missing else f"{escape(row.said)}{by}"
    return f"{source}<p style='margin:1px 0 0 10px'>{said}</p>"
