"""MPRA-DragoNN, ConvModel: three convolutions and a dense layer over 145 bases.

Movva et al. 2019, doi:10.1371/journal.pone.0218073. The layers are those of
kundajelab/MPRA-DragoNN, kipoi/ConvModel/model.json at commit 2799ed8.
"""

from collections.abc import Mapping
from typing import Self, cast

import torch
from torch import Tensor, nn

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

    @classmethod
    def of_keras(cls, layers: Mapping[str, Tensor]) -> Self:
        """Give the network that holds the arrays of the published file."""
        network = cls(n_tracks=layers["dense_1.bias"].shape[0])
        # Keras flattens position by position, torch channel by channel.
        dense = layers["dense_1.kernel"].T
        dense = dense.reshape(len(dense), -1, N_FILTERS).transpose(1, 2)
        state = {
            "dense.weight": dense.flatten(1),
            "dense.bias": layers["dense_1.bias"],
        }
        for number in range(N_CONVOLUTIONS):
            conv, norm = f"conv1d_{number + 1}", f"batch_normalization_{number + 1}"
            state |= {
                f"stages.{number}.conv.weight": layers[f"{conv}.kernel"],
                f"stages.{number}.conv.bias": layers[f"{conv}.bias"],
                f"stages.{number}.norm.weight": layers[f"{norm}.gamma"],
                f"stages.{number}.norm.bias": layers[f"{norm}.beta"],
                f"stages.{number}.norm.running_mean": layers[f"{norm}.moving_mean"],
                f"stages.{number}.norm.running_var": layers[f"{norm}.moving_variance"],
                f"stages.{number}.norm.num_batches_tracked": torch.tensor(0),
            }
        network.load_state_dict(state)
        return network
