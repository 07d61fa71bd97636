"""What sources say about the genes of a case: placed under its gene symbols, laid out by gene."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from core.domain.gene_knowledge import (
    SPEAKING,
    DiseaseRecord,
    GeneKnowledge,
    GeneSource,
    GeneSourceKind,
    GeneStatement,
    PanelSays,
    SourceSays,
)
from core.domain.panel import Panel, PanelGene
from core.interpret.gene_names import GeneNames
from core.interpret.known_modes import term_words

Placed = dict[str, list[GeneStatement]]
"""Statements by symbol of the gene models."""

_NO_DISEASES = "Names and modes of inheritance of these diseases need phenotype.hpoa."


def with_diseases(
    statements: Iterable[GeneStatement], diseases: Iterable[DiseaseRecord]
) -> tuple[GeneStatement, ...]:
    """Give the HPO's statements with name and modes of inheritance of their diseases."""
    known = {disease.disease_id: disease for disease in diseases}
    return tuple(
        replace(
            one,
            subject=known[one.disease_id].name,
            inheritance=tuple(map(term_words, known[one.disease_id].inheritance)),
        )
        if one.disease_id in known
        else one
        for one in statements
    )


def placed(statements: Iterable[GeneStatement], names: GeneNames) -> Placed:
    """Give statements under the genes they are about; under each gene where the name is unclear."""
    found: Placed = defaultdict(list)
    for one in statements:
        match = names.match(one.gene_symbol, one.gene_id)
        for symbol in match.symbols:
            found[symbol].append(replace(one, may_mean=match.may_mean))
    return found


def named(panel: Panel, names: GeneNames) -> Panel:
    """Give a panel whose genes tell how the gene models call them, where that is another name."""
    return replace(panel, genes=tuple(_named(gene, names) for gene in panel.genes))


def gene_knowledge(
    symbol: str,
    sources: Sequence[GeneSource],
    statements: Mapping[GeneSourceKind, Sequence[GeneStatement]],
    panels: "PanelsByGene",
    titles: Mapping[GeneSourceKind, str],
) -> GeneKnowledge:
    """Give what is known about a gene, and of every kind of source whether it speaks at all.

    `titles` names the kinds of which the case has no source.
    """
    taken = {source.kind: source for source in sources}
    says = tuple(
        SourceSays(
            kind,
            taken[kind].title if kind in taken else titles[kind],
            taken.get(kind),
            tuple(statements.get(kind, ())),
        )
        for kind in SPEAKING
    )
    return GeneKnowledge(
        symbol,
        says,
        panels.of(symbol),
        has_panels=panels.has_any,
        remarks=(*_remarks(symbol, says, taken), *panels.remarks(symbol)),
    )


class PanelsByGene:
    """The panels of a case, by the genes of its gene models."""

    def __init__(self, panels: Sequence[Panel]) -> None:
        self.has_any = bool(panels)
        self._says: dict[str, list[PanelSays]] = defaultdict(list)
        self._remarks: dict[str, list[str]] = defaultdict(list)
        for panel in panels:
            for gene in panel.genes:
                self._says[gene.matched_as].append(_in_panel(panel, gene))
                meant = " or ".join(gene.may_mean)
                for symbol in gene.may_mean:
                    self._remarks[symbol].append(
                        f"Panel {panel.title}: {gene.gene_symbol} may mean {meant}; not matched."
                    )

    def of(self, symbol: str) -> tuple[PanelSays, ...]:
        """Give the panels that have a gene."""
        return tuple(self._says.get(symbol, ()))

    def remarks(self, symbol: str) -> tuple[str, ...]:
        """Give sentences on names of panels that may mean a gene."""
        return tuple(self._remarks.get(symbol, ()))


def _named(gene: PanelGene, names: GeneNames) -> PanelGene:
    match = names.match(gene.gene_symbol, gene.hgnc_id)
    if match.may_mean:
        return replace(gene, known_as="", may_mean=match.may_mean)
    known_as = match.symbols[0] if match.symbols else ""
    return replace(gene, known_as="" if known_as == gene.gene_symbol else known_as, may_mean=())


def _in_panel(panel: Panel, gene: PanelGene) -> PanelSays:
    return PanelSays(
        panel.title, panel.dated, gene.confidence.value, gene.inheritance, gene.gene_symbol
    )


def _remarks(
    symbol: str, says: Sequence[SourceSays], taken: Mapping[GeneSourceKind, GeneSource]
) -> Iterator[str]:
    for one in says:
        others = {item.gene_symbol: item.may_mean for item in one.statements}
        for name, may_mean in others.items():
            if may_mean:
                yield f"{one.title}: {name} may mean {' or '.join(may_mean)}."
            elif name != symbol:
                yield f"{one.title} calls this gene {name}."
        is_hpo = one.kind is GeneSourceKind.HPO_GENES and one.statements
        if is_hpo and GeneSourceKind.HPO_DISEASES not in taken:
            yield _NO_DISEASES
    if taken and GeneSourceKind.HGNC not in taken:
        yield "Names were compared as written: no HGNC table was installed."
