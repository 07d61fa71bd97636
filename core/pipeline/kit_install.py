"""Job: a kit verified and installed on a machine that may never have been connected."""

import errno
import shutil
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from core import packs
from core.domain.kit import Kit, KitFile, KitItem, KitKind
from core.domain.local_value import Registration
from core.errors import (
    DiskFullError,
    KitError,
    LicenceNotAcceptedError,
    ProblemError,
    UsageError,
)
from core.job import Progress
from core.pipeline.gene_sources import add_gene_sources
from core.pipeline.kit_build import FILES
from core.pipeline.kit_installed import installed_items, kit_folder
from core.pipeline.local_sources import add_local_source
from core.pipeline.term_index import keep_term_index
from core.sources.fetching import copy, digest
from core.sources.kit_list import LIST, read_kit, write_list

_FULL = {errno.ENOSPC, errno.EDQUOT}
_STAYS = (KitKind.REFERENCE, KitKind.GENES, KitKind.TRACK, KitKind.VARIANTS, KitKind.PANEL)
"""Kinds that are used where they lie; what packs and files on genes hold is taken over."""


def install_kit(folder: Path, accepted_by: str | None = None) -> Generator[Progress, None, Kit]:
    """Verify every file of a kit, then bring it to the data folder; gives the kit.

    Nothing is changed before every digest was found right. Files come whole or not at all; those
    that came in a run that was stopped are not copied again. Installed things are known to the
    program only once all files are there.

    Parameters
    ----------
    accepted_by
        Who accepts the licences of the packs in it; None where that was recorded before.

    Raises
    ------
    KitError
        If the kit is unfinished, or a file is missing or differs from the list.
    LicenceNotAcceptedError
        If a pack needs a consent. Nothing was changed.
    DiskFullError
        If there is no room for it. Nothing was changed.
    """
    kit = read_kit(folder)
    _demand_consent(kit, accepted_by)
    replaced = _demand_same_builds(kit)
    yield from _verified(kit, folder / FILES)
    target = kit_folder()
    target.mkdir(parents=True, exist_ok=True)
    wanted = [file for item in kit.items if item.kind in _STAYS for file in item.files]
    missing = [file for file in wanted if not _has(target, file)]
    _demand_room(target, missing)
    try:
        for file in missing:
            yield from _brought(folder / FILES / file.name, target / file.name)
    except OSError as error:
        raise _not_written(target, error) from error
    yield from _taken_over(kit, folder / FILES, accepted_by)
    _remember(kit, target)
    for told in replaced:
        yield Progress("installed", note=told)
    return kit


def _demand_same_builds(kit: Kit) -> tuple[str, ...]:
    """Say which files take the place of older ones; refuse what would replace something else."""
    older = {item.main.name: item for item in installed_items()}
    told = []
    for item in kit.items:
        known = older.get(item.main.name)
        if known is None or known.main.sha256 == item.main.sha256:
            continue
        if (known.kind, known.assembly, known.layout) != (item.kind, item.assembly, item.layout):
            raise KitError(
                f"{item.main.name}: a file of that name is installed already, for something else "
                f"({_what(known)}; this kit brings {_what(item)}).",
                "Give one of the two another `name` in its manifest and build that kit "
                "again; nothing was changed.",
            )
        told.append(f"{item.main.name} takes the place of the one installed ({_what(known)}).")
    return tuple(told)


def _what(item: KitItem) -> str:
    return ", ".join(filter(None, (item.kind, item.assembly, item.layout, item.version)))


def _demand_consent(kit: Kit, accepted_by: str | None) -> None:
    if accepted_by is not None:
        return
    for item in kit.items:
        if item.kind is not KitKind.PACK:
            continue
        status = packs.status(item.pack)
        licence = status.card.licence
        if licence.needs_consent and status.state is not packs.PackState.INSTALLED:
            raise LicenceNotAcceptedError(
                f"The pack {item.pack} of this kit stands under {licence.name} ({licence.url}), "
                "which has to be accepted first.",
                "Read the licence and install again with --accept-licence.",
            )


def _verified(kit: Kit, files: Path) -> Generator[Progress, None, None]:
    """Read every file and compare it with the list."""
    before = 0
    for file in kit.files:
        path = files / file.name
        if not path.is_file() or path.stat().st_size != file.size:
            why = "has another size than in its list" if path.is_file() else "is missing"
            raise KitError(
                f"{path}: this file of the kit {why}.",
                "Copy the kit again from where it was built; nothing was changed.",
            )
        steps = digest(path)
        found = ""
        while not found:
            try:
                yield Progress("verifying", before + next(steps), kit.size, "bytes", file.name)
            except StopIteration as end:
                found = str(end.value)
        if found != file.sha256:
            raise KitError(
                f"{path}: its SHA-256 is not the one in the list of the kit: it is damaged.",
                "Copy the kit again from where it was built; nothing was changed.",
            )
        before += file.size


def _has(target: Path, file: KitFile) -> bool:
    """A file of that very digest came here before: its name was given only once it was whole."""
    path, note = target / file.name, target / f".{file.name}.sha256"
    is_same = path.is_file() and path.stat().st_size == file.size
    return is_same and note.is_file() and note.read_text(encoding="ascii") == file.sha256


def _demand_room(target: Path, missing: list[KitFile]) -> None:
    needed, free = sum(file.size for file in missing), shutil.disk_usage(target).free
    if needed > free:
        raise DiskFullError(
            f"{target}: the kit needs {_gigabytes(needed)}, but {_gigabytes(free)} are free.",
            "Free some space, or set INTRONAUT_DATA to a folder on a larger disk; nothing was "
            "changed.",
        )


def _brought(source: Path, target: Path) -> Generator[Progress, None, None]:
    """Copy a file under another name, and give it its own once it is whole."""
    aside = target.with_name(f".{target.name}.coming")
    try:
        for done, total in copy(source, aside):
            yield Progress("copying", done, total, "bytes", target.name)
        steps = digest(aside)
        found = ""
        while not found:
            try:
                next(steps)
            except StopIteration as end:
                found = str(end.value)
        aside.replace(target)
        target.with_name(f".{target.name}.sha256").write_text(found, encoding="ascii")
    finally:
        aside.unlink(missing_ok=True)


def _taken_over(kit: Kit, files: Path, accepted_by: str | None) -> Generator[Progress, None, None]:
    """Hand each item to the part of the program that uses it."""
    sources = [files / one.main.name for one in kit.items if one.kind is KitKind.GENE_SOURCE]
    if sources:
        yield from add_gene_sources(sources)
    for item in kit.items:
        if item.kind is KitKind.TRACK:
            yield from add_local_source(_registration(item))
        elif item.kind is KitKind.VARIANTS:
            yield from _source(item)
        elif item.kind is KitKind.TERMS:
            yield from keep_term_index(files / item.main.name)
        elif item.kind is KitKind.PACK:
            path = str(files / item.main.name)
            yield from packs.install_pack(item.pack, source=path, accepted_by=accepted_by)


def _source(item: KitItem) -> Generator[Progress, None, None]:
    """Register a variant file whose fields are understood; another one is only kept, and told."""
    try:
        yield from add_local_source(_registration(item))
    except ProblemError as problem:
        told = f"{item.main.name} is kept, but no case is looked up in it: {problem}"
        yield Progress("registering", note=told)


def _registration(item: KitItem) -> Registration:
    return Registration(
        kit_folder() / item.main.name,
        item.layout,
        name=item.main.name.lower(),
        title=item.title,
        assembly=item.assembly,
        version=item.version,
        licence=item.licence,
    )


def _remember(kit: Kit, target: Path) -> None:
    """Add the items to those installed before; one with the same main file is replaced."""
    fresh = {item.main.name: item for item in kit.items}
    older = {item.main.name: item for item in installed_items()}
    write_list(replace(kit, items=tuple((older | fresh).values())), target / LIST)


def _not_written(target: Path, error: OSError) -> ProblemError:
    if error.errno in _FULL:
        return DiskFullError(
            f"{target}: no space is left for the kit.",
            "Free some space and run the same command again: what came whole is kept.",
        )
    return UsageError(
        f"{target}: it cannot be written ({error.strerror}).", "Check the data folder."
    )


def _gigabytes(n_bytes: int) -> str:
    return f"{n_bytes / 1e9:.2f} GB"
