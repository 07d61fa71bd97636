"""A splice-site network that can be trained: 400 bases of context, the layers of OpenSpliceAI.

Pre-activation residual units of 32 channels, widths 11 and dilations 1 and 4, four of each, and a
skip convolution after the stem and after every four units (Jaganathan et al. 2019, SpliceAI-400nt;
Chao et al. 2025, OpenSpliceAI). Arrays bear the names of OpenSpliceAI's files, so that
`models.splice.openspliceai_network` folds a trained network for inference.
"""

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.splice.openspliceai_network import BATCH_NORM_EPSILON, SLOPE
from models.splice.trunk import DILATIONS, UNITS_BETWEEN_TAPS

N_CHANNELS: Final = 32
WIDTH: Final = 11
N_UNITS: Final = 8
CONTEXT: Final = 400
"""Bases that outputs do not cover, half on each side."""


class Conv(nn.Conv1d):
    """A convolution along rows (N, C, 1, L) of which all channels of a base lie together in memory.

    The result of `nn.Conv1d` with the same length; CPUs reach it sooner, in mixed precision twice.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Give (N, C_out, 1, L)."""
        (width,), (dilation,) = self.kernel_size, self.dilation
        around = dilation * (width - 1) // 2
        weight = self.weight.unsqueeze(2)
        return functional.conv2d(x, weight, self.bias, padding=(0, around), dilation=(1, dilation))


class Unit(nn.Module):
    """Twice normalisation, leaky rectifier and dilated convolution, added to what came in."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.batchnorm1 = nn.BatchNorm2d(N_CHANNELS, eps=BATCH_NORM_EPSILON)
        self.conv1 = Conv(N_CHANNELS, N_CHANNELS, WIDTH, dilation=dilation)
        self.batchnorm2 = nn.BatchNorm2d(N_CHANNELS, eps=BATCH_NORM_EPSILON)
        self.conv2 = Conv(N_CHANNELS, N_CHANNELS, WIDTH, dilation=dilation)

    def forward(self, x: Tensor) -> Tensor:
        """Give (N, 32, 1, L) of the same shape."""
        found: Tensor = self.conv1(functional.leaky_relu(self.batchnorm1(x), SLOPE))
        found = self.conv2(functional.leaky_relu(self.batchnorm2(found), SLOPE))
        return x + found


class Skip(nn.Module):
    """A convolution of width 1 into the sum that the head reads."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = Conv(N_CHANNELS, N_CHANNELS, 1)


class SpliceSiteNetwork(nn.Module):
    """(N, 4, L + 400) to logits (N, 3, L): none, acceptor, donor at each base."""

    def __init__(self) -> None:
        super().__init__()
        self.initial_conv = Conv(4, N_CHANNELS, 1)
        self.initial_skip = Skip()
        members: list[nn.Module] = []
        for number in range(N_UNITS):
            members.append(Unit(DILATIONS[number]))
            if number % UNITS_BETWEEN_TAPS == UNITS_BETWEEN_TAPS - 1:
                members.append(Skip())
        self.residual_units = nn.ModuleList(members)
        self.final_conv = Conv(N_CHANNELS, 3, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Give logits of the bases that have 200 others on both sides."""
        rows = x.unsqueeze(2).contiguous(memory_format=torch.channels_last)
        found: Tensor = self.initial_conv(rows)
        total: Tensor = self.initial_skip.conv(found)
        for member in self.residual_units:
            if isinstance(member, Skip):
                total = total + member.conv(found)
            else:
                found = member(found)
        half = CONTEXT // 2
        logits: Tensor = self.final_conv(total)[:, :, 0, half:-half]
        return logits
