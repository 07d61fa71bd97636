"""Enformer: coverage of 5,313 human experiments over 196,608 bases, in bins of 128.

Avsec et al. 2021, doi:10.1038/s41592-021-01252-x. The layers are those of
google-deepmind/deepmind-research, `enformer/enformer.py`; the names in the file those of the port
lucidrains/enformer-pytorch, whose file EleutherAI/enformer-official-rough holds the published
weights. The mouse head of that file is left out.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from models.errors import CheckpointError
from models.regulatory.architectures.checkpoint import (
    Array,
    Arrays,
    OfficialArrays,
    Weights,
    filled,
)
from models.regulatory.architectures.enformer_attention import Attention, position_features
from models.regulatory.architectures.layers import gelu

LENGTH: Final = 196_608
TITLE: Final = "Enformer"

_N_BINS = 896
"""Bins that are told; those at both ends see too little around them."""
_STEM_WIDTH, _TOWER_WIDTH = 15, 5
_STRETCH = 16_384
"""Positions that pass through a stage together, so that memory does not grow with the length."""

_TRUNK = {1: "stem", 2: "conv_tower", 4: "transformer", 6: "final_pointwise"}
"""The port holds its parts twice: under these names, and by number in `_trunk`."""


class ConvBlock(nn.Module):
    """Batch norm, GELU, convolution without padding."""

    def __init__(self, n_in: int, n_out: int, width: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(n_in, momentum=0.1)
        self.conv = nn.Conv1d(n_in, n_out, width)

    def forward(self, x: Tensor, beyond: tuple[int, int] = (0, 0)) -> Tensor:
        """(N, n_in, L) to (N, n_out, L), with so many zeros before the convolution."""
        found: Tensor = self.conv(nn.functional.pad(gelu(self.norm(x)), beyond))
        return found


class Stem(nn.Module):
    """The first convolution, without padding."""

    def __init__(self, n_out: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, n_out, _STEM_WIDTH)

    def forward(self, x: Tensor, beyond: tuple[int, int] = (0, 0)) -> Tensor:
        """(N, 4, L) to (N, n_out, L), with so many zeros before the convolution."""
        found: Tensor = self.conv(nn.functional.pad(x, beyond))
        return found


class AttentionPool(nn.Module):
    """Of each two positions their mean, weighed channel by channel by a softmax over the two."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.logits = nn.Conv1d(channels, channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, L) to (N, C, L / 2)."""
        first, second = x[..., ::2], x[..., 1::2]
        more = first - second
        # A softmax over two is the sigmoid of their difference.
        pooled: Tensor = second + self.logits(more).sigmoid() * more
        return pooled


class Stage(nn.Module):
    """A convolution, a pointwise one that is added to it, pooling by two."""

    def __init__(self, conv: Stem | ConvBlock, width: int) -> None:
        super().__init__()
        n_out = conv.conv.out_channels
        self.conv = conv
        self.pointwise = ConvBlock(n_out, n_out, 1)
        self.pool = AttentionPool(n_out)
        self._aside = width // 2

    def forward(self, x: Tensor) -> Tensor:
        """(N, n_in, L) to (N, n_out, L / 2)."""
        length = x.shape[-1]
        step = length if self.training else _STRETCH
        starts = range(0, length, step)
        return torch.cat(
            [saving(self._stretch, x, at, min(at + step, length)) for at in starts], dim=-1
        )

    def _stretch(self, x: Tensor, start: int, end: int) -> Tensor:
        """What comes of the positions start .. end - 1."""
        first, last = start - self._aside, end + self._aside
        beyond = (max(-first, 0), max(last - x.shape[-1], 0))
        found = self.conv(x[..., max(first, 0) : last], beyond)
        return cast("Tensor", self.pool(found + self.pointwise(found)))


class TransformerBlock(nn.Module):
    """Attention and two dense layers, each added to what they read."""

    def __init__(self, attention: Attention, channels: int) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(channels)
        self.attention = attention
        self.dense_norm = nn.LayerNorm(channels)
        self.widen = nn.Linear(channels, 2 * channels)
        self.narrow = nn.Linear(2 * channels, channels)
        self.drop = nn.Dropout(0.4)

    def forward(self, x: Tensor, positions: Tensor) -> Tensor:
        """(N, bins, C) to the same."""
        x = x + self.drop(self.attention(self.attention_norm(x), positions))
        wide = self.drop(self.widen(self.dense_norm(x))).relu()
        return x + cast("Tensor", self.drop(self.narrow(wide)))

    def weights(self, x: Tensor, positions: Tensor) -> Tensor:
        """Where it looks, (N, heads, bins, bins)."""
        return self.attention.weights(self.attention_norm(x), positions)


class Enformer(nn.Module):
    """(N, 4, L) to the coverage (N, 896, tracks) in the middle bins.

    Parameters
    ----------
    shapes
        Of the arrays that `state` gives, by name.
    """

    def __init__(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        super().__init__()
        widths = [
            shapes[f"stages.{n}.pool.logits.weight"][0] for n in range(_count(shapes, "stages"))
        ]
        channels = widths[-1]
        tower = [
            Stage(ConvBlock(n_in, n_out, _TOWER_WIDTH), _TOWER_WIDTH)
            for n_in, n_out in pairwise(widths)
        ]
        self.stages = nn.ModuleList([Stage(Stem(widths[0]), _STEM_WIDTH), *tower])
        _, heads, _, key = shapes["blocks.0.attention.content_bias"]
        n_features = shapes["blocks.0.attention.relative.weight"][1]
        self.blocks = nn.ModuleList(
            TransformerBlock(Attention(channels, heads, key, n_features), channels)
            for _ in range(_count(shapes, "blocks"))
        )
        self.final = ConvBlock(channels, shapes["final.conv.weight"][0], 1)
        self.out = nn.Linear(shapes["final.conv.weight"][0], shapes["out.weight"][0])
        self.drop = nn.Dropout(0.05)
        self._n_features = n_features

    def forward(self, x: Tensor) -> Tensor:
        """Return one coverage per bin and track."""
        x = self._bins(x)
        aside = (x.shape[1] - _N_BINS) // 2
        if aside < 0:
            raise ValueError(f"{x.shape[1]} bins are fewer than the {_N_BINS} that are told")
        positions = self._positions(x)
        for block in self.blocks:
            x = saving(block, x, positions)
        x = x[:, aside : aside + _N_BINS]
        x = gelu(self.drop(self.final(x.transpose(1, 2)).transpose(1, 2)))
        return nn.functional.softplus(self.out(x))

    def attentions(self, x: Tensor) -> Iterator[Tensor]:
        """Yield where each layer looks, from the lowest: (N, heads, bins, bins), row at column."""
        x = self._bins(x)
        positions = self._positions(x)
        for block in self.blocks:
            yield cast("TransformerBlock", block).weights(x, positions)
            x = block(x, positions)

    def _bins(self, x: Tensor) -> Tensor:
        """(N, 4, L) to what the attention reads, (N, bins, C)."""
        for stage in self.stages:
            x = stage(x)
        return x.transpose(1, 2)

    def _positions(self, x: Tensor) -> Tensor:
        return position_features(x.shape[1], self._n_features).to(x.device)


def saving(part: object, *arguments: object) -> Tensor:
    """Call a part of the network; where slopes are asked for it keeps only what it read.

    The rest is computed again on the way back: else a sequence of this length would keep tens of
    gigabytes.
    """
    if torch.is_grad_enabled():
        return cast("Tensor", checkpoint(part, *arguments, use_reentrant=False))
    return cast("Tensor", part(*arguments))  # type: ignore[operator]


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of the port's file to those of `Enformer`; rows are A C G T.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape.
    """
    arrays = _once(raw)
    official = OfficialArrays(arrays, TITLE)
    found = official.layer("stem.0", "stages.0.conv.conv", None, 4, _STEM_WIDTH)
    found |= _conv_block(official, "stem.1.fn", "stages.0.pointwise", 1)
    found |= _pool(official, "stem.2", "stages.0")
    for number in range(_count(arrays, "conv_tower")):
        name, ours = f"conv_tower.{number}", f"stages.{number + 1}"
        found |= _conv_block(official, f"{name}.0", f"{ours}.conv", _TOWER_WIDTH)
        found |= _conv_block(official, f"{name}.1.fn", f"{ours}.pointwise", 1)
        found |= _pool(official, f"{name}.2", ours)
    for number in range(_count(arrays, "transformer")):
        found |= _block(official, f"transformer.{number}", f"blocks.{number}")
    found |= _conv_block(official, "final_pointwise.1", "final", 1)
    found |= official.layer("_heads.human.0", "out", None, None)
    if "_heads.mouse.0.weight" in official:
        official.layer("_heads.mouse.0", "mouse", None, None)
    official.nothing_left()
    return found


def network(arrays: Weights) -> Enformer:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another.
    """
    return filled(Enformer, arrays, TITLE)


def _once(raw: Arrays) -> dict[str, Array]:
    """Each array under one name."""
    found = {name: array for name, array in raw.items() if not name.startswith("_trunk.")}
    for name in raw.keys() - found.keys():
        number, _, rest = name.removeprefix("_trunk.").partition(".")
        part = _TRUNK.get(int(number)) if number.isdecimal() else None
        other = f"{part}.{rest}" if part else name
        if other in found and not np.array_equal(found[other], raw[name]):
            raise CheckpointError(
                f"The file is no {TITLE}: {name} and {other} should be one array and differ.",
                "Save the network again, or choose the official file.",
            )
        found[other] = raw[name]
    return found


def _conv_block(official: OfficialArrays, name: str, ours: str, width: int) -> dict[str, Array]:
    return official.norm(f"{name}.0", f"{ours}.norm") | official.layer(
        f"{name}.2", f"{ours}.conv", None, None, width
    )


def _pool(official: OfficialArrays, name: str, ours: str) -> dict[str, Array]:
    weight = official.take(f"{name}.to_attn_logits.weight", None, None, 1, 1)
    return {f"{ours}.pool.logits.weight": weight[..., 0]}


def _block(official: OfficialArrays, name: str, ours: str) -> dict[str, Array]:
    found = official.layer(f"{name}.0.fn.0", f"{ours}.attention_norm", None)
    attention = f"{name}.0.fn.1"
    for theirs, part in (("q", "query"), ("k", "key"), ("v", "value"), ("rel_k", "relative")):
        weight = official.take(f"{attention}.to_{theirs}.weight", None, None)
        found[f"{ours}.attention.{part}.weight"] = weight
    for theirs, part in (("content", "content_bias"), ("pos", "position_bias")):
        bias = official.take(f"{attention}.rel_{theirs}_bias", 1, None, 1, None)
        found[f"{ours}.attention.{part}"] = bias
    found |= official.layer(f"{attention}.to_out", f"{ours}.attention.out", None, None)
    found |= official.layer(f"{name}.1.fn.0", f"{ours}.dense_norm", None)
    found |= official.layer(f"{name}.1.fn.1", f"{ours}.widen", None, None)
    found |= official.layer(f"{name}.1.fn.4", f"{ours}.narrow", None, None)
    return found


def _count(names: Mapping[str, object], part: str) -> int:
    """How many numbered parts there are."""
    return len({name.split(".")[1] for name in names if name.startswith(f"{part}.")})
