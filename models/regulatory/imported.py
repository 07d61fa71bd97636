"""A network a person imported, asked as every other engine that reads windows.

The value of a track of a profile network is the sum over its positions. Where the unit of a track
is counts or coverage, its delta is log2((ALT + 1) / (REF + 1)), else ALT minus REF.
"""

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, Self, cast

import numpy as np
import torch
from torch import Tensor, nn

from models.device import choose_device, usable_cores
from models.engine import EngineInfo
from models.errors import PackStateError
from models.packs import ImportedSource, PackCard, architecture, engine_digest, usable
from models.packs.layers import read_layers
from models.packs.track_list import TRACKS, TrackRow, read_tracks
from models.packs.trial import WEIGHTS
from models.regulatory.protocol import AlleleRequest, Track, TrackEffects
from models.regulatory.window_engine import WindowEngine

COUNTED: Final = frozenset({"counts", "coverage"})
"""Units whose change is told as a log2 ratio."""

_BASES_AT_ONCE = 1 << 17
_LARGEST_BATCH = 256


class ImportedEngine(WindowEngine):
    """The engine of an imported network of (N, 4, length) to (N, T) or (N, positions, T)."""

    def __init__(
        self, network: nn.Module, tracks: Sequence[Track], info: EngineInfo, place: torch.device
    ) -> None:
        super().__init__(network, tracks, info, place)
        self._is_counted = np.array([track.unit in COUNTED for track in self.tracks])

    @classmethod
    def load(cls, engine_id: str, *, device: str = "auto", threads: int | None = None) -> Self:
        """Load an imported network after reading and checking every file of its pack."""
        state = usable(engine_id)
        torch.set_num_threads(max(threads or usable_cores(), 1))
        place = choose_device(device)
        arrays = read_layers(state.folder / WEIGHTS)
        network = importlib.import_module(_module(state.card)).network(arrays)
        tracks = [_track(row) for row in read_tracks(state.folder / TRACKS)]
        made = cls.of_length(state.card.context_length)
        return made(network, tracks, _info(state.card, place), place)

    @classmethod
    def of_length(cls, length: int) -> type[Self]:
        """Give the engine for windows of one length: that is a matter of the class."""
        batch = max(1, min(_LARGEST_BATCH, _BASES_AT_ONCE // length))
        return cast("type[Self]", type(cls.__name__, (cls,), {"length": length, "batch": batch}))

    def score(self, requests: Sequence[AlleleRequest]) -> Iterator[tuple[int, TrackEffects]]:
        """Yield (index of the request, effects), in order."""
        for number, effects in super().score(requests):
            yield number, self._in_ratios(effects)

    def both_strands(self, x: Tensor) -> Tensor:
        """Give the mean over both strands, (N, tracks), of windows (N, 4, length)."""
        return (_totals(self.network(x)) + _totals(self.network(x.flip(1, 2)))) / 2

    def _in_ratios(self, effects: TrackEffects) -> TrackEffects:
        """Effects with the delta of counted tracks as log2 ratio."""
        if not self._is_counted.any():
            return effects
        ratio = np.log2(np.maximum(effects.alt, 0) + 1) - np.log2(np.maximum(effects.ref, 0) + 1)
        return replace(effects, delta=np.where(self._is_counted, ratio, effects.delta))


def _totals(y: Tensor) -> Tensor:
    """(N, T) of what a network gave; a profile is summed over its positions."""
    return y.sum(dim=1) if y.ndim == 3 else y


def _module(card: PackCard) -> str:
    if not isinstance(card.source, ImportedSource):
        raise PackStateError(
            f"{card.name} is no imported network.", "Choose one that was imported."
        )
    return architecture(card.source.architecture).module


def _track(row: TrackRow) -> Track:
    return Track(row.name, row.assay, row.cell_type, row.factor, row.unit)


def _info(card: PackCard, place: torch.device) -> EngineInfo:
    return EngineInfo(
        engine_id=card.name,
        name=card.title,
        version=card.version,
        digest=engine_digest(card.name),
        precision="float32",
        context_length=card.context_length,
        device=str(place),
        max_distance=0,
    )
