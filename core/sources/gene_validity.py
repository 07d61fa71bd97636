"""Genes and diseases as curated: GenCC submissions and ClinGen's gene-disease validity."""

from core.domain.gene_knowledge import GeneStatement
from core.sources.gene_layouts import GeneTable

_CREATED = "FILE CREATED:"


def read_gencc(table: GeneTable) -> tuple[GeneStatement, ...]:
    """Give one statement per submission; dates as year-month-day."""
    return tuple(
        GeneStatement(
            gene_symbol=row["gene_symbol"],
            gene_id=row["gene_curie"],
            subject=row["disease_title"],
            verdict=row["classification_title"],
            inheritance=(row["moi_title"],) if row["moi_title"] else (),
            by=row["submitter_title"],
            dated=row["submitted_as_date"][:10],
            disease_id=row["disease_curie"],
        )
        for _, row in table.rows()
    )


def read_validity(table: GeneTable) -> tuple[GeneStatement, ...]:
    """Give one statement per curation of ClinGen, by its expert panel."""
    return tuple(
        GeneStatement(
            gene_symbol=row["GENE SYMBOL"],
            gene_id=row["GENE ID (HGNC)"],
            subject=row["DISEASE LABEL"],
            verdict=row["CLASSIFICATION"],
            inheritance=(row["MOI"],) if row["MOI"] else (),
            by=row["GCEP"],
            dated=row["CLASSIFICATION DATE"][:10],
            disease_id=row["DISEASE ID (MONDO)"],
        )
        for _, row in table.rows()
    )


def created(table: GeneTable) -> str:
    """When a file of ClinGen says it was made, "" where it does not."""
    for line in table.preamble:
        _, found, told = line.partition(_CREATED)
        if found:
            return told.strip(' ",\t')
    return ""
