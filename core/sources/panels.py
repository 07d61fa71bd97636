"""Gene panels from PanelApp (JSON of its API, TSV of its download) and from plain lists."""

import csv
import hashlib
import io
import re
from pathlib import Path

from pydantic import BaseModel, ValidationError

from core.domain.panel import Confidence, Panel, PanelGene
from core.errors import InputFileError

_SYMBOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]*")
_REMEDY = "Give a panel of PanelApp (JSON or TSV) or a list with one gene symbol a line, comments after #."
_CONFIDENCE = {
    "4": Confidence.GREEN,
    "3": Confidence.GREEN,
    "2": Confidence.AMBER,
    "1": Confidence.RED,
    "0": Confidence.NOT_RATED,
    "": Confidence.NOT_RATED,
}
_SYMBOL_COLUMN, _STATUS, _TYPE = "Gene Symbol", "GEL_Status", "Entity type"
_NAME, _VERSION, _MODE, _HGNC = "Level4", "version", "Model_Of_Inheritance", "HGNC"
_COLUMNS = (_TYPE, _SYMBOL_COLUMN, _STATUS, _NAME, _VERSION, _MODE)


class _GeneData(BaseModel):
    gene_symbol: str
    hgnc_id: str | None = None


class _Gene(BaseModel):
    gene_data: _GeneData
    confidence_level: str
    mode_of_inheritance: str | None = None


class _PanelFile(BaseModel):
    name: str
    version: str
    genes: tuple[_Gene, ...]
    version_created: str | None = None


def read_panel(path: Path) -> Panel:
    """Give the panel of a file; its layout tells which kind it is.

    Regions and repeats of a PanelApp panel are no genes and are left out.

    Raises
    ------
    InputFileError
        If the file cannot be read or has another layout, naming what is missing.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputFileError(path, f"it cannot be read ({error}).", _REMEDY) from error
    digest = hashlib.sha256(content).hexdigest()
    if text.lstrip().startswith(("{", "[")):
        return _from_json(path, text, digest)
    if "\t" in text.partition("\n")[0]:
        return _from_tsv(path, text, digest)
    return _from_list(path, text, digest)


def _from_json(path: Path, text: str, digest: str) -> Panel:
    try:
        found = _PanelFile.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputFileError(
            path, f"it is no panel of PanelApp ({where or 'file'}: {first['msg']}).", _REMEDY
        ) from error
    genes = [
        PanelGene(
            one.gene_data.gene_symbol,
            _confidence(path, one.confidence_level),
            one.gene_data.hgnc_id or "",
            one.mode_of_inheritance or "",
        )
        for one in found.genes
    ]
    dated = (found.version_created or "")[:10]
    return _panel(path, (found.name, found.version, "PanelApp", dated, digest), genes)


def _from_tsv(path: Path, text: str, digest: str) -> Panel:
    rows = csv.DictReader(io.StringIO(text), delimiter="\t")
    missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise InputFileError(
            path, f"it is no panel of PanelApp: column {missing[0]} is missing.", _REMEDY
        )
    listed = [row for row in rows if row[_TYPE] == "gene"]
    genes = [
        PanelGene(
            row[_SYMBOL_COLUMN] or "",
            _confidence(path, row[_STATUS] or ""),
            row.get(_HGNC) or "",
            row[_MODE] or "",
        )
        for row in listed
    ]
    name = (listed[0][_NAME] if listed else "") or path.stem
    version = (listed[0][_VERSION] if listed else "") or ""
    return _panel(path, (name, version, "PanelApp", "", digest), genes)


def _from_list(path: Path, text: str, digest: str) -> Panel:
    genes = []
    for number, line in enumerate(text.splitlines(), start=1):
        symbol = line.partition("#")[0].strip()
        if symbol and not _SYMBOL.fullmatch(symbol):
            raise InputFileError(path, f"line {number}: {symbol[:40]} is no gene symbol.", _REMEDY)
        if symbol:
            genes.append(PanelGene(symbol, Confidence.LISTED))
    return _panel(path, (path.stem, "", "gene list", "", digest), genes)


def _confidence(path: Path, level: str) -> Confidence:
    found = _CONFIDENCE.get(level.strip())
    if found is None:
        raise InputFileError(path, f"{level} is no confidence of PanelApp (0 to 4).", _REMEDY)
    return found


def _panel(path: Path, about: tuple[str, str, str, str, str], genes: list[PanelGene]) -> Panel:
    once: dict[str, PanelGene] = {}
    for gene in genes:
        if gene.gene_symbol:
            once.setdefault(gene.gene_symbol, gene)
    if not once:
        raise InputFileError(path, "it names no genes.", _REMEDY)
    name, version, source, dated, digest = about
    return Panel(name, version, source, dated, digest, tuple(once.values()))
