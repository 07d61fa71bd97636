"""ClinGen's dosage sensitivity: what one copy less, or one more, of a gene does."""

from collections.abc import Iterator

from core.domain.gene_knowledge import GeneStatement
from core.sources.gene_layouts import GeneTable

_MEANING = {
    "0": "no evidence (0)",
    "1": "little evidence (1)",
    "2": "emerging evidence (2)",
    "3": "sufficient evidence (3)",
    "30": "gene of a recessive condition (30)",
    "40": "dosage sensitivity unlikely (40)",
}
"""ClinGen's rating of dosage sensitivity, in the words of its scoring guide."""

_OPEN = "not yet evaluated"
_SUBJECTS = (
    ("haploinsufficiency", "Haploinsufficiency Score", "Haploinsufficiency Disease ID"),
    ("triplosensitivity", "Triplosensitivity Score", "Triplosensitivity Disease ID"),
)


def read_dosage(table: GeneTable) -> tuple[GeneStatement, ...]:
    """Give two statements per gene, on losing and on gaining a copy; `verdict` is the rating.

    Raises
    ------
    InputFileError
        For a rating that ClinGen does not have, naming the line.
    """
    return tuple(one for line, row in table.rows() for one in _statements(table, line, row))


def _statements(table: GeneTable, line: int, row: dict[str, str]) -> Iterator[GeneStatement]:
    for subject, column, disease in _SUBJECTS:
        score = row[column]
        verdict = _MEANING.get(score)
        if verdict is None and score.lower() not in ("", _OPEN, "-1"):
            raise table.wrong(line, f"{column} {score!r} is no rating of ClinGen")
        yield GeneStatement(
            gene_symbol=row["Gene Symbol"],
            gene_id=f"NCBIGene:{row['Gene ID']}" if row["Gene ID"] else "",
            subject=subject,
            verdict=verdict or _OPEN,
            by="ClinGen",
            dated=row["Date Last Evaluated"][:10],
            disease_id=row.get(disease, ""),
        )
