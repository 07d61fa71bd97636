"""A published file of a kit made ready for use, and proven to be of use, before it is listed."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from core.domain.kit import KitKind
from core.domain.local_value import Registration
from core.errors import KitError, ProblemError
from core.job import Progress
from core.sources.gene_sources import read_gene_source
from core.sources.genes import load_genes
from core.sources.kit_files import (
    Done,
    index_reference,
    index_table,
    index_variants,
    is_bgzip,
    is_packed,
    make_bgzip,
    slim_variants,
    wants_index,
)
from core.sources.kit_manifest import ManifestItem
from core.sources.local_sources import BIGWIG, describe_file, layout_of
from core.sources.obo import read_obo
from core.sources.panels import read_panel
from core.sources.table_layout import TableLayout

_SHORT = 2_000_000
"""Bytes of a plain list of regions below which it is read whole where it is used."""

_MUST_HAVE_INDEX = ("allele", "base")


@dataclass(frozen=True, slots=True)
class Ready:
    """Files to be listed, the main one first, and what was done and found out."""

    paths: tuple[Path, ...]
    converted: str = ""
    layout: str = ""
    assembly: str = ""
    licence: str = ""


Steps = Generator[Progress, None, Ready]


def made_ready(wanted: ManifestItem, part: Path, aside: Path) -> Steps:
    """Make a fetched file ready in a folder, in which a fetched index may lie already.

    Yields progress, gives what is ready.

    Raises
    ------
    ProblemError
        If it is not what the manifest says, or cannot be converted.
    """
    makers = {
        KitKind.REFERENCE: _reference,
        KitKind.GENES: _genes,
        KitKind.GENE_SOURCE: _gene_source,
        KitKind.TRACK: _track,
        KitKind.VARIANTS: _variants,
        KitKind.PANEL: _panel,
        KitKind.TERMS: _terms,
    }
    target = aside / wanted.file_name
    try:
        return (yield from makers[wanted.kind](wanted, part, target))
    except ProblemError as problem:
        told = problem.cause.replace(str(target), wanted.origin).replace(str(part), wanted.origin)
        raise KitError(told, problem.remedy) from problem


def _reference(wanted: ManifestItem, part: Path, target: Path) -> Steps:
    done = (yield from _bgzipped(part, target)) if is_packed(part) else _moved(part, target)
    yield Progress("indexing", message=target.name)
    indexes, build = index_reference(target)
    if wanted.assembly and build and wanted.assembly != build:
        raise KitError(
            f"{wanted.origin}: its contigs are those of {build}, not of {wanted.assembly}.",
            "Correct the manifest.",
        )
    return Ready((target, *indexes), _and(done, "indexed"), assembly=build)


def _genes(_: ManifestItem, part: Path, target: Path) -> Steps:
    yield Progress("looking into the file", message=target.name)
    _moved(part, target)
    load_genes(target)
    return Ready((target,))


def _gene_source(_: ManifestItem, part: Path, target: Path) -> Steps:
    yield Progress("looking into the file", message=target.name)
    _moved(part, target)
    found = read_gene_source(target).source
    return Ready((target,), licence=found.licence)


def _panel(_: ManifestItem, part: Path, target: Path) -> Steps:
    yield Progress("looking into the file", message=target.name)
    _moved(part, target)
    read_panel(target)
    return Ready((target,))


def _terms(_: ManifestItem, part: Path, target: Path) -> Steps:
    yield Progress("looking into the file", message=target.name)
    _moved(part, target)
    read_obo(target)
    return Ready((target,))


def _variants(wanted: ManifestItem, part: Path, target: Path) -> Steps:
    target = _packed_name(target)
    done = yield from _told(slim_variants(part, target, wanted.keep_info), part, target)
    yield Progress("indexing", message=target.name)
    index = index_variants(target)
    if wanted.layout:
        describe_file(Registration(target, wanted.layout, assembly=wanted.assembly))
    return Ready((target, index), _and(done, "indexed"), wanted.layout)


def _track(wanted: ManifestItem, part: Path, target: Path) -> Steps:
    layout_name = wanted.layout
    if not layout_name and target.suffix.lower() in {".bw", ".bigwig"}:
        layout_name = BIGWIG
    if not layout_name:
        raise KitError(
            f"{wanted.origin}: the manifest names no layout for this track.",
            "Add `layout`; `intronaut tracks layouts` lists them.",
        )
    if layout_name == BIGWIG:
        done, index = _moved(part, target), None
    else:
        target, done, index = yield from _table(layout_of(layout_name), part, target)
    found = describe_file(
        Registration(target, layout_name, assembly=wanted.assembly, licence=wanted.licence)
    )
    paths = (target,) if index is None else (target, index)
    return Ready(paths, done, layout_name, found.assembly, found.licence)


def _table(
    layout: TableLayout, part: Path, target: Path
) -> Generator[Progress, None, tuple[Path, str, Path | None]]:
    """Make a table ready: it gets an index, but for pairs and for short plain lists of regions."""
    index = target.with_name(target.name + ".tbi")
    must_have = layout.kind.value in _MUST_HAVE_INDEX
    is_short = not is_packed(part) and part.stat().st_size < _SHORT
    if not wants_index(layout) or (is_short and not must_have):
        return target, _moved(part, target), None
    if index.is_file() and is_bgzip(part):
        return target, _moved(part, target), index
    packed = _packed_name(target)
    done = yield from _bgzipped(part, packed)
    yield Progress("indexing", message=packed.name)
    return packed, _and(done, "indexed"), index_table(packed, layout)


def _packed_name(path: Path) -> Path:
    """The name under which a text file lies once it is compressed."""
    is_named_so = path.suffix.lower() in {".gz", ".bgz"}
    return path if is_named_so else path.with_name(path.name + ".gz")


def _bgzipped(part: Path, target: Path) -> Generator[Progress, None, str]:
    if is_bgzip(part):
        return _moved(part, target)
    return (yield from _told(make_bgzip(part, target), part, target))


def _told(steps: Done, part: Path, target: Path) -> Generator[Progress, None, str]:
    """Carry a conversion out, telling how much of its source was read."""
    total = part.stat().st_size
    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            return str(end.value)
        yield Progress("converting", done, total, "bytes", target.name)


def _moved(part: Path, target: Path) -> str:
    part.replace(target)
    return ""


def _and(first: str, second: str) -> str:
    return f"{first}, {second}" if first else second
