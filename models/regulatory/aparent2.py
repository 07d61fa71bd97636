"""APARENT2: where an RNA is cut at a poly-A signal, and how often, in REF and in ALT.

Linder J, Koplik SE, Kundaje A, Seelig G. Genome Biol 2022;23:232.
"""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name

from models.device import in_batches
from models.keras_layers import Conv, Layers, Scale
from models.regulatory.protocol import Track
from models.regulatory.reach import POLY_A
from models.regulatory.subject_engine import SubjectEngine

WINDOWS = ((77, 127), (0, POLY_A.length))
"""0-based half-open columns behind the core hexamer, and all of them."""

_DILATIONS = (1, 2, 4, 8, 4, 2, 1)
_BLOCKS_PER_GROUP = 4
_LIBRARY = 11
"""Of the 13 libraries of the training data the one that predictions are made for."""


class _ResidualBlock(nn.Module):
    def __init__(self, layers: Layers, name: str, dilation: int) -> None:
        super().__init__()
        self._norms = nn.ModuleList(Scale(layers, f"{name}_batch_norm_{n}") for n in range(2))
        self._convs = nn.ModuleList(Conv(layers, f"{name}_conv_{n}", dilation) for n in range(2))

    def forward(self, x: Tensor) -> Tensor:
        found = x
        for norm, conv in zip(self._norms, self._convs, strict=True):
            found = conv(F.relu(norm(found)))
        return x + found


class Aparent2Network(nn.Module):
    """(N, 4, 205), the core hexamer at column 70, to logits (N, 206) of where the RNA is cut."""

    library: Tensor

    def __init__(self, layers: Layers) -> None:
        super().__init__()
        self._stem = Conv(layers, "aparent_conv_0")
        self._groups = nn.ModuleList(
            nn.Sequential(
                *(
                    _ResidualBlock(layers, f"aparent_resblock_{group}_{block}", dilation)
                    for block in range(_BLOCKS_PER_GROUP)
                )
            )
            for group, dilation in enumerate(_DILATIONS)
        )
        self._skips = nn.ModuleList(
            Conv(layers, f"aparent_skip_conv_{group}") for group in range(len(_DILATIONS))
        )
        self._last = Conv(layers, "aparent_last_block_conv")
        self._head = Conv(layers, "aparent_final_conv")
        # One weight per column and library: (1, library, column), as the converter turns them.
        weights, biases = layers["aparent_lib_conv.kernel"], layers["aparent_lib_conv.bias"]
        self.register_buffer("library", weights[0, _LIBRARY] + biases[0, :, 0])

    def forward(self, x: Tensor) -> Tensor:
        """Return logits of a cut at each base, and at last of none."""
        found = self._stem(x)
        skipped = torch.zeros_like(found)
        for group, skip in zip(self._groups, self._skips, strict=True):
            skipped = skipped + skip(found)
            found = group(found)
        logits = self._head(self._last(found) + skipped)[:, 0]
        return F.pad(logits, (0, 1)) + self.library


class Aparent2Engine(SubjectEngine):
    """Reads the 205 bases around a poly-A signal, the core hexamer at column 70.

    REF and ALT are log-odds (natural logarithm) of a cut in a window against a cut anywhere else
    or none, delta is ALT minus REF.
    """

    pack: ClassVar[str] = "aparent2"
    tracks: ClassVar[tuple[Track, ...]] = tuple(
        Track(name=name, assay="3' UTR MPRA", cell_type="HEK293", unit="log-odds of a cut")
        for name in ("proximal_isoform_logit", "all_isoform_logit")
    )
    length: ClassVar[int | None] = POLY_A.length
    unknown: ClassVar[float] = 0.25

    @classmethod
    def built(cls, layers: Layers) -> nn.Module:
        """Return the network out of the arrays of its file."""
        return Aparent2Network(layers)

    def values(self, x: Tensor) -> Tensor:
        """Give (N, 2) of (N, 4, 205): log-odds of a cut in each of `WINDOWS`."""
        logits = self.network(x)
        return torch.stack([_log_odds(logits, first, last) for first, last in WINDOWS], dim=1)

    def cuts(self, sequences: Sequence[str]) -> NDArray[np.float32]:
        """Give how likely each of 205 bases is the last one before the cut, and none: (N, 206)."""
        found = in_batches(self._cut_batch, sequences, self.batch)
        return np.array([row for rows, _ in found for row in rows], dtype=np.float32)

    @torch.inference_mode()
    def _cut_batch(self, sequences: Sequence[str]) -> Sequence[NDArray[np.float32]]:
        logits = self.network(self.tensor(sequences))
        return list(torch.softmax(logits, dim=1).cpu().numpy())


def _log_odds(logits: Tensor, first: int, last: int) -> Tensor:
    """Log-odds (N,) of the classes [first, last) against all others."""
    others = torch.cat((logits[:, :first], logits[:, last:]), dim=1)
    return torch.logsumexp(logits[:, first:last], dim=1) - torch.logsumexp(others, dim=1)
