"""Tracks and tables registered on this computer: found out about, and opened."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from core.domain.assembly import Assembly, contig_length
from core.domain.element import ElementKind, LinkKind
from core.domain.known_allele import KnownKind
from core.domain.local_value import LocalSource, Registration
from core.domain.zone import Zone
from core.errors import AssemblyUnprovenError, InputFileError, UsageError
from core.sources.bigwig import BigWig
from core.sources.domain_table import DomainTable
from core.sources.eqtl_table import EqtlTable
from core.sources.junction_table import JunctionTable
from core.sources.known_fields import guessed_kind
from core.sources.known_vcf import KnownVcf, header_of, info_keys
from core.sources.region_table import LinkTable, RegionTable
from core.sources.table_layout import TableKind, TableLayout, own_layout, preset, presets
from core.sources.value_table import ValueTable

BIGWIG = "bigwig"
OPENED = BigWig | ValueTable | RegionTable | LinkTable | JunctionTable | DomainTable | KnownVcf

_PART = 2**20
_BIGWIG_ENDINGS = (".bw", ".bigwig")
_TABLES: dict[TableKind, Callable[[Path, TableLayout], OPENED]] = {
    TableKind.ALLELE: ValueTable,
    TableKind.BASE: ValueTable,
    TableKind.REGION: RegionTable,
    TableKind.LINK: lambda path, layout: (
        EqtlTable if layout.evidence is LinkKind.EQTL else LinkTable
    )(path, layout),
    TableKind.JUNCTION: JunctionTable,
    TableKind.DOMAIN: DomainTable,
}
_TELLING = 2
"""Contigs of the right length that prove a build."""


def describe_file(asked: Registration) -> LocalSource:
    """Open a file once to see that it can be read, and give what is known about it.

    Raises
    ------
    InputFileError
        If it cannot be read, lacks its index, or does not fit the layout.
    UsageError
        If the layout is not known or does not fit the build.
    AssemblyUnprovenError
        If nothing tells the build.
    """
    path = asked.path.absolute()
    layout_name, cell_type = asked.layout or _guessed(path), asked.cell_type
    if is_known_vcf(layout_name):
        return _describe_known(asked, path, layout_name)
    if layout_name == BIGWIG:
        title, assembly = asked.title or path.stem, _build_of_bigwig(path, asked.assembly)
        short = title
        kind, worse, licence = BIGWIG, "neither", "not stated"
    else:
        layout = layout_of(layout_name)
        cell_type = asked.cell_type or layout.cell_type_of(path.name)
        with closing(_open_table(path, layout)) as table:
            told = table.build if isinstance(table, EqtlTable) else ""
        title = asked.title or layout.title_of(path.name, cell_type)
        short = asked.title or ": ".join(filter(None, (layout.title, cell_type)))
        assembly = _build_of_table(path, layout, asked.assembly, told)
        kind, worse, licence = layout.kind.value, layout.worse.value, layout.licence
    return LocalSource(
        name=asked.name or _short(short),
        title=title,
        layout=layout_name,
        kind=kind,
        path=str(path),
        digest=identity(path),
        assembly=assembly,
        version=asked.version,
        licence=asked.licence or licence,
        worse=worse,
        cell_type=cell_type,
    )


def open_source(source: LocalSource) -> OPENED:
    """Open a registered file; the caller closes it.

    Raises
    ------
    InputFileError
        If it is gone, has changed since it was registered, or cannot be read.
    """
    path = Path(source.path)
    if not path.is_file():
        raise InputFileError(path, "the file is not there.", "Put it back, or register it anew.")
    if identity(path) != source.digest:
        raise InputFileError(
            path, "the file has changed since it was registered.", "Register it anew."
        )
    if source.layout == BIGWIG:
        return BigWig(path)
    if is_known_vcf(source.layout):
        return open_known(path, source.layout)
    table = _open_table(path, layout_of(source.layout))
    if isinstance(table, RegionTable):
        table.cell_type = source.cell_type
    return table


def layout_of(name: str) -> TableLayout:
    """Give a published layout, or the one a column mapping tells."""
    return own_layout(name) if "=" in name else preset(name)


def zone_of(source: LocalSource) -> str:
    """Give what the regions of a registered list are to the gates, "" for nothing."""
    if source.kind != TableKind.REGION:
        return ""
    return layout_of(source.layout).zone or ""


def lists_elements(source: LocalSource) -> bool:
    """Tell whether a registered table lists elements."""
    return zone_of(source) == Zone.ELEMENT


def element_of(source: LocalSource) -> ElementKind | None:
    """Give what the elements of a table are where a row does not say it, None for no word on it."""
    return layout_of(source.layout).element


def evidence_of(source: LocalSource) -> LinkKind | None:
    """Give what kind of evidence a registered table of links is, None for another table."""
    if source.kind != TableKind.LINK:
        return None
    return layout_of(source.layout).evidence


def missense_tool(source: LocalSource) -> str:
    """Give the missense predictor whose scores a registered table holds, "" for none."""
    if source.kind != TableKind.ALLELE:
        return ""
    layout = layout_of(source.layout)
    return layout.title if layout.missense else ""


def is_known_vcf(layout: str) -> bool:
    """Tell whether a layout is that of a VCF of population frequencies or of ClinVar."""
    return layout.partition(":")[0] in set(KnownKind)


def open_known(path: Path, layout: str) -> KnownVcf:
    """Open a VCF of alleles; a layout `frequency:KEY` names the field of the frequency.

    Raises
    ------
    InputFileError
        If it cannot be used.
    """
    kind, _, key = layout.partition(":")
    return KnownVcf(path, KnownKind(kind), key)


def _describe_known(asked: Registration, path: Path, layout: str) -> LocalSource:
    with open_known(path, layout) as file:
        build, dated, kind = file.build, file.dated, file.kind
    if asked.assembly and build and build != asked.assembly:
        raise UsageError(
            f"{path}: its header is that of {build}, not of {asked.assembly}.",
            "Choose the file of the right build.",
        )
    titles = {KnownKind.CLINVAR: "ClinVar", KnownKind.OWN: "Own pathogenic variants"}
    licences = {
        KnownKind.CLINVAR: "free to use, citing ClinVar (NCBI)",
        KnownKind.OWN: "own data",
    }
    title = asked.title or titles.get(kind, path.name.partition(".vcf")[0])
    licence = licences.get(kind, "not stated")
    return LocalSource(
        name=asked.name or _short(title),
        title=title,
        layout=layout,
        kind=kind.value,
        path=str(path),
        digest=identity(path),
        assembly=_demand(path, asked.assembly or build),
        version=asked.version or dated,
        licence=asked.licence or licence,
    )


def _guessed_vcf(path: Path) -> str:
    kind = guessed_kind(key for key, _ in info_keys(header_of(path)))
    if kind is None:
        raise UsageError(
            f"{path.name}: nothing in its header tells what its fields are.",
            "Name the layout: frequency, frequency:KEY with the INFO key to read, or clinvar.",
        )
    return kind.value


def identity(path: Path) -> str:
    """Digest of size, first and last mebibyte of a file.

    Raises
    ------
    InputFileError
        If it cannot be read.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_PART)
            file.seek(max(0, size - _PART))
            tail = file.read(_PART)
    except OSError as error:
        raise InputFileError(
            path, f"it cannot be read ({error.strerror}).", "Check the name of the file."
        ) from error
    return hashlib.sha256(b"%d\n" % size + head + tail).hexdigest()


def _open_table(path: Path, layout: TableLayout) -> OPENED:
    if not path.is_file():
        raise InputFileError(path, "the file is not there.", "Check the name of the file.")
    return _TABLES[layout.kind](path, layout)


def _guessed(path: Path) -> str:
    name = path.name.lower()
    if name.endswith(_BIGWIG_ENDINGS):
        return BIGWIG
    if name.endswith((".bed", ".bed.gz")):
        return "bed"
    if name.endswith((".bedpe", ".bedpe.gz")):
        return "bedpe"
    if name.endswith((".vcf.gz", ".vcf.bgz", ".vcf")):
        return _guessed_vcf(path)
    raise UsageError(
        f"{path.name}: nothing tells how its columns are to be read.",
        f"Name a layout (bigwig, frequency, clinvar, {', '.join(sorted(presets()))}) or map the columns yourself.",
    )


def _build_of_bigwig(path: Path, stated: str) -> str:
    with BigWig(path) as track:
        lengths = track.lengths
    found = [
        build.value
        for build in (Assembly.GRCH37, Assembly.GRCH38)
        if sum(contig_length(build, one) == n for one, n in lengths.items() if one != "chrM")
        >= _TELLING
    ]
    if stated and found and stated not in found:
        raise UsageError(
            f"{path}: the lengths of its contigs are those of {found[0]}, not of {stated}.",
            "Choose the file of the right build.",
        )
    return _demand(path, stated or "".join(found[:1]))


def _build_of_table(path: Path, layout: TableLayout, stated: str, told: str) -> str:
    """Give the build as stated, else as the layout, the rows or the name of the file tell it."""
    known = layout.assemblies
    if stated and told and stated != told:
        raise UsageError(
            f"{path}: its variants are spelled with {told}, not with {stated}.",
            "Choose the file of the right build.",
        )
    if stated and known and stated not in known:
        raise UsageError(
            f"{layout.title} was not published for {stated}.", f"Known are: {', '.join(known)}."
        )
    only = known[0] if len(known) == 1 else ""
    named = [one for one, words in _NAMED.items() if any(word in path.name for word in words)]
    return _demand(path, stated or only or told or (named[0] if len(named) == 1 else ""))


_NAMED = {"GRCh37": ("hg19", "GRCh37", "b37"), "GRCh38": ("hg38", "GRCh38", "b38")}


def _demand(path: Path, build: str) -> str:
    if not build:
        raise AssemblyUnprovenError(
            f"{path}: nothing shows of which genome build it is.",
            "State the genome build with it, GRCh37 or GRCh38.",
        )
    return build


def _short(title: str) -> str:
    kept = "".join(one if one.isalnum() else "-" for one in title.lower())
    return "-".join(filter(None, kept.split("-")))[:40] or "track"
