"""Reading gzip and bgzip so that all that stands before a damaged place is had.

Python's own reader drops up to a buffer of sound text before the place where it fails.
"""

import zlib
from collections.abc import Generator, Iterator
from typing import IO

_PIECE = 1 << 16
_WINDOW = zlib.MAX_WBITS | 16
_HEAD = 256
"""Bytes of a member in which its head ends."""


_CHECKS = ("incorrect data check", "incorrect length check")
"""What zlib says of the checksum and of the length behind a member."""


class DamagedTextError(zlib.error):
    """A member is not what was packed.

    `text` is what can be unpacked of it and was not given yet. `only_by_checksum` tells that all
    of it can be unpacked, and only its checksum does not agree.
    """

    def __init__(self, cause: str, text: bytes) -> None:
        super().__init__(cause)
        self.text = text
        self.only_by_checksum = any(check in cause for check in _CHECKS)


def unpacked(file: IO[bytes], *, by_member: bool) -> Iterator[bytes]:
    """Give the text of a gzip file in pieces.

    Parameters
    ----------
    by_member
        Give the text of a member only once its checksum is known to agree: for bgzip, whose
        members are small.

    Raises
    ------
    EOFError
        Where the file is cut, after all text before that place was given.
    DamagedTextError
        Where it is damaged.
    """
    packed = file.read(_PIECE)
    while packed:
        packed = yield from _member(file, packed, by_member=by_member)
        while not (packed := packed.lstrip(b"\0")):
            if not (packed := file.read(_PIECE)):
                return


def _member(file: IO[bytes], packed: bytes, *, by_member: bool) -> Generator[bytes, None, bytes]:
    """Give the text of one member; the generator's value is what follows it in the piece read."""
    unpacker = zlib.decompressobj(_WINDOW)
    held, head, n_fed = b"", b"", 0
    while packed:
        head += packed[: _HEAD - len(head)]
        n_fed += len(packed)
        before = unpacker.copy()
        try:
            held += unpacker.decompress(packed)
        except zlib.error as error:
            held += _text_before_damage(before, packed)
            raise DamagedTextError(str(error), held) from error
        if unpacker.eof:
            stated = _stated_size(head) if by_member else None
            if stated not in (None, n_fed - len(unpacker.unused_data)):
                raise DamagedTextError("a block is not as long as it says", b"")
            yield held
            return unpacker.unused_data
        if not by_member:
            yield held
            held = b""
        packed = file.read(_PIECE)
    yield held
    raise EOFError("the compressed text ends before its end mark")


def _stated_size(head: bytes) -> int | None:
    """Length of a bgzip block as it states it (SAM specification, section 4.1), None for no such.

    No checksum covers the head: a damaged one can swallow whole blocks and end in a sound one.
    """
    n_extra = int.from_bytes(head[10:12], "little")
    extra = head[12 : 12 + n_extra]
    while len(extra) > 4:
        size = int.from_bytes(extra[2:4], "little")
        if extra[:2] == b"BC":
            return int.from_bytes(extra[4:6], "little") + 1
        extra = extra[4 + size :]
    return None


def _text_before_damage(unpacker: "zlib._Decompress", packed: bytes) -> bytes:
    text = bytearray()
    try:
        for place in range(len(packed)):
            text += unpacker.decompress(packed[place : place + 1])
    except zlib.error:
        pass
    return bytes(text)
