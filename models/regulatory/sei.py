"""The engine of an imported Sei with its sequence classes. Academic research only."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.engine import EngineInfo
from models.regulatory.architectures.sei_classes import SeiClasses, class_changes
from models.regulatory.imported import ImportedEngine
from models.regulatory.protocol import AlleleRequest, Track, TrackEffects, mean_effects


class SeiEngine(ImportedEngine):
    """Profiles as every network gives them; of classes the delta is the published score.

    REF and ALT of a class are raw scores. Its delta is their difference after the histone marks of
    both alleles were scaled to one sum (see `class_changes`), so it is not ALT minus REF.
    """

    def __init__(
        self, network: nn.Module, tracks: Sequence[Track], info: EngineInfo, place: torch.device
    ) -> None:
        super().__init__(network, tracks, info, place)
        parts = cast("SeiClasses", self.network)
        self._directions = parts.directions.detach().cpu().numpy()
        self._is_histone = parts.histones.detach().cpu().numpy() > 0

    def effects(
        self,
        request: AlleleRequest,
        said: Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]],
    ) -> TrackEffects:
        """Give the mean over windows, and for classes the mean of the published score."""
        del request
        found = mean_effects(said)
        n_classes = len(self._directions)
        of_windows = [
            class_changes(ref[:-n_classes], alt[:-n_classes], self._directions, self._is_histone)
            for ref, alt in said
        ]
        found.delta[-n_classes:] = np.mean(of_windows, axis=0)
        return found
