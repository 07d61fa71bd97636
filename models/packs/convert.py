"""Published files to installed files: networks become safetensors, no code in them is run."""

import hashlib
import io
import pickle
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.errors import PackDigestError, PackReadError
from models.packs.catalogue import PackMember
from models.packs.deepbind_files import deepbind_models, deepbind_weights
from models.packs.jaspar_files import jaspar_counts, jaspar_motifs


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
    """Safetensors of a Keras HDF5 network, layer by layer.

    Names are `<layer>.<variable>` (`conv1d_1.kernel`, `batch_normalization_1.gamma`). Kernels of
    one-dimensional convolutions, stored (width, in, out), become (out, in, width). Numbers are
    read from the file's arrays only; the pickled or JSON parts of such files are never touched.
    """
    # Only the installer needs these two; the window lists packs without them.
    import h5py  # noqa: PLC0415
    from safetensors.numpy import save  # noqa: PLC0415

    arrays: dict[str, NDArray[np.float32]] = {}
    try:
        with h5py.File(io.BytesIO(published), "r") as handle:
            root = handle.get("model_weights", handle)
            for layer in root:
                for inner in root[layer].values():
                    for variable, data in inner.items():
                        name = f"{layer}.{variable.partition(':')[0]}"
                        arrays[name] = _torch_layout(np.asarray(data, dtype=np.float32))
    except (OSError, KeyError, AttributeError, ValueError) as error:
        raise PackReadError(
            f"A network file cannot be read as HDF5: {error}.",
            "Fetch the package again; nothing was installed.",
        ) from error
    return bytes(save(arrays))


def torch_weights_to_safetensors(published: bytes) -> bytes:
    """Safetensors of the arrays of a file that PyTorch saved, under the names they have there.

    Read with `weights_only`: anything but arrays in the file is refused, not run. Counters of the
    training (whole numbers) are left out.
    """
    # Only the installer needs these two, in its own process; the window lists packs without them.
    import torch  # noqa: PLC0415
    from safetensors.torch import save  # noqa: PLC0415

    again = "Fetch the file again; nothing was installed."
    try:
        found = torch.load(io.BytesIO(published), map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, KeyError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise PackReadError(
            f"A network file cannot be read as weights of PyTorch: {reason}.", again
        ) from error
    if not isinstance(found, dict) or not all(isinstance(x, torch.Tensor) for x in found.values()):
        raise PackReadError("A network file holds something else than named arrays.", again)
    return bytes(save({name: x.contiguous() for name, x in found.items() if x.is_floating_point()}))


def _torch_layout(array: NDArray[np.float32]) -> NDArray[np.float32]:
    turned = array.transpose(2, 1, 0) if array.ndim == 3 else array
    return np.ascontiguousarray(turned)


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
