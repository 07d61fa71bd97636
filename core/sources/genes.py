"""Gene models: GFF3 and GTF of MANE, GENCODE, Ensembl or RefSeq, and tables of exons."""

import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.domain.transcript import Transcript
from core.errors import InputFileError
from core.sources.exon_table import HEADING as EXON_TABLE
from core.sources.exon_table import read_exon_table
from core.sources.gene_table import read_gene_table
from core.sources.gff3 import read_gff3
from core.sources.gtf import read_gtf

_GZIP = b"\x1f\x8b"
_GTF = re.compile(r'(?:gene|transcript)_id "')
_Read = Callable[[Path, Iterator[str], str], tuple[list[Transcript], list[str]]]
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
        GFF3, GTF, a SpliceAI gene table (columns NAME, CHROM, STRAND, TX_START, TX_END,
        EXON_START, EXON_END) or an exon table of MMSplice, plain or gzipped.
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
    read, has_heading = _reader(path, data)
    lines = _lines(path, data)
    if has_heading:
        next(lines)
    transcripts, warnings = read(path, lines, name)
    if not transcripts:
        raise InputFileError(path, "holds no transcript with exons.", _REMEDY)
    return GeneSet(name, digest, tuple(transcripts), tuple(warnings))


_REMEDY = (
    "Choose a GFF3 or GTF file of MANE, GENCODE, Ensembl or RefSeq, a SpliceAI gene table, or an "
    "exon table of MMSplice."
)


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


def _reader(path: Path, data: bytes) -> tuple[_Read, bool]:
    """Tell the kind of a file by its first lines, and whether it has a heading to pass over."""
    lines = _lines(path, data)
    first = next(lines, "")
    if first.upper().split("\t")[:7] == _TABLE.split("\t"):
        return read_gene_table, True
    if first.split(",")[: len(EXON_TABLE)] == list(EXON_TABLE):
        return read_exon_table, True
    if first.startswith("##gff-version") and first.rsplit(maxsplit=1)[-1].startswith("3"):
        return read_gff3, False
    feature = first if first[:1] != "#" else next((line for line in lines if line[:1] != "#"), "")
    columns = feature.split("\t")
    if len(columns) == 9 and _GTF.search(columns[8]):
        return read_gtf, False
    if len(columns) == 9 and "=" in columns[8]:
        return read_gff3, False
    raise InputFileError(path, f"line 1: this is no gene model file ({first[:60]!r}).", _REMEDY)
