"""MPRA-DragoNN, ConvModel: three convolutions and a dense layer over 145 bases.

Movva et al. 2019, doi:10.1371/journal.pone.0218073. The layers are those of
kundajelab/MPRA-DragoNN, kipoi/ConvModel/model.json at commit 2799ed8.
"""

from collections.abc import Mapping, Sequence
from typing import Self, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.errors import CheckpointError
from models.regulatory.architectures.checkpoint import Array, Arrays, filled
from models.regulatory.staged import Stage, StagedNetwork

LENGTH = 145
N_FILTERS = 120
WIDTH = 5
N_CONVOLUTIONS = 3
DROPOUT = 0.1
_EPSILON = 1e-3
"""That of batch normalisation in Keras."""


class ConvBlock(Stage):
    """Convolution without padding, ReLU, then batch normalisation."""

    span = WIDTH - 1

    def __init__(self, n_in: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(n_in, N_FILTERS, WIDTH)
        self.norm = nn.BatchNorm1d(N_FILTERS, eps=_EPSILON, momentum=0.01)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor) -> Tensor:
        """Give (N, 120, L - 4)."""
        return cast("Tensor", self.dropout(self.norm(self.conv(x).relu_())))


class MpraDragoNN(StagedNetwork):
    """(N, 4, 145) to (N, tracks): activity in standard deviations of log2(RNA/DNA)."""

    def __init__(self, n_tracks: int = 12) -> None:
        super().__init__()
        n_ins = [4] + [N_FILTERS] * (N_CONVOLUTIONS - 1)
        self.stages = nn.ModuleList(ConvBlock(n_in) for n_in in n_ins)
        n_left = LENGTH - N_CONVOLUTIONS * ConvBlock.span
        self.dense = nn.Linear(n_left * N_FILTERS, n_tracks)

    def head(self, x: Tensor) -> Tensor:
        """Give (N, tracks) of (N, 120, 133)."""
        return cast("Tensor", self.dense(x.flatten(1)))

    def along(self, x: Tensor, tracks: Sequence[int]) -> Tensor:
        """Give (N, tracks, L - 144) of sequences (N, 4, L): some outputs for every window.

        The dense layer reads 133 positions, so that it is a convolution of that width; each
        position is evaluated once instead of in 133 windows.
        """
        for stage in self.stages:
            x = stage(x)
        weight = self.dense.weight[list(tracks)].reshape(len(tracks), N_FILTERS, -1)
        return functional.conv1d(x, weight, self.dense.bias[list(tracks)])

    @classmethod
    def of_keras(cls, layers: Mapping[str, Tensor]) -> Self:
        """Give the network that holds the arrays of the published file."""
        arrays = _named({name: one.numpy() for name, one in layers.items()})
        found = cls(n_tracks=len(arrays["dense.bias"]))
        found.load_state_dict({name: torch.from_numpy(one) for name, one in arrays.items()})
        return found


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of a Keras file of this network to those of `MpraDragoNN`.

    Raises
    ------
    CheckpointError
        An array is missing.
    """
    try:
        return _named(raw)
    except KeyError as error:
        raise CheckpointError(
            f"The file has no array {error}, which MPRA-DragoNN has.",
            "Choose the architecture the file belongs to.",
        ) from error


def network(arrays: Mapping[str, Tensor]) -> MpraDragoNN:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another.
    """
    return filled(lambda shapes: MpraDragoNN(shapes["dense.bias"][0]), arrays, "MPRA-DragoNN")


def _named(raw: Arrays) -> dict[str, Array]:
    """Arrays of the Keras file under the names they have here."""
    # Keras flattens position by position, torch channel by channel.
    dense = raw["dense_1.kernel"].reshape(-1, N_FILTERS, len(raw["dense_1.bias"]))
    found = {
        "dense.weight": dense.transpose(2, 1, 0).reshape(dense.shape[2], -1),
        "dense.bias": raw["dense_1.bias"],
    }
    for number in range(N_CONVOLUTIONS):
        conv, norm = f"conv1d_{number + 1}", f"batch_normalization_{number + 1}"
        ours = f"stages.{number}"
        found |= {
            f"{ours}.conv.weight": raw[f"{conv}.kernel"],
            f"{ours}.conv.bias": raw[f"{conv}.bias"],
            f"{ours}.norm.weight": raw[f"{norm}.gamma"],
            f"{ours}.norm.bias": raw[f"{norm}.beta"],
            f"{ours}.norm.running_mean": raw[f"{norm}.moving_mean"],
            f"{ours}.norm.running_var": raw[f"{norm}.moving_variance"],
            f"{ours}.norm.num_batches_tracked": np.zeros((), np.float32),
        }
    return found
