"""The small networks of MMSplice and MTSplice in torch, out of the arrays of their files."""

from typing import Final, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name

from models.keras_layers import Conv, Dense, Layers, Scale, position_major

_DILATIONS: Final = tuple(2**power for power in range(1, 9))
_N_SPLINES: Final = 10
_DEGREE: Final = 3


class AcceptorModule(nn.Module):
    """(N, 4, 53) to the probability (N,) of an acceptor."""

    def __init__(self, layers: Layers) -> None:
        super().__init__()
        self._site = Conv(layers, "convSpliceSite")
        self._norm = Scale(layers, "batch_normalization_1")
        self._mix = Conv(layers, "conv1by1")
        self._mix_norm = Scale(layers, "batch_normalization_2")
        self._out = Dense(layers, "denseSS")

    def forward(self, x: Tensor) -> Tensor:
        """Return one probability per sequence."""
        found = self._norm(F.relu(self._site(x)))
        found = self._mix_norm(F.relu(self._mix(found)))
        return torch.sigmoid(self._out(position_major(found)))[:, 0]


class DonorModule(nn.Module):
    """(N, 4, 18) to the probability (N,) of a donor."""

    def __init__(self, layers: Layers) -> None:
        super().__init__()
        self._first = Dense(layers, "dense1")
        self._first_norm = Scale(layers, "batch_normalization_1")
        self._second = Dense(layers, "dense2")
        self._second_norm = Scale(layers, "batch_normalization_2")
        self._out = Dense(layers, "dense_1")

    def forward(self, x: Tensor) -> Tensor:
        """Return one probability per sequence."""
        found = F.relu(self._first_norm(self._first(position_major(x))))
        found = F.relu(self._second_norm(self._second(found)))
        return torch.sigmoid(self._out(found))[:, 0]


class ExonModule(nn.Module):
    """(N, 4, L) to the score (N,) of an exon; unknown bases do not count in the mean."""

    def __init__(self, layers: Layers) -> None:
        super().__init__()
        self._motifs = Conv(layers, "conv")
        self._norm = Scale(layers, "batch_normalization_1")
        self._out = Dense(layers, "dense3")

    def forward(self, x: Tensor) -> Tensor:
        """Return one score per sequence."""
        found = F.relu(self._norm(self._motifs(x)))
        known = x.amax(dim=1, keepdim=True)
        mean = (found * known).sum(dim=2) / known.sum(dim=2).clamp_min(1e-7)
        return cast("Tensor", self._out(mean))[:, 0]


class IntronModule(nn.Module):
    """(N, 4, L) to the score (N,) of an intron's end."""

    def __init__(self, layers: Layers) -> None:
        super().__init__()
        self._motifs = Conv(layers, "conv")
        last = next(name for name in layers if name.startswith("dense")).partition(".")[0]
        self._out = Dense(layers, last)

    def forward(self, x: Tensor) -> Tensor:
        """Return one score per sequence."""
        return cast("Tensor", self._out(F.relu(self._motifs(x)).mean(dim=2)))[:, 0]


class TissueNetwork(nn.Module):
    """Both ends of an exon, (N, 4, 400) each, to (N, 56): logit of inclusion minus its mean.

    Each end goes through its own stack of dilated convolutions; every position of the result is
    weighed by a spline over the 400 positions.
    """

    def __init__(self, layers: Layers) -> None:
        super().__init__()
        self._acceptor = _Stack(layers, first_conv=1, first_norm=1, spline="splinel")
        self._donor = _Stack(layers, first_conv=10, first_norm=9, spline="spliner")
        self._pooled = Scale(layers, "bn5")
        self._hidden = Dense(layers, "dense")
        self._hidden_norm = Scale(layers, "bn6")
        self._out = Dense(layers, "dense2")

    def forward(self, acceptor: Tensor, donor: Tensor) -> Tensor:
        """Return one row of tissues per exon."""
        both = torch.cat((self._acceptor(acceptor), self._donor(donor)), dim=2)
        pooled = self._pooled(both.mean(dim=2))
        return cast("Tensor", self._out(self._hidden_norm(F.relu(self._hidden(pooled)))))


class _Stack(nn.Module):
    weight: Tensor

    def __init__(self, layers: Layers, *, first_conv: int, first_norm: int, spline: str) -> None:
        super().__init__()
        self._first = Conv(layers, f"conv1d_{first_conv}")
        self._norms = nn.ModuleList(
            Scale(layers, f"batch_normalization_{first_norm + step}")
            for step in range(len(_DILATIONS))
        )
        self._convs = nn.ModuleList(
            Conv(layers, f"conv1d_{first_conv + 1 + step}", dilation)
            for step, dilation in enumerate(_DILATIONS)
        )
        self._spline = layers[f"{spline}.kernel"]
        basis = torch.from_numpy(spline_basis(400))
        self.register_buffer("weight", (basis @ self._spline).T + 1)

    def forward(self, x: Tensor) -> Tensor:
        found = F.relu(self._first(x))
        for norm, conv in zip(self._norms, self._convs, strict=True):
            found = found + F.relu(conv(norm(found)))
        return found * self.weight


def spline_basis(n_positions: int) -> NDArray[np.float32]:
    """Ten cubic B-splines over the positions 0 .. n-1, shape (n, 10).

    Knots are evenly spaced and reach 0.1 % beyond both ends, as in R's mgcv.
    """
    span = n_positions - 1
    start, end = -span * 0.001, span * 1.001
    step = (end - start) / (_N_SPLINES - _DEGREE)
    knots = np.linspace(start - _DEGREE * step, end + _DEGREE * step, _N_SPLINES + _DEGREE + 1)
    knots = knots.astype(np.float32).astype(np.float64)
    x = np.arange(n_positions, dtype=np.float64)[:, None]
    basis = ((knots[:-1] <= x) & (x < knots[1:])).astype(np.float64)
    for degree in range(1, _DEGREE + 1):
        rising = (x - knots[: -degree - 1]) / (knots[degree:-1] - knots[: -degree - 1])
        falling = (knots[degree + 1 :] - x) / (knots[degree + 1 :] - knots[1:-degree])
        basis = rising * basis[:, :-1] + falling * basis[:, 1:]
    return basis.astype(np.float32)
