"""Published files about genes: read, and kept compactly in the data folder."""

import gzip
import os
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from core.domain.gene_knowledge import GeneSource, GeneSourceContent, GeneSourceKind
from core.errors import InputFileError
from core.sources.gene_constraint import read_constraint, version_of
from core.sources.gene_dosage import read_dosage
from core.sources.gene_layouts import GeneTable, open_table
from core.sources.gene_names import newest, read_names
from core.sources.gene_phenotype import read_disease_genes, read_diseases, release
from core.sources.gene_validity import created, read_gencc, read_validity

_Kind = GeneSourceKind
LAYOUT: Literal[1] = 1


class _Kept(BaseModel):
    layout: Literal[1]
    content: GeneSourceContent


def read_gene_source(path: Path) -> GeneSourceContent:
    """Give what stands in a published file; its header tells which kind it is.

    Raises
    ------
    InputFileError
        If the file cannot be read, lacks a column, has a row that cannot be understood, or holds
        nothing.
    """
    table = open_table(path)
    content = _READERS[table.kind](table)
    if not content.n_entries:
        raise InputFileError(path, "it holds no entries.", table.remedy)
    return content


def write_kept(content: GeneSourceContent, folder: Path) -> Path:
    """Keep the content in a folder instead of what was kept of its kind; whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = kept_path(folder, content.source.kind)
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    packed = _Kept(layout=LAYOUT, content=content).model_dump_json().encode()
    aside.write_bytes(gzip.compress(packed, compresslevel=3, mtime=0))
    aside.replace(path)
    return path


def read_kept(folder: Path, kind: GeneSourceKind) -> GeneSourceContent | None:
    """Give what is kept of a kind, None where nothing is.

    Raises
    ------
    InputFileError
        If what is kept is damaged or of another version of the program.
    """
    path = kept_path(folder, kind)
    if not path.is_file():
        return None
    try:
        return _Kept.model_validate_json(gzip.decompress(path.read_bytes())).content
    except (OSError, EOFError, zlib.error, ValidationError) as error:
        raise InputFileError(
            path, f"it cannot be read ({type(error).__name__}).", "Add the published file again."
        ) from error


def kept_path(folder: Path, kind: GeneSourceKind) -> Path:
    """Where a kind is kept."""
    return folder / f"{kind.value}.json.gz"


def _gencc(table: GeneTable) -> GeneSourceContent:
    found = read_gencc(table)
    dated = max((one.dated for one in found), default="")
    return GeneSourceContent(_source(table, "", dated), found)


def _validity(table: GeneTable) -> GeneSourceContent:
    return GeneSourceContent(_source(table, "", created(table)), read_validity(table))


def _dosage(table: GeneTable) -> GeneSourceContent:
    return GeneSourceContent(_source(table, "", created(table)), read_dosage(table))


def _hpo_genes(table: GeneTable) -> GeneSourceContent:
    return GeneSourceContent(_source(table, "", ""), read_disease_genes(table))


def _hpo_diseases(table: GeneTable) -> GeneSourceContent:
    return GeneSourceContent(_source(table, release(table), ""), diseases=read_diseases(table))


def _constraint(table: GeneTable) -> GeneSourceContent:
    return GeneSourceContent(_source(table, version_of(table), ""), read_constraint(table))


def _hgnc(table: GeneTable) -> GeneSourceContent:
    return GeneSourceContent(_source(table, "", newest(table)), genes=read_names(table))


_READERS: Mapping[GeneSourceKind, Callable[[GeneTable], GeneSourceContent]] = {
    _Kind.GENCC: _gencc,
    _Kind.CLINGEN_VALIDITY: _validity,
    _Kind.CLINGEN_DOSAGE: _dosage,
    _Kind.HPO_GENES: _hpo_genes,
    _Kind.HPO_DISEASES: _hpo_diseases,
    _Kind.CONSTRAINT: _constraint,
    _Kind.HGNC: _hgnc,
}


def _source(table: GeneTable, version: str, dated: str) -> GeneSource:
    return GeneSource(
        table.kind, table.title, version, dated, table.licence, table.path.name, table.digest
    )
