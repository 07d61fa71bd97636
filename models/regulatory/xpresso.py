"""Xpresso: the level of an mRNA from the sequence around its start of transcription.

Agarwal V, Shendure J. Cell Rep 2020;31:107663.
"""

from typing import ClassVar, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name

from models.keras_layers import Conv, Dense, Layers, position_major
from models.regulatory.protocol import Track
from models.regulatory.reach import PROMOTER
from models.regulatory.subject_engine import SubjectEngine

N_FEATURES = 6
"""Features of the mRNA that tell its half-life, each in standard deviations: 0 is the average."""


class XpressoNetwork(nn.Module):
    """(N, 4, 10500) and features (N, 6) of the mRNA to its level (N,)."""

    def __init__(self, layers: Layers) -> None:
        super().__init__()
        self._motifs = Conv(layers, "conv1d_1")
        self._pairs = Conv(layers, "conv1d_2")
        self._dense = nn.ModuleList(Dense(layers, f"dense_{number}") for number in (1, 2))
        self._level = Dense(layers, "dense_3")

    def forward(self, x: Tensor, features: Tensor | None = None) -> Tensor:
        """Return one level per promoter; without features that of an average mRNA."""
        found = F.max_pool1d(F.relu(self._motifs(x)), 30)
        found = F.max_pool1d(F.relu(self._pairs(found)), 10)
        if features is None:
            features = x.new_zeros((len(x), N_FEATURES))
        found = torch.cat((position_major(found), features), dim=1)
        for dense in self._dense:
            found = F.relu(dense(found))
        return cast("Tensor", self._level(found))[:, 0]


class XpressoEngine(SubjectEngine):
    """Reads 7,000 bases before and 3,500 from the first transcribed base on.

    The level is the median over 57 tissues and cell types of log10(RPKM + 0.1), in standard
    deviations from the mean of all genes: the published network was trained on labels scaled so
    (vagarwal87/Xpresso @ ddc9023, Fig2/setup_training_files.py). The mRNA is taken as average.
    """

    pack: ClassVar[str] = "xpresso"
    tracks: ClassVar[tuple[Track, ...]] = (
        Track(
            name="expression",
            assay="RNA-seq",
            cell_type="median of 57 tissues and cell types",
            unit="SD of log10(RPKM + 0.1) over genes",
        ),
    )
    length: ClassVar[int | None] = PROMOTER.length
    batch: ClassVar[int] = 16

    @classmethod
    def built(cls, layers: Layers) -> nn.Module:
        """Return the network out of the arrays of its file."""
        return XpressoNetwork(layers)

    def values(self, x: Tensor) -> Tensor:
        """Give (N, 1) of (N, 4, 10500)."""
        found: Tensor = self.network(x)
        return found[:, None]
