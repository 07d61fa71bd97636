"""BPNet: dilated convolutions from bases to how many reads there are and where they begin.

Avsec et al. 2021, doi:10.1038/s41588-021-00782-6, as bpnet-lite has it (jmschrei/bpnet-lite,
bpnetlite/bpnet.py; file names of commit f38bffc). There the convolutions keep the length and what
lies within `trimming` of the ends is cut off at last; that is just what padding ever reaches, so
convolutions without padding say the same.
"""

from collections.abc import Mapping
from typing import Self, cast

import torch
from torch import Tensor, nn

from models.regulatory.staged import Stage, StagedNetwork

FIRST_WIDTH, PROFILE_WIDTH = 21, 75


class FirstConvolution(Stage):
    """Bases to channels, ReLU."""

    span = FIRST_WIDTH - 1

    def __init__(self, n_filters: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, n_filters, FIRST_WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        """Give (N, filters, L - 20)."""
        return cast("Tensor", self.conv(x).relu_())


class DilatedResidual(Stage):
    """A position and what a dilated convolution with ReLU finds around it."""

    def __init__(self, n_filters: int, dilation: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(n_filters, n_filters, 3, dilation=dilation)
        self.span = 2 * dilation

    def forward(self, x: Tensor) -> Tensor:
        """Give (N, filters, L - 2 * dilation)."""
        aside = self.span // 2
        found: Tensor = self.conv(x).relu_()
        return x[..., aside : x.shape[-1] - aside] + found


class BPNet(StagedNetwork):
    """(N, 4, L) to (N, 1 + strands * positions): natural log of counts, then profile logits.

    With eight dilated layers the profile has 1,114 positions less than the input has bases. The
    logits of all strands and positions go into one softmax.
    """

    def __init__(self, n_filters: int = 64, n_layers: int = 8, n_strands: int = 2) -> None:
        super().__init__()
        dilated = [DilatedResidual(n_filters, 2 ** (layer + 1)) for layer in range(n_layers)]
        self.stages = nn.ModuleList([FirstConvolution(n_filters), *dilated])
        self.profile = nn.Conv1d(n_filters, n_strands, PROFILE_WIDTH)
        self.counts = nn.Linear(n_filters, 1)

    def head(self, x: Tensor) -> Tensor:
        """Give counts and profile of what the last layer found."""
        return torch.cat([self.head_of_counts(x), self.profile(x).flatten(1)], dim=1)

    def head_of_counts(self, x: Tensor) -> Tensor:
        """Give the counts alone, (N, 1)."""
        return cast("Tensor", self.counts(x.mean(2)))

    @classmethod
    def of_bpnet_lite(cls, layers: Mapping[str, Tensor]) -> Self:
        """Give the network that holds the arrays of a file of bpnet-lite, without control track."""
        n_filters, n_strands = layers["iconv.bias"].shape[0], layers["fconv.bias"].shape[0]
        n_layers = sum(name.startswith("rconvs.") for name in layers) // 2
        names = {"stages.0.conv": "iconv", "profile": "fconv", "counts": "linear"}
        names |= {f"stages.{layer + 1}.conv": f"rconvs.{layer}" for layer in range(n_layers)}
        network = cls(n_filters, n_layers, n_strands)
        network.load_state_dict(
            {
                f"{ours}.{part}": layers[f"{theirs}.{part}"]
                for ours, theirs in names.items()
                for part in ("weight", "bias")
            }
        )
        return network
