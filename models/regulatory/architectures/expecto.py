"""ExPecto: the expression of a gene in 218 tissues from the 40,000 bases around its start.

Zhou et al. 2018, doi:10.1038/s41588-018-0160-6. Beluga looks at windows 200 bases apart; what it
says is weighed by ten functions that fall off with the distance from the start of transcription
(TSS), five before it and five behind; a linear head per tissue reads the 10 x 2,002 sums.
FunctionLab/ExPecto: `predict.py` (changes), `train.py` (heads), issue 9 (whole genes).

Its licence forbids diagnosis and treatment: for research only.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn

from models.errors import CheckpointError
from models.regulatory.architectures import beluga
from models.regulatory.architectures.checkpoint import (
    Array,
    Arrays,
    OfficialArrays,
    Weights,
    filled,
)

STEP: Final = 200
REACH: Final = 20_000
LENGTH: Final = 2 * REACH - STEP + beluga.LENGTH
"""Bases of the whole neighbourhood: windows centred 20,000 before to 19,800 behind the TSS."""
CENTRE: Final = beluga.LENGTH // 2 - 1
"""Index, in a window of Beluga, of the base it is centred on."""
TSS: Final = REACH + CENTRE
"""Index of the first transcribed base in the neighbourhood."""
SHIFTS: Final = tuple(range(-800, 801, STEP))
"""Where the windows are centred that a change is looked at in, relative to it."""
AROUND: Final = SHIFTS[-1] - SHIFTS[0] + beluga.LENGTH
"""Bases around a change, which stands at index 800 + `CENTRE` of them."""
TITLE: Final = "ExPecto"

_RATES = (0.01, 0.02, 0.05, 0.1, 0.2)
_N_FUNCTIONS = 2 * len(_RATES)
_BASE_SCORE = 2.0
"""Added to what the heads say; it stands in the names of the official heads (`basescore2`)."""
_WINDOWS_AT_ONCE = 16
_HEAD = "heads."


class Expecto(nn.Module):
    """Beluga under a linear head per tissue; sequences run in the direction of transcription.

    Parameters
    ----------
    chromatin
        Beluga.
    n_tissues
        Heads.
    """

    def __init__(self, chromatin: beluga.Beluga, n_tissues: int = 218) -> None:
        super().__init__()
        self.beluga = chromatin
        self.heads = nn.Linear(_N_FUNCTIONS * chromatin.out.out_features, n_tissues)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 4, 41800), the TSS at index `TSS`, to ln(RPKM + 0.0001) (N, tissues)."""
        distances = torch.arange(-REACH, REACH, STEP, device=x.device).expand(len(x), -1)
        expression: Tensor = self.heads(self._features(x, distances))
        return expression

    def part(self, x: Tensor, distance: Tensor) -> Tensor:
        """Give what the surroundings of a change add to the ln of the expression, (N, tissues).

        That of ALT minus that of REF is the published score of a change, its log fold change.

        Parameters
        ----------
        x
            (N, 4, 3600), the first changed base at index 800 + `CENTRE`.
        distance
            (N,) bases from the TSS to that base, negative before it.
        """
        distances = distance[:, None] + torch.tensor(SHIFTS, device=x.device)
        return nn.functional.linear(self._features(x, distances), self.heads.weight)

    def _features(self, x: Tensor, distances: Tensor) -> Tensor:
        """(N, 4, L) whose windows lie (N, W) bases from the TSS to (N, 10 x tracks)."""
        windows = x.unfold(2, beluga.LENGTH, STEP).transpose(1, 2)
        parts = torch.split(windows.flatten(0, 1), _WINDOWS_AT_ONCE)
        chromatin = torch.cat([self._both_strands(part) for part in parts])
        chromatin = chromatin.reshape(*windows.shape[:2], -1)
        weights = position_weights(distances).to(x.dtype)
        return torch.einsum("nwf,nwt->nft", weights, chromatin).flatten(1)

    def _both_strands(self, x: Tensor) -> Tensor:
        mean: Tensor = (self.beluga(x) + self.beluga(x.flip(1, 2))) / 2
        return mean


def position_weights(distances: Tensor) -> Tensor:
    """Give the ten functions at these distances from the TSS, shape (..., 10).

    They fall off by whole steps of 200 bases. Five count at the TSS and before it, five at it and
    behind it.
    """
    steps = distances.abs().div(STEP, rounding_mode="floor").to(torch.float64)
    rates = torch.tensor(_RATES, dtype=torch.float64, device=distances.device)
    falling = torch.exp(-rates * steps[..., None])
    before, behind = (distances <= 0)[..., None], (distances >= 0)[..., None]
    return torch.cat((falling * before, falling * behind), dim=-1)


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of a file that `expecto_heads.bundle` wrote to those of `Expecto`.

    It holds Beluga under its official names, and `heads.TISSUE.weight` and `heads.TISSUE.bias`;
    tissues stay in the order of their names.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape.
    """
    chromatin = beluga.state({x: y for x, y in raw.items() if not x.startswith(_HEAD)})
    n_tracks = len(chromatin["out.bias"])
    official = OfficialArrays({x: y for x, y in raw.items() if x.startswith(_HEAD)}, TITLE)
    found = {f"beluga.{name}": array for name, array in chromatin.items()}
    weights = sorted(x for x in raw if x.startswith(_HEAD) and x.endswith(".weight"))
    if not weights:
        raise CheckpointError(
            "The file is no ExPecto: it holds Beluga without heads.",
            "Join Beluga and the folder of heads first, or import it as Beluga.",
        )
    heads = [official.take(name, None) for name in weights]
    biases = [official.take(f"{name.removesuffix('.weight')}.bias", 1) for name in weights]
    official.nothing_left()
    found["heads.weight"] = np.stack([_head(x, n_tracks) for x in heads])
    found["heads.bias"] = np.concatenate(biases) + np.float32(_BASE_SCORE)
    return found


def network(arrays: Weights) -> Expecto:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another.
    """
    return filled(_build, arrays, TITLE)


def _head(weights: Array, n_tracks: int) -> Array:
    """Weights of one head by function and track; older ones begin each function with a blank."""
    for blanks in (0, 1):
        if len(weights) == _N_FUNCTIONS * (n_tracks + blanks):
            return weights.reshape(_N_FUNCTIONS, n_tracks + blanks)[:, blanks:].reshape(-1)
    raise CheckpointError(
        f"The file is no ExPecto: a head has {len(weights)} weights, not {_N_FUNCTIONS * n_tracks}.",
        "Choose heads that were trained over this Beluga.",
    )


def _build(shapes: Mapping[str, tuple[int, ...]]) -> Expecto:
    inner = {x.removeprefix("beluga."): y for x, y in shapes.items() if x.startswith("beluga.")}
    return Expecto(beluga.built(inner), shapes["heads.weight"][0])
