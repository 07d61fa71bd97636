"""Basenji2: coverage of 5,313 human experiments over 131,072 bases, in bins of 128.

Kelley 2020, doi:10.1371/journal.pcbi.1008050. The blocks are those of calico/basenji,
`manuscripts/cross2020/params_human.json` and `basenji/blocks.py`; the file is its `model_human.h5`.
Other networks of these blocks that somebody trained with that program are read too.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from torch import Tensor, nn

from models.errors import CheckpointError
from models.regulatory.architectures.checkpoint import (
    Array,
    Arrays,
    OfficialArrays,
    Weights,
    filled,
)
from models.regulatory.architectures.keras_layers import EPSILON, layer, norm, numbered
from models.regulatory.architectures.layers import gelu

LENGTH: Final = 131_072
TITLE: Final = "Basenji2"

_N_CUT = 64
"""Bins at either end that are not told: they see too little around them."""
_GROWTH = 1.5
"""Of the dilation from one dilated convolution to the next, rounded."""


class ConvBlock(nn.Module):
    """GELU, convolution that keeps the length, batch norm."""

    def __init__(self, n_in: int, n_out: int, width: int, dilation: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv1d(n_in, n_out, width, padding="same", dilation=dilation, bias=False)
        self.norm = nn.BatchNorm1d(n_out, eps=EPSILON, momentum=0.1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, n_in, L) to (N, n_out, L)."""
        found: Tensor = self.norm(self.conv(gelu(x)))
        return found


class DilatedResidual(nn.Module):
    """What a narrow dilated convolution finds, widened again and added to what it read."""

    def __init__(self, channels: int, inner: int, width: int, dilation: int) -> None:
        super().__init__()
        self.look = ConvBlock(channels, inner, width, dilation)
        self.widen = ConvBlock(inner, channels, 1)
        self.drop = nn.Dropout(0.3)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, L) to the same."""
        found: Tensor = x + self.drop(self.widen(self.look(x)))
        return found


class Basenji2(nn.Module):
    """(N, 4, L) to the coverage (N, L / 128 - 128, tracks) in the middle bins.

    Parameters
    ----------
    tower
        Shapes of the convolutions (out, in, width) that are followed by pooling.
    dilated
        Shapes of the dilated convolutions.
    last, n_tracks
        Channels under the tracks, tracks.
    """

    def __init__(
        self,
        tower: Sequence[tuple[int, ...]],
        dilated: Sequence[tuple[int, ...]],
        last: int,
        n_tracks: int,
    ) -> None:
        super().__init__()
        self.tower = nn.ModuleList(ConvBlock(n_in, n_out, width) for n_out, n_in, width in tower)
        self.dilated = nn.ModuleList(
            DilatedResidual(channels, inner, width, dilation)
            for (inner, channels, width), dilation in zip(dilated, _dilations(), strict=False)
        )
        self.last = ConvBlock(tower[-1][0], last, 1)
        self.out = nn.Linear(last, n_tracks)
        self.pool = nn.MaxPool1d(2)
        self.drop = nn.Dropout(0.05)

    def forward(self, x: Tensor) -> Tensor:
        """Return one coverage per bin and track."""
        for block in self.tower:
            x = self.pool(block(x))
        for block in self.dilated:
            x = block(x)
        n_bins = x.shape[-1]
        if n_bins <= 2 * _N_CUT:
            raise ValueError(f"of {n_bins} bins {2 * _N_CUT} are cut off, so none is left")
        x = self.drop(self.last(x[..., _N_CUT : n_bins - _N_CUT]))
        return nn.functional.softplus(self.out(gelu(x).transpose(1, 2)))


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of the Keras file to those of `Basenji2`; rows are A C G T.

    Layers are taken in the order of the numbers Keras gives them: convolutions wider than one
    position in the tower, pairs of a wide and a narrow one in the dilated part, one at the end.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape.
    """
    official = OfficialArrays(raw, TITLE)
    convs, norms = numbered(raw, "conv1d"), numbered(raw, "batch_normalization")
    dense = numbered(raw, "dense")
    blocks = _blocks([raw[f"{name}.kernel"].shape for name in convs if f"{name}.kernel" in raw])
    if not blocks or len(norms) != len(convs) or len(dense) != 1:
        raise CheckpointError(
            f"The file is no {TITLE}: it has {len(convs)} convolutions, {len(norms)} batch norms "
            f"and {len(dense)} dense layers, which make no tower and pairs.",
            "Choose model_human.h5 of the authors, or another network of these blocks.",
        )
    found: dict[str, Array] = {}
    for ours, conv, of_norm in zip(blocks, convs, norms, strict=True):
        n_in = 4 if ours == "tower.0" else None
        found[f"{ours}.conv.weight"] = official.take(f"{conv}.kernel", None, n_in, None)
        found |= norm(official, of_norm, f"{ours}.norm")
    found |= layer(official, dense[0], "out", None, None)
    official.nothing_left()
    return found


def network(arrays: Weights) -> Basenji2:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another.
    """
    return filled(_build, arrays, TITLE)


def _blocks(shapes: Sequence[tuple[int, ...]]) -> list[str]:
    """Our name of each convolution; none where they are not those of a tower, pairs and an end."""
    widths = [shape[-1] for shape in shapes]
    first_narrow = widths.index(1) if 1 in widths else 0
    n_tower, n_pairs = first_narrow - 1, (len(widths) - first_narrow) // 2
    names = [f"tower.{number}" for number in range(n_tower)]
    for number in range(n_pairs):
        names += [f"dilated.{number}.look", f"dilated.{number}.widen"]
    as_expected = [(name == "last" or "widen" in name) for name in [*names, "last"]]
    is_so = n_tower > 0 and as_expected == [width == 1 for width in widths]
    return [*names, "last"] if is_so else []


def _dilations() -> list[int]:
    """1, 2, 3, 4, 6, 9, 14, ... for as many convolutions as anybody stacks."""
    found = [1]
    while len(found) < 30:
        found.append(round(found[-1] * _GROWTH))
    return found


def _build(shapes: Mapping[str, tuple[int, ...]]) -> Basenji2:
    def of(part: str) -> list[tuple[int, ...]]:
        n = len({name.split(".")[1] for name in shapes if name.startswith(f"{part}.")})
        inner = ".look" if part == "dilated" else ""
        return [shapes[f"{part}.{number}{inner}.conv.weight"] for number in range(n)]

    last, n_tracks = shapes["last.conv.weight"][0], shapes["out.weight"][0]
    return Basenji2(of("tower"), of("dilated"), last, n_tracks)
