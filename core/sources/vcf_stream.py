"""Lines of a text VCF, plain or compressed, with the place in the file they came from."""

import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Self

from core.errors import DamagedFileError, VcfFormatError
from core.sources.gunzip import DamagedTextError, unpacked

BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
"""The empty last block of every complete bgzip or BCF file (SAM specification, section 4.1.2)."""

_CHUNK = 1 << 19
_HEAD = 4096
_GZIP = b"\x1f\x8b"
_BCF = b"BCF"

_NO_END = "the bgzip end block is missing, so the file was cut."
_DAMAGED = "Copy the file again from where it came from, or make it anew."


class VcfStream:
    """Lines of one file without their line ends, in chunks.

    Parameters
    ----------
    path
        A plain, gzip or bgzip text file.
    only_sound
        Give no line that may be damaged, and take a file without its last block.

    Attributes
    ----------
    n_lines
        Lines given so far.
    n_sound
        Once the file proved damaged: of the lines given, those before the damage for certain.
    has_windows_line_ends
        A line given so far ended with CR LF.
    ends_with_newline
        True unless a plain text file stops inside a line. In a compressed file the checksums
        say whether it is complete, so that a missing last line end means nothing there.

    Raises
    ------
    VcfFormatError
        When the file cannot be opened, is empty, is BCF, or is bgzip without its last block.
    """

    def __init__(self, path: Path, *, only_sound: bool = False) -> None:
        self._path = path
        self._only_sound = only_sound
        self.size = _file_size(path)
        self._raw: IO[bytes] = path.open("rb")
        self.kind, self._fault = sniff(path, takes_cut=only_sound)
        self.n_lines = 0
        self.n_sound = 0
        self.has_windows_line_ends = False
        self.ends_with_newline = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._raw.close()

    @property
    def bytes_read(self) -> int:
        """Bytes of the file on disk that were consumed."""
        return self._raw.tell()

    def chunks(self) -> Iterator[list[bytes]]:
        """Give the lines in lists; CR LF line ends are taken as LF.

        Raises
        ------
        EOFError, OSError, zlib.error
            Where the compressed data is cut or damaged, after all lines that could be unpacked.
        """
        rest = b""
        for data in self._pieces():
            lines = (rest + data).split(b"\n")
            rest = lines.pop()
            if lines:
                yield self._counted(lines)
        if rest:
            self.ends_with_newline = self.kind != "text" and not self._fault
            yield self._counted([rest])

    def _pieces(self) -> Iterator[bytes]:
        """Give the text in pieces of about `_CHUNK` bytes."""
        if self.kind == "text":
            yield from iter(partial(self._raw.read, _CHUNK), b"")
            return
        held: list[bytes] = []
        size = 0
        try:
            for piece in unpacked(self._raw, by_member=self.kind == "bgzip"):
                held.append(piece)
                size += len(piece)
                if size >= _CHUNK:
                    yield b"".join(held)
                    held, size = [], 0
        except DamagedTextError as error:
            yield b"".join(held)
            self.n_sound = self.n_lines if self.kind == "bgzip" else 0
            if not self._only_sound:
                yield error.text
            raise
        except DAMAGE:
            yield b"".join(held)
            self.n_sound = self.n_lines
            raise
        yield b"".join(held)

    def _counted(self, lines: list[bytes]) -> list[bytes]:
        self.n_lines += len(lines)
        if lines[0].endswith(b"\r"):
            self.has_windows_line_ends = True
            return [line.removesuffix(b"\r") for line in lines]
        return lines


DAMAGE = (EOFError, OSError, zlib.error)
"""What reading a cut or damaged compressed file raises."""


def sniff(path: Path, *, takes_cut: bool = False) -> tuple[str, str]:
    """Say what a variant file is by its bytes: "text", "gzip", "bgzip" or "bcf".

    And what is wrong with its end, which only `takes_cut` lets pass.

    Raises
    ------
    VcfFormatError
        When the file cannot be read or is empty, or lacks the last block of its bgzip layout.
    """
    _file_size(path)
    try:
        with path.open("rb") as file:
            head = file.read(18)
    except OSError as error:
        raise _unreadable(path, error) from error
    if not head:
        raise VcfFormatError(path, None, "the file is empty.", "Choose a VCF or BCF file.")
    if head[:3] == _BCF:
        return "bcf", ""
    if head[:2] != _GZIP:
        return "text", ""
    if head[12:14] != b"BC" or not head[3] & 4:
        return "gzip", ""
    fault = "" if _has_end_block(path) else _NO_END
    if fault and not takes_cut:
        raise DamagedFileError(path, fault)
    return "bcf" if _first_bytes(path) == _BCF else "bgzip", fault


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(file.read(_HEAD), 3)
    except DAMAGE as error:
        raise VcfFormatError(
            path, None, f"damaged at its very start ({error}).", _DAMAGED
        ) from error


def _has_end_block(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-min(len(BGZF_END), path.stat().st_size), 2)
        return file.read() == BGZF_END


def _file_size(path: Path) -> int:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error
    if path.is_dir():
        raise VcfFormatError(path, None, "this is a folder.", "Choose a VCF or BCF file.")
    return size


def _unreadable(path: Path, error: OSError) -> VcfFormatError:
    reason = error.strerror or type(error).__name__
    return VcfFormatError(
        path, None, f"cannot be read ({reason}).", "Check the path and the permission to read it."
    )


def damaged(path: Path, where: str, error: Exception) -> DamagedFileError:
    """Give the error for a file that cannot be read on."""
    return DamagedFileError(path, f"cut or damaged {where} ({error}).")


def after_record(number: int) -> str:
    """Say where, by the last record before it."""
    return f"after record {number:,}" if number else "before the first record"
