"""Networks of one shape side by side on a device, and their logits for a layout."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.cone import Conv, DilatedNetwork
from models.fused.layout import Integers, Layout, blocks

_BLOCK = 128
"""Positions of one program. This, its warps and its stages measured best on an H200."""
_WARPS = 4
_STAGES = {torch.float16: 3, torch.float32: 2}
_FEWEST_CHANNELS = 16
"""Tensor cores multiply no smaller matrices."""
_PRECISE = "tf32x3"
"""float32 out of three products of shorter numbers: errors of the order of float32's own."""


@dataclass(frozen=True, slots=True)
class Work:
    """All that the device has to be told, made ready before it is needed.

    Attributes
    ----------
    layout
        Rows of all levels.
    codes
        Base codes of level 0 (`models.sequence`).
    tables
        `layout.packed()`.
    pieces
        Blocks of every level but the first, and of the outputs, one after the other.
    ends
        Where in `pieces` those of each end.
    """

    layout: Layout
    codes: NDArray[np.uint8]
    tables: Integers
    pieces: Integers
    ends: tuple[int, ...]

    @classmethod
    def of(cls, layout: Layout, codes: NDArray[np.uint8]) -> Self:
        """Prepare the work of a layout."""
        parts = [blocks(table.size, _BLOCK) for table in (*layout.levels[1:], layout.outputs)]
        ends = np.cumsum([len(part) for part in parts])
        return cls(layout, codes, layout.packed(), np.concatenate(parts), tuple(ends.tolist()))


@dataclass(frozen=True, slots=True)
class _Layer:
    """One convolution of all networks: weight (networks, taps, in, out), bias (networks, out)."""

    weight: Tensor
    bias: Tensor
    n_taps: int
    dilation: int

    @property
    def span(self) -> int:
        return (self.n_taps - 1) * self.dilation


@dataclass(frozen=True, slots=True)
class FusedTrunk:
    """Networks that differ in nothing but their numbers.

    Attributes
    ----------
    stem
        (networks, 5, channels): what the stem makes of each base code.
    layers
        The convolutions of the residual units, in order.
    scales, shifts
        Of the normalisation before each unit, (networks, channels).
    taps
        (networks, classes, channels), keyed by the number of units passed below.
    tap_bias
        (networks, classes): sum of the biases of the taps.
    """

    stem: Tensor
    layers: tuple[_Layer, ...]
    scales: tuple[Tensor, ...]
    shifts: tuple[Tensor, ...]
    taps: dict[int, Tensor]
    tap_bias: Tensor
    slope: float

    @classmethod
    def of(cls, networks: Sequence[DilatedNetwork]) -> Self:
        """Lay the weights of networks side by side, on the device and in the type they have."""
        one = networks[0]
        n_channels = max(_FEWEST_CHANNELS, 1 << (one.stem.bias.numel() - 1).bit_length())

        def stacked(parts: Sequence[Tensor], *axes: int) -> Tensor:
            return torch.stack([_wider(part, n_channels, axes) for part in parts]).contiguous()

        def layer(convs: Sequence[Conv]) -> _Layer:
            weights = [conv.weight.squeeze(2).permute(2, 1, 0) for conv in convs]
            biases = [conv.bias.float() for conv in convs]
            return _Layer(
                stacked(weights, 1, 2), stacked(biases, 0), weights[0].shape[0], convs[0].dilation
            )

        places = range(len(one.units))
        pairs = [[network.units[place] for network in networks] for place in places]
        return cls(
            stem=stacked([_stem_table(network.stem) for network in networks], 1),
            layers=tuple(
                layer(convs)
                for units in pairs
                for convs in ([unit.first for unit in units], [unit.second for unit in units])
            ),
            scales=tuple(stacked([unit.scale.flatten() for unit in units], 0) for units in pairs),
            shifts=tuple(stacked([unit.shift.flatten() for unit in units], 0) for units in pairs),
            taps={
                key: stacked([network.taps[key].weight[:, :, 0, 0] for network in networks], 1)
                for key in one.taps
            },
            tap_bias=torch.stack(
                [torch.stack([tap.bias for tap in net.taps.values()]).sum(0) for net in networks]
            ),
            slope=one.units[0].slope,
        )

    @property
    def spans(self) -> tuple[int, ...]:
        """Bases by which each convolution shortens its input."""
        return tuple(layer.span for layer in self.layers)

    @property
    def bytes_per_position(self) -> int:
        """Memory a position of a sequence takes while a layer is evaluated."""
        n_networks, _, n_channels = self.stem.shape
        return n_networks * n_channels * (2 * 4 + 3 * self.layers[0].weight.element_size())

    def logits(self, work: Work) -> Tensor:
        """Return logits (networks, classes, outputs) of all rows of a layout, one after the other.

        Only asks the device to compute them: they are there once the device has come so far.
        """
        return _Pass(self, work).run()


class _Pass:
    """One way up through all layers, for one layout."""

    def __init__(self, trunk: FusedTrunk, work: Work) -> None:
        # Only here: Triton is there only where PyTorch has been installed for CUDA.
        self._kernels = importlib.import_module("models.fused.kernels")
        self._trunk = trunk
        self._layout = layout = work.layout
        self._device = trunk.stem.device
        self._codes = self._sent(work.codes)
        self._tables = self._sent(work.tables)
        pieces = self._sent(work.pieces)
        self._pieces = [
            pieces[begin:end] for begin, end in zip((0, *work.ends), work.ends, strict=False)
        ]
        n_networks, n_classes = trunk.tap_bias.shape
        n_outputs = layout.outputs.n_positions
        self._logits = trunk.tap_bias[:, :, None].repeat(1, 1, max(n_outputs, 1))
        self._shape = (n_networks, n_classes, n_outputs)

    def run(self) -> Tensor:
        trunk = self._trunk
        hidden = trunk.stem[:, self._codes.to(torch.int64)]
        active = torch.addcmul(trunk.shifts[0][:, None], hidden, trunk.scales[0][:, None])
        active = torch.nn.functional.leaky_relu_(active, trunk.slope)
        active = active.to(trunk.layers[0].weight.dtype)
        self._tap(hidden, 0)
        for unit in range(len(trunk.scales)):
            inner = self._convolve(2 * unit, active)
            hidden, active = self._convolve_second(2 * unit + 1, inner, hidden)
            self._tap(hidden, unit + 1)
        return self._logits

    def _sent(self, array: Integers | NDArray[np.uint8]) -> Tensor:
        """Return an array on the device, without waiting until it has done what was asked before."""
        tensor = torch.from_numpy(array)
        if self._device.type == "cuda":
            tensor = tensor.pin_memory()
        return tensor.to(self._device, non_blocking=True)

    def _empty(self, level: int, dtype: torch.dtype) -> Tensor:
        n_positions = self._layout.levels[level].n_positions
        n_networks, _, n_channels = self._trunk.stem.shape
        return torch.empty(n_networks, n_positions, n_channels, dtype=dtype, device=self._device)

    def _convolve(self, number: int, active: Tensor) -> Tensor:
        """Evaluate the first convolution of a unit."""
        inner = self._empty(number + 1, active.dtype)
        self._launch(number, active, (inner, inner), (inner, number + 1))
        return inner

    def _convolve_second(self, number: int, inner: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """Evaluate the second convolution of a unit: its output, and what the next unit reads."""
        result = self._empty(number + 1, torch.float32)
        is_last = number + 1 == len(self._trunk.layers)
        active = result if is_last else self._empty(number + 1, inner.dtype)
        self._launch(number, inner, (result, active), (hidden, number - 1))
        return result, active

    def _launch(
        self,
        number: int,
        source: Tensor,
        results: tuple[Tensor, Tensor],
        residual: tuple[Tensor, int],
    ) -> None:
        trunk, layer = self._trunk, self._trunk.layers[number]
        is_second = number % 2 == 1
        unit = min(number // 2 + 1, len(trunk.scales) - 1)
        pieces = self._pieces[number]
        self._kernels.convolve[(len(pieces), self._shape[0])](
            source,
            layer.weight,
            layer.bias,
            residual[0],
            trunk.scales[unit],
            trunk.shifts[unit],
            *results,
            pieces,
            self._tables[number],
            self._tables[residual[1]],
            self._tables[number + 1],
            self._tables.shape[-1],
            source.shape[1],
            residual[0].shape[1],
            results[0].shape[1],
            layer.n_taps,
            layer.dilation,
            trunk.layers[number - 1].span if is_second else 0,
            trunk.slope,
            IS_SECOND=is_second,
            HAS_NEXT=is_second and number + 1 < len(trunk.layers),
            BLOCK=_BLOCK,
            CHANNELS=source.shape[2],
            PRECISION=_PRECISE if source.dtype == torch.float32 else "tf32",
            num_warps=_WARPS,
            num_stages=_STAGES[source.dtype],
        )

    def _tap(self, hidden: Tensor, n_passed: int) -> None:
        weight = self._trunk.taps.get(n_passed)
        n_networks, n_classes, n_outputs = self._shape
        if weight is None or not n_outputs:
            return
        pieces = self._pieces[-1]
        self._kernels.tap[(len(pieces), n_networks)](
            hidden,
            weight,
            self._logits,
            pieces,
            self._tables[2 * n_passed],
            self._tables[-1],
            self._tables.shape[-1],
            hidden.shape[1],
            n_outputs,
            self._layout.contexts[2 * n_passed] // 2,
            CLASSES=n_classes,
            BLOCK=_BLOCK,
            CHANNELS=hidden.shape[2],
        )


def _stem_table(stem: Conv) -> Tensor:
    """Return (5, channels): the stem's output for A C G T and for no known base."""
    weight = stem.weight[:, :, 0, 0].T
    return torch.cat([weight, torch.zeros_like(weight[:1])]) + stem.bias


def _wider(part: Tensor, n_channels: int, axes: Sequence[int]) -> Tensor:
    """Fill some axes up with zeros to a number of channels."""
    padding: list[int] = []
    for axis in reversed(range(part.dim())):
        padding += [0, n_channels - part.shape[axis] if axis in axes else 0]
    return torch.nn.functional.pad(part, padding)
