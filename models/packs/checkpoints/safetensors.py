"""The arrays of a safetensors file."""

import json
from math import prod
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from models.packs.checkpoints.refusal import keep_to, refused

_MAX_HEADER = 64 * 2**20


def looks_like_safetensors(start: bytes, size: int) -> bool:
    """Whether a file begins like one: the length of its header, then the header in JSON."""
    return len(start) > 8 and start[8:9] == b"{" and _header_length(start) <= size - 8


def read_safetensors(handle: BinaryIO, name: str, limit: int) -> dict[str, NDArray[np.float32]]:
    """Give the arrays of a safetensors file; whole numbers are left out.

    Raises
    ------
    CheckpointError
        The file is damaged, or larger than the limit.
    """
    import torch  # noqa: PLC0415 - the window lists packs without these
    from safetensors import SafetensorError  # noqa: PLC0415
    from safetensors.torch import load  # noqa: PLC0415

    keep_to(limit, _declared(handle, name), name, "its arrays would take")
    handle.seek(0)
    try:
        found = load(handle.read())
    except (SafetensorError, ValueError, KeyError, RuntimeError) as error:
        raise refused(name, f"cannot be read as safetensors: {error}") from error
    return {
        key: np.ascontiguousarray(x.to(torch.float32).numpy())
        for key, x in found.items()
        if x.is_floating_point()
    }


def _header_length(start: bytes) -> int:
    return int.from_bytes(start[:8], "little")


def _declared(handle: BinaryIO, name: str) -> int:
    """Bytes its arrays take as float32, by the header."""
    length = _header_length(handle.read(8))
    keep_to(_MAX_HEADER, length, name, "its table of contents would take")
    try:
        header = json.loads(handle.read(length), object_pairs_hook=_no_name_twice)
        return sum(4 * prod(x["shape"]) for key, x in header.items() if key != "__metadata__")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise refused(name, f"cannot be read as safetensors: {error}") from error


def _no_name_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("one name stands twice in its table of contents")
    return found
