"""Dilated residual networks evaluated only where the outputs look.

The trunk that SpliceAI, OpenSpliceAI and Pangolin share: a 1x1 stem, pre-activation residual
units, 1x1 taps summed into the head. *Valid* convolutions shrink the sequence from
`context_length + n_out` inputs to `n_out` outputs, so no padding is ever seen. Tensors are
(N, channels, 1, L).

For one single output a dilated unit needs only every `dilation`-th position, so the trunk thins
out to that lattice on its way up (exact, nothing is dropped that the output depends on).
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.sequence import COLUMNS


@dataclass(frozen=True, slots=True)
class Conv:
    """Weights (out, in, 1, width), bias (out,), dilation in bases."""

    weight: Tensor
    bias: Tensor
    dilation: int = 1

    @property
    def span(self) -> int:
        """Bases by which a valid convolution shortens its input."""
        return (self.weight.shape[-1] - 1) * self.dilation

    def apply(self, x: Tensor, step: int = 1) -> Tensor:
        """Convolve a sequence of which every `step`-th base is present, in the weights' type."""
        x = x.to(self.weight.dtype)
        return functional.conv2d(x, self.weight, self.bias, dilation=(1, self.dilation // step))


@dataclass(frozen=True, slots=True)
class ResidualUnit:
    """`x + second(relu(first(relu(scale * x + shift))))`, the inner normalisation folded in.

    `slope` is that of the rectifier below zero: 0 for ReLU, 0.1 for the leaky one of OpenSpliceAI.
    """

    scale: Tensor
    shift: Tensor
    first: Conv
    second: Conv
    slope: float = 0.0

    def activate(self, x: Tensor) -> Tensor:
        """Return what the first convolution reads."""
        return self._rectified(torch.addcmul(self.shift, x, self.scale))

    def inner(self, x: Tensor, step: int) -> Tensor:
        """Return what the second convolution reads, `first.span` shorter than `x`."""
        return self._rectified(self.first.apply(self.activate(x), step))

    def _rectified(self, x: Tensor) -> Tensor:
        return functional.leaky_relu_(x, self.slope) if self.slope else x.relu_()


@dataclass(frozen=True, slots=True)
class DilatedNetwork:
    """A trunk and its head.

    Attributes
    ----------
    stem
        1x1 convolution from four bases to the channels.
    units
        Residual units from the input upwards.
    taps
        1x1 convolutions to the output classes, keyed by the number of units passed below; their
        sum is the logits.
    """

    stem: Conv
    units: tuple[ResidualUnit, ...]
    taps: dict[int, Conv]

    @property
    def context_length(self) -> int:
        """Bases beyond the outputs that the input must have."""
        return sum(unit.first.span + unit.second.span for unit in self.units)


@dataclass(frozen=True, slots=True)
class Frames:
    """Stretches of `n_out` outputs, all of one length, the only ones anybody looks at.

    Attributes
    ----------
    places
        Row of the batch and first output of each; no two are the same.
    n_out
        Outputs of each.
    """

    places: tuple[tuple[int, int], ...]
    n_out: int

    def pay_for(self, unit: ResidualUnit, n_rows: int, n_out: int) -> bool:
        """Tell whether the last unit costs less evaluated for each frame than for all outputs."""

        def cost(n: int) -> int:
            first = unit.first.weight.numel() * (n + unit.second.span)
            return first + unit.second.weight.numel() * n

        return len(self.places) * cost(self.n_out) < n_rows * cost(n_out)

    def cut(self, hidden: Tensor, n_out: int) -> Tensor:
        """Return what each frame sees of the input of a unit, (frames, channels, 1, L)."""
        width = hidden.shape[-1] - n_out + self.n_out
        return torch.cat([hidden[row : row + 1, ..., at : at + width] for row, at in self.places])

    def laid_out(self, tapped: Tensor, n_rows: int, n_out: int) -> Tensor:
        """Return (n_rows, classes, 1, n_out); outputs of no frame are no numbers."""
        whole = tapped.new_full((n_rows, tapped.shape[1], 1, n_out), math.nan)
        for part, (row, at) in zip(tapped, self.places, strict=True):
            whole[row, ..., at : at + self.n_out] = part
        return whole


@dataclass(frozen=True, slots=True)
class Level:
    """What evaluating one unit (or the stem) left behind; edits are computed from it.

    Attributes
    ----------
    n_passed
        Units passed: 0 for the stem.
    step
        Spacing in bases of the positions of `hidden` and `inner`.
    ratio, origin
        Of the positions below, `origin` and every `ratio`-th after it were kept for `hidden`.
    hidden
        Input of the unit; for the stem its output.
    inner
        Input of the unit's second convolution; for the stem its output.
    n_out
        Outputs at the top.
    tap_start
        First position of the output that the tap reads.
    tapped
        Contribution of the tap to the logits, (N, classes, 1, n_out); None without a tap.
    frames
        Where the unit was evaluated for frames alone: their rows are those of `hidden` and `inner`.
    """

    n_passed: int
    step: int
    ratio: int
    origin: int
    hidden: Tensor
    inner: Tensor
    n_out: int
    tap_start: int
    tapped: Tensor | None
    frames: Frames | None = None


def sum_taps(tapped: Iterable[Tensor]) -> Tensor:
    """Sum contributions (N, classes, 1, n_out) to logits (N, classes, n_out)."""
    return torch.stack(list(tapped)).sum(0).squeeze(2)


def lattice_steps(network: DilatedNetwork, n_out: int) -> tuple[int, ...]:
    """Return, for the input of each unit, the spacing in bases at which positions are needed."""
    if n_out > 1:
        return (1,) * len(network.units)
    steps: list[int] = []
    step = 0
    for unit in reversed(network.units):
        step = math.gcd(step, unit.first.dilation, unit.second.dilation)
        steps.append(step)
    return tuple(reversed(steps))


def evaluate(network: DilatedNetwork, x: Tensor, n_out: int) -> Tensor:
    """Return logits (N, classes, n_out) of one-hot input (N, 4, 1, context_length + n_out)."""
    levels = climb(network, x, n_out)
    return sum_taps(level.tapped for level in levels if level.tapped is not None)


def climb(
    network: DilatedNetwork,
    x: Tensor,
    n_out: int,
    *,
    may_thin: bool = True,
    frames: Frames | None = None,
) -> Iterator[Level]:
    """Evaluate level by level: the stem, then each unit. `list` of it is a trace.

    Without `may_thin` every position is kept also for a single output: where sequences of
    another length are to be edited out of it. With `frames` the last unit, whose outputs need
    little around them, is evaluated for these alone where that is cheaper.
    """
    hidden = network.stem.apply(x)
    last = len(network.units) - 1
    pays = frames is not None and frames.pay_for(network.units[last], len(x), n_out)
    yield _level(network, 0, (1, 1, 0), (hidden, hidden, hidden), n_out)
    below = 1
    for index, (unit, step) in enumerate(
        zip(network.units, lattice_steps(network, n_out if may_thin else 2), strict=True)
    ):
        ratio = step // below
        origin = (hidden.shape[-1] // 2) % ratio
        below = step
        if ratio > 1:
            hidden = hidden[..., origin::ratio]
        looked_at = frames if pays and index == last else None
        if looked_at is not None:
            hidden = looked_at.cut(hidden, n_out)
        inner = unit.inner(hidden, step)
        margin = unit.first.span // step
        output = hidden[..., margin : hidden.shape[-1] - margin] + unit.second.apply(inner, step)
        thinning = (step, ratio, origin)
        level = _level(
            network,
            index + 1,
            thinning,
            (hidden, inner, output),
            n_out if looked_at is None else looked_at.n_out,
        )
        yield level if looked_at is None else _framed(level, looked_at, len(x), n_out)
        hidden = output


def _level(
    network: DilatedNetwork,
    n_passed: int,
    thinning: tuple[int, int, int],
    activations: tuple[Tensor, Tensor, Tensor],
    n_out: int,
) -> Level:
    hidden, inner, output = activations
    start = (output.shape[-1] - n_out) // 2
    tap = network.taps.get(n_passed)
    tapped = None if tap is None else tap.apply(output[..., start : start + n_out])
    return Level(n_passed, *thinning, hidden, inner, n_out, start, tapped)


def _framed(level: Level, frames: Frames, n_rows: int, n_out: int) -> Level:
    tapped = level.tapped
    if tapped is not None:
        tapped = frames.laid_out(tapped, n_rows, n_out)
    return replace(level, tapped=tapped, frames=frames)


def on_device(
    network: DilatedNetwork, device: torch.device, dtype: torch.dtype | None = None
) -> DilatedNetwork:
    """Return the network on a device, channels innermost (on a CPU 1.6 times faster).

    Where a shorter type than float32 is given the wide convolutions read and write that type;
    products are summed in float32, and so are the residual path and the taps.
    """

    def moved(conv: Conv, dtype: torch.dtype | None = None) -> Conv:
        weight = conv.weight.to(device, dtype).contiguous(memory_format=torch.channels_last)
        return Conv(weight, conv.bias.to(device, dtype), conv.dilation)

    units = tuple(
        ResidualUnit(
            unit.scale.to(device),
            unit.shift.to(device),
            moved(unit.first, dtype),
            moved(unit.second, dtype),
            unit.slope,
        )
        for unit in network.units
    )
    taps = {key: moved(tap) for key, tap in network.taps.items()}
    return DilatedNetwork(moved(network.stem), units, taps)


def as_input(columns: NDArray[np.float32], device: torch.device) -> Tensor:
    """Return one-hot columns (N, 4, L) as the tensor (N, 4, 1, L) that networks read."""
    x = torch.from_numpy(columns).unsqueeze(2).to(device)
    return x.contiguous(memory_format=torch.channels_last)


def read_in(codes: NDArray[np.uint8], device: torch.device) -> Tensor:
    """Return base codes (N, L) of `models.sequence` as the tensor (N, 4, 1, L) networks read.

    Only the codes travel to the device; the columns are made there.
    """
    table = torch.from_numpy(COLUMNS).to(device)
    columns = table[torch.from_numpy(codes).to(device, torch.int64)]
    return columns.unsqueeze(1).permute(0, 3, 1, 2)
