"""Tables about genes in their published layouts: opened, told apart, read row by row."""

import csv
import gzip
import hashlib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.domain.gene_knowledge import GeneSourceKind
from core.errors import InputFileError

_Kind = GeneSourceKind
_GZIP = b"\x1f\x8b"
_HEADER_WITHIN = 40
"""Lines among which the header of a table is sought."""

_ABOUT: Mapping[GeneSourceKind, tuple[str, str, str]] = {
    _Kind.GENCC: ("GenCC", "CC0 1.0", "gencc-submissions.tsv or .csv"),
    _Kind.CLINGEN_VALIDITY: (
        "ClinGen gene-disease validity",
        "CC0 1.0",
        "the summary CSV of ClinGen's gene-disease validity page",
    ),
    _Kind.CLINGEN_DOSAGE: (
        "ClinGen dosage sensitivity",
        "CC0 1.0",
        "ClinGen_gene_curation_list_GRCh38.tsv or that of GRCh37",
    ),
    _Kind.HPO_GENES: ("HPO genes and diseases", "HPO licence", "genes_to_disease.txt"),
    _Kind.HPO_DISEASES: ("HPO disease annotations", "HPO licence", "phenotype.hpoa"),
    _Kind.CONSTRAINT: (
        "gnomAD constraint",
        "CC0 1.0",
        "the constraint table of gnomAD 2.1 (by gene or transcript) or 4",
    ),
    _Kind.HGNC: ("HGNC gene names", "CC0 1.0", "hgnc_complete_set.txt"),
}

_COLUMNS: Mapping[GeneSourceKind, tuple[str, ...]] = {
    _Kind.GENCC: (
        "gene_curie",
        "gene_symbol",
        "disease_curie",
        "disease_title",
        "classification_title",
        "moi_title",
        "submitter_title",
        "submitted_as_date",
    ),
    _Kind.CLINGEN_VALIDITY: (
        "GENE SYMBOL",
        "GENE ID (HGNC)",
        "DISEASE LABEL",
        "DISEASE ID (MONDO)",
        "MOI",
        "CLASSIFICATION",
        "CLASSIFICATION DATE",
        "GCEP",
    ),
    _Kind.CLINGEN_DOSAGE: (
        "Gene Symbol",
        "Gene ID",
        "Haploinsufficiency Score",
        "Triplosensitivity Score",
        "Date Last Evaluated",
    ),
    _Kind.HPO_GENES: ("ncbi_gene_id", "gene_symbol", "association_type", "disease_id"),
    _Kind.HPO_DISEASES: ("database_id", "disease_name", "qualifier", "hpo_id", "aspect"),
    _Kind.HGNC: ("hgnc_id", "symbol", "alias_symbol", "prev_symbol", "entrez_id"),
}

_QUOTED = frozenset({_Kind.GENCC, _Kind.CLINGEN_VALIDITY, _Kind.HGNC})
"""Kinds whose cells may stand in quotes and hold line breaks."""

OLD_CONSTRAINT, NEW_CONSTRAINT = "oe_lof_upper", "lof.oe_ci.upper"
"""Columns of the LOEUF in gnomAD 2.1 and 4."""

_REMEDY = "Give a file as it is published: {}."


@dataclass(frozen=True, eq=False, slots=True)
class GeneTable:
    """A table whose kind is known, its text held.

    `preamble` are the lines above the header; `first_line` is the 1-based line of the header.
    """

    path: Path
    kind: GeneSourceKind
    digest: str
    preamble: tuple[str, ...]
    columns: tuple[str, ...]
    first_line: int
    _body: str
    _delimiter: str

    @property
    def title(self) -> str:
        """What the table is called."""
        return _ABOUT[self.kind][0]

    @property
    def licence(self) -> str:
        """Terms the publisher gives the table under."""
        return _ABOUT[self.kind][1]

    @property
    def remedy(self) -> str:
        """What a person can do about a file that cannot be read."""
        return _REMEDY.format(_ABOUT[self.kind][2])

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Give each row with its 1-based line; lines of decoration are passed over.

        Raises
        ------
        InputFileError
            For a row that has not as many cells as there are columns, naming the line.
        """
        for line, cells in self._cells():
            if not cells or cells[0].startswith("++"):
                continue
            if len(cells) < len(self.columns):
                raise self.wrong(line, f"{len(cells)} cells under {len(self.columns)} columns")
            yield line, dict(zip(self.columns, (cell.strip() for cell in cells), strict=False))

    def _cells(self) -> Iterator[tuple[int, list[str]]]:
        text = _lines(self._body)
        if self.kind in _QUOTED:
            reader = csv.reader(text, delimiter=self._delimiter)
        else:
            reader = csv.reader(text, delimiter=self._delimiter, quoting=csv.QUOTE_NONE)
        try:
            for cells in reader:
                yield self.first_line + reader.line_num, cells
        except csv.Error as error:
            raise self.wrong(self.first_line + reader.line_num, str(error)) from error

    def wrong(self, line: int, cause: str) -> InputFileError:
        """Give the error for a row."""
        return InputFileError(self.path, f"line {line:,}: {cause}.", self.remedy)


def title_of(kind: GeneSourceKind) -> str:
    """What tables of a kind are called."""
    return _ABOUT[kind][0]


def file_of(kind: GeneSourceKind) -> str:
    """Under which name a kind is published."""
    return _ABOUT[kind][2]


def open_table(path: Path) -> GeneTable:
    """Read a file and tell its kind by its header.

    Raises
    ------
    InputFileError
        If the file cannot be read, lacks a column or has none of the known layouts.
    """
    known = "; ".join(about for _, _, about in _ABOUT.values())
    try:
        content = path.read_bytes()
        data = gzip.decompress(content) if content[:2] == _GZIP else content
        text = data.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InputFileError(
            path, f"it cannot be read ({error}).", _REMEDY.format(known)
        ) from error
    found = _header(text)
    if found is None:
        raise InputFileError(path, "it has no known layout.", _REMEDY.format(known))
    number, kind, cells, delimiter = found
    missing = [name for name in _needed(kind, cells) if name not in cells]
    if missing:
        cause = f"it looks like {_ABOUT[kind][0]}, but column {', '.join(missing)} is missing."
        raise InputFileError(path, cause, _REMEDY.format(_ABOUT[kind][2]))
    lines = text.split("\n", number + 1)
    body = lines[number + 1] if len(lines) > number + 1 else ""
    return GeneTable(
        path=path,
        kind=kind,
        digest=hashlib.sha256(content).hexdigest(),
        preamble=tuple(line.strip() for line in lines[:number]),
        columns=cells,
        first_line=number + 1,
        _body=body,
        _delimiter=delimiter,
    )


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends, one by one: a copy of the text would cost four bytes a letter."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start : end + 1]
        start = end + 1
    if start < len(text):
        yield text[start:]


def _header(text: str) -> tuple[int, GeneSourceKind, tuple[str, ...], str] | None:
    """The line that most looks like the header of a known table: at least half its columns."""
    best: tuple[float, int, GeneSourceKind, tuple[str, ...], str] | None = None
    for number, line in enumerate(text.split("\n", _HEADER_WITHIN)[:_HEADER_WITHIN]):
        delimiter = "\t" if "\t" in line else ","
        raw = next(csv.reader([line.lstrip("#").rstrip("\r")], delimiter=delimiter), [])
        cells = tuple(cell.strip() for cell in raw)
        for kind in _Kind:
            needed = _needed(kind, cells)
            share = sum(name in cells for name in needed) / len(needed)
            if share > (0.5 if best is None else best[0]):
                best = share, number, kind, cells, delimiter
    return None if best is None else best[1:]


def _needed(kind: GeneSourceKind, cells: tuple[str, ...]) -> tuple[str, ...]:
    if kind is not _Kind.CONSTRAINT:
        return _COLUMNS[kind]
    is_new = any(cell.startswith("lof.") for cell in cells)
    return ("gene", "transcript", NEW_CONSTRAINT if is_new else OLD_CONSTRAINT)
