"""Arrays of an official checkpoint: taken by name, each once, none left over, none of another size."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.errors import CheckpointError

Array = NDArray[np.float32]
Arrays = Mapping[str, Array]
Weights = Mapping[str, Array] | Mapping[str, torch.Tensor]

AGCT = [0, 2, 1, 3]
"""Rows of arrays kept in the order A G C T, so that they stand in the order A C G T."""

_REMEDY = "Choose the official file of this architecture, or another architecture."

Network = TypeVar("Network", bound=nn.Module)


class OfficialArrays:
    """The arrays of one official file.

    Parameters
    ----------
    raw
        Arrays by the names of the file, as a converter of `models.packs.convert` gives them.
    title
        What people call the architecture, for messages.
    """

    def __init__(self, raw: Arrays, title: str) -> None:
        self._left = dict(raw)
        self._title = title

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def take(self, name: str, *shape: int | None) -> Array:
        """Give one array, whose shape must be this one; None stands for any size.

        Raises
        ------
        CheckpointError
            It is not there, was taken before, or has another shape.
        """
        if name not in self._left:
            raise CheckpointError(f"The file is no {self._title}: it has no array {name}.", _REMEDY)
        array = np.asarray(self._left.pop(name), dtype=np.float32)
        wanted = tuple(shape)
        fits = array.ndim == len(wanted) and all(
            one in {None, size} for one, size in zip(wanted, array.shape, strict=True)
        )
        if not fits:
            sizes = " x ".join("any" if one is None else str(one) for one in wanted)
            raise CheckpointError(
                f"The file is no {self._title}: {name} is {_sizes(array)}, not {sizes}.", _REMEDY
            )
        return array

    def layer(self, name: str, ours: str, *shape: int | None) -> dict[str, Array]:
        """Give weight and bias of a layer under our name; `shape` is that of the weight."""
        return {
            f"{ours}.weight": self.take(f"{name}.weight", *shape),
            f"{ours}.bias": self.take(f"{name}.bias", None),
        }

    def flat_convolution(
        self, name: str, ours: str, n_in: int | None, width: int
    ) -> dict[str, Array]:
        """Give a convolution that the file keeps as an image one pixel high.

        With four channels in, these are bases in the order A G C T.
        """
        found = self.layer(name, ours, None, n_in, 1, width)
        weight = found[f"{ours}.weight"][:, :, 0]
        found[f"{ours}.weight"] = weight[:, AGCT] if n_in == len(AGCT) else weight
        return found

    def norm(self, name: str, ours: str) -> dict[str, Array]:
        """Give the four arrays of a batch norm of PyTorch under our name."""
        parts = ("weight", "bias", "running_mean", "running_var")
        return {f"{ours}.{part}": self.take(f"{name}.{part}", None) for part in parts}

    def nothing_left(self) -> None:
        """Refuse a file that holds more than was taken."""
        if self._left:
            more = ", ".join(sorted(self._left)[:3])
            raise CheckpointError(
                f"The file is no {self._title}: it also holds {len(self._left)} other arrays "
                f"({more}).",
                _REMEDY,
            )


def filled(
    build: Callable[[Mapping[str, tuple[int, ...]]], Network], arrays: Weights, title: str
) -> Network:
    """Build a network for the sizes of these arrays and put them in; it is ready to be asked.

    Parameters
    ----------
    build
        Gives the network for the shapes of the arrays by name.
    arrays
        By the names of our network.
    title
        What people call the architecture, for messages.

    Raises
    ------
    CheckpointError
        An array is missing, left over, or does not fit the others.
    """
    try:
        # Without memory of its own: the arrays themselves become the weights.
        with torch.device("meta"):
            network = build({name: tuple(array.shape) for name, array in arrays.items()})
        network.load_state_dict(
            {name: _tensor(array) for name, array in arrays.items()}, assign=True
        )
    except KeyError as error:
        raise CheckpointError(
            f"The file is no {title}: it has no {error.args[0]}.", _REMEDY
        ) from error
    except (RuntimeError, ValueError, IndexError, ZeroDivisionError) as error:
        reason = "; ".join(line.strip() for line in str(error).splitlines()[1:3]) or str(error)
        raise CheckpointError(f"The file is no {title}: {reason}", _REMEDY) from error
    return network.eval()


def _tensor(array: Array | torch.Tensor) -> torch.Tensor:
    if isinstance(array, torch.Tensor):
        return array
    # Arrays that may not be written (a mapped file) are copied.
    return torch.from_numpy(np.require(array, np.float32, ["C", "W"]))


def _sizes(array: Array) -> str:
    return " x ".join(map(str, array.shape)) or "one number"
