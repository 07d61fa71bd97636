"""The Pangolin networks out of their published layers: one head of twelve is read."""

from collections.abc import Mapping

from torch import Tensor

from models.cone import DilatedNetwork
from models.splice.trunk import (
    UNITS_BETWEEN_TAPS,
    NamedLayers,
    TrunkLayers,
    UnitLayers,
    fold,
    torch_norm,
)

BATCH_NORM_EPSILON = 1e-5
_N_UNITS = 16


def pangolin_network(arrays: Mapping[str, Tensor], tissue: int) -> DilatedNetwork:
    """Build one network from the arrays of its file.

    Parameters
    ----------
    arrays
        `conv1`, `skip`, `resblocks.N` with `bn1`, `conv1`, `bn2`, `conv2`, `convs.0` to `.3` and
        `conv_last1` to `8`, as PyTorch saved them.
    tissue
        0 heart, 1 liver, 2 brain, 3 testis: which head is read.

    Returns
    -------
    DilatedNetwork
        Classes: no splice site, splice site.
    """
    layers = NamedLayers(arrays, "weight", "bias")
    units = [
        UnitLayers(
            torch_norm(layers, f"resblocks.{number}.bn1", BATCH_NORM_EPSILON),
            layers.conv(f"resblocks.{number}.conv1"),
            torch_norm(layers, f"resblocks.{number}.bn2", BATCH_NORM_EPSILON),
            layers.conv(f"resblocks.{number}.conv2"),
        )
        for number in range(_N_UNITS)
    ]
    blocks = range(_N_UNITS // UNITS_BETWEEN_TAPS)
    skips = [layers.conv("skip"), *(layers.conv(f"convs.{block}") for block in blocks)]
    head = layers.conv(f"conv_last{2 * tissue + 1}")
    return fold(TrunkLayers(layers.conv("conv1"), skips, units, head))
