"""Framepool: mean ribosome load of a 5' UTR of any length, in REF and in ALT.

Karollus A, Avsec Z, Gagneur J. PLoS Comput Biol 2021;17:e1008982. What counts is the last base
before the start codon: upstream start codons and stops are told apart by their frame to it.
"""

from collections.abc import Callable
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name

from models.keras_layers import Conv, Dense, Layers
from models.regulatory.protocol import Track, TrackEffects
from models.regulatory.subject_engine import SubjectEngine

_FRAMES = 3


class FramepoolNetwork(nn.Module):
    """(N, 4, L), the last column right before the start codon, to the mean ribosome load (N,).

    A column of zeros, as of an unknown base, is no base: it is left out of every layer, yet it
    keeps its place in the frames.
    """

    scaling: Tensor

    def __init__(self, layers: Layers) -> None:
        super().__init__()
        self._convs = nn.ModuleList(Conv(layers, f"convolution_{number}") for number in range(3))
        self._hidden = Dense(layers, "fully_connected_0")
        self._load = Dense(layers, "mrl_output_unscaled")
        self.register_buffer("scaling", layers["scaling_regression.kernel"][:, 0])

    def forward(self, x: Tensor, is_base: Tensor | None = None) -> Tensor:
        """Return one load per 5' UTR.

        `is_base` (N, 1, L) says which columns are bases: an explanation asks about inputs between
        a base and none.
        """
        is_base = x.sum(dim=1, keepdim=True) if is_base is None else is_base
        found = x
        for number, conv in enumerate(self._convs):
            shortcut = found
            found = F.relu(conv(found)) * is_base
            if number > 0:
                found = found + shortcut
        pooled = pooled_by_frame(found, is_base.sum(dim=2))
        return self._of_random_library(self._load(F.relu(self._hidden(pooled)))[:, 0])

    def _of_random_library(self, unscaled: Tensor) -> Tensor:
        """Scale to the library of random 5' UTRs of 25 to 100 bases, the second of the two."""
        return unscaled * self.scaling[1] + self.scaling[3]


def pooled_by_frame(x: Tensor, n_bases: Tensor) -> Tensor:
    """Pool (N, C, L) over the bases of each frame, counted from the end: (N, 6 C).

    First the largest value of each frame, then the sum of each over all bases (N, 1) there are.
    """
    whole = F.pad(x, (-x.shape[2] % _FRAMES, 0))
    frames = whole.reshape(*whole.shape[:2], -1, _FRAMES).flip(3)
    largest, total = frames.amax(dim=2), frames.sum(dim=2)
    by_frame = [largest[..., frame] for frame in range(_FRAMES)]
    by_frame += [total[..., frame] / n_bases for frame in range(_FRAMES)]
    return torch.cat(by_frame, dim=1)


class FramepoolEngine(SubjectEngine):
    """Reads the spliced 5' UTR up to the base before the start codon.

    REF and ALT are mean ribosome loads, delta is log2 of ALT by REF as published. The two shifted
    tracks are the load if translation began one or two bases further on: where one of them falls
    and `ribosome_load` does not, an upstream start codon in frame makes a longer protein.
    """

    pack: ClassVar[str] = "framepool"
    tracks: ClassVar[tuple[Track, ...]] = tuple(
        Track(
            name=name,
            assay="5' UTR MPRA, polysome profiling",
            cell_type="HEK293T",
            unit="mean ribosome load; delta is log2(ALT/REF)",
        )
        for name in ("ribosome_load", "ribosome_load_shift1", "ribosome_load_shift2")
    )
    length: ClassVar[int | None] = None

    @classmethod
    def built(cls, layers: Layers) -> nn.Module:
        """Return the network out of the arrays of its file."""
        return FramepoolNetwork(layers)

    def values(self, x: Tensor) -> Tensor:
        """Give (N, 3) of (N, 4, bases): as it is, and with one and two columns of zeros behind."""
        return self._shifted(x, x.sum(dim=1, keepdim=True))

    def target(self, window: str, track: int) -> Callable[[Tensor], Tensor]:
        """Give the function (N,) of (N, 4, bases) that is explained: the bases stay that many."""
        is_base = self.tensor([window]).sum(dim=1, keepdim=True)

        def value(x: Tensor) -> Tensor:
            return self._shifted(x, is_base)[:, track]

        return value

    def _shifted(self, x: Tensor, is_base: Tensor) -> Tensor:
        loads = [
            self.network(F.pad(x, (0, shift)), F.pad(is_base, (0, shift)))
            for shift in range(len(self.tracks))
        ]
        return torch.stack(loads, dim=1)

    def effects(self, ref: NDArray[np.float32], alt: NDArray[np.float32]) -> TrackEffects:
        """Give log2 of ALT by REF, the published fold change."""
        # The regression may leave the range of loads, where there is no ratio: not a number.
        with np.errstate(invalid="ignore", divide="ignore"):
            return TrackEffects(ref, alt, np.log2(alt / ref, dtype=np.float32))
