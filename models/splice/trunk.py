"""The trunk that SpliceAI and its relatives share, folded from published layers.

A stem, pre-activation residual units, and after every fourth unit (and the stem) a skip
convolution into a running sum that the head reads (Jaganathan et al. 2019, figure 1). Every
second normalisation goes into the convolution before it and each skip convolution into the head,
in double precision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from models.cone import Conv, DilatedNetwork, ResidualUnit
from models.errors import PackReadError

UNITS_BETWEEN_TAPS = 4
DILATIONS = (1,) * 4 + (4,) * 4 + (10,) * 4 + (25,) * 4

Layer = tuple[Tensor, Tensor]
"""Weight (out, in, width) and bias (out,) of a convolution, or scale and shift (channels,)."""


@dataclass(frozen=True, slots=True)
class UnitLayers:
    """Normalisations and convolutions of one residual unit, in the order they are applied."""

    outer_norm: Layer
    first: Layer
    inner_norm: Layer
    second: Layer


@dataclass(frozen=True, slots=True)
class TrunkLayers:
    """Everything a network is made of.

    Attributes
    ----------
    stem, head
        First and last 1x1 convolution.
    skips
        1x1 convolutions after the stem and after each four units.
    units
        Residual units from the input upwards; their dilations are 1, 4, 10 and 25, four of each.
    slope
        Of the rectifiers below zero.
    """

    stem: Layer
    skips: Sequence[Layer]
    units: Sequence[UnitLayers]
    head: Layer
    slope: float = 0.0


class NamedLayers:
    """Arrays of a network file by the names they have there; a missing one is told by name.

    Parameters
    ----------
    arrays
        Out of the file.
    weight, bias
        What the two arrays of a convolution are called behind its name.
    """

    def __init__(self, arrays: Mapping[str, Tensor], weight: str, bias: str) -> None:
        self._arrays = arrays
        self._weight = weight
        self._bias = bias

    def array(self, name: str) -> Tensor:
        """Return one array in double precision."""
        try:
            return self._arrays[name].double()
        except KeyError as error:
            raise PackReadError(
                f"A network file of the pack has no layer {error}.", "Install the pack again."
            ) from error

    def conv(self, name: str) -> Layer:
        """Return weight and bias of a convolution."""
        return self.array(f"{name}.{self._weight}"), self.array(f"{name}.{self._bias}")


def normalisation(statistics: Sequence[Tensor], epsilon: float) -> Layer:
    """Return the scale and shift that a normalisation with fixed statistics amounts to.

    `statistics` are gamma, beta, mean and variance.
    """
    gamma, beta, mean, variance = statistics
    scale = gamma / torch.sqrt(variance + epsilon)
    return scale, beta - mean * scale


def torch_norm(layers: NamedLayers, name: str, epsilon: float) -> Layer:
    """Return `normalisation` of a layer that PyTorch saved."""
    parts = ("weight", "bias", "running_mean", "running_var")
    return normalisation([layers.array(f"{name}.{part}") for part in parts], epsilon)


def fold(layers: TrunkLayers) -> DilatedNetwork:
    """Return the network that computes what the layers describe, in fewer steps."""
    if len(layers.skips) * UNITS_BETWEEN_TAPS != len(layers.units) + UNITS_BETWEEN_TAPS:
        raise PackReadError(
            f"A network file has {len(layers.units)} units and {len(layers.skips)} skips.",
            "Install the pack again.",
        )
    head_weight, head_bias = layers.head
    reading = head_weight[:, :, 0]
    taps: dict[int, Conv] = {}
    for block, (weight, bias) in enumerate(layers.skips):
        tap_bias = reading @ bias + (head_bias if block == 0 else 0)
        tap_weight = torch.einsum("oc,cik->oik", reading, weight)
        taps[block * UNITS_BETWEEN_TAPS] = _as_conv((tap_weight, tap_bias), 1)
    units = tuple(
        _unit(unit, dilation, layers.slope)
        for unit, dilation in zip(layers.units, DILATIONS, strict=False)
    )
    return DilatedNetwork(_as_conv(layers.stem, 1), units, taps)


def _unit(layers: UnitLayers, dilation: int, slope: float) -> ResidualUnit:
    scale, shift = layers.outer_norm
    inner_scale, inner_shift = layers.inner_norm
    weight, bias = layers.first
    first = (weight * inner_scale[:, None, None], bias * inner_scale + inner_shift)
    return ResidualUnit(
        scale.float().reshape(1, -1, 1, 1),
        shift.float().reshape(1, -1, 1, 1),
        _as_conv(first, dilation),
        _as_conv(layers.second, dilation),
        slope,
    )


def _as_conv(layer: Layer, dilation: int) -> Conv:
    weight, bias = layer
    return Conv(weight.float().unsqueeze(2), bias.float(), dilation)
