"""Gene panels: lists of genes for a clinical question, with how sure each gene is."""

from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    """How sure a panel is of a gene; `LISTED` for lists that do not rate their genes."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NOT_RATED = "not rated"
    LISTED = "listed"


_SURE = frozenset({Confidence.GREEN, Confidence.LISTED})


@dataclass(frozen=True, slots=True)
class PanelGene:
    """A gene of a panel: symbol as the panel has it, mode of inheritance in its words.

    `known_as` is its symbol in the gene models of the case where that is another one. `may_mean`
    names the genes an old or shared symbol may mean; it is then matched with none of them.
    """

    gene_symbol: str
    confidence: Confidence
    hgnc_id: str = ""
    inheritance: str = ""
    known_as: str = ""
    may_mean: tuple[str, ...] = ()

    @property
    def matched_as(self) -> str:
        """Symbol it is looked for under in the gene models, "" where it may mean several genes."""
        return "" if self.may_mean else self.known_as or self.gene_symbol


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel at one version; `version` and `dated` are empty where the file tells none.

    `digest` is the SHA-256 of the file.
    """

    name: str
    version: str
    source: str
    dated: str
    digest: str
    genes: tuple[PanelGene, ...]

    @property
    def title(self) -> str:
        """Name and version in words."""
        return f"{self.name} {self.version}".strip()

    @property
    def sure(self) -> tuple[PanelGene, ...]:
        """Genes that are green, or stand in a list that does not rate its genes."""
        return tuple(gene for gene in self.genes if gene.confidence in _SURE)

    @property
    def n_sure(self) -> int:
        """How many genes are sure."""
        return len(self.sure)

    def genes_named(self, symbol: str) -> tuple[PanelGene, ...]:
        """Give the genes that are this one of the gene models."""
        return tuple(gene for gene in self.genes if gene.matched_as == symbol)
