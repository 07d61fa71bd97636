"""BPNet and ChromBPNet as bpnet-lite saves them: how much is bound or open, and where.

Avsec et al. 2021, doi:10.1038/s41588-021-00782-6; jmschrei/bpnet-lite, `BPNet` and `ChromBPNet`,
with the windows of its command line: 2,114 bases in, 1,000 positions out. A network that also
reads a control experiment is asked as with an empty one, which is what bpnet-lite does where none
is given; so what reads the control is left out.
"""

from functools import partial
from typing import Final

import numpy as np

from models.regulatory.architectures import profile_network
from models.regulatory.architectures.bpnet import FIRST_WIDTH, PROFILE_WIDTH
from models.regulatory.architectures.checkpoint import (
    Array,
    Arrays,
    OfficialArrays,
    Weights,
    filled,
)
from models.regulatory.architectures.profile_network import ProfileNetwork

LENGTH: Final = profile_network.LENGTH
TITLE: Final = "BPNet"

_ALONE = {"": "main"}
_WITH_BIAS = {"accessibility.": "main", "bias.": "bias"}


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of a network of bpnet-lite to those of `ProfileNetwork`; rows are A C G T.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape.
    """
    official = OfficialArrays(raw, TITLE)
    parts = _WITH_BIAS if "accessibility.iconv.weight" in official else _ALONE
    found: dict[str, Array] = {}
    for prefix, ours in parts.items():
        found |= _bpnet(official, prefix, ours, _n_layers(raw, prefix))
    official.nothing_left()
    return found


def network(arrays: Weights) -> ProfileNetwork:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another.
    """
    return filled(partial(ProfileNetwork, counts_beside=False), arrays, TITLE)


def _bpnet(official: OfficialArrays, prefix: str, ours: str, n_layers: int) -> dict[str, Array]:
    """Give the arrays of one `BPNet`, whose names begin with `prefix`, under our names."""
    found = official.layer(f"{prefix}iconv", f"{ours}.stages.0.conv", None, 4, FIRST_WIDTH)
    for number in range(n_layers):
        name = f"{prefix}rconvs.{number}"
        found |= official.layer(name, f"{ours}.stages.{number + 1}.conv", None, None, 3)
    n_filters = len(found[f"{ours}.stages.0.conv.bias"])
    profile = official.take(f"{prefix}fconv.weight", None, None, PROFILE_WIDTH)
    counts = official.take(f"{prefix}linear.weight", 1, None)
    return found | {
        f"{ours}.profile.weight": profile[:, :n_filters],
        f"{ours}.profile.bias": _bias(official, f"{prefix}fconv", len(profile)),
        f"{ours}.counts.weight": counts[:, :n_filters],
        f"{ours}.counts.bias": _bias(official, f"{prefix}linear", 1),
    }


def _n_layers(raw: Arrays, prefix: str) -> int:
    """How many dilated layers there are, by the largest number."""
    start = f"{prefix}rconvs."
    numbers = {name.removeprefix(start).split(".")[0] for name in raw if name.startswith(start)}
    return max((int(one) + 1 for one in numbers if one.isdecimal()), default=0)


def _bias(official: OfficialArrays, name: str, size: int) -> Array:
    """Zeros where a network was trained without."""
    there = f"{name}.bias" in official
    return official.take(f"{name}.bias", size) if there else np.zeros(size, dtype=np.float32)
