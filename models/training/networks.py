"""Which networks can be trained, fresh or from an installed pack."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.errors import TrainingError
from models.packs import card, usable
from models.packs.layers import read_layers
from models.packs.track_list import TRACKS, TrackRow, read_tracks
from models.packs.trial import WEIGHTS
from models.regulatory.architectures import mpra_dragonn
from models.training.losses import Task
from models.training.splice_sites import CONTEXT, SpliceSiteNetwork

SPLICE_SITES = "splice-sites"
Network = nn.Module
_PROBABILITIES: tuple[Task, ...] = ("classes",)
_VALUES: tuple[Task, ...] = ("values", "changes")


@dataclass(frozen=True, slots=True)
class Trainable:
    """A network and what it takes to train it.

    Attributes
    ----------
    make
        Gives the network with random numbers for so many heads.
    length
        Bases it reads; of `splice-sites` those around its outputs.
    tasks
        What its outputs can be: chances of classes, or values.
    kind, engine
        What it reads, and what runs it once it is trained.
    """

    make: Callable[[int], nn.Module]
    length: int
    tasks: tuple[Task, ...]
    kind: str = "sequence"
    engine: str = "models.regulatory.imported:ImportedEngine"


def _architecture(name: str, network: str, tasks: tuple[Task, ...]) -> Trainable:
    """A network of `models.regulatory.architectures`, by module and class."""
    module = importlib.import_module(f"models.regulatory.architectures.{name}")
    made = getattr(module, network)

    def make(n_heads: int) -> nn.Module:
        found: nn.Module = made(n_tracks=n_heads)
        return found

    return Trainable(make, module.LENGTH, tasks)


def _one_headed(name: str, network: str, tasks: tuple[Task, ...]) -> Trainable:
    """A network of `models.regulatory.architectures` that has one output."""
    module = importlib.import_module(f"models.regulatory.architectures.{name}")
    made = getattr(module, network)

    def make(n_heads: int) -> nn.Module:
        if n_heads != 1:
            raise TrainingError(
                f"{network} has one output, the data have {n_heads} heads.", "Name one head."
            )
        found: nn.Module = made()
        return found

    return Trainable(make, module.LENGTH, tasks)


_KNOWN: Mapping[str, Callable[[], Trainable]] = {
    "mpra-dragonn": lambda: _architecture("mpra_dragonn", "MpraDragoNN", _VALUES),
    "basset": lambda: _architecture("basset", "Basset", _PROBABILITIES),
    "deepsea": lambda: _architecture("deepsea", "DeepSea", _PROBABILITIES),
    "danq": lambda: _architecture("danq", "DanQ", _PROBABILITIES),
    "deepenhancer": lambda: _one_headed("deepenhancer", "DeepEnhancer", _PROBABILITIES),
    "mpra-legnet": lambda: _one_headed("legnet", "LegNet", _VALUES),
    SPLICE_SITES: lambda: Trainable(
        lambda _: SpliceSiteNetwork(),
        CONTEXT,
        ("sites",),
        "splice",
        "models.splice.trained:TrainedSpliceEngine",
    ),
}
"""By the name a plan gives."""


def fresh(made_of: Trainable, n_heads: int, seed: int) -> Network:
    """Give a network with random numbers that follow from the seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return made_of.make(n_heads)


def trainable(name: str) -> Trainable:
    """Give what a plan names.

    Raises
    ------
    TrainingError
        There is no such network.
    """
    if name not in _KNOWN:
        raise TrainingError(
            f"There is no network {name!r} to train.", f"Choose one of: {', '.join(_KNOWN)}."
        )
    return _KNOWN[name]()


@dataclass(frozen=True, eq=False, slots=True)
class Start:
    """A network to train further, and what its pack says of it."""

    architecture: str
    network: nn.Module
    heads: tuple[TrackRow, ...]
    licence: str
    commercial_use: bool


def start_from(pack: str) -> Start:
    """Give the network of an installed pack.

    Raises
    ------
    ModelsError
        The pack is not installed or damaged, or holds a network that cannot be trained further.
    """
    item = card(pack)
    folder = usable(pack).folder
    licence = (item.licence.name, item.licence.commercial_use)
    if item.name == "mpra-dragonn":
        arrays = read_layers(folder / "network.safetensors")
        network = mpra_dragonn.MpraDragoNN.of_keras(arrays)
        return Start("mpra-dragonn", network, _rows_of_dragonn(), *licence)
    if item.source.kind == "imported" and item.source.architecture in _KNOWN:
        heads = read_tracks(folder / TRACKS) if (folder / TRACKS).is_file() else ()
        name = item.source.architecture
        further = trainable(name).make(len(heads) or 1)
        further.load_state_dict(read_layers(folder / WEIGHTS))
        return Start(name, further, tuple(heads), *licence)
    raise TrainingError(
        f"The network of {pack} cannot be trained further here.",
        f"Start from one of these architectures: {', '.join(_KNOWN)}.",
    )


class OneHead(nn.Module):
    """A network of which one output is learned; all its arrays may move."""

    def __init__(self, network: nn.Module, index: int) -> None:
        super().__init__()
        self.network = network
        self._index = index

    def forward(self, x: Tensor) -> Tensor:
        """Give (N, 1)."""
        found: Tensor = self.network(x)
        return found[:, self._index : self._index + 1]


def _rows_of_dragonn() -> tuple[TrackRow, ...]:
    from models.regulatory.mpra_dragonn import TRACKS as OUTPUTS  # noqa: PLC0415

    return tuple(
        TrackRow(one.name, one.assay, one.cell_type, one.factor, one.unit) for one in OUTPUTS
    )
