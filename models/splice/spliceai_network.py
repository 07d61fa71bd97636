"""The SpliceAI network out of its published layers (Jaganathan et al. 2019, figure 1)."""

from collections.abc import Mapping

from torch import Tensor

from models.cone import DilatedNetwork
from models.splice.trunk import Layer, NamedLayers, TrunkLayers, UnitLayers, fold, normalisation

BATCH_NORM_EPSILON = 1e-3
_N_UNITS = 16
_SKIPS = (2, 11, 20, 29, 38)
_HEAD = 39


def spliceai_network(arrays: Mapping[str, Tensor]) -> DilatedNetwork:
    """Build one network from the arrays of its file.

    Parameters
    ----------
    arrays
        `conv1d_1.kernel` (out, in, width) and `.bias` to `conv1d_39`, and gamma, beta,
        moving_mean and moving_variance of `batch_normalization_1` to `_32`.

    Returns
    -------
    DilatedNetwork
        Classes: none, acceptor, donor.
    """
    layers = NamedLayers(arrays, "kernel", "bias")
    numbers = iter(number for number in range(3, _HEAD) if number not in _SKIPS)
    units = [_unit(layers, index, (next(numbers), next(numbers))) for index in range(_N_UNITS)]
    skips = [layers.conv(f"conv1d_{number}") for number in _SKIPS]
    return fold(TrunkLayers(layers.conv("conv1d_1"), skips, units, layers.conv(f"conv1d_{_HEAD}")))


def _unit(layers: NamedLayers, index: int, convs: tuple[int, int]) -> UnitLayers:
    return UnitLayers(
        _norm(layers, 2 * index + 1),
        layers.conv(f"conv1d_{convs[0]}"),
        _norm(layers, 2 * index + 2),
        layers.conv(f"conv1d_{convs[1]}"),
    )


def _norm(layers: NamedLayers, number: int) -> Layer:
    parts = ("gamma", "beta", "moving_mean", "moving_variance")
    name = f"batch_normalization_{number}"
    return normalisation([layers.array(f"{name}.{part}") for part in parts], BATCH_NORM_EPSILON)
