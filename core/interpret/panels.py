"""Genes of the panels chosen for a case."""

from collections.abc import Collection, Sequence

from core.domain.candidate import Reason
from core.domain.panel import Panel

TOPIC = "panel"


def missing_genes(panel: Panel, known: Collection[str]) -> tuple[str, ...]:
    """Give the genes of a panel, of every confidence, that the gene models do not have."""
    return tuple(
        sorted({gene.gene_symbol for gene in panel.genes if gene.gene_symbol not in known})
    )


def panel_reasons(panels: Sequence[Panel]) -> dict[str, tuple[Reason, ...]]:
    """Tell of each gene the panels it stands in, of every confidence, without points."""
    told: dict[str, tuple[Reason, ...]] = {}
    for panel in panels:
        for gene in panel.genes:
            text = f"{gene.gene_symbol} is in the panel {panel.title} ({gene.confidence})."
            reasons = told.get(gene.gene_symbol, ())
            told[gene.gene_symbol] = (*reasons, Reason(TOPIC, text, 0.0))
    return told
