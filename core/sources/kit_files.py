"""Published files made ready for use: bgzip instead of gzip, indexes, fewer INFO fields."""

import gzip
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pysam

from core.errors import InputFileError, KitError
from core.sources.bgzf import BgzfWriter
from core.sources.reference import Reference
from core.sources.table_columns import Columns
from core.sources.table_layout import TableKind, TableLayout

_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20
_INFO_COLUMN, _FIXED = 7, 8
_TOLD_AFTER = 20_000
"""Lines of a variant file after which progress is told."""

Done = Generator[int, None, str]
"""A conversion: yields bytes of the source read so far, gives what was done in words."""


def is_bgzip(path: Path) -> bool:
    """Tell whether a file is compressed in blocks that can be read in any order."""
    head = _head(path)
    return head[:2] == _GZIP and head[12:14] == b"BC"


def is_packed(path: Path) -> bool:
    """Tell whether a file is compressed with gzip of any kind."""
    return _head(path)[:2] == _GZIP


def make_bgzip(source: Path, target: Path) -> Done:
    """Write a text file as bgzip, yielding how many bytes were read; gives what was done in words.

    Raises
    ------
    KitError
        If it is cut or damaged.
    """
    writer = BgzfWriter(target.open("wb"))
    try:
        with source.open("rb") as raw, _unpacked(raw, source) as reader:
            while chunk := reader.read(_CHUNK):
                writer.write(chunk)
                yield raw.tell()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(source, error) from error
    finally:
        writer.close()
    return "compressed with bgzip"


def index_reference(path: Path) -> tuple[tuple[Path, ...], str]:
    """Index a FASTA file and open it once; gives its indexes, and its build where that is clear.

    Raises
    ------
    ReferenceMissingError
        If it is no FASTA file or cannot be indexed.
    """
    with Reference(path) as reference:
        build = reference.assembly()
    found = (Path(f"{path}.fai"), Path(f"{path}.gzi"))
    return tuple(one for one in found if one.is_file()), build.value if build else ""


def index_table(path: Path, layout: TableLayout) -> Path:
    """Build the tabix index of a bgzipped table in its layout; gives the index.

    Raises
    ------
    KitError
        If the table is not sorted by place, or has other columns.
    """
    try:
        at = Columns(path, layout).at
    except InputFileError as problem:
        raise KitError(problem.cause, problem.remedy) from problem
    first, last = ("pos", "pos") if "pos" in at else ("start", "end")
    with _told_if_unsorted(path):
        pysam.tabix_index(
            str(path),
            force=True,
            seq_col=at["chrom"],
            start_col=at[first],
            end_col=at[last],
            zerobased=layout.first_base == 0,
            line_skip=_lines_to_skip(path),
        )
    return path.with_name(path.name + ".tbi")


def index_variants(path: Path) -> Path:
    """Build the tabix index of a bgzipped VCF.

    Raises
    ------
    KitError
        If its records are not sorted.
    """
    with _told_if_unsorted(path):
        pysam.tabix_index(str(path), force=True, preset="vcf")
    return path.with_name(path.name + ".tbi")


def slim_variants(source: Path, target: Path, keep: Iterable[str]) -> Done:
    """Write a VCF as bgzip with some INFO fields and without samples.

    Yields how many bytes were read; gives what was done in words.

    Raises
    ------
    KitError
        If it is no VCF, is damaged, or its header declares none of the fields.
    """
    kept = frozenset(keep)
    writer = BgzfWriter(target.open("wb"))
    declared: set[str] = set()
    try:
        with source.open("rb") as raw, _unpacked(raw, source) as reader:
            for number, line in enumerate(map(_decoded, reader)):
                if line.startswith("##"):
                    writer.write(_header_line(line, kept, declared))
                elif line.startswith("#"):
                    _demand_fields(source, kept, declared)
                    writer.write(_fields(line, _FIXED))
                else:
                    writer.write(_record(line, kept))
                if number % _TOLD_AFTER == 0:
                    yield raw.tell()
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _damaged(source, error) from error
    finally:
        writer.close()
    if not declared:
        raise KitError(f"{source}: it is no VCF with INFO fields.", "Check the address.")
    told = f"reduced to INFO {', '.join(sorted(kept))}" if kept else "all INFO fields kept"
    return f"{told}, without samples"


def wants_index(layout: TableLayout) -> bool:
    """Tell whether a table is of a kind that an index serves: all but pairs of places."""
    return layout.kind is not TableKind.LINK or "chrom2" not in layout.columns


def _header_line(line: str, kept: frozenset[str], declared: set[str]) -> bytes:
    if line.startswith("##FORMAT="):
        return b""
    if not line.startswith("##INFO=<ID="):
        return _encoded(line)
    key = line.removeprefix("##INFO=<ID=").partition(",")[0]
    if kept and key not in kept:
        return b""
    declared.add(key)
    return _encoded(line)


def _demand_fields(source: Path, kept: frozenset[str], declared: set[str]) -> None:
    if lacking := sorted(kept - declared):
        raise KitError(
            f"{source}: its header declares no INFO field {lacking[0]}.",
            "Name fields in `keep_info` that the file has.",
        )


def _record(line: str, kept: frozenset[str]) -> bytes:
    fields = line.split("\t", _FIXED)[:_FIXED]
    if kept and len(fields) == _FIXED:
        info = [part for part in fields[_INFO_COLUMN].split(";") if part.partition("=")[0] in kept]
        fields[_INFO_COLUMN] = ";".join(info) or "."
    return _encoded("\t".join(fields))


def _fields(line: str, n_fields: int) -> bytes:
    return _encoded("\t".join(line.split("\t", n_fields)[:n_fields]))


def _encoded(line: str) -> bytes:
    return f"{line}\n".encode("utf-8", "surrogateescape")


def _decoded(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape").rstrip("\r\n")


def _unpacked(raw: IO[bytes], path: Path) -> IO[bytes]:
    """Read a file that is open, unpacked where it is packed."""
    return cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if is_packed(path) else raw


def _lines_to_skip(path: Path) -> int:
    """A header without `#` in the first line is skipped; others tabix knows by their sign."""
    with path.open("rb") as raw, _unpacked(raw, path) as reader:
        first = _decoded(reader.readline())
    cells = first.split("\t")[1:6]
    is_header = bool(cells) and not any(cell.strip().isdecimal() for cell in cells)
    return int(is_header and not first.startswith("#"))


@contextmanager
def _told_if_unsorted(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise KitError(
            f"{path}: no index can be built: its rows are not sorted by contig and position, or it "
            f"is damaged ({error}).",
            "Sort the table before it goes into a kit.",
        ) from error


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(18)


def _damaged(source: Path, error: Exception) -> KitError:
    return KitError(
        f"{source}: it is cut or damaged ({error or type(error).__name__}).", "Fetch it again."
    )
