"""DanQ: the chance of 919 chromatin features in 1,000 bases, a convolution under two LSTMs.

Quang and Xie 2016, doi:10.1093/nar/gkw226. The layers and the order of the arrays are those of
uci-cbcl/DanQ (`DanQ_test.py`, `DanQ-JASPAR_test.py`), trained with Keras 0.2.0 on Theano. What
that means for who reads the weights:

- Theano turns kernels round before it slides them along.
- The gates of an LSTM lie in the order input, cell, forget, output, and their sigmoid is
  a line, 0.2 x + 0.5, cut off at 0 and 1.
- Dropout multiplies by the share it keeps when the network is asked, not when it is trained.
- The bidirectional layer (EderSantana/seya, `seya/layers/recurrent.py`) turns the batch round, not
  the sequence (issue 32 there): both LSTMs read from the first base on.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn

from models.regulatory.architectures.checkpoint import (
    AGCT,
    Array,
    Arrays,
    OfficialArrays,
    Weights,
    filled,
)

LENGTH: Final = 1000
TITLE: Final = "DanQ"

_GATES = ("input", "cell", "forget", "output")
"""In the file; our network has input, forget, cell, output."""
_KEPT_BEFORE_LSTM = 0.8
_KEPT_AFTER_LSTM = 0.5


class Lstm(nn.Module):
    """(N, T, n_in) to (N, T, units), from the first position to the last."""

    def __init__(self, n_in: int, units: int) -> None:
        super().__init__()
        self.look = nn.Linear(n_in, 4 * units)
        self.recall = nn.Linear(units, 4 * units, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return what it gives out at each position."""
        seen: Tensor = self.look(x)
        out = cell = x.new_zeros(len(x), self.recall.in_features)
        outs = []
        for now in seen.unbind(dim=1):
            let_in, keep, new, let_out = (now + self.recall(out)).chunk(4, dim=1)
            cell = _gate(keep) * cell + _gate(let_in) * new.tanh()
            out = _gate(let_out) * cell.tanh()
            outs.append(out)
        return torch.stack(outs, dim=1)


class DanQ(nn.Module):
    """(N, 4, 1000) to the probabilities (N, tracks) of one strand.

    Parameters
    ----------
    filters, width
        Of the convolution.
    pool
        Positions of which the largest is kept.
    units
        Of each LSTM.
    hidden
        Units of the hidden layer.
    n_tracks
        Features.
    """

    def __init__(
        self,
        filters: int = 320,
        width: int = 26,
        pool: int = 13,
        units: int = 320,
        hidden: int = 925,
        n_tracks: int = 919,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, filters, width)
        self.pool = nn.MaxPool1d(pool)
        self.lstm1 = Lstm(filters, units)
        self.lstm2 = Lstm(filters, units)
        n_positions = (LENGTH - width + 1) // pool
        self.hidden = nn.Linear(n_positions * 2 * units, hidden)
        self.out = nn.Linear(hidden, n_tracks)
        self.drop = nn.Dropout(0.2)
        self.drop_more = nn.Dropout(0.5)

    def forward(self, x: Tensor) -> Tensor:
        """Return one probability per feature."""
        motifs = self.drop(self.pool(self.conv(x).relu())).transpose(1, 2)
        found = torch.cat((self.lstm1(motifs), self.lstm2(motifs)), dim=2)
        found = self.hidden(self.drop_more(found).flatten(1)).relu()
        probabilities: Tensor = self.out(found).sigmoid()
        return probabilities


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of `DanQ_bestmodel.hdf5` or `DanQ-JASPAR_bestmodel.hdf5` to those of `DanQ`.

    What dropout does in Keras 0.2 when a network is asked becomes part of the weights after it.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape.
    """
    official = OfficialArrays(raw, TITLE)
    # In the larger network the rectifier is part of the hidden layer, not a layer of its own.
    last = "layer_8" if "layer_8.param_0" in official else "layer_7"
    kernel = official.take("layer_0.param_0", None, 4, None, 1)[..., 0]
    hidden = official.take("layer_6.param_0", None, None) * np.float32(_KEPT_AFTER_LSTM)
    found = {
        "conv.weight": kernel[:, AGCT, ::-1],
        "conv.bias": official.take("layer_0.param_1", None),
        **_lstm(official, 0, "lstm1"),
        **_lstm(official, 3 * len(_GATES), "lstm2"),
        "hidden.weight": hidden.T,
        "hidden.bias": official.take("layer_6.param_1", None),
        "out.weight": official.take(f"{last}.param_0", None, None).T,
        "out.bias": official.take(f"{last}.param_1", None),
    }
    official.nothing_left()
    return found


def network(arrays: Weights) -> DanQ:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another, or another length.
    """
    return filled(_build, arrays, TITLE)


def _lstm(official: OfficialArrays, first: int, ours: str) -> dict[str, Array]:
    """One LSTM, whose twelve arrays begin at this number; three a gate: look, recall, bias."""
    gates = {}
    for number, gate in enumerate(_GATES):
        names = [f"layer_3.param_{first + 3 * number + part}" for part in range(3)]
        look = official.take(names[0], None, None) * np.float32(_KEPT_BEFORE_LSTM)
        gates[gate] = (look.T, official.take(names[1], None, None).T, official.take(names[2], None))
    ordered = [gates[gate] for gate in ("input", "forget", "cell", "output")]
    return {
        f"{ours}.look.weight": np.concatenate([look for look, _, _ in ordered]),
        f"{ours}.recall.weight": np.concatenate([recall for _, recall, _ in ordered]),
        f"{ours}.look.bias": np.concatenate([bias for _, _, bias in ordered]),
    }


def _build(shapes: Mapping[str, tuple[int, ...]]) -> DanQ:
    filters, _, width = shapes["conv.weight"]
    units = shapes["lstm1.recall.weight"][1]
    hidden, flat = shapes["hidden.weight"]
    pool = (LENGTH - width + 1) // (flat // (2 * units))
    return DanQ(filters, width, pool, units, hidden, shapes["out.weight"][0])


def _gate(x: Tensor) -> Tensor:
    return (0.2 * x + 0.5).clamp(0, 1)
