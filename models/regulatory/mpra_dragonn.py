"""MPRA-DragoNN: what a change does to the activity of 145 bases in a reporter assay.

One window, the change in its middle, for several shifts find no more. Pearson correlation with the
measured single-base changes of Kircher et al. 2019 (at least ten barcodes; 945, 1,776 and 854
changes), HepG2 minP pooled:

    shifts                      LDLR    RET     HNF4A   mean
    0                           0.428   0.260   0.261   0.317
    -20, 0, 20                  0.440   0.254   0.246   0.314
    -40, 0, 40                  0.438   0.260   0.269   0.322
    -40, -20, 0, 20, 40         0.442   0.257   0.257   0.319
    seven from -60 to 60        0.442   0.255   0.247   0.315
"""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.regulatory.architectures.mpra_dragonn import LENGTH, MpraDragoNN
from models.regulatory.packed_engine import PackedEngine
from models.regulatory.protocol import Track

UNIT = "SD of log2(RNA/DNA)"
TRACKS = tuple(
    Track(
        name=f"{cell_type}_{promoter}_{replicate}",
        assay=f"MPRA ({promoter})",
        cell_type=cell_type,
        unit=UNIT,
    )
    for cell_type in ("K562", "HepG2")
    for promoter in ("minP", "SV40")
    for replicate in ("replicate1", "replicate2", "pooled")
)
"""The outputs of the network in their order (model.yaml of the published network): by cell type,
promoter of the reporter, and replicate."""


class MpraDragoNNEngine(PackedEngine):
    """Reporter activity in K562 and HepG2, with two promoters.

    Along a sequence the outputs trained on both replicates together are told, at every base.
    """

    pack: ClassVar[str] = "mpra-dragonn"
    told: ClassVar[tuple[Track, ...]] = TRACKS
    network: MpraDragoNN
    length: ClassVar[int] = LENGTH
    batch: ClassVar[int] = 64
    scanned: ClassVar[tuple[int, ...]] = tuple(range(2, len(TRACKS), 3))
    scan_stride: ClassVar[int] = 1

    @classmethod
    def made_of(cls, arrays: Mapping[str, Tensor]) -> MpraDragoNN:
        """Give the network out of the arrays of the pack."""
        return MpraDragoNN.of_keras(arrays)

    @torch.inference_mode()
    def scanned_values(self, sequence: str, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        """Give (tracks, n) of neighbouring bases, all windows in one evaluation."""
        x = self.stretch(sequence, positions)
        forward = self.network.along(x, self.scanned)
        # Windows of the other strand come in reverse order.
        backward = self.network.along(x.flip(1, 2), self.scanned).flip(2)
        found: NDArray[np.float32] = ((forward + backward) / 2)[0].cpu().numpy()
        return found
