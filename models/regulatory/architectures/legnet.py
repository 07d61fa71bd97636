"""MPRA-LegNet: what a reporter assay would measure for 230 bases in one cell type.

Agarwal et al. 2025, doi:10.1038/s41586-024-08430-9; LegNet: Penzar et al. 2023,
doi:10.1093/bioinformatics/btad457. The layers and the names in the files are those of
autosome-ru/human_legnet, whose Lightning checkpoints hold one network of an ensemble each.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import torch
from torch import Tensor, nn

from models.errors import CheckpointError
from models.regulatory.architectures.checkpoint import (
    AGCT,
    Array,
    Arrays,
    OfficialArrays,
    Weights,
    filled,
)

LENGTH: Final = 230
TITLE: Final = "MPRA-LegNet"

_POOL = 2
"""After every block, in all published configurations; it leaves no trace in the weights."""


class LocalBlock(nn.Module):
    """Convolution that keeps the length, batch norm, SiLU."""

    def __init__(self, n_in: int, n_out: int, width: int, groups: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv1d(n_in, n_out, width, padding="same", groups=groups, bias=False)
        self.norm = nn.BatchNorm1d(n_out)

    def forward(self, x: Tensor) -> Tensor:
        """(N, n_in, L) to (N, n_out, L)."""
        found: Tensor = nn.functional.silu(self.norm(self.conv(x)))
        return found


class SqueezeExcite(nn.Module):
    """Weighs each channel by what all channels are on average."""

    def __init__(self, channels: int, squeezed: int) -> None:
        super().__init__()
        self.squeeze = nn.Linear(channels, squeezed)
        self.excite = nn.Linear(squeezed, channels)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, L) to the same."""
        weights = self.excite(nn.functional.silu(self.squeeze(x.mean(dim=2)))).sigmoid()
        weighed: Tensor = x * weights[:, :, None]
        return weighed


class EfficientBlock(nn.Module):
    """Widen, look along the sequence channel by channel, weigh the channels, narrow again."""

    def __init__(self, channels: int, inner: int, squeezed: int, width: int) -> None:
        super().__init__()
        self.widen = LocalBlock(channels, inner, 1)
        self.look = LocalBlock(inner, inner, width, groups=inner)
        self.weigh = SqueezeExcite(inner, squeezed)
        self.narrow = LocalBlock(inner, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, L) to the same."""
        found: Tensor = self.narrow(self.weigh(self.look(self.widen(x))))
        return found


class Stage(nn.Module):
    """An efficient block beside its own input, a local block over both, max-pooling."""

    def __init__(self, efficient: EfficientBlock, local: LocalBlock) -> None:
        super().__init__()
        self.efficient = efficient
        self.local = local
        self.pool = nn.MaxPool1d(_POOL)

    def forward(self, x: Tensor) -> Tensor:
        """Halve the length."""
        pooled: Tensor = self.pool(self.local(torch.cat((self.efficient(x), x), dim=1)))
        return pooled


class LegNet(nn.Module):
    """(N, 4, L) to the activity (N, 1) of one strand, log2 of RNA over DNA.

    Parameters
    ----------
    stem
        Channels and width of the first convolution.
    blocks
        Channels after each stage.
    width
        Of the convolutions in the stages.
    widening
        Inner channels of an efficient block per outer one; squeezing is its inverse.
    """

    def __init__(
        self,
        stem: tuple[int, int] = (64, 11),
        blocks: Sequence[int] = (80, 96, 112, 128),
        width: int = 9,
        widening: int = 4,
    ) -> None:
        super().__init__()
        self.stem = LocalBlock(4, *stem)
        before = (stem[0], *blocks[:-1])
        self.stages = nn.Sequential(
            *(
                Stage(
                    EfficientBlock(n_in, n_in * widening, n_in, width),
                    LocalBlock(2 * n_in, n_out, width),
                )
                for n_in, n_out in zip(before, blocks, strict=True)
            )
        )
        last = blocks[-1]
        self.map_norm = nn.BatchNorm1d(last)
        self.map = nn.Conv1d(last, 2 * last, 1)
        self.hidden = nn.Linear(2 * last, 2 * last)
        self.hidden_norm = nn.BatchNorm1d(2 * last)
        self.out = nn.Linear(2 * last, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return the activity; any length of at least 16 bases can be read."""
        found = self.map(self.map_norm(self.stages(self.stem(x)))).mean(dim=2)
        activity: Tensor = self.out(nn.functional.silu(self.hidden_norm(self.hidden(found))))
        return activity


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of a checkpoint of human_legnet to those of `LegNet`.

    The file keeps bases in the order A G C T.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape, or the network was trained with a fifth
        row that tells the strand.
    """
    official = OfficialArrays(
        {name.removeprefix("model."): array for name, array in raw.items()}, TITLE
    )
    stem = raw.get("model.stem.block.0.weight", raw.get("stem.block.0.weight"))
    if stem is not None and stem.shape[1] == 5:
        raise CheckpointError(
            "This MPRA-LegNet was trained with a fifth row that tells which strand it reads.",
            "Choose a checkpoint trained without use_reverse_channel, as those of the paper.",
        )
    found = _local(official, "stem.block.0", "stem", 4)
    number = 0
    while f"main.{number}.1.block.0.weight" in official:
        found |= _stage(official, f"main.{number}", f"stages.{number}")
        number += 1
    found |= official.norm("mapper.block.0", "map_norm")
    found |= official.layer("mapper.block.1", "map", None, None, 1)
    found |= official.layer("head.0", "hidden", None, None)
    found |= official.norm("head.1", "hidden_norm")
    found |= official.layer("head.3", "out", 1, None)
    official.nothing_left()
    found["stem.conv.weight"] = found["stem.conv.weight"][:, AGCT]
    return found


def network(arrays: Weights) -> LegNet:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another.
    """
    return filled(_build, arrays, TITLE)


def _stage(official: OfficialArrays, name: str, ours: str) -> dict[str, Array]:
    inner = f"{name}.0.fn.block"
    return {
        **_local(official, f"{inner}.0", f"{ours}.efficient.widen"),
        **_local(official, f"{inner}.3", f"{ours}.efficient.look", 1),
        **official.layer(f"{inner}.6.fc.0", f"{ours}.efficient.weigh.squeeze", None, None),
        **official.layer(f"{inner}.6.fc.2", f"{ours}.efficient.weigh.excite", None, None),
        **_local(official, f"{inner}.7", f"{ours}.efficient.narrow"),
        **_local(official, f"{name}.1.block.0", f"{ours}.local"),
    }


def _local(
    official: OfficialArrays, name: str, ours: str, n_in: int | None = None
) -> dict[str, Array]:
    """A convolution and the batch norm right after it, whose number is one more."""
    before, _, number = name.rpartition(".")
    return {
        f"{ours}.conv.weight": official.take(f"{name}.weight", None, n_in, None),
        **official.norm(f"{before}.{int(number) + 1}", f"{ours}.norm"),
    }


def _build(shapes: Mapping[str, tuple[int, ...]]) -> LegNet:
    channels, _, width = shapes["stem.conv.weight"]
    n_stages = sum(name.endswith(".local.conv.weight") for name in shapes)
    blocks = [shapes[f"stages.{number}.local.conv.weight"][0] for number in range(n_stages)]
    inner, outer, _ = shapes["stages.0.efficient.widen.conv.weight"]
    stage_width = shapes["stages.0.local.conv.weight"][2]
    return LegNet((channels, width), blocks, stage_width, inner // outer)
