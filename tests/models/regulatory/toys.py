"""Networks small enough to count by hand, or random, and engines around them."""

from typing import ClassVar

import torch
from torch import Tensor, nn

from models.engine import EngineInfo
from models.regulatory.protocol import AlleleRequest, Track
from models.regulatory.staged import Stage, StagedNetwork
from models.regulatory.staged_engine import StagedWindowEngine
from models.regulatory.window_engine import WindowEngine

CPU = torch.device("cpu")
INFO = EngineInfo("toy", "Toy", "1", "0" * 64, "float32", 40, "cpu", 0)
TRACKS = (Track("one"), Track("two"))


class ConvStage(Stage):
    """A convolution and a smooth rectifier, so that finite differences tell the slope."""

    def __init__(self, n_in: int, n_out: int, width: int, dilation: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv1d(n_in, n_out, width, dilation=dilation)
        self.span = (width - 1) * dilation
        self.widths: list[int] = []

    def forward(self, x: Tensor) -> Tensor:
        self.widths.append(x.shape[-1])
        return nn.functional.softplus(self.conv(x))


class StagedToy(StagedNetwork):
    """(N, 4, 40) to (N, 2)."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.stages = nn.ModuleList(
            [ConvStage(4, 6, 5), ConvStage(6, 6, 3, dilation=4), ConvStage(6, 5, 4)]
        )
        self.dense = nn.Linear(5 * 25, 2)

    def head(self, x: Tensor) -> Tensor:
        return torch.tanh(self.dense(x.flatten(1)))


class PlainToy(nn.Module):
    """(N, 4, 40) to (N, 2), with an unknown base of a quarter each, as DeepBind has it."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.conv = nn.Conv1d(4, 8, 7)
        self.dense = nn.Linear(8, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.dense(nn.functional.softplus(self.conv(x)).mean(2))


class StagedToyEngine(StagedWindowEngine):
    length: ClassVar[int] = 40
    batch: ClassVar[int] = 4


class PlainToyEngine(WindowEngine):
    length: ClassVar[int] = 40
    unknown: ClassVar[float] = 0.25
    batch: ClassVar[int] = 4


def staged_engine(seed: int = 0) -> StagedToyEngine:
    return StagedToyEngine(StagedToy(seed), TRACKS, INFO, CPU)


def plain_engine(seed: int = 0) -> PlainToyEngine:
    return PlainToyEngine(PlainToy(seed), TRACKS, INFO, CPU)


def random_bases(n: int, seed: int = 0) -> str:
    chosen = torch.randint(4, (n,), generator=torch.Generator().manual_seed(seed))
    return "".join("ACGT"[number] for number in chosen)


def request(ref: str, alt: str, *, n_left: int = 60, n_right: int = 60) -> AlleleRequest:
    """A change between random flanks."""
    return AlleleRequest.of(random_bases(n_left, 1), ref, alt, random_bases(n_right, 2))
