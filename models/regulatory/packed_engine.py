"""Base of the program's own engines whose network lies as one file in a pack."""

from collections.abc import Mapping
from typing import ClassVar, Self

import torch
from torch import Tensor

from models.device import choose_device, usable_cores
from models.engine import EngineInfo
from models.packs import card, engine_digest, usable
from models.packs.layers import read_layers
from models.regulatory.protocol import Track
from models.regulatory.staged import StagedNetwork
from models.regulatory.staged_engine import StagedWindowEngine


class PackedEngine(StagedWindowEngine):
    """A window engine that finds its network in a pack.

    Attributes
    ----------
    pack
        Name of the pack, which is the engine's too.
    told
        Its tracks.
    """

    pack: ClassVar[str]
    told: ClassVar[tuple[Track, ...]]

    @classmethod
    def made_of(cls, arrays: Mapping[str, Tensor]) -> StagedNetwork:
        """Give the network out of the arrays of the pack."""
        raise NotImplementedError

    @classmethod
    def load(cls, *, device: str = "auto", threads: int | None = None) -> Self:
        """Load the installed pack after reading and checking every file of it."""
        folder = usable(cls.pack).folder
        torch.set_num_threads(max(threads or usable_cores(), 1))
        network = cls.made_of(read_layers(folder / "network.safetensors"))
        return cls.of_network(network, choose_device(device), engine_digest(cls.pack))

    @classmethod
    def of_network(cls, network: StagedNetwork, place: torch.device, digest: str) -> Self:
        """Give the engine around a network."""
        pack = card(cls.pack)
        info = EngineInfo(
            engine_id=pack.name,
            name=pack.title,
            version=pack.version,
            digest=digest,
            precision="float32",
            context_length=cls.length,
            device=str(place),
            max_distance=0,
        )
        return cls(network, cls.told, info, place)
