"""A small network that reads the codons of the longest open reading frame, beside the features.

In the manner of RNAsamba (Camargo 2020, NAR Genom Bioinform 2:lqz087) and LncADeep (Yang 2018,
Bioinformatics 34:3825): one branch reads sequence, another features; not their architecture and not
their weights.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.coding.features import NAMES
from models.coding.hexamers import N_CODONS, word_codes

MAX_CODONS = 300
"""Codons that are read, from the start on."""

_UNKNOWN = N_CODONS
_PADDING = N_CODONS + 1
_EMBEDDED = 12
_CHANNELS = 24
_WIDTH = 7
_HIDDEN = 32
_DROPOUT = 0.3


class CodingNetwork(nn.Module):
    """Codons and standardised features to the log-odds of coding.

    The codons are embedded, convolved twice (7 codons, then 7 in steps of 2), and summed up as mean
    and maximum over the frame: the summary. What summary and features give together is added to
    a regression on the features, which is learnt with it. About 9,000 parameters.
    """

    summary_mean: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(N_CODONS + 2, _EMBEDDED, padding_idx=_PADDING)
        self.first = nn.Conv1d(_EMBEDDED, _CHANNELS, _WIDTH, padding="same")
        self.second = nn.Conv1d(_CHANNELS, _CHANNELS, _WIDTH, padding="same", dilation=2)
        self.head = nn.Sequential(
            nn.Dropout(_DROPOUT),
            nn.Linear(2 * _CHANNELS + len(NAMES), _HIDDEN),
            nn.ReLU(),
            nn.Dropout(_DROPOUT),
        )
        self.correction = nn.Linear(_HIDDEN, 1)
        self.regression = nn.Linear(len(NAMES), 1)
        # What stands in for the frame where its contribution is asked for.
        self.register_buffer("summary_mean", torch.zeros(2 * _CHANNELS))

    def summary(self, codons: Tensor) -> Tensor:
        """Give (N, 48) for codons (N, L); zeros where there is no codon."""
        mask = (codons != _PADDING).unsqueeze(1)
        embedded = self.embedding(codons).transpose(1, 2)
        hidden = torch.relu(self.first(embedded)) * mask
        hidden = torch.relu(self.second(hidden)) * mask
        mean = hidden.sum(2) / mask.sum(2).clamp(min=1)
        return torch.cat([mean, hidden.amax(2)], dim=1)

    def log_odds(self, summary: Tensor, features: Tensor) -> Tensor:
        """Give (N,) for summaries (N, 48) and standardised features (N, 13)."""
        hidden = self.head(torch.cat([summary, features], dim=1))
        found: Tensor = (self.regression(features) + self.correction(hidden)).squeeze(1)
        return found

    def forward(self, codons: Tensor, features: Tensor) -> Tensor:
        """Give (N,) for codons (N, L) and standardised features (N, 13)."""
        return self.log_odds(self.summary(codons), features)


def codon_tokens(orf: str) -> NDArray[np.int64]:
    """Give the number of each codon of a frame, up to 300 of them, 64 for one with unknown bases."""
    words = word_codes(orf[: 3 * MAX_CODONS], 3, 3)
    return np.where(words < 0, _UNKNOWN, words)


def padded(tokens: Sequence[NDArray[np.int64]]) -> Tensor:
    """Lay frames of several lengths into one array (N, L), L at least 1."""
    length = max((len(one) for one in tokens), default=0)
    laid = np.full((len(tokens), max(length, 1)), _PADDING, dtype=np.int64)
    for row, one in zip(laid, tokens, strict=True):
        row[: len(one)] = one
    return torch.from_numpy(laid)
