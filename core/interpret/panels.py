"""Genes of the panels chosen for a case."""

from collections.abc import Collection, Sequence

from core.domain.candidate import Reason
from core.domain.panel import Panel

TOPIC = "panel"


def missing_genes(panel: Panel, known: Collection[str]) -> tuple[str, ...]:
    """Give the genes of a panel, of every confidence, that the gene models do not have."""
    return tuple(
        sorted(
            {
                gene.gene_symbol
                for gene in panel.genes
                if not gene.may_mean and gene.matched_as not in known
            }
        )
    )


def unclear_genes(panel: Panel) -> tuple[str, ...]:
    """Give the genes whose name may mean several, with what they may mean."""
    return tuple(
        f"{gene.gene_symbol} ({' or '.join(gene.may_mean)})"
        for gene in panel.genes
        if gene.may_mean
    )


def panel_reasons(panels: Sequence[Panel]) -> dict[str, tuple[Reason, ...]]:
    """Tell of each gene the panels it stands in, of every confidence, without points."""
    told: dict[str, tuple[Reason, ...]] = {}
    for panel in panels:
        for gene in panel.genes:
            symbol = gene.matched_as
            called = f", as {gene.gene_symbol}" if gene.known_as else ""
            text = f"{symbol} is in the panel {panel.title} ({gene.confidence}{called})."
            if symbol:
                told[symbol] = (*told.get(symbol, ()), Reason(TOPIC, text, 0.0))
    return told
