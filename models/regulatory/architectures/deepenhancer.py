"""DeepEnhancer: the chance that 300 bases are an enhancer.

Min et al. 2017, doi:10.1186/s12859-017-1878-3. Two blocks of convolutions, each followed by
max-pooling, under three dense layers: four convolutions with batch norms in the paper's best
network (4conv2pool4norm), six without in the authors' repository (minxueric/DeepEnhancer,
`train_net.py`). Their weights were never published, and they kept them as pickles; what is read
here are networks of these layers that somebody trained with Keras.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from torch import Tensor, nn

from models.errors import CheckpointError
from models.regulatory.architectures.checkpoint import (
    Array,
    Arrays,
    OfficialArrays,
    Weights,
    filled,
)
from models.regulatory.architectures.keras_layers import EPSILON, layer, norm, numbered

LENGTH: Final = 300
TITLE: Final = "DeepEnhancer"

_POOL = 2


class DeepEnhancer(nn.Module):
    """(N, 4, 300) to the probability (N, 1) of an enhancer.

    Parameters
    ----------
    filters, widths
        Of the convolutions; max-pooling follows the first half of them and the second.
    hidden
        Units of the two hidden layers.
    norms
        Whether a batch norm follows each convolution.
    """

    def __init__(
        self,
        filters: Sequence[int] = (128, 128, 64, 64),
        widths: Sequence[int] = (8, 8, 3, 3),
        hidden: Sequence[int] = (256, 128),
        *,
        norms: bool = True,
    ) -> None:
        super().__init__()
        before = (4, *filters[:-1])
        self.convs = nn.ModuleList(
            nn.Conv1d(n_in, n_out, width)
            for n_in, n_out, width in zip(before, filters, widths, strict=True)
        )
        self.norms = nn.ModuleList(
            nn.BatchNorm1d(n_out, eps=EPSILON) if norms else nn.Identity() for n_out in filters
        )
        self.hidden1 = nn.Linear(_n_positions(widths) * filters[-1], hidden[0])
        self.hidden2 = nn.Linear(hidden[0], hidden[1])
        self.out = nn.Linear(hidden[1], 1)
        self.pool = nn.MaxPool1d(_POOL)
        self.drop = nn.Dropout(0.5)

    def forward(self, x: Tensor) -> Tensor:
        """Return one probability."""
        found = x
        for number, (conv, after) in enumerate(zip(self.convs, self.norms, strict=True)):
            found = after(conv(found)).relu()
            if (number + 1) % (len(self.convs) // 2) == 0:
                found = self.pool(found)
        # Position by position, as Keras flattens.
        found = self.drop(self.hidden1(found.transpose(1, 2).flatten(1)).relu())
        probability: Tensor = self.out(self.hidden2(found).relu()).sigmoid()
        return probability


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of a Keras file to those of `DeepEnhancer`; rows are A C G T.

    Layers are taken in the order of the numbers Keras gives them. Of two output units (background,
    enhancer) under a softmax the difference becomes one unit.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape.
    """
    official = OfficialArrays(raw, TITLE)
    convs = numbered(raw, "conv1d")
    norms = numbered(raw, "batch_normalization")
    dense = numbered(raw, "dense")
    if len(convs) not in {4, 6} or len(norms) not in {0, len(convs)} or len(dense) != 3:
        raise CheckpointError(
            f"The file is no {TITLE}: it has {len(convs)} convolutions, {len(norms)} batch norms "
            f"and {len(dense)} dense layers.",
            "Choose a network of four or six convolutions under three dense layers.",
        )
    found: dict[str, Array] = {}
    for number, name in enumerate(convs):
        kernel = official.take(f"{name}.kernel", None, None if number else 4, None)
        found[f"convs.{number}.weight"] = kernel
        has_bias = f"{name}.bias" in official
        bias = official.take(f"{name}.bias", None) if has_bias else np.zeros(len(kernel))
        found[f"convs.{number}.bias"] = bias.astype(np.float32)
    for number, name in enumerate(norms):
        found |= norm(official, name, f"norms.{number}")
    for ours, name in zip(("hidden1", "hidden2", "out"), dense, strict=True):
        found |= layer(official, name, ours, None, None)
    official.nothing_left()
    if len(found["out.weight"]) == 2:
        for name in ("out.weight", "out.bias"):
            found[name] = np.diff(found[name], axis=0)
    return found


def network(arrays: Weights) -> DeepEnhancer:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another, or another length.
    """
    return filled(_build, arrays, TITLE)


def _build(shapes: Mapping[str, tuple[int, ...]]) -> DeepEnhancer:
    n_convs = sum(name.startswith("convs.") for name in shapes) // 2
    kernels = [shapes[f"convs.{number}.weight"] for number in range(n_convs)]
    return DeepEnhancer(
        [filters for filters, _, _ in kernels],
        [width for _, _, width in kernels],
        [shapes[f"{name}.weight"][0] for name in ("hidden1", "hidden2")],
        norms="norms.0.weight" in shapes,
    )


def _n_positions(widths: Sequence[int]) -> int:
    length = LENGTH
    for number, width in enumerate(widths, start=1):
        length -= width - 1
        if number % (len(widths) // 2) == 0:
            length //= _POOL
    return length
