"""The OpenSpliceAI networks out of their published layers, 10,000 and 400 bases of context."""

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
SLOPE = 0.1
_LAST_OF_BLOCK = UNITS_BETWEEN_TAPS + 1


def openspliceai_network(arrays: Mapping[str, Tensor]) -> DilatedNetwork:
    """Build one network from the arrays of its file.

    Parameters
    ----------
    arrays
        `initial_conv`, `initial_skip.conv`, `residual_units.N` with `batchnorm1`, `conv1`,
        `batchnorm2`, `conv2` (every fifth N: a skip with `conv`), `final_conv`, as PyTorch saved
        them. The number of units decides the context.

    Returns
    -------
    DilatedNetwork
        Classes: none, acceptor, donor. Rectifiers leak (slope 0.1).
    """
    layers = NamedLayers(arrays, "weight", "bias")
    n_members = 1 + max(
        (int(name.split(".")[1]) for name in arrays if name.startswith("residual_units.")),
        default=-1,
    )
    skips = [layers.conv("initial_skip.conv")]
    units: list[UnitLayers] = []
    for number in range(n_members):
        name = f"residual_units.{number}"
        if number % _LAST_OF_BLOCK == UNITS_BETWEEN_TAPS:
            skips.append(layers.conv(f"{name}.conv"))
        else:
            units.append(_unit(layers, name))
    head = layers.conv("final_conv")
    return fold(TrunkLayers(layers.conv("initial_conv"), skips, units, head, SLOPE))


def _unit(layers: NamedLayers, name: str) -> UnitLayers:
    return UnitLayers(
        torch_norm(layers, f"{name}.batchnorm1", BATCH_NORM_EPSILON),
        layers.conv(f"{name}.conv1"),
        torch_norm(layers, f"{name}.batchnorm2", BATCH_NORM_EPSILON),
        layers.conv(f"{name}.conv2"),
    )
