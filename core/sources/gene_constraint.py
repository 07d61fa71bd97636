"""gnomAD's constraint: how many loss-of-function variants of a gene are seen, to those expected.

LOEUF is the upper bound of the 90 % interval of observed over expected (Karczewski 2020).
"""

import math
import re

from core.domain.gene_knowledge import GeneStatement
from core.sources.gene_layouts import NEW_CONSTRAINT, OLD_CONSTRAINT, GeneTable

SUBJECT = "LOEUF"
NO_CHOICE = "no MANE Select or canonical transcript in the table"
NOT_ESTIMATED = "not estimated"
_MISSING = frozenset({"", "na", "nan", "null", "."})
_VERSION = re.compile(r"v(\d+(?:\.\d+)+)")
_UNMARKED = 4


def read_constraint(table: GeneTable) -> tuple[GeneStatement, ...]:
    """Give one statement per gene: of its MANE Select transcript, else of the canonical one.

    A table by gene has one transcript each. A gene without value, or where neither transcript
    is marked, is told without a value.

    Raises
    ------
    InputFileError
        For a value that is no number, naming the line.
    """
    chosen: dict[str, tuple[int, GeneStatement]] = {}
    for line, row in table.rows():
        symbol, place = row["gene"], _place(row)
        if symbol.lower() in _MISSING or (symbol in chosen and place >= chosen[symbol][0]):
            continue
        chosen[symbol] = place, _statement(table, line, row, is_marked=place < _UNMARKED)
    return tuple(statement for _, statement in chosen.values())


def version_of(table: GeneTable) -> str:
    """The version in the file's name, else the layout's."""
    named = _VERSION.search(table.path.name)
    if named:
        return named[1]
    return "layout of version 4" if NEW_CONSTRAINT in table.columns else "layout of version 2.1"


def _place(row: dict[str, str]) -> int:
    """0 is best: MANE Select before canonical, Ensembl's transcripts before NCBI's."""
    if "mane_select" not in row and "canonical" not in row:
        return 0
    is_ncbi = 0 if row["transcript"].startswith("ENST") else 1
    if row.get("mane_select", "").lower() == "true":
        return is_ncbi
    if row.get("canonical", "").lower() == "true":
        return 2 + is_ncbi
    return _UNMARKED + is_ncbi


def _gene_id(row: dict[str, str]) -> str:
    stated = row.get("gene_id", "")
    return f"NCBIGene:{stated}" if stated.isdigit() else stated


def _statement(
    table: GeneTable, line: int, row: dict[str, str], *, is_marked: bool
) -> GeneStatement:
    value = _value(table, line, row) if is_marked else None
    lacking = NOT_ESTIMATED if is_marked else NO_CHOICE
    return GeneStatement(
        gene_symbol=row["gene"],
        gene_id=_gene_id(row),
        subject=SUBJECT,
        verdict="" if value is not None else lacking,
        by=row["transcript"] if is_marked else "",
        value=value,
    )


def _value(table: GeneTable, line: int, row: dict[str, str]) -> float | None:
    column = NEW_CONSTRAINT if NEW_CONSTRAINT in row else OLD_CONSTRAINT
    text = row[column]
    if text.lower() in _MISSING:
        return None
    try:
        value = float(text)
    except ValueError:
        raise table.wrong(line, f"{column} {text!r} is no number") from None
    if not math.isfinite(value) or value < 0:
        raise table.wrong(line, f"{column} {text!r} is no upper bound of a ratio")
    return value
