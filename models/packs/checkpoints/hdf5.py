"""The arrays of a Keras network in HDF5: whole models, weights alone, and those of Keras 3.

Numbers are read from the file's arrays only; the pickled or JSON parts of such files are never
touched. Links, arrays that lie in other files and filters other than HDF5's own are refused.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from models.packs.checkpoints.refusal import FETCH_AGAIN, keep_to, refused

if TYPE_CHECKING:
    import h5py

_MAX_DEPTH = 16
_MAX_OBJECTS = 100_000
_FILTERS = {1: "deflate", 2: "shuffle", 3: "fletcher32", 32000: "lzf"}
"""By their registered numbers: any other would be a library that is loaded on demand."""
_OPTIMIZER = ("optimizer", "optimizer_weights")
_KERAS_3 = ("layers", "_layer_checkpoint_dependencies")
# Keras 3 numbers the variables of a layer: what they are is told by their dimensions.
_KERAS_3_VARIABLES: dict[tuple[int, ...], tuple[str, ...]] = {
    (1, 1, 1, 1): ("gamma", "beta", "moving_mean", "moving_variance"),
    (2, 1): ("kernel", "bias"),
    (3, 1): ("kernel", "bias"),
    (4, 1): ("kernel", "bias"),
    (2,): ("kernel",),
    (3,): ("kernel",),
    (4,): ("kernel",),
    (2, 2, 1): ("kernel", "recurrent_kernel", "bias"),
}

_Path = tuple[str, ...]


def read_hdf5(handle: BinaryIO, name: str, limit: int) -> dict[str, NDArray[np.float32]]:
    """Give the arrays of a Keras network by layer and variable.

    Names are `<layer>.<variable>` (`conv1d_1.kernel`, `batch_normalization_1.gamma`), with what
    lies between (`bidirectional_1.forward_lstm_1.kernel`); the group that only repeats the layer
    does not count. Kernels of one-dimensional convolutions, stored (width, in, out), become
    (out, in, width). Whole numbers are left out.

    Parameters
    ----------
    handle
        The file, open for reading.
    name
        What it is called in errors.
    limit
        Bytes its arrays may declare in all, as float32 and as they are stored.

    Raises
    ------
    CheckpointError
        The file is damaged, larger than the limit, or asks for more than reading its arrays.
    """
    import h5py  # noqa: PLC0415 - the window lists packs without it

    try:
        with h5py.File(handle, "r") as file:
            found = dict(_datasets(_root(file, name), name))
            _check_sizes(found, name, limit)
            return {
                spelled: _torch_layout(np.asarray(found[path][()], dtype=np.float32))
                for path, spelled in _names(found).items()
            }
    except (OSError, KeyError, AttributeError, ValueError, RuntimeError, TypeError) as error:
        reason = str(error).partition("\n")[0]
        raise refused(name, f"cannot be read as HDF5: {reason}", FETCH_AGAIN) from error


def _root(file: "h5py.File", name: str) -> "h5py.Group":
    """The group that holds the layers."""
    if "model_weights" not in file:
        return file
    _demand_hard_link(file, "model_weights", name)
    return file["model_weights"]


def _datasets(
    group: "h5py.Group", name: str, path: _Path = (), seen: list[None] | None = None
) -> Iterator[tuple[_Path, "h5py.Dataset"]]:
    """Yield every array of numbers below a group, those of the optimizer left out."""
    import h5py  # noqa: PLC0415

    seen = [] if seen is None else seen
    if len(path) >= _MAX_DEPTH:
        raise refused(name, f"nests its groups deeper than {_MAX_DEPTH}")
    for key in group:
        if not path and key in _OPTIMIZER:
            continue
        seen.append(None)
        if len(seen) > _MAX_OBJECTS:
            raise refused(name, f"holds more than {_MAX_OBJECTS:,} objects")
        _demand_hard_link(group, key, name)
        inner = group[key]
        if isinstance(inner, h5py.Group):
            yield from _datasets(inner, name, (*path, key), seen)
        elif isinstance(inner, h5py.Dataset) and _holds_numbers(inner, name):
            yield (*path, key), inner


def _demand_hard_link(group: "h5py.Group", key: str, name: str) -> None:
    import h5py  # noqa: PLC0415

    if not isinstance(group.get(key, getlink=True), h5py.HardLink):
        raise refused(name, f"holds a link instead of an array ({key})")


def _holds_numbers(data: "h5py.Dataset", name: str) -> bool:
    """Whether an array has to be read (False for whole numbers); raises where it must not be."""
    kind: str = data.dtype.kind
    if kind not in "fiub":
        raise refused(name, f"holds something else than numbers ({data.name}: {data.dtype})")
    if data.is_virtual or data.external:
        raise refused(name, f"keeps an array in another file ({data.name})")
    plan = data.id.get_create_plist()
    filters = {plan.get_filter(number)[0] for number in range(plan.get_nfilters())}
    if not filters <= _FILTERS.keys():
        raise refused(name, f"is packed in a way that is not read here ({data.name})")
    return kind == "f"


def _check_sizes(found: Mapping[_Path, "h5py.Dataset"], name: str, limit: int) -> None:
    each = (data.size * max(4, data.dtype.itemsize) for data in found.values())
    keep_to(limit, sum(each), name, "its arrays would take")
    for data in found.values():
        chunk = prod(data.chunks or (0,)) * data.dtype.itemsize
        keep_to(limit, chunk, name, "one block of an array would take")


def _names(found: Mapping[_Path, "h5py.Dataset"]) -> dict[_Path, str]:
    if any(len(path) > 1 and path[-2] == "vars" for path in found):
        return _keras_3_names(found)
    inner = defaultdict(set)
    for path in found:
        inner[path[0]].add(path[1] if len(path) > 2 else "")
    return {path: _name(path, repeats=len(inner[path[0]]) == 1) for path in found}


def _name(path: _Path, *, repeats: bool) -> str:
    """A name without the group below the layer where it is the only one.

    Keras 3 repeats the layer below the name of the network: all down to there is left out.
    """
    layer, *inner = path
    if layer in inner[1:-1]:
        parts = [layer, *inner[len(inner) - inner[::-1].index(layer) :]]
    else:
        parts = [layer, *inner[1:]] if repeats and len(path) > 2 else list(path)
    parts[-1] = parts[-1].partition(":")[0]
    return ".".join(parts)


def _keras_3_names(found: Mapping[_Path, "h5py.Dataset"]) -> dict[_Path, str]:
    layers: dict[_Path, list[_Path]] = defaultdict(list)
    for path in found:
        layers[path[:-1]].append(path)
    names: dict[_Path, str] = {}
    for layer, paths in layers.items():
        numbered = sorted(paths, key=lambda path: (len(path[-1]), path[-1]))
        shapes = tuple(found[path].ndim for path in numbered)
        variables: Sequence[str] = _KERAS_3_VARIABLES.get(shapes, [path[-1] for path in numbered])
        parts = [part for part in layer if part not in {*_KERAS_3, "vars"}]
        for path, variable in zip(numbered, variables, strict=True):
            names[path] = ".".join([*parts, variable])
    return names


def _torch_layout(array: NDArray[np.float32]) -> NDArray[np.float32]:
    turned = array.transpose(2, 1, 0) if array.ndim == 3 else array
    return np.ascontiguousarray(turned)
