"""What published sources say about genes: disease, mode of inheritance, dosage, constraint."""

from dataclasses import dataclass
from enum import StrEnum


class GeneSourceKind(StrEnum):
    """A kind of file about genes, in the order in which the kinds are shown."""

    GENCC = "gencc"
    CLINGEN_VALIDITY = "clingen-validity"
    CLINGEN_DOSAGE = "clingen-dosage"
    HPO_GENES = "hpo-genes"
    HPO_DISEASES = "hpo-diseases"
    CONSTRAINT = "gnomad-constraint"
    HGNC = "hgnc"


SPEAKING = (
    GeneSourceKind.GENCC,
    GeneSourceKind.CLINGEN_VALIDITY,
    GeneSourceKind.CLINGEN_DOSAGE,
    GeneSourceKind.HPO_GENES,
    GeneSourceKind.CONSTRAINT,
)
"""Kinds that make statements about genes; the others name diseases and genes."""


class KnownMode(StrEnum):
    """How a disease is inherited, as far as a patient's genotype can fit it or not."""

    MONOALLELIC = "dominant"
    BIALLELIC = "recessive"
    X_LINKED = "X-linked"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class GeneSource:
    """A file about genes as it was read.

    `version` and `dated` are empty where the file tells none. `digest` is the SHA-256 of the file.
    """

    kind: GeneSourceKind
    title: str
    version: str
    dated: str
    licence: str
    file_name: str
    digest: str

    @property
    def edition(self) -> str:
        """Title with version or date in words."""
        told = self.version or self.dated
        return f"{self.title} ({told})" if told else f"{self.title} (no version stated)"


@dataclass(frozen=True, slots=True)
class GeneStatement:
    """One statement of a source about a gene.

    Attributes
    ----------
    gene_symbol, gene_id
        As the source has them; `gene_id` (HGNC:, NCBIGene: or ENSG) is empty where it has none.
    subject
        The disease, or what the statement is about ("haploinsufficiency", "LOEUF").
    verdict
        The source's word, such as a validity classification; empty where it gives none.
    inheritance
        Modes in the source's words, () where it tells none.
    by, dated
        Who said it and when, empty where the source does not tell.
    value
        LOEUF: upper bound of observed over expected loss-of-function variants, None for others.
    disease_id
        Identifier of the disease, empty where there is none.
    may_mean
        Symbols of all genes the source's name may mean; () where it means one.
    """

    gene_symbol: str
    gene_id: str
    subject: str
    verdict: str = ""
    inheritance: tuple[str, ...] = ()
    by: str = ""
    dated: str = ""
    value: float | None = None
    disease_id: str = ""
    may_mean: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DiseaseRecord:
    """A disease of the HPO's annotation file: name and modes of inheritance in words."""

    disease_id: str
    name: str
    inheritance: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GeneRecord:
    """A gene of HGNC with every name it has or had; identifiers are empty where unknown."""

    hgnc_id: str
    symbol: str
    former: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    entrez_id: str = ""
    ensembl_id: str = ""


@dataclass(frozen=True, slots=True)
class GeneSourceContent:
    """A file about genes with what stands in it; one of the three lists is filled."""

    source: GeneSource
    statements: tuple[GeneStatement, ...] = ()
    diseases: tuple[DiseaseRecord, ...] = ()
    genes: tuple[GeneRecord, ...] = ()

    @property
    def n_entries(self) -> int:
        """How many entries the file has."""
        return len(self.statements) + len(self.diseases) + len(self.genes)


@dataclass(frozen=True, slots=True)
class SourceSays:
    """What one kind of source says about a gene.

    `source` None: not installed when the case took its sources. No statements: the gene is not
    in the source, which says nothing about the gene.
    """

    kind: GeneSourceKind
    title: str
    source: GeneSource | None = None
    statements: tuple[GeneStatement, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelSays:
    """A panel of the case that has a gene; `named` is the gene's name in the panel."""

    title: str
    dated: str
    confidence: str
    inheritance: str
    named: str


@dataclass(frozen=True, slots=True)
class GeneKnowledge:
    """What every kind of source says about one gene, and the panels of the case that have it.

    `remarks` are sentences on names: a former symbol, a name that may mean several genes.
    """

    gene_symbol: str
    says: tuple[SourceSays, ...]
    panels: tuple[PanelSays, ...] = ()
    has_panels: bool = False
    remarks: tuple[str, ...] = ()
