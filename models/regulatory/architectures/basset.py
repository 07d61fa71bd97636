"""Basset: the chance of open chromatin in 164 cell types, in 600 bases.

Kelley, Snoek and Rinn 2016, doi:10.1101/gr.200535.115. The layers and the names in the file are
those of the conversion from Lua Torch in kipoi/models, `Basset`.
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

LENGTH: Final = 600
TITLE: Final = "Basset"

_WIDTHS = (19, 11, 7)
_POOLS = (3, 4, 4)
_UNKNOWN = 0.25
"""What an unknown base counts in each row (`dna_one_hot` of davek44/Basset, `src/dna_io.py`)."""
_CONVS = {"conv1": "0", "conv2": "4", "conv3": "8"}
_CONV_NORMS = {"conv1_norm": "1", "conv2_norm": "5", "conv3_norm": "9"}
_DENSE = {"hidden1": "13.1", "hidden2": "17.1", "out": "21.1"}
_DENSE_NORMS = {"hidden1_norm": "14", "hidden2_norm": "18"}


class Basset(nn.Module):
    """(N, 4, 600) to the probabilities (N, cell types) of one strand.

    Parameters
    ----------
    filters
        Of the three convolutions, each followed by batch norm, rectifier and max-pooling.
    hidden
        Units of the two hidden layers.
    n_tracks
        Cell types.
    """

    def __init__(
        self,
        filters: Sequence[int] = (300, 200, 200),
        hidden: Sequence[int] = (1000, 1000),
        n_tracks: int = 164,
    ) -> None:
        super().__init__()
        first, second, third = filters
        self.conv1 = nn.Conv1d(4, first, _WIDTHS[0])
        self.conv1_norm = nn.BatchNorm1d(first)
        self.conv2 = nn.Conv1d(first, second, _WIDTHS[1])
        self.conv2_norm = nn.BatchNorm1d(second)
        self.conv3 = nn.Conv1d(second, third, _WIDTHS[2])
        self.conv3_norm = nn.BatchNorm1d(third)
        self.hidden1 = nn.Linear(third * _n_positions(), hidden[0])
        self.hidden1_norm = nn.BatchNorm1d(hidden[0])
        self.hidden2 = nn.Linear(hidden[0], hidden[1])
        self.hidden2_norm = nn.BatchNorm1d(hidden[1])
        self.out = nn.Linear(hidden[1], n_tracks)
        self.pools = nn.ModuleList(nn.MaxPool1d(width) for width in _POOLS)
        self.drop = nn.Dropout(0.3)

    def forward(self, x: Tensor) -> Tensor:
        """Return one probability per cell type; a column of zeros is an unknown base."""
        found = x + _UNKNOWN * (x.sum(dim=1, keepdim=True) == 0)
        found = self.pools[0](self.conv1_norm(self.conv1(found)).relu())
        found = self.pools[1](self.conv2_norm(self.conv2(found)).relu())
        found = self.pools[2](self.conv3_norm(self.conv3(found)).relu())
        found = self.drop(self.hidden1_norm(self.hidden1(found.flatten(1))).relu())
        found = self.drop(self.hidden2_norm(self.hidden2(found)).relu())
        probabilities: Tensor = self.out(found).sigmoid()
        return probabilities


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of `pretrained_model_reloaded_th.pth` to those of `Basset`.

    The file keeps convolutions as images one pixel wide.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape.
    """
    official = OfficialArrays(raw, TITLE)
    found: dict[str, Array] = {}
    for (ours, name), width in zip(_CONVS.items(), _WIDTHS, strict=True):
        found |= official.layer(name, ours, None, 4 if ours == "conv1" else None, width, 1)
        found[f"{ours}.weight"] = found[f"{ours}.weight"][..., 0]
    for ours, name in _DENSE.items():
        found |= official.layer(name, ours, None, None)
    for ours, name in (_CONV_NORMS | _DENSE_NORMS).items():
        found |= official.norm(name, ours)
    official.nothing_left()
    return found


def network(arrays: Weights) -> Basset:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another, or another length.
    """
    return filled(_build, arrays, TITLE)


def _build(shapes: Mapping[str, tuple[int, ...]]) -> Basset:
    filters = [shapes[f"{name}.weight"][0] for name in _CONVS]
    hidden = [shapes[f"{name}.weight"][0] for name in ("hidden1", "hidden2")]
    return Basset(filters, hidden, shapes["out.weight"][0])


def _n_positions() -> int:
    length = LENGTH
    for width, pool in zip(_WIDTHS, _POOLS, strict=True):
        length = (length - width + 1) // pool
    return length
