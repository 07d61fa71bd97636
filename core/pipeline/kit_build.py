"""Job: a kit gathered on a connected machine, from files and addresses in a manifest."""

import errno
import shutil
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core.domain.kit import Kit, KitFile, KitItem, KitKind
from core.errors import DiskFullError, KitError
from core.job import Progress
from core.packs import bundle_pack
from core.pipeline.kit_ready import Ready, made_ready
from core.sources.fetching import copy, digest, fetch
from core.sources.kit_list import LIST, UNFINISHED, read_list, write_list
from core.sources.kit_manifest import (
    Manifest,
    ManifestItem,
    is_address,
    local_path,
    read_manifest,
)
from core.version import VERSION

FILES, PARTS = "files", "parts"
_FULL = {errno.ENOSPC, errno.EDQUOT}


def build_kit(folder: Path, manifest_file: Path) -> Generator[Progress, None, Kit]:
    """Gather, check, convert and list everything a manifest names; gives the kit.

    What was finished before, in a run that was stopped or for an older manifest, is kept; a
    download that was cut goes on. The list appears only once the kit is whole.

    Raises
    ------
    KitError
        If something cannot be had, has another digest than stated, or cannot be converted.
    DiskFullError
        If there is no room.
    """
    manifest = read_manifest(manifest_file)
    builder = _Builder(folder, manifest, manifest_file.parent)
    try:
        return (yield from builder.build())
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFullError(
                f"{folder}: no space is left for the kit.",
                "Free some space and run the same command again: what is done is kept.",
            ) from error
        raise KitError(
            f"{error.filename or folder}: it cannot be written ({error.strerror}).",
            "Choose a folder that you may write to.",
        ) from error


@dataclass(slots=True)
class _Builder:
    """A kit in the making."""

    folder: Path
    manifest: Manifest
    base: Path
    items: list[KitItem] = field(default_factory=list)

    def build(self) -> Generator[Progress, None, Kit]:
        for name in (FILES, PARTS):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        known = self._known()
        (self.folder / LIST).unlink(missing_ok=True)
        for wanted in self.manifest.item:
            recipe = wanted.recipe(self.base)
            ready = known.get(recipe)
            if ready is None:
                ready = yield from self._make(wanted, recipe)
            self.items.append(ready)
            write_list(self._kit([*self.items, *known.values()]), self.folder / UNFINISHED)
        self._drop_what_is_not_listed()
        kit = self._kit(self.items)
        write_list(kit, self.folder / LIST)
        (self.folder / UNFINISHED).unlink(missing_ok=True)
        shutil.rmtree(self.folder / PARTS, ignore_errors=True)
        return kit

    def _known(self) -> dict[str, KitItem]:
        """Items made before whose files are all there, by recipe."""
        found: dict[str, KitItem] = {}
        for name in (LIST, UNFINISHED):
            if (self.folder / name).is_file():
                for item in read_list(self.folder / name).items:
                    if all(self._is_there(file) for file in item.files):
                        found[item.recipe] = item
        return found

    def _is_there(self, file: KitFile) -> bool:
        path = self.folder / FILES / file.name
        return path.is_file() and path.stat().st_size == file.size

    def _make(self, wanted: ManifestItem, recipe: str) -> Generator[Progress, None, KitItem]:
        aside = self.folder / PARTS / f"{recipe[:16]}.ready"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        try:
            if wanted.kind is KitKind.PACK:
                ready, published = (yield from self._pack(wanted, aside)), ""
            else:
                part = self.folder / PARTS / f"{recipe[:16]}.part"
                published = yield from self._fetched(wanted, part)
                yield from self._index(wanted, aside)
                ready = yield from made_ready(wanted, part, aside)
                part.unlink(missing_ok=True)
            files = yield from self._placed(ready.paths)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        return KitItem(
            kind=wanted.kind,
            files=files,
            recipe=recipe,
            origin=wanted.origin if is_address(wanted.origin) else Path(wanted.origin).name,
            published_sha256=published,
            converted=ready.converted,
            title=wanted.title,
            layout=ready.layout,
            assembly=ready.assembly or wanted.assembly,
            version=wanted.version,
            licence=wanted.licence or ready.licence,
            pack=wanted.pack,
        )

    def _fetched(self, wanted: ManifestItem, part: Path) -> Generator[Progress, None, str]:
        """Bring the published file and give its digest, which has to be the one stated."""
        source = local_path(wanted.origin, self.base)
        steps = fetch(wanted.origin, part) if source is None else copy(source, part)
        for done, total in steps:
            yield Progress("fetching", done, total, "bytes", wanted.file_name)
        found = yield from _digest(part, "checking")
        if wanted.sha256 and found != wanted.sha256:
            part.unlink()
            raise KitError(
                f"{wanted.origin}: its SHA-256 is {found}, but the manifest states {wanted.sha256}.",
                "Check address and digest; nothing of this file was kept.",
            )
        return found

    def _index(self, wanted: ManifestItem, aside: Path) -> Generator[Progress, None, None]:
        """Bring a ready index: the one stated, or what lies beside a local file."""
        source = local_path(wanted.origin, self.base)
        beside = None if source is None else source.with_name(source.name + ".tbi")
        if not wanted.index and (beside is None or not beside.is_file()):
            return
        target = aside / f"{wanted.file_name}.tbi"
        chosen = local_path(wanted.index, self.base) if wanted.index else beside
        steps = fetch(wanted.index, target) if chosen is None else copy(chosen, target)
        for done, total in steps:
            yield Progress("fetching", done, total, "bytes", target.name)
        target.with_name(target.name + ".tag").unlink(missing_ok=True)

    def _pack(self, wanted: ManifestItem, aside: Path) -> Generator[Progress, None, Ready]:
        target = aside / wanted.file_name
        source = local_path(wanted.origin, self.base)
        yield from bundle_pack(
            wanted.pack, str(source) if source else wanted.origin or None, target
        )
        return Ready((target,), "the files of the pack, as published")

    def _placed(self, paths: Sequence[Path]) -> Generator[Progress, None, tuple[KitFile, ...]]:
        found = []
        for path in paths:
            sha256 = yield from _digest(path, "computing digests")
            size = path.stat().st_size
            path.replace(self.folder / FILES / path.name)
            found.append(KitFile(path.name, size, sha256))
        return tuple(found)

    def _drop_what_is_not_listed(self) -> None:
        listed = {file.name for item in self.items for file in item.files}
        for path in (self.folder / FILES).iterdir():
            if path.name not in listed:
                path.unlink()

    def _kit(self, items: Sequence[KitItem]) -> Kit:
        each = {item.recipe: item for item in items}
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return Kit(self.manifest.title, now, VERSION, tuple(each.values()))


def _digest(path: Path, stage: str) -> Generator[Progress, None, str]:
    total = path.stat().st_size
    steps = digest(path)
    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            return str(end.value)
        yield Progress(stage, done, total, "bytes", path.name)
