"""Beluga, the DeepSEA of ExPecto: the chance of 2,002 chromatin features in 2,000 bases.

Zhou et al. 2018, doi:10.1038/s41588-018-0160-6. The layers and the names in the file are those of
FunctionLab/ExPecto, `chromatin.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from torch import Tensor, nn

from models.regulatory.architectures.checkpoint import (
    Array,
    Arrays,
    OfficialArrays,
    Weights,
    filled,
)

LENGTH: Final = 2000
TITLE: Final = "Beluga"

_WIDTH = 8
_POOL = 4
_CONVS = {
    "conv1": "model.0.0",
    "conv2": "model.0.2",
    "conv3": "model.0.6",
    "conv4": "model.0.8",
    "conv5": "model.0.12",
    "conv6": "model.0.14",
}


class Beluga(nn.Module):
    """(N, 4, 2000) to the probabilities (N, tracks) of one strand: three pairs of convolutions.

    Parameters
    ----------
    filters
        Of the convolutions of each pair.
    hidden
        Units of the hidden layer.
    n_tracks
        Features.
    """

    def __init__(
        self, filters: Sequence[int] = (320, 480, 640), hidden: int = 2003, n_tracks: int = 2002
    ) -> None:
        super().__init__()
        first, second, third = filters
        self.conv1 = nn.Conv1d(4, first, _WIDTH)
        self.conv2 = nn.Conv1d(first, first, _WIDTH)
        self.conv3 = nn.Conv1d(first, second, _WIDTH)
        self.conv4 = nn.Conv1d(second, second, _WIDTH)
        self.conv5 = nn.Conv1d(second, third, _WIDTH)
        self.conv6 = nn.Conv1d(third, third, _WIDTH)
        self.hidden = nn.Linear(third * _n_positions(), hidden)
        self.out = nn.Linear(hidden, n_tracks)
        self.pool = nn.MaxPool1d(_POOL)
        self.drop = nn.Dropout(0.2)
        self.drop_more = nn.Dropout(0.5)

    def forward(self, x: Tensor) -> Tensor:
        """Return one probability per feature."""
        found = self.conv2(self.conv1(x).relu()).relu()
        found = self.pool(self.drop(found))
        found = self.conv4(self.conv3(found).relu()).relu()
        found = self.pool(self.drop(found))
        found = self.conv6(self.conv5(found).relu()).relu()
        found = self.hidden(self.drop_more(found).flatten(1)).relu()
        probabilities: Tensor = self.out(found).sigmoid()
        return probabilities


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of `deepsea.beluga.pth` to those of `Beluga`.

    The file keeps bases in the order A G C T and convolutions as images one pixel high.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape.
    """
    official = OfficialArrays(raw, TITLE)
    found: dict[str, Array] = {}
    for ours, name in _CONVS.items():
        n_in = 4 if ours == "conv1" else None
        found |= official.flat_convolution(name, ours, n_in, _WIDTH)
    found |= official.layer("model.1.2.1", "hidden", None, None)
    found |= official.layer("model.1.4.1", "out", None, None)
    official.nothing_left()
    return found


def network(arrays: Weights) -> Beluga:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another, or another length.
    """
    return filled(built, arrays, TITLE)


def built(shapes: Mapping[str, tuple[int, ...]]) -> Beluga:
    """Give a network without numbers of its own, for arrays of these shapes."""
    filters = [shapes[f"{name}.weight"][0] for name in ("conv1", "conv3", "conv5")]
    n_tracks, hidden = shapes["out.weight"]
    return Beluga(filters, hidden, n_tracks)


def _n_positions() -> int:
    length = LENGTH
    for _ in range(2):
        length = (length - 2 * (_WIDTH - 1)) // _POOL
    return length - 2 * (_WIDTH - 1)
