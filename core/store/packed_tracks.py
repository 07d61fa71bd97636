"""Probabilities of REF and ALT around a variant, packed.

One byte says how, the rest is the data, little-endian: bits 1 `OFFSETS_RUN` (one int32, the first
offset; the others follow without a gap), 2 `OFFSETS_WIDE` (int32 per site, else int16), 4
`COMPRESSED` (zlib over the whole rest). After the offsets stand the float32 values of REF acceptor,
REF donor, ALT acceptor, ALT donor; where compressed, all first bytes of the values come first, then
all second bytes and so on, because the leading bytes of neighbouring probabilities are alike.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

OFFSETS_RUN = 1
OFFSETS_WIDE = 2
COMPRESSED = 4
COMPRESS_FROM = 64
"""Sites from which compressing pays."""

_LEVEL = 3


def pack_track(
    offsets: NDArray[np.int32], ref: NDArray[np.float32], alt: NDArray[np.float32]
) -> bytes:
    """Give the BLOB of n sites: `offsets` (n,), `ref` and `alt` (2, n)."""
    n_sites = len(offsets)
    if ref.shape != (2, n_sites) or alt.shape != (2, n_sites):
        raise ValueError(f"{n_sites} offsets, REF {ref.shape}, ALT {alt.shape}")
    kind, places = _pack_offsets(offsets)
    values = np.concatenate([ref, alt]).astype("<f4", copy=False)
    if n_sites < COMPRESS_FROM:
        return bytes([kind]) + places + values.tobytes()
    shuffled = values.reshape(-1).view(np.uint8).reshape(-1, 4).T.tobytes()
    return bytes([kind | COMPRESSED]) + zlib.compress(places + shuffled, _LEVEL)


def unpack_track(
    data: bytes, n_sites: int
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
    """Give offsets (n,), REF (2, n) and ALT (2, n) of a BLOB."""
    kind = data[0]
    body = zlib.decompress(data[1:]) if kind & COMPRESSED else data[1:]
    n_bytes = 16 * n_sites
    offsets = _unpack_offsets(kind, body[: len(body) - n_bytes], n_sites)
    raw = np.frombuffer(body, np.uint8, n_bytes, len(body) - n_bytes)
    if kind & COMPRESSED:
        raw = np.ascontiguousarray(raw.reshape(4, -1).T).reshape(-1)
    values = raw.view("<f4").astype(np.float32).reshape(4, n_sites)
    return offsets, values[:2], values[2:]


def _pack_offsets(offsets: NDArray[np.int32]) -> tuple[int, bytes]:
    if len(offsets) > 2 and bool((np.diff(offsets.astype(np.int64)) == 1).all()):
        return OFFSETS_RUN, offsets[:1].astype("<i4").tobytes()
    if len(offsets) and np.abs(offsets.astype(np.int64)).max() > np.iinfo(np.int16).max:
        return OFFSETS_WIDE, offsets.astype("<i4").tobytes()
    return 0, offsets.astype("<i2").tobytes()


def _unpack_offsets(kind: int, data: bytes, n_sites: int) -> NDArray[np.int32]:
    if kind & OFFSETS_RUN:
        (first,) = np.frombuffer(data, "<i4")
        return np.arange(first, int(first) + n_sites, dtype=np.int32)
    return np.frombuffer(data, "<i4" if kind & OFFSETS_WIDE else "<i2").astype(np.int32)
