"""Sei: the chance of 21,907 chromatin profiles in the middle of 4,096 bases.

Chen et al. 2022, doi:10.1038/s41588-022-01102-2. The layers and the names in the file are those of
FunctionLab/sei-framework, `model/sei.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.regulatory.architectures.checkpoint import (
    Array,
    Arrays,
    OfficialArrays,
    Weights,
    filled,
)

LENGTH: Final = 4096
TITLE: Final = "Sei"

_WIDTH = 9
_POOL = 4
_DILATED_WIDTH = 5
_DILATIONS = (2, 4, 8, 16, 25)
_N_SPLINES = 16
_DEGREE = 3
_UNKNOWN = 0.25
"""What an unknown base counts in each row."""


class Sei(nn.Module):
    """(N, 4, 4096) to the probabilities (N, tracks) of one strand.

    Three stages of convolutions, each a linear path with a nonlinear one beside it; dilated
    convolutions whose results add up; positions weighed by splines; two dense layers.

    Parameters
    ----------
    filters
        Of the three stages.
    n_tracks
        Chromatin profiles.
    """

    splines: Tensor

    def __init__(self, filters: Sequence[int] = (480, 640, 960), n_tracks: int = 21907) -> None:
        super().__init__()
        channels = (4, *filters)
        self.linear = nn.ModuleList(
            nn.Sequential(_conv(n_in, n_out), _conv(n_out, n_out))
            for n_in, n_out in zip(channels[:-1], filters, strict=True)
        )
        self.nonlinear = nn.ModuleList(
            nn.Sequential(_conv(n, n), nn.ReLU(), _conv(n, n), nn.ReLU()) for n in filters
        )
        n = filters[-1]
        self.dilated = nn.ModuleList(
            nn.Conv1d(n, n, _DILATED_WIDTH, padding="same", dilation=dilation)
            for dilation in _DILATIONS
        )
        self.hidden = nn.Linear(n * _N_SPLINES, n_tracks)
        self.out = nn.Linear(n_tracks, n_tracks)
        self.pool = nn.MaxPool1d(_POOL)
        self.drop = nn.Dropout(0.1)
        # Made here even where a network is first built without memory: it is in no file.
        basis = torch.tensor(spline_basis(LENGTH // _POOL ** (len(filters) - 1)), device="cpu")
        self.register_buffer("splines", basis, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return one probability per chromatin profile."""
        # What is missing to 1 in a column is unknown and shared by the four bases.
        found = x + _UNKNOWN * (1 - x.sum(dim=1, keepdim=True))
        straight = self.linear[0](found)
        found = self.nonlinear[0](straight)
        for linear, nonlinear in zip(self.linear[1:], self.nonlinear[1:], strict=True):
            straight = linear(self.drop(self.pool(found + straight)))
            found = nonlinear(self.drop(straight))
        # Only the first of these reads the linear path too.
        found = found + self.dilated[0](self.drop(found + straight)).relu()
        for dilated in self.dilated[1:]:
            found = found + dilated(self.drop(found)).relu()
        weighed = (found @ self.splines).flatten(1)
        probabilities: Tensor = self.out(self.hidden(weighed).relu()).sigmoid()
        return probabilities


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of `sei.pth` to those of `Sei`; rows are A C G T.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape.
    """
    official = OfficialArrays(raw, TITLE)
    found: dict[str, Array] = {}
    for stage, (linear, nonlinear) in enumerate(
        (((0, 1), (0, 2)), ((2, 3), (1, 3)), ((2, 3), (1, 3)))
    ):
        rows = None if stage else 4
        for ours, theirs in enumerate(linear):
            name = f"lconv{stage + 1}.{theirs}"
            n_in = None if ours else rows
            found |= official.layer(name, f"linear.{stage}.{ours}", None, n_in, _WIDTH)
        for ours, theirs in zip((0, 2), nonlinear, strict=True):
            name = f"conv{stage + 1}.{theirs}"
            found |= official.layer(name, f"nonlinear.{stage}.{ours}", None, None, _WIDTH)
    for number in range(len(_DILATIONS)):
        name = f"dconv{number + 1}.1"
        found |= official.layer(name, f"dilated.{number}", None, None, _DILATED_WIDTH)
    found |= official.layer("classifier.0", "hidden", None, None)
    found |= official.layer("classifier.2", "out", None, None)
    official.nothing_left()
    return found


def network(arrays: Weights) -> Sei:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another.
    """
    return filled(built, arrays, TITLE)


def spline_basis(n_positions: int) -> NDArray[np.float32]:
    """Sixteen cubic B-splines over the positions 0 .. n-1, shape (n, 16).

    Inner knots are spaced evenly and both ends are knots four times over, so that the first spline
    is 1 at the first position and the last at the last.
    """
    last = n_positions - 1
    inner = np.linspace(0, last, _N_SPLINES - _DEGREE + 1)
    knots = np.concatenate([np.zeros(_DEGREE), inner, np.full(_DEGREE, last)])
    x = np.arange(n_positions, dtype=np.float64)[:, None]
    starts, ends = knots[:-1], knots[1:]
    basis = ((starts <= x) & (x < ends)).astype(np.float64)
    basis[-1, _N_SPLINES - 1] = 1  # the last position belongs to the interval that it ends
    for degree in range(1, _DEGREE + 1):
        rising = _ratio(x - knots[: -degree - 1], knots[degree:-1] - knots[: -degree - 1])
        falling = _ratio(knots[degree + 1 :] - x, knots[degree + 1 :] - knots[1:-degree])
        basis = rising * basis[:, :-1] + falling * basis[:, 1:]
    return basis.astype(np.float32)


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Zero where knots coincide."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def _conv(n_in: int, n_out: int) -> nn.Conv1d:
    return nn.Conv1d(n_in, n_out, _WIDTH, padding="same")


def built(shapes: Mapping[str, tuple[int, ...]]) -> Sei:
    """Give a network for the shapes of its arrays."""
    filters = [shapes[f"linear.{stage}.0.weight"][0] for stage in range(3)]
    return Sei(filters, shapes["out.weight"][0])
