"""DeepSEA: the chance of 919 chromatin features in 1,000 bases.

Zhou and Troyanskaya 2015, doi:10.1038/nmeth.3547. The layers and the names in the files are those
of the conversion from Lua Torch in kipoi/models, `DeepSEA/model_architecture.py`.
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

LENGTH: Final = 1000
TITLE: Final = "DeepSEA"

_WIDTH = 8
_POOL = 4
_FLOOR = 1e-6
"""What its rectifiers give below zero (`nn.Threshold` of Lua Torch)."""
_BEFORE = ("", "1.", "2.")
"""Names of the layers begin so in deepsea_cpu, deepsea_variant_effects, deepsea_predict.pth."""


class DeepSea(nn.Module):
    """(N, 4, 1000) to the probabilities (N, tracks) of one strand.

    Parameters
    ----------
    filters
        Of the three convolutions.
    hidden
        Units of the hidden layer.
    n_tracks
        Features.
    """

    def __init__(
        self, filters: Sequence[int] = (320, 480, 960), hidden: int = 925, n_tracks: int = 919
    ) -> None:
        super().__init__()
        first, second, third = filters
        self.conv1 = nn.Conv1d(4, first, _WIDTH)
        self.conv2 = nn.Conv1d(first, second, _WIDTH)
        self.conv3 = nn.Conv1d(second, third, _WIDTH)
        self.hidden = nn.Linear(third * _n_positions(), hidden)
        self.out = nn.Linear(hidden, n_tracks)
        self.rectify = nn.Threshold(0, _FLOOR)
        self.pool = nn.MaxPool1d(_POOL)
        self.drop = nn.Dropout(0.2)
        self.drop_more = nn.Dropout(0.5)

    def forward(self, x: Tensor) -> Tensor:
        """Return one probability per feature."""
        found = self.drop(self.pool(self.rectify(self.conv1(x))))
        found = self.drop(self.pool(self.rectify(self.conv2(found))))
        found = self.drop_more(self.rectify(self.conv3(found)))
        found = self.rectify(self.hidden(found.flatten(1)))
        probabilities: Tensor = self.out(found).sigmoid()
        return probabilities


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of an official file to those of `DeepSea`.

    The files keep bases in the order A G C T and convolutions as images one pixel high.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape.
    """
    before = next((one for one in _BEFORE if f"{one}14.1.weight" in raw), "")
    official = OfficialArrays(raw, TITLE)
    found = {
        **official.flat_convolution(f"{before}0", "conv1", 4, _WIDTH),
        **official.flat_convolution(f"{before}4", "conv2", None, _WIDTH),
        **official.flat_convolution(f"{before}8", "conv3", None, _WIDTH),
        **official.layer(f"{before}12.1", "hidden", None, None),
        **official.layer(f"{before}14.1", "out", None, None),
    }
    official.nothing_left()
    return found


def network(arrays: Weights) -> DeepSea:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another, or another length.
    """
    return filled(_build, arrays, TITLE)


def _build(shapes: Mapping[str, tuple[int, ...]]) -> DeepSea:
    filters = [shapes[f"{name}.weight"][0] for name in ("conv1", "conv2", "conv3")]
    n_tracks, hidden = shapes["out.weight"]
    return DeepSea(filters, hidden, n_tracks)


def _n_positions() -> int:
    pooled = (LENGTH - _WIDTH + 1) // _POOL
    return (pooled - _WIDTH + 1) // _POOL - _WIDTH + 1
