"""A splice profile as bytes and back, exact to the last bit.

One byte says whether gains and losses follow (what an engine that sees tissues is masked by, so
that it is masked alike afterwards), four the distance; the rest is zlib over float32
values, little-endian, all first bytes of the values before all second ones and so on: leading
bytes of neighbouring probabilities are alike. ALT stands as the bits in which it differs from REF,
which are few wherever the variant does little.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

from models.splice.protocol import SpliceProfile

_LEVEL = 1
_HEAD = 5
_PLAIN, _WITH_CHANGES = 1, 2
_MOST_BASES = 1 << 20


def pack_profile(profile: SpliceProfile) -> bytes:
    """Give the bytes of a profile.

    Raises
    ------
    ValueError
        If an array has not the shape the distance asks for.
    """
    shape = (2, 2 * profile.distance + 1)
    parts = [profile.ref, profile.alt]
    has_changes = profile.gains is not None and profile.losses is not None
    if profile.gains is not None and profile.losses is not None:
        parts += [profile.gains, profile.losses]
    bits = [_bits(part) for part in parts]
    if any(part.shape != shape for part in bits):
        raise ValueError(f"arrays of a profile of distance {profile.distance} are not {shape}")
    bits[1] = bits[1] ^ bits[0]
    planes = np.stack(bits).reshape(-1).view(np.uint8).reshape(-1, 4).T
    kind = _WITH_CHANGES if has_changes else _PLAIN
    head = bytes([kind]) + profile.distance.to_bytes(_HEAD - 1, "little")
    return head + zlib.compress(planes.tobytes(), _LEVEL)


def unpack_profile(data: bytes) -> SpliceProfile | None:
    """Give the profile, None where the bytes are damaged."""
    kind = data[0] if data else 0
    distance = int.from_bytes(data[1:_HEAD], "little")
    if kind not in (_PLAIN, _WITH_CHANGES) or distance > _MOST_BASES:
        return None
    shape = (2 * kind, 2, 2 * distance + 1)
    try:
        raw = zlib.decompress(data[_HEAD:])
    except zlib.error:
        return None
    if len(raw) != 4 * int(np.prod(shape)):
        return None
    planes = np.frombuffer(raw, np.uint8).reshape(4, -1)
    bits = np.ascontiguousarray(planes.T).view("<u4").astype(np.uint32).reshape(shape)
    bits[1] ^= bits[0]
    values = bits.view(np.float32)
    changes = (values[2], values[3]) if kind == _WITH_CHANGES else (None, None)
    return SpliceProfile(distance, values[0], values[1], *changes)


def _bits(values: NDArray[np.float32]) -> NDArray[np.uint32]:
    return np.ascontiguousarray(values, dtype="<f4").view("<u4")
