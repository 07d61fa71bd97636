"""Layers in files of Keras: their order, and the arrays of a batch norm under the names of torch."""

from typing import Final

from models.regulatory.architectures.checkpoint import Array, Arrays, OfficialArrays

EPSILON: Final = 1e-3
"""Keras adds it to the spread in a batch norm."""

_NORM = {
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}


def numbered(raw: Arrays, kind: str) -> list[str]:
    """Layers of one kind in the order Keras made them: `dense`, `dense_1`, ... `dense_10`."""
    names = {name.partition(".")[0] for name in raw}
    numbers = {
        int(name.removeprefix(kind).removeprefix("_") or 0): name
        for name in names
        if name == kind or name.removeprefix(f"{kind}_").isdecimal()
    }
    return [numbers[number] for number in sorted(numbers)]


def norm(official: OfficialArrays, name: str, ours: str) -> dict[str, Array]:
    """Give the four arrays of a batch norm of Keras under our name."""
    return {
        f"{ours}.{part}": official.take(f"{name}.{theirs}", None) for theirs, part in _NORM.items()
    }


def layer(official: OfficialArrays, name: str, ours: str, *shape: int | None) -> dict[str, Array]:
    """Give kernel and bias of a layer under our name; a dense kernel (in, out) is turned.

    `shape` is that of the kernel in the file.
    """
    kernel = official.take(f"{name}.kernel", *shape)
    return {
        f"{ours}.weight": kernel.T if kernel.ndim == 2 else kernel,
        f"{ours}.bias": official.take(f"{name}.bias", None),
    }
