"""Gene models: GFF3 of MANE, GENCODE, Ensembl or RefSeq, and SpliceAI gene tables."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.domain.transcript import Transcript
from core.errors import InputFileError
from core.sources.gene_table import read_gene_table
from core.sources.gff3 import read_gff3

_GZIP = b"\x1f\x8b"
_TABLE = "#NAME\tCHROM\tSTRAND\tTX_START\tTX_END\tEXON_START\tEXON_END"


@dataclass(frozen=True, slots=True)
class GeneSet:
    """Transcripts of one gene model file.

    Attributes
    ----------
    name
        As given, else the file's name without its endings.
    digest
        SHA-256 of the file's bytes, hexadecimal.
    warnings
        Sentences about what was passed over.
    """

    name: str
    digest: str
    transcripts: tuple[Transcript, ...]
    warnings: tuple[str, ...]


def load_genes(path: Path, name: str = "") -> GeneSet:
    """Give the transcripts of a gene model file, told apart by its content.

    Parameters
    ----------
    path
        GFF3 or a SpliceAI gene table (columns NAME, CHROM, STRAND, TX_START, TX_END, EXON_START,
        EXON_END), plain or gzipped.
    name
        What the set is called in scores and reports.

    Raises
    ------
    InputFileError
        Naming the line, when the file is damaged, of another kind, or holds no transcript.
    """
    name = name or path.name.removesuffix(".gz").rsplit(".", 1)[0]
    return _gene_set(path, name, _bytes(path))


# A process that makes several cases reads the models once.
@lru_cache(maxsize=1)
def _gene_set(path: Path, name: str, data: bytes) -> GeneSet:
    digest = hashlib.sha256(data).hexdigest()
    lines = _lines(path, data)
    first = next(lines, "")
    is_table = first.upper().split("\t")[:7] == _TABLE.split("\t")
    read = read_gene_table if is_table else read_gff3
    if not is_table:
        lines = _lines(path, data)
        _demand_gff3(path, first)
    transcripts, warnings = read(path, lines, name)
    if not transcripts:
        raise InputFileError(path, "holds no transcript with exons.", _REMEDY)
    return GeneSet(name, digest, tuple(transcripts), tuple(warnings))


_REMEDY = "Choose a GFF3 file of MANE, GENCODE, Ensembl or RefSeq, or a SpliceAI gene table."


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputFileError(path, f"cannot be read ({reason}).", _REMEDY) from error


def _lines(path: Path, data: bytes) -> Iterator[str]:
    plain = io.BytesIO(data)
    raw = gzip.GzipFile(fileobj=plain) if data[:2] == _GZIP else plain
    number = 0
    try:
        for line in io.TextIOWrapper(raw, encoding="utf-8-sig"):
            number += 1
            yield line.rstrip("\r\n")
    except (EOFError, OSError, zlib.error, UnicodeDecodeError) as error:
        raise InputFileError(
            path, f"cut or damaged after line {number} ({error}).", "Copy or download it again."
        ) from error


def _demand_gff3(path: Path, first: str) -> None:
    columns = first.split("\t")
    if first.startswith("##gff-version") and first.rsplit(maxsplit=1)[-1].startswith("3"):
        return
    if len(columns) == 9 and "=" in columns[8]:
        return
    if len(columns) == 9 or first.startswith(("##description", "#!genome")):
        raise InputFileError(
            path,
            "line 1: this looks like GTF, not GFF3.",
            "Choose the GFF3 file of the same release.",
        )
    raise InputFileError(path, f"line 1: this is no gene model file ({first[:60]!r}).", _REMEDY)
