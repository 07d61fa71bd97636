"""The network of DeepBind as the paper's figure shows it: convolve, rectify, pool, weigh.

Alipanahi et al. 2015, doi:10.1038/nbt.3300; sizes and order of numbers as in the program of the
authors (kundajelab/deepbind at 2c1f56e, src/deepbind.c). Scans of many models at many places go
through `deepbind_scan`, which gives the same numbers faster; this is what it is measured against,
and what gradients are taken of.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its name everywhere
from numpy.typing import NDArray
from torch import Tensor, nn

UNKNOWN = 0.25
"""What an unknown base counts in each of the four rows."""

DETECTORS = 16


@dataclass(frozen=True, eq=False, slots=True)
class DeepBindModel:
    """Parameters of one model.

    Attributes
    ----------
    detectors
        Shape (16, 4, length), rows A C G T.
    thresholds
        Shape (16,), added to what the detectors say.
    weights1, biases1
        Shapes (16 or 32, hidden or 1) and (hidden or 1,). With 32 inputs they come in pairs of
        one detector: maximum, mean.
    weights2, biases2
        Shapes (hidden,) and (1,); both empty without a hidden layer.
    reads_both_strands
        DNA is read on both strands, RNA as it is given.
    """

    detectors: NDArray[np.float32]
    thresholds: NDArray[np.float32]
    weights1: NDArray[np.float32]
    biases1: NDArray[np.float32]
    weights2: NDArray[np.float32]
    biases2: NDArray[np.float32]
    reads_both_strands: bool

    @property
    def length(self) -> int:
        """Bases a detector covers."""
        return int(self.detectors.shape[2])

    @property
    def window(self) -> int:
        """Bases that are scored together: one and a half detectors."""
        return int(1.5 * self.length)

    @property
    def has_mean(self) -> bool:
        """Beside the maximum over places of a window the mean counts."""
        return len(self.weights1) == 2 * DETECTORS


class DeepBindNetwork(nn.Module):
    """One model; gives the score of whole sequences."""

    def __init__(self, model: DeepBindModel) -> None:
        super().__init__()
        self._model = model
        self._detectors = torch.from_numpy(model.detectors)
        self._thresholds = torch.from_numpy(model.thresholds)
        self._weights1 = torch.from_numpy(model.weights1)
        self._biases1 = torch.from_numpy(model.biases1)
        self._weights2 = torch.from_numpy(model.weights2)
        self._biases2 = torch.from_numpy(model.biases2)

    def forward(self, x: Tensor) -> Tensor:
        """Give (N,) of (N, 4, length), unknown bases `UNKNOWN`: the best of all windows."""
        window = min(self._model.window, x.shape[2])
        strands = [x, x.flip(1, 2)] if self._model.reads_both_strands else [x]
        scores = [self._scores(one.unfold(2, window, 1)) for one in strands]
        return torch.cat(scores, dim=1).amax(1)

    def _scores(self, windows: Tensor) -> Tensor:
        """Score of each window, (N, windows), of (N, 4, windows, bases)."""
        n, _, n_windows, bases = windows.shape
        x = windows.transpose(1, 2).reshape(n * n_windows, 4, bases)
        x = F.pad(x, (self._model.length - 1, self._model.length - 1), value=UNKNOWN)
        found = F.relu(F.conv1d(x, self._detectors, self._thresholds))
        pooled = found.amax(2)
        if self._model.has_mean:
            pooled = torch.stack([pooled, found.mean(2)], dim=2).flatten(1)
        y = pooled @ self._weights1 + self._biases1
        if len(self._weights2):
            y = F.relu(y) @ self._weights2[:, None] + self._biases2
        return y.reshape(n, n_windows)
