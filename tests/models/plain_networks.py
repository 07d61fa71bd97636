"""The networks as drawn in the papers, for comparison: padded, nothing folded, cropped at the end.

Written apart from `models`; and files of random numbers in the spelling of each project.
"""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

WIDTHS = (11,) * 8 + (21,) * 4 + (41,) * 4
DILATIONS = (1,) * 4 + (4,) * 4 + (10,) * 4 + (25,) * 4


def plain_openspliceai(arrays: Mapping[str, Tensor], x: Tensor) -> Tensor:
    """Probabilities (N, 3, L) of one-hot input (N, 4, L + context)."""
    n_blocks = sum(".conv.weight" in name for name in arrays) - 1
    data = _conv(arrays, "initial_conv", x)
    skip = _conv(arrays, "initial_skip.conv", data)
    for number in range(5 * n_blocks):
        name = f"residual_units.{number}"
        block, place = divmod(number, 5)
        if place == 4:
            skip = skip + _conv(arrays, f"{name}.conv", data)
        else:
            dilation = DILATIONS[4 * block + place]
            inner = functional.leaky_relu(_norm(arrays, f"{name}.batchnorm1", data), 0.1)
            inner = _conv(arrays, f"{name}.conv1", inner, dilation)
            inner = functional.leaky_relu(_norm(arrays, f"{name}.batchnorm2", inner), 0.1)
            data = data + _conv(arrays, f"{name}.conv2", inner, dilation)
    beyond = {2: 200, 4: 5000}[n_blocks]
    return torch.softmax(_conv(arrays, "final_conv", skip[..., beyond:-beyond]), 1)


def plain_pangolin(arrays: Mapping[str, Tensor], x: Tensor) -> Tensor:
    """All twelve outputs (N, 12, L) of one-hot input (N, 4, L + 10,000)."""
    data = _conv(arrays, "conv1", x)
    skip = _conv(arrays, "skip", data)
    for number, dilation in enumerate(DILATIONS):
        name = f"resblocks.{number}"
        inner = torch.relu(_norm(arrays, f"{name}.bn1", data))
        inner = _conv(arrays, f"{name}.conv1", inner, dilation)
        inner = torch.relu(_norm(arrays, f"{name}.bn2", inner))
        data = data + _conv(arrays, f"{name}.conv2", inner, dilation)
        if number % 4 == 3:
            skip = skip + _conv(arrays, f"convs.{number // 4}", data)
    skip = skip[..., 5000:-5000]
    heads = [_conv(arrays, f"conv_last{number}", skip) for number in range(1, 9)]
    read = [torch.softmax(head, 1) if head.shape[1] == 2 else head.sigmoid() for head in heads]
    return torch.cat(read, 1)


def random_openspliceai(n_units: int, seed: int = 0) -> dict[str, Tensor]:
    """A file of OpenSpliceAI with random numbers."""
    numbers = _Numbers(seed)
    numbers.conv("initial_conv", 32, 4)
    numbers.conv("initial_skip.conv", 32, 32)
    for unit in range(n_units):
        name = f"residual_units.{unit + unit // 4}"
        for step in ("1", "2"):
            numbers.norm(f"{name}.batchnorm{step}")
            numbers.conv(f"{name}.conv{step}", 32, 32, WIDTHS[unit])
        if unit % 4 == 3:
            numbers.conv(f"residual_units.{unit + unit // 4 + 1}.conv", 32, 32)
    numbers.conv("final_conv", 3, 32)
    return numbers.arrays


def random_pangolin(seed: int = 0) -> dict[str, Tensor]:
    """A file of Pangolin with random numbers."""
    numbers = _Numbers(seed)
    numbers.conv("conv1", 32, 4)
    numbers.conv("skip", 32, 32)
    for unit, width in enumerate(WIDTHS):
        for step in ("1", "2"):
            numbers.norm(f"resblocks.{unit}.bn{step}")
            numbers.conv(f"resblocks.{unit}.conv{step}", 32, 32, width)
    for block in range(4):
        numbers.conv(f"convs.{block}", 32, 32)
    for head in range(1, 9):
        numbers.conv(f"conv_last{head}", 1 + head % 2, 32)
    return numbers.arrays


class _Numbers:
    """Random layers that keep activations of the order of 1."""

    def __init__(self, seed: int) -> None:
        self.arrays: dict[str, Tensor] = {}
        self._generator = torch.Generator().manual_seed(seed)

    def _normal(self, *shape: int) -> Tensor:
        return torch.randn(*shape, generator=self._generator)

    def conv(self, name: str, n_out: int, n_in: int, width: int = 1) -> None:
        scale = 1 / np.sqrt(n_in * width)
        self.arrays[f"{name}.weight"] = self._normal(n_out, n_in, width) * scale
        self.arrays[f"{name}.bias"] = self._normal(n_out) * 0.1

    def norm(self, name: str) -> None:
        self.arrays[f"{name}.weight"] = 0.5 + 0.2 * self._normal(32)
        self.arrays[f"{name}.bias"] = 0.1 * self._normal(32)
        self.arrays[f"{name}.running_mean"] = 0.2 * self._normal(32)
        self.arrays[f"{name}.running_var"] = 0.5 + self._normal(32).abs()


def _conv(arrays: Mapping[str, Tensor], name: str, data: Tensor, dilation: int = 1) -> Tensor:
    weight, bias = arrays[f"{name}.weight"], arrays[f"{name}.bias"]
    padding = (weight.shape[-1] - 1) * dilation // 2
    return functional.conv1d(data, weight, bias, dilation=dilation, padding=padding)


def _norm(arrays: Mapping[str, Tensor], name: str, data: Tensor) -> Tensor:
    mean, variance = arrays[f"{name}.running_mean"], arrays[f"{name}.running_var"]
    gamma, beta = arrays[f"{name}.weight"], arrays[f"{name}.bias"]
    return functional.batch_norm(data, mean, variance, gamma, beta, eps=1e-5)
