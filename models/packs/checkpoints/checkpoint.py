"""One checkpoint, whatever it comes in: a file, an archive with one, a folder with one."""

import hashlib
import os
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from models.errors import CheckpointError
from models.packs.architectures import Format
from models.packs.checkpoints.archives import is_checkpoint_name, none_found, taken_out
from models.packs.checkpoints.hdf5 import read_hdf5
from models.packs.checkpoints.pytorch import is_pytorch_zip, read_pytorch
from models.packs.checkpoints.refusal import keep_to, refused
from models.packs.checkpoints.safetensors import looks_like_safetensors, read_safetensors

_CHUNK = 1 << 20
_START = 512
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
"""How gzip, bzip2 and xz begin."""
_NAME_THE_FILE = "Name the file itself (copy it, if it is a link); nothing was imported."

Arrays = dict[str, NDArray[np.float32]]
_READERS: Final[dict[Format, Callable[[BinaryIO, str, int], Arrays]]] = {
    "keras-h5": read_hdf5,
    "torch-weights": read_pytorch,
    "safetensors": read_safetensors,
}


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file that was read: its own name, size in bytes, digests."""

    name: str
    size: int
    sha256: str
    md5: str


@dataclass(frozen=True, eq=False, slots=True)
class Checkpoint:
    """Named arrays, what they were spelled in, and the files they came out of, the outer first."""

    arrays: Arrays
    format: Format
    files: tuple[SeenFile, ...]


def read_checkpoint(path: Path, *, limit: int, scratch: Path) -> Checkpoint:
    """Read the arrays of a checkpoint.

    Parameters
    ----------
    path
        The file, an archive (zip, tar) or a folder that holds one.
    limit
        Bytes the file, and its arrays, may take.
    scratch
        A folder to unpack into.

    Raises
    ------
    CheckpointError
        It is missing, damaged, too large, holds something else than finite numbers, or asks for
        more than being read.
    """
    path = _file_in(path) if path.is_dir() and not path.is_symlink() else path
    name = path.name
    with _opened(path) as handle:
        found = _format(handle, name, limit)
        seen = [_seen(handle, name)]
        if found is not None:
            return _checkpoint(handle, found, name, limit, seen)
        inner = scratch / "unpacked"
        member = taken_out(handle, name, limit, inner)
    name = f"{member} in {name}"
    with _opened(inner) as handle:
        found = _format(handle, name, limit)
        if found is None:
            raise refused(name, "is an archive in an archive", "Unpack it yourself first.")
        seen.append(_seen(handle, Path(member).name))
        return _checkpoint(handle, found, name, limit, seen)


def _checkpoint(
    handle: BinaryIO, found: Format, name: str, limit: int, seen: list[SeenFile]
) -> Checkpoint:
    handle.seek(0)
    arrays = _READERS[found](handle, name, limit)
    if not arrays:
        raise refused(name, "holds no arrays of numbers")
    for key, array in arrays.items():
        if not np.isfinite(array).all():
            raise refused(name, f"holds numbers that are not finite ({key})")
    if not any(array.any() for array in arrays.values()):
        raise refused(name, "holds nothing but zeros")
    return Checkpoint(arrays, found, tuple(seen))


def _file_in(folder: Path) -> Path:
    """The one checkpoint that lies in a folder."""
    with os.scandir(folder) as entries:
        there = sorted(entries, key=lambda entry: entry.name)
    links = [entry.name for entry in there if entry.is_symlink()]
    if links:
        raise refused(folder.name, f"holds a link ({links[0]})", _NAME_THE_FILE)
    found = [x.name for x in there if x.is_file() and is_checkpoint_name(x.name)]
    if not found:
        raise none_found(folder.name)
    if len(found) > 1:
        raise refused(
            folder.name, f"holds several checkpoints ({', '.join(found[:4])})", _NAME_THE_FILE
        )
    return folder / found[0]


def _opened(path: Path) -> BinaryIO:
    """Open a plain file, never what a link points to, a pipe or a device."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if path.is_symlink():
            raise refused(path.name, "is a link and not a file", _NAME_THE_FILE)
        handle = os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb")
    except OSError as error:
        raise CheckpointError(
            f"{path} cannot be read: {error.strerror}.", "Check its name and permissions."
        ) from error
    if not stat.S_ISREG(os.fstat(handle.fileno()).st_mode):
        handle.close()
        raise refused(path.name, "is not a plain file", _NAME_THE_FILE)
    return handle


def _seen(handle: BinaryIO, name: str) -> SeenFile:
    handle.seek(0)
    sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    while chunk := handle.read(_CHUNK):
        sha256.update(chunk)
        md5.update(chunk)
    return SeenFile(name, handle.tell(), sha256.hexdigest(), md5.hexdigest())


def _format(handle: BinaryIO, name: str, limit: int) -> Format | None:
    """What a file is by its content, None for an archive."""
    size = os.fstat(handle.fileno()).st_size
    if size == 0:
        raise refused(name, "is empty")
    keep_to(limit, size, name, "it takes")
    start = handle.read(_START)
    if start.startswith(b"\x89HDF\r\n\x1a\n"):
        return "keras-h5"
    if start.startswith(b"PK\x03\x04"):
        return "torch-weights" if _is_of_pytorch(handle, name) else None
    if looks_like_safetensors(start, size):
        return "safetensors"
    if start.startswith(_PACKED) or start[257:262] == b"ustar":
        return None
    if start.startswith(b"\x80"):
        return "torch-weights"
    raise refused(name, _why_unknown(name))


def _why_unknown(name: str) -> str:
    if name.lower().endswith(".safetensors"):
        return "is no whole file of safetensors: it is damaged or cut off"
    return (
        "is neither HDF5 (Keras), a file of PyTorch, safetensors nor an archive with one of these"
    )


def _is_of_pytorch(handle: BinaryIO, name: str) -> bool:
    handle.seek(0)
    try:
        with zipfile.ZipFile(handle) as archive:
            return is_pytorch_zip(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refused(name, f"is not a whole zip archive: {error}") from error
