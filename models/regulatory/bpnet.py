"""BPNet of CTCF: how many reads of a ChIP-seq experiment lie around a change, and where.

`CTCF_counts` are the reads on both strands of 1,000 bases, `CTCF_profile` is where they begin; see
`models.regulatory.profiles`.
"""

from collections.abc import Callable, Mapping
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.regulatory.architectures.bpnet import BPNet
from models.regulatory.packed_engine import PackedEngine
from models.regulatory.profiles import COUNTS, COUNTS_UNIT, PROFILE_UNIT, ProfileEngine
from models.regulatory.protocol import Track

LENGTH, N_STRANDS, N_POSITIONS = 2114, 2, 1000
PROFILE_START = (LENGTH - N_POSITIONS) // 2
"""Column of the window at which the profile begins."""
TRACKS = (
    Track("CTCF_counts", "ChIP-seq", "K562", "CTCF", COUNTS_UNIT),
    Track("CTCF_profile", "ChIP-seq", "K562", "CTCF", PROFILE_UNIT),
)

SCANNED = Track("CTCF_reads", "ChIP-seq", "K562", "CTCF", "reads per base")
"""What is told along a sequence."""


class BpNetCtcfEngine(ProfileEngine, PackedEngine):
    """Binding of CTCF in K562, both strands of the input put together.

    Along a sequence each base has a window of its own with the base in its middle, and what is told
    is the reads expected there; so there are no tiles and no seams between them.
    """

    pack: ClassVar[str] = "bpnet-ctcf"
    told: ClassVar[tuple[Track, ...]] = TRACKS
    network: BPNet
    length: ClassVar[int] = LENGTH
    batch: ClassVar[int] = 16
    n_strands = N_STRANDS
    n_positions = N_POSITIONS
    scan_stride: ClassVar[int] = 1

    @classmethod
    def made_of(cls, arrays: Mapping[str, Tensor]) -> BPNet:
        """Give the network out of the arrays of the pack."""
        return BPNet.of_bpnet_lite(arrays)

    def said(self, x: Tensor) -> Tensor:
        """Give what is said to both strands of windows (N, 4, length) together."""
        return self._said(x)

    @property
    def scan_tracks(self) -> tuple[Track, ...]:
        """Reads expected at a base, both strands together."""
        return (SCANNED,)

    @torch.inference_mode()
    def scanned_values(self, sequence: str, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        """Give (1, n) of neighbouring bases: what `profile` says at the middle of their windows.

        Layers are evaluated once for all windows. The counts of a window are a mean over its
        positions, the softmax is a quotient by a sum over them.
        """
        x = self.stretch(sequence, positions)
        counts, logits = self._along(x)
        turned_counts, turned_logits = self._along(x.flip(1, 2))
        logits = (logits + turned_logits.flip(1, 2)) / 2
        counts = (counts + turned_counts.flip(2)) / 2
        highest = logits.max()
        raised = (logits.double() - highest).exp().sum(1, keepdim=True)
        sums = functional.avg_pool1d(raised, N_POSITIONS, 1) * N_POSITIONS
        middle = N_POSITIONS // 2
        here = raised[..., middle : middle + len(positions)]
        found: NDArray[np.float32] = (here / sums * counts.exp())[0].float().cpu().numpy()
        return found

    def _along(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Give log counts of each window, (1, 1, n), and the logits of all positions."""
        for stage in self.network.stages:
            x = stage(x)
        logits: Tensor = self.network.profile(x)
        each = self.network.counts(x.transpose(1, 2)).transpose(1, 2)
        n_read = N_POSITIONS + self.network.profile.kernel_size[0] - 1
        return functional.avg_pool1d(each.double(), n_read, 1), logits

    def head(self, track: int) -> Callable[[Tensor], Tensor]:
        """Give the counts alone where no profile is asked for."""
        return self.network.head_of_counts if track == COUNTS else self.network.head
