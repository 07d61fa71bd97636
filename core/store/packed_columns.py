"""Arrays of one length in one compressed BLOB.

Each array is little-endian and split into its bytes (all lowest bytes, then all second bytes ...):
most are zero or change slowly, so that zlib at its quickest level packs them well. The BLOB names
nothing: who reads it knows the layout.
"""

import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LEVEL = 1

Layout = Mapping[str, np.dtype[Any]]
Columns = dict[str, NDArray[Any]]


def pack_columns(columns: Mapping[str, NDArray[Any]], layout: Layout) -> bytes:
    """Give the BLOB of the columns that `layout` names, each turned into its type."""
    return zlib.compress(
        b"".join(_planes(np.asarray(columns[name]).astype(kind)) for name, kind in layout.items()),
        _LEVEL,
    )


def unpack_columns(data: bytes, layout: Layout, n_rows: int) -> Columns:
    """Give the columns of a BLOB.

    Raises
    ------
    ValueError
        If it does not hold `n_rows` rows of this layout.
    """
    try:
        plain = zlib.decompress(data)
    except zlib.error as error:
        raise ValueError("a chunk of columns cannot be unpacked") from error
    if len(plain) != n_rows * sum(kind.itemsize for kind in layout.values()):
        raise ValueError("a chunk of columns has the wrong size")
    columns: Columns = {}
    start = 0
    for name, kind in layout.items():
        size = n_rows * kind.itemsize
        planes = np.frombuffer(plain, np.uint8, size, start).reshape(kind.itemsize, n_rows)
        columns[name] = np.ascontiguousarray(planes.T).view(kind).reshape(n_rows)
        start += size
    return columns


def _planes(column: NDArray[Any]) -> bytes:
    size = column.dtype.itemsize
    flat = np.ascontiguousarray(column).view(np.uint8).reshape(len(column), size)
    return flat.T.tobytes()
