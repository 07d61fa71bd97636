"""Sei with its 40 sequence classes: what 21,907 chromatin profiles say together.

Chen et al. 2022, doi:10.1038/s41588-022-01102-2; FunctionLab/sei-framework, `utils.py`
(`sc_projection`, `sc_hnorm_varianteffect`). A class is a direction in the space of profiles; its raw
score is how far a sequence lies along it. Between alleles the profiles of histone marks are scaled
to one sum before, so that a change in how many nucleosomes there are does not count.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.errors import CheckpointError
from models.regulatory.architectures import sei
from models.regulatory.architectures.checkpoint import (
    Array,
    Arrays,
    OfficialArrays,
    Weights,
    filled,
)

TITLE: Final = "Sei with sequence classes"
N_CLASSES: Final = 40
"""The file has more rows; the authors use the first 40."""
DIRECTIONS: Final = "classes.directions"
HISTONES: Final = "classes.histones"
"""Names, in a joined file, of what `projvec_targets.npy` and `histone_inds.npy` hold."""


class SeiClasses(nn.Module):
    """(N, 4, 4096) to the profiles and the raw class scores (N, tracks + classes) of one strand.

    Parameters
    ----------
    profiles
        Sei.
    n_classes
        Sequence classes.
    """

    def __init__(self, profiles: sei.Sei, n_classes: int = N_CLASSES) -> None:
        super().__init__()
        n_tracks = profiles.out.out_features
        self.sei = profiles
        self.directions = nn.Parameter(torch.empty(n_classes, n_tracks))
        self.histones = nn.Parameter(torch.empty(n_tracks))

    def forward(self, x: Tensor) -> Tensor:
        """Return one probability per profile, then one raw score per class."""
        profiles = self.sei(x)
        return torch.cat((profiles, profiles @ self.directions.T), dim=1)


def class_changes(
    ref: NDArray[np.float32],
    alt: NDArray[np.float32],
    directions: NDArray[np.float32],
    is_histone: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """Give how far each class rises from REF to ALT, (classes,), with nucleosomes held still.

    Parameters
    ----------
    ref, alt
        Shape (tracks,): the profiles of both alleles.
    directions
        Shape (classes, tracks), each of length 1.
    is_histone
        Shape (tracks,): the profile is of a histone mark.
    """
    sums = [float(one[is_histone].sum(dtype=np.float64)) for one in (ref, alt)]
    mean = sum(sums) / 2
    scaled = [
        np.where(is_histone, one * (mean / total), one)
        for one, total in zip((ref, alt), sums, strict=True)
    ]
    found: NDArray[np.float32] = (directions @ (scaled[1] - scaled[0])).astype(np.float32)
    return found


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of a file that `sei_files` wrote to those of `SeiClasses`.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape.
    """
    own = {DIRECTIONS, HISTONES}
    profiles = sei.state({name: array for name, array in raw.items() if name not in own})
    n_tracks = len(profiles["out.bias"])
    official = OfficialArrays({name: raw[name] for name in own & raw.keys()}, TITLE)
    directions = official.take(DIRECTIONS, None, n_tracks)[:N_CLASSES]
    lengths = np.linalg.norm(directions, axis=1, keepdims=True)
    if not np.all(lengths > 0):
        raise CheckpointError(
            f"The file is no {TITLE}: a class has no direction.",
            "Choose the projvec_targets.npy of the Sei model files.",
        )
    found = {f"sei.{name}": array for name, array in profiles.items()}
    found["directions"] = (directions / lengths).astype(np.float32)
    found["histones"] = _marked(official.take(HISTONES, None), n_tracks)
    return found


def network(arrays: Weights) -> SeiClasses:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another.
    """
    return filled(_build, arrays, TITLE)


def _marked(numbers: Array, n_tracks: int) -> Array:
    """1 at these places, 0 elsewhere."""
    places = numbers.astype(np.int64)
    is_place = (places == numbers) & (places >= 0) & (places < n_tracks)
    if not (len(places) and is_place.all()):
        raise CheckpointError(
            f"The file is no {TITLE}: histone marks are numbers of profiles.",
            "Choose the histone_inds.npy of the Sei model files.",
        )
    found = np.zeros(n_tracks, np.float32)
    found[places] = 1
    return found


def _build(shapes: Mapping[str, tuple[int, ...]]) -> SeiClasses:
    inner = {x.removeprefix("sei."): y for x, y in shapes.items() if x.startswith("sei.")}
    return SeiClasses(sei.built(inner), shapes["directions"][0])
