"""The header of a variant file as values."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from core.errors import VcfFormatError
from core.sources.vcf_meta import MetaLine, header_warnings, parse_meta

COLUMNS = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")

_VERSION = re.compile(r"^VCFv([0-9]{1,3})\.([0-9]{1,3})$")
_LENGTH = re.compile(r"^[0-9]{1,10}$")
_NOT_VCF = "Choose a VCF or BCF file."


@dataclass(frozen=True, slots=True)
class InfoKey:
    """One INFO or FORMAT key as the header declares it."""

    key: str
    number: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class VcfHeader:
    """What the header says.

    Attributes
    ----------
    fileformat
        Such as `VCFv4.2`, empty if the file does not say.
    contigs
        Name in the file's own spelling and length in bases, None where not given.
    info, formats
        Keys as declared, in file order.
    lines
        Every header line including the column line, without line ends.
    reference
        Value of `##reference`, empty if absent.
    warnings
        Faults of the header that leave the columns readable, each naming its line.
    """

    fileformat: str
    samples: tuple[str, ...]
    contigs: tuple[tuple[str, int | None], ...]
    info: tuple[InfoKey, ...]
    lines: tuple[str, ...]
    reference: str
    warnings: tuple[str, ...]
    formats: tuple[InfoKey, ...] = ()

    @property
    def version(self) -> tuple[int, int]:
        """VCF version as numbers; (4, 2) where the file does not say."""
        return _version(self.fileformat)

    @property
    def n_columns(self) -> int:
        """Tab-separated columns every record must have."""
        return self.lines[-1].rstrip("\t").count("\t") + 1


def demand_header_line(path: Path, number: int, raw: bytes) -> None:
    """Refuse a line before the column line that shows that this is no VCF, or a broken one.

    Raises
    ------
    VcfFormatError
        For a first line of another kind of file, or a record before the column line.
    """
    if number == 1 and not raw.removeprefix(codecs.BOM_UTF8).startswith((b"##", b"#CHROM")):
        raise VcfFormatError(path, 1, "this is not a VCF header.", _NOT_VCF)
    if not raw.startswith(b"#") and raw.count(b"\t") >= len(COLUMNS) - 1:
        raise VcfFormatError(
            path,
            number,
            "a record stands where the column line #CHROM is expected.",
            "Add the missing header line, or make the file anew.",
        )


def parse_header(path: Path, raw_lines: list[bytes]) -> VcfHeader:
    """Give the header from its lines, the last one being the column line.

    Raises
    ------
    VcfFormatError
        Where the columns cannot be told.
    """
    lines, warnings = _decoded(raw_lines)
    samples = _samples(path, lines[-1].rstrip("\t"), len(lines))
    if lines[-1].endswith("\t"):
        warnings.append(f"Header line {len(lines)}: a tab stands after the last column.")
    metas: list[MetaLine] = []
    broken: set[int] = set()
    for number, line in enumerate(lines[:-1], start=1):
        meta, fault = parse_meta(number, line)
        if meta is not None:
            metas.append(meta)
        if fault:
            broken.add(number)
            warnings.append(fault)
    fileformat = next((meta.value for meta in metas if meta.key == "fileformat"), "")
    warnings += _format_warnings(metas, fileformat)
    warnings += header_warnings(
        [meta for meta in metas if meta.number not in broken], _version(fileformat)
    )
    if lines[-1].rstrip("\t").count("\t") == len(COLUMNS):
        warnings.append(f"Header line {len(lines)}: a FORMAT column but no sample.")
    return VcfHeader(
        fileformat=fileformat,
        samples=samples,
        contigs=tuple(_contigs(metas)),
        info=_keys(metas, "INFO"),
        lines=tuple(lines),
        reference=next((meta.value for meta in metas if meta.key == "reference"), ""),
        warnings=tuple(dict.fromkeys(warnings)),
        formats=_keys(metas, "FORMAT"),
    )


def _version(fileformat: str) -> tuple[int, int]:
    found = _VERSION.match(fileformat)
    return (int(found[1]), int(found[2])) if found else (4, 2)


def _decoded(raw_lines: list[bytes]) -> tuple[list[str], list[str]]:
    lines, warnings = [], []
    for number, raw in enumerate(raw_lines, start=1):
        try:
            line = raw.decode()
        except UnicodeDecodeError:
            line = raw.decode("latin-1")
            warnings.append(f"Header line {number}: not UTF-8 text, read as Latin-1.")
        if number == 1 and line.startswith("\ufeff"):
            line = line[1:]
            warnings.append("Header line 1: a byte order mark stands before the first line.")
        lines.append(line)
    return lines, warnings


def _samples(path: Path, line: str, number: int) -> tuple[str, ...]:
    columns = line.split("\t")
    remedy = "The column line must read " + " ".join(COLUMNS) + " and be separated by tabs."
    expected = (*COLUMNS, "FORMAT")
    for place, (found, wanted) in enumerate(zip(columns, expected, strict=False), start=1):
        if found != wanted:
            cause = f"column {place} of the header is {found[:80]!r}, not {wanted}."
            raise VcfFormatError(path, number, cause, remedy)
    if len(columns) < len(COLUMNS):
        raise VcfFormatError(path, number, f"only {len(columns)} columns in the header.", remedy)
    samples = tuple(columns[len(expected) :])
    _demand_distinct(path, number, samples)
    return samples


def _demand_distinct(path: Path, number: int, samples: tuple[str, ...]) -> None:
    twice = sorted({name for name in samples if samples.count(name) > 1})
    remedy = "Give every sample column its own name (for example with bcftools reheader)."
    if twice:
        cause = f"sample {', '.join(twice)} stands more than once in the header."
        raise VcfFormatError(path, number, cause, remedy)
    if any(not name.strip() for name in samples):
        raise VcfFormatError(path, number, "a sample column has no name.", remedy)


def _format_warnings(metas: list[MetaLine], fileformat: str) -> list[str]:
    if not metas or metas[0].key != "fileformat" or metas[0].number != 1:
        return ["Header line 1: ##fileformat is not the first line."]
    if _VERSION.match(fileformat) is None:
        return [f"Header line 1: fileformat {fileformat!r} is not of the form VCFv4.x."]
    if _version(fileformat)[0] != 4:
        return [f"Header line 1: {fileformat} is not VCF version 4; read as version 4."]
    return []


def _contigs(metas: list[MetaLine]) -> list[tuple[str, int | None]]:
    found = []
    for meta in metas:
        name = meta.pairs.get("ID", "")
        if meta.key == "contig" and name:
            length = meta.pairs.get("length", "")
            found.append((name, int(length) if _LENGTH.match(length) else None))
    return found


def _keys(metas: list[MetaLine], kind: str) -> tuple[InfoKey, ...]:
    found: dict[str, InfoKey] = {}
    for meta in metas:
        name = meta.pairs.get("ID", "")
        if meta.key == kind and name and name not in found:
            number, value_type = meta.pairs.get("Number", "."), meta.pairs.get("Type", "String")
            found[name] = InfoKey(name, number, value_type, meta.pairs.get("Description", ""))
    return tuple(found.values())
