"""The one checkpoint in a zip or tar archive, written out under a name of ours."""

import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from models.errors import CheckpointError
from models.packs.checkpoints.refusal import keep_to, refused

SUFFIXES = (".h5", ".hdf5", ".keras", ".pt", ".pth", ".bin", ".ckpt", ".safetensors")
"""How names of checkpoints end."""

_MAX_MEMBERS = 10_000
_ENCRYPTED = 0x1
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, LZMAError,
    EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the libraries raise on archives that are cut, damaged or packed in an unknown way."""


@dataclass(frozen=True, slots=True)
class _Member:
    """Name and declared size of a file in an archive, and what opens it."""

    name: str
    size: int
    is_link: bool
    entry: zipfile.ZipInfo | tarfile.TarInfo


def is_checkpoint_name(name: str) -> bool:
    """Whether a file is a checkpoint by the end of its name; hidden ones never are."""
    base = PurePosixPath(name).name
    return base.lower().endswith(SUFFIXES) and not base.startswith((".", "__"))


def taken_out(handle: BinaryIO, name: str, limit: int, target: Path) -> str:
    """Write the one checkpoint of an archive to `target`; gives the name it has in there.

    Raises
    ------
    CheckpointError
        The archive is damaged, holds none or several, names a place outside itself or a name
        twice, holds links, or would take more room than the limit.
    """
    handle.seek(0)
    try:
        if zipfile.is_zipfile(handle):
            with zipfile.ZipFile(handle) as zipped:
                return _taken_out(zipped, _zip_members(zipped, name), name, limit, target)
        handle.seek(0)
        with tarfile.open(fileobj=handle, mode="r:*") as tape:
            return _taken_out(tape, _tar_members(tape, name), name, limit, target)
    except _DAMAGED as error:
        raise refused(name, f"is not a whole archive: {error or type(error).__name__}") from error


def _taken_out(
    archive: zipfile.ZipFile | tarfile.TarFile,
    members: Iterator[_Member],
    name: str,
    limit: int,
    target: Path,
) -> str:
    names: set[str] = set()
    found, declared = "", 0
    for member in members:
        _check_name(member, names, name)
        names.add(member.name)
        declared += member.size
        # Before the next entry: to get there a packed archive has to unpack this one.
        keep_to(limit, declared, name, "what it holds would take")
        if is_checkpoint_name(member.name):
            if found:
                raise _several(name, (found, member.name))
            found = member.name
            with _opened(archive, member) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
            if target.stat().st_size != member.size:
                raise refused(name, f"is cut: {found} ends early")
    if not found:
        raise none_found(name)
    return found


def _zip_members(archive: zipfile.ZipFile, name: str) -> Iterator[_Member]:
    for entry in archive.infolist():
        if entry.flag_bits & _ENCRYPTED:
            raise refused(name, "is locked with a password", "Unpack it yourself first.")
        if not entry.is_dir():
            is_link = stat.S_ISLNK(entry.external_attr >> 16)
            yield _Member(entry.filename, entry.file_size, is_link, entry)


def _tar_members(archive: tarfile.TarFile, name: str) -> Iterator[_Member]:
    for entry in archive:
        if entry.issparse() or not (
            entry.isreg() or entry.isdir() or entry.issym() or entry.islnk()
        ):
            raise refused(name, f"holds something else than plain files ({entry.name})")
        if not entry.isdir():
            yield _Member(entry.name, entry.size, not entry.isreg(), entry)


def _check_name(member: _Member, names: set[str], name: str) -> None:
    path = PurePosixPath(member.name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise refused(name, f"names a place outside itself ({member.name})")
    if member.is_link:
        raise refused(name, f"holds a link ({member.name})")
    if member.name in names:
        raise refused(name, f"holds {member.name} twice")
    if len(names) >= _MAX_MEMBERS:
        raise refused(name, f"holds more than {_MAX_MEMBERS:,} files")


def _opened(archive: zipfile.ZipFile | tarfile.TarFile, member: _Member) -> IO[bytes]:
    if isinstance(archive, zipfile.ZipFile) and isinstance(member.entry, zipfile.ZipInfo):
        return archive.open(member.entry)
    if isinstance(archive, tarfile.TarFile) and isinstance(member.entry, tarfile.TarInfo):
        source = archive.extractfile(member.entry)
        if source is not None:
            return source
    raise TypeError(member)


def none_found(name: str) -> CheckpointError:
    """Say that there is no checkpoint in a folder or archive."""
    return refused(
        name,
        "holds no checkpoint",
        f"Name a file that ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}.",
    )


def _several(name: str, found: tuple[str, ...]) -> CheckpointError:
    return refused(
        name,
        f"holds several checkpoints ({', '.join(found[:4])})",
        "Unpack it and name the one that is meant.",
    )
