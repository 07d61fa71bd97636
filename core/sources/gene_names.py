"""Names of genes from HGNC: approved symbols, former ones and aliases."""

from core.domain.gene_knowledge import GeneRecord
from core.sources.gene_layouts import GeneTable

_WITHDRAWN = "Entry Withdrawn"


def read_names(table: GeneTable) -> tuple[GeneRecord, ...]:
    """Give every approved gene; withdrawn entries are left out."""
    return tuple(
        GeneRecord(
            hgnc_id=row["hgnc_id"],
            symbol=row["symbol"],
            former=_several(row["prev_symbol"]),
            aliases=_several(row["alias_symbol"]),
            entrez_id=row["entrez_id"],
            ensembl_id=row.get("ensembl_gene_id", ""),
        )
        for _, row in table.rows()
        if row.get("status", "") != _WITHDRAWN
    )


def newest(table: GeneTable) -> str:
    """When the newest entry was changed, "" where the file does not tell."""
    if "date_modified" not in table.columns:
        return ""
    return max((row["date_modified"] for _, row in table.rows()), default="")


def _several(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split("|") if name.strip())
