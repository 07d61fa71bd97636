"""Imported networks that read a hundred thousand bases and more, one window at a time.

On a GPU they are asked in float16, which holds half as much memory and is faster; where a number
does not fit into it, in float32. The ten bits of float16 keep the difference of two alleles to
about a fifth, the seven of bfloat16 drown it (correlation with float32 0.99 and 0.55 over single
bases of an Enformer of random weights); so on a processor, whose shorter type that is, float32
remains. Explanations are always in float32.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import torch
from torch import Tensor, nn

from models.device import reduced_type
from models.engine import EngineInfo, Method
from models.regulatory.explain import METHODS
from models.regulatory.imported import ImportedEngine
from models.regulatory.protocol import Track


class LongSequenceEngine(ImportedEngine):
    """The engine of an imported network of long windows.

    It is not explained by mutagenesis: hundreds of mutants would take hours, slopes take minutes.
    """

    methods: ClassVar[tuple[Method, ...]] = tuple(one for one in METHODS[::-1] if one != "ism")

    def __init__(
        self, network: nn.Module, tracks: Sequence[Track], info: EngineInfo, place: torch.device
    ) -> None:
        self._is_short = reduced_type(place) is torch.float16
        precision = "reduced" if self._is_short else "float32"
        super().__init__(network, tracks, replace(info, precision=precision), place)

    def both_strands(self, x: Tensor) -> Tensor:
        """Give the mean over both strands, (N, tracks), of windows (N, 4, length)."""
        if not self._is_short or torch.is_grad_enabled():
            return super().both_strands(x)
        with torch.autocast(x.device.type, dtype=torch.float16):
            found = super().both_strands(x).float()
        return found if bool(torch.isfinite(found).all()) else super().both_strands(x)
