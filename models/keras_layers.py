"""Layers of Keras, made of the arrays of their files."""

from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name

Layers = Mapping[str, Tensor]
"""Arrays by name, `<layer>.<variable>`."""

_EPSILON: Final = 1e-3
"""What Keras adds to a variance."""


class Scale(nn.Module):
    """A batch norm in its two numbers per channel, over arrays of shape (N, C) or (N, C, L)."""

    scale: Tensor
    shift: Tensor

    def __init__(self, layers: Layers, name: str) -> None:
        super().__init__()
        spread = torch.sqrt(layers[f"{name}.moving_variance"] + _EPSILON)
        scale = layers[f"{name}.gamma"] / spread
        self.register_buffer("scale", scale)
        shift = layers[f"{name}.beta"] - layers[f"{name}.moving_mean"] * scale
        self.register_buffer("shift", shift)

    def forward(self, x: Tensor) -> Tensor:
        """Return an array of the same shape."""
        if x.dim() == 2:
            return x * self.scale + self.shift
        return x * self.scale[:, None] + self.shift[:, None]


class Conv(nn.Module):
    """A convolution over (N, C, L) that keeps the length, zeros beyond the ends.

    Kernels are stored (out, in, width); those over one row of a plane, (1, width, in, out), are
    turned.
    """

    kernel: Tensor
    bias: Tensor

    def __init__(self, layers: Layers, name: str, dilation: int = 1) -> None:
        super().__init__()
        kernel = layers[f"{name}.kernel"]
        if kernel.dim() == 4:
            kernel = kernel[0].permute(2, 1, 0).contiguous()
        self.register_buffer("kernel", kernel)
        self.register_buffer("bias", layers[f"{name}.bias"])
        self._dilation = dilation
        self._beside, self._more_behind = divmod(dilation * (kernel.shape[2] - 1), 2)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, out, L); of a kernel of even width the larger part lies behind a base."""
        padded = F.pad(x, (0, self._more_behind)) if self._more_behind else x
        return F.conv1d(
            padded, self.kernel, self.bias, padding=self._beside, dilation=self._dilation
        )


class Dense(nn.Module):
    """A dense layer over (N, in); kernels are stored (in, out)."""

    kernel: Tensor
    bias: Tensor

    def __init__(self, layers: Layers, name: str) -> None:
        super().__init__()
        self.register_buffer("kernel", layers[f"{name}.kernel"])
        self.register_buffer("bias", layers[f"{name}.bias"])

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, out)."""
        return torch.addmm(self.bias, x, self.kernel)


def position_major(x: Tensor) -> Tensor:
    """Flatten (N, C, L) position by position, as the dense kernels of Keras are stored."""
    return x.transpose(1, 2).flatten(1)
