"""BPNet of CTCF: how many reads of a ChIP-seq experiment lie around a change, and where.

`CTCF_counts` are the reads on both strands of 1,000 bases, `CTCF_profile` is where they begin; see
`models.regulatory.profiles`.
"""

from collections.abc import Callable
from typing import ClassVar, Self

import torch
from torch import Tensor

from models.device import choose_device, usable_cores
from models.engine import EngineInfo
from models.packs import card, engine_digest, usable
from models.packs.layers import read_layers
from models.regulatory.architectures.bpnet import BPNet
from models.regulatory.profiles import COUNTS, COUNTS_UNIT, PROFILE_UNIT, ProfileEngine
from models.regulatory.protocol import Track
from models.regulatory.staged_engine import StagedWindowEngine

PACK = "bpnet-ctcf"
LENGTH, N_STRANDS, N_POSITIONS = 2114, 2, 1000
PROFILE_START = (LENGTH - N_POSITIONS) // 2
"""Column of the window at which the profile begins."""
TRACKS = (
    Track("CTCF_counts", "ChIP-seq", "K562", "CTCF", COUNTS_UNIT),
    Track("CTCF_profile", "ChIP-seq", "K562", "CTCF", PROFILE_UNIT),
)


class BpNetCtcfEngine(ProfileEngine, StagedWindowEngine):
    """Binding of CTCF in K562, both strands of the input put together."""

    network: BPNet
    length: ClassVar[int] = LENGTH
    batch: ClassVar[int] = 16
    n_strands = N_STRANDS
    n_positions = N_POSITIONS

    @classmethod
    def load(cls, *, device: str = "auto", threads: int | None = None) -> Self:
        """Load the installed pack after reading and checking every file of it."""
        folder = usable(PACK).folder
        torch.set_num_threads(max(threads or usable_cores(), 1))
        network = BPNet.of_bpnet_lite(read_layers(folder / "network.safetensors"))
        return cls.of_network(network, choose_device(device), engine_digest(PACK))

    @classmethod
    def of_network(cls, network: BPNet, place: torch.device, digest: str) -> Self:
        """Give the engine around a network."""
        pack = card(PACK)
        info = EngineInfo(
            engine_id=pack.name,
            name=pack.title,
            version=pack.version,
            digest=digest,
            precision="float32",
            context_length=LENGTH,
            device=str(place),
            max_distance=0,
        )
        return cls(network, TRACKS, info, place)

    def said(self, x: Tensor) -> Tensor:
        """Give what is said to both strands of windows (N, 4, length) together."""
        return self._said(x)

    def head(self, track: int) -> Callable[[Tensor], Tensor]:
        """Give the counts alone where no profile is asked for."""
        return self.network.head_of_counts if track == COUNTS else self.network.head
