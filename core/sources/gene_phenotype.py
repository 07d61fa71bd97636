"""Genes, diseases and modes of inheritance of the HPO: genes_to_disease.txt and phenotype.hpoa."""

from core.domain.gene_knowledge import DiseaseRecord, GeneStatement
from core.sources.gene_layouts import GeneTable

_INHERITANCE = "I"
"""Aspect of rows that tell a mode of inheritance (terms below HP:0000005)."""


def read_disease_genes(table: GeneTable) -> tuple[GeneStatement, ...]:
    """Give one statement per gene and disease; the disease is named by its identifier alone."""
    return tuple(
        GeneStatement(
            gene_symbol=row["gene_symbol"],
            gene_id=row["ncbi_gene_id"],
            subject="",
            verdict=row["association_type"].lower(),
            disease_id=row["disease_id"],
        )
        for _, row in table.rows()
        if row["gene_symbol"] not in ("", "-")
    )


def read_diseases(table: GeneTable) -> tuple[DiseaseRecord, ...]:
    """Give each disease with the identifiers of its modes of inheritance, in file order.

    Modes that a row denies (qualifier NOT) are left out.
    """
    names: dict[str, str] = {}
    modes: dict[str, dict[str, None]] = {}
    for _, row in table.rows():
        disease = row["database_id"]
        names.setdefault(disease, row["disease_name"])
        if row["aspect"] == _INHERITANCE and row["qualifier"] != "NOT":
            modes.setdefault(disease, {})[row["hpo_id"]] = None
    return tuple(
        DiseaseRecord(disease, name, tuple(modes.get(disease, ())))
        for disease, name in names.items()
    )


def release(table: GeneTable) -> str:
    """The version phenotype.hpoa states, "" where it does not."""
    for line in table.preamble:
        key, _, value = line.lstrip("#").partition(":")
        if key.strip() in ("version", "date"):
            return value.strip()
    return ""
