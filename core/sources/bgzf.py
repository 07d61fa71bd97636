"""Writing bgzip: gzip in blocks of at most 64 KiB (SAM specification, section 4.1).

pysam's own writer ends the process where the file cannot be opened; here it is an `OSError`.
"""

import struct
import zlib
from typing import IO

from core.sources.vcf_stream import BGZF_END

_BLOCK = 65_280
_HEAD = b"\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff\x06\x00BC\x02\x00"
_AROUND = len(_HEAD) + 2 + 8
_LEVEL = 6


class BgzfWriter:
    """Compresses what is written to it into `file`, which it closes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._waiting = bytearray()

    def write(self, data: bytes) -> None:
        """Take more bytes; whole blocks go to the file at once."""
        self._waiting += data
        while len(self._waiting) >= _BLOCK:
            self._file.write(_block(bytes(self._waiting[:_BLOCK])))
            del self._waiting[:_BLOCK]

    def close(self) -> None:
        """Write the rest and the end block, and close the file."""
        try:
            if self._waiting:
                self._file.write(_block(bytes(self._waiting)))
            self._waiting.clear()
            self._file.write(BGZF_END)
        finally:
            self._file.close()


def _block(data: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(data) + packer.flush()
    size = struct.pack("<H", len(packed) + _AROUND - 1)
    return _HEAD + size + packed + struct.pack("<II", zlib.crc32(data), len(data))
