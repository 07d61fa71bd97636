"""The SpliceAI network out of its published layers (Jaganathan et al. 2019, figure 1)."""

from collections.abc import Mapping

import torch
from torch import Tensor

from models.cone import Conv, DilatedNetwork, ResidualUnit
from models.errors import PackReadError

BATCH_NORM_EPSILON = 1e-3
UNITS_BETWEEN_TAPS = 4
_DILATIONS = (1,) * 4 + (4,) * 4 + (10,) * 4 + (25,) * 4


def spliceai_network(layers: Mapping[str, Tensor]) -> DilatedNetwork:
    """Build one network from the arrays of its file.

    Parameters
    ----------
    layers
        `conv1d_1.kernel` (out, in, width) and `.bias` to `conv1d_39`, and gamma, beta,
        moving_mean and moving_variance of `batch_normalization_1` to `_32`.

    Returns
    -------
    DilatedNetwork
        Classes: none, acceptor, donor. Normalisations and the skip path are folded in double
        precision: every second normalisation into the convolution before it, each skip
        convolution into the head.
    """
    try:
        return _build(layers)
    except KeyError as error:
        raise PackReadError(
            f"A network file of the pack has no layer {error}.", "Install the pack again."
        ) from error


def _build(layers: Mapping[str, Tensor]) -> DilatedNetwork:
    head_weight, head_bias = _conv(layers, 39)
    skip_numbers = (2, 11, 20, 29, 38)
    taps: dict[int, Conv] = {}
    for block, number in enumerate(skip_numbers):
        weight, bias = _conv(layers, number)
        tap_bias = head_weight[:, :, 0] @ bias + (head_bias if block == 0 else 0)
        tap_weight = torch.einsum("oc,cik->oik", head_weight[:, :, 0], weight)
        taps[block * UNITS_BETWEEN_TAPS] = _as_conv(tap_weight, tap_bias, 1)
    numbers = iter(number for number in range(3, 38) if number not in skip_numbers)
    units = tuple(
        _unit(layers, index, (next(numbers), next(numbers)), dilation)
        for index, dilation in enumerate(_DILATIONS)
    )
    return DilatedNetwork(_as_conv(*_conv(layers, 1), 1), units, taps)


def _unit(
    layers: Mapping[str, Tensor], index: int, convs: tuple[int, int], dilation: int
) -> ResidualUnit:
    scale, shift = _normalisation(layers, 2 * index + 1)
    inner_scale, inner_shift = _normalisation(layers, 2 * index + 2)
    weight, bias = _conv(layers, convs[0])
    first = _as_conv(
        weight * inner_scale[:, None, None], bias * inner_scale + inner_shift, dilation
    )
    second = _as_conv(*_conv(layers, convs[1]), dilation)
    return ResidualUnit(
        scale.float().reshape(1, -1, 1, 1), shift.float().reshape(1, -1, 1, 1), first, second
    )


def _conv(layers: Mapping[str, Tensor], number: int) -> tuple[Tensor, Tensor]:
    return layers[f"conv1d_{number}.kernel"].double(), layers[f"conv1d_{number}.bias"].double()


def _normalisation(layers: Mapping[str, Tensor], number: int) -> tuple[Tensor, Tensor]:
    """Return scale and shift that a normalisation with fixed statistics amounts to."""
    name = f"batch_normalization_{number}"
    variance = layers[f"{name}.moving_variance"].double()
    scale = layers[f"{name}.gamma"].double() / torch.sqrt(variance + BATCH_NORM_EPSILON)
    shift = layers[f"{name}.beta"].double() - layers[f"{name}.moving_mean"].double() * scale
    return scale, shift


def _as_conv(weight: Tensor, bias: Tensor, dilation: int) -> Conv:
    return Conv(weight.float().unsqueeze(2), bias.float(), dilation)
