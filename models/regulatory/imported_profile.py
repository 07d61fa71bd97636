"""A profile network a person imported: how many reads, and where they begin.

Its two tracks are named after the first of the table that came with it: `NAME_counts` and
`NAME_profile`; see `models.regulatory.profiles`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from models.device import in_batches
from models.engine import EngineInfo
from models.regulatory.architectures.profile_network import LENGTH, N_POSITIONS, ProfileNetwork
from models.regulatory.imported import ImportedEngine
from models.regulatory.profiles import COUNTS_UNIT, PROFILE_UNIT, ProfileEngine, Said
from models.regulatory.protocol import Track, distinct


class ImportedProfileEngine(ProfileEngine, ImportedEngine):
    """The engine of an imported `ProfileNetwork`."""

    network: ProfileNetwork

    def __init__(
        self,
        network: ProfileNetwork,
        tracks: Sequence[Track],
        info: EngineInfo,
        place: torch.device,
    ) -> None:
        super().__init__(network, _tracks(tracks[0]), info, place)
        self.n_strands = network.n_strands
        self.n_positions = self.length - (LENGTH - N_POSITIONS)

    def said(self, x: Tensor) -> Tensor:
        """Give what is said to both strands of windows (N, 4, length) together."""
        return self.combined(self.network.said(x), self.network.said(x.flip(1, 2)))

    def both_strands(self, x: Tensor) -> Tensor:
        """Give counts, and how far each profile is from flat, (N, 2)."""
        return self.of_tracks(self.said(x))

    def compared(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Said, Said]]:
        """Give what is said to both windows of each pair; equal windows are evaluated once."""
        windows = list(distinct(pairs))
        rows = [row for found, _ in in_batches(self._rows, windows, self.batch) for row in found]
        said = dict(zip(windows, rows, strict=True))
        return [(said[ref], said[alt]) for ref, alt in pairs]

    def target(self, window: str, track: int) -> Callable[[Tensor], Tensor]:
        """Give what is explained of a window, (N,) of (N, 4, length); can be differentiated."""
        with torch.no_grad():
            measured = self.measure(self.said(self.tensor([window])), track)
        return lambda x: measured(self.said(x))

    @torch.inference_mode()
    def _rows(self, windows: Sequence[str]) -> list[Said]:
        return list(np.asarray(self.said(self.tensor(windows)).cpu().numpy()))


def _tracks(named: Track) -> tuple[Track, Track]:
    return (
        replace(named, name=f"{named.name}_counts", unit=COUNTS_UNIT),
        replace(named, name=f"{named.name}_profile", unit=PROFILE_UNIT),
    )
