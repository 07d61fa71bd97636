"""ChromBPNet: how open chromatin is along 1,000 bases, apart from the bias of the enzyme.

Pampari et al. 2024, doi:10.1101/2024.12.25.630221. The names in the files are those of
kundajelab/chrombpnet: `bias.h5`, `chrombpnet_nobias.h5`, and `chrombpnet.h5` with both.
"""

from functools import partial
from typing import Final

from models.errors import CheckpointError
from models.regulatory.architectures import profile_network
from models.regulatory.architectures.bpnet import FIRST_WIDTH, PROFILE_WIDTH
from models.regulatory.architectures.checkpoint import (
    Array,
    Arrays,
    OfficialArrays,
    Weights,
    filled,
)
from models.regulatory.architectures.keras_layers import layer
from models.regulatory.architectures.profile_network import ProfileNetwork

LENGTH: Final = profile_network.LENGTH
TITLE: Final = "ChromBPNet"

_BIAS, _NO_BIAS = "", "wo_bias_"
"""What the names of either network begin with."""


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of any of the three files to those of `ProfileNetwork`; rows are A C G T.

    Where a file holds one network, that is the one that is asked.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape.
    """
    arrays = _by_layer(raw)
    official = OfficialArrays(arrays, TITLE)
    there = [one for one in (_NO_BIAS, _BIAS) if f"{one}bpnet_1st_conv.kernel" in official]
    found: dict[str, Array] = {}
    for prefix, ours in zip(there or [_NO_BIAS], ("main", "bias"), strict=False):
        found |= _bpnet(official, prefix, ours, _n_layers(arrays, prefix))
    official.nothing_left()
    return found


def network(arrays: Weights) -> ProfileNetwork:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another.
    """
    return filled(partial(ProfileNetwork, counts_beside=True), arrays, TITLE)


def _by_layer(raw: Arrays) -> dict[str, Array]:
    """Arrays by layer and variable, whatever network within the network they lie in."""
    found: dict[str, Array] = {}
    for name, array in raw.items():
        short = ".".join(name.split(".")[-2:])
        if short in found:
            raise CheckpointError(
                f"The file is no {TITLE}: it holds twice the array {short}.",
                "Choose bias.h5, chrombpnet_nobias.h5 or chrombpnet.h5 of the authors' program.",
            )
        found[short] = array
    return found


def _bpnet(official: OfficialArrays, prefix: str, ours: str, n_layers: int) -> dict[str, Array]:
    head = f"{prefix}bpnet_" if prefix else ""
    name = f"{prefix}bpnet_1st_conv"
    found = layer(official, name, f"{ours}.stages.0.conv", None, 4, FIRST_WIDTH)
    for number in range(1, n_layers + 1):
        name = f"{prefix}bpnet_{number}conv"
        found |= layer(official, name, f"{ours}.stages.{number}.conv", None, None, 3)
    name = f"{head}prof_out_precrop"
    found |= layer(official, name, f"{ours}.profile", 1, None, PROFILE_WIDTH)
    return found | layer(official, f"{head}logcount_predictions", f"{ours}.counts", None, 1)


def _n_layers(arrays: Arrays, prefix: str) -> int:
    """How many dilated layers there are, by the largest number."""
    start, end = f"{prefix}bpnet_", "conv.kernel"
    numbers = [
        name.removeprefix(start).removesuffix(end)
        for name in arrays
        if name.startswith(start) and name.endswith(end)
    ]
    return max((int(one) for one in numbers if one.isdecimal()), default=0)
