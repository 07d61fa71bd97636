"""Networks that tell how many reads there are and where they begin: BPNet, alone or with its bias.

The bias network of ChromBPNet says what the enzyme of the experiment alone would do: its logits are
added to those of the other network, its counts to the counts.
"""

from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor, nn

from models.regulatory.architectures.bpnet import PROFILE_WIDTH, BPNet

LENGTH: Final = 2114
N_POSITIONS: Final = 1000
"""In the middle of the window, that are told."""


class ProfileNetwork(nn.Module):
    """(N, 4, L) to the reads expected at each position, (N, L - 1114, strands).

    Parameters
    ----------
    shapes
        Of the arrays by name: those of a `BPNet` after `main.`, maybe others after `bias.`.
    counts_beside
        Whether counts rest on all positions that padding would not reach, or only on those that
        the told positions rest on. It is the same where a network has eight dilated layers.
    """

    def __init__(self, shapes: Mapping[str, tuple[int, ...]], *, counts_beside: bool) -> None:
        super().__init__()
        self.main = _bpnet(shapes, "main")
        has_bias = any(name.startswith("bias.") for name in shapes)
        self.bias = _bpnet(shapes, "bias") if has_bias else None
        self.n_strands = self.main.profile.out_channels
        self._counts_beside = counts_beside

    def forward(self, x: Tensor) -> Tensor:
        """Return the reads expected at each position of each strand."""
        said = self.said(x)
        reads = said[:, 1:].softmax(dim=1) * said[:, :1].exp()
        return reads.reshape(len(x), self.n_strands, -1).transpose(1, 2)

    def said(self, x: Tensor) -> Tensor:
        """Give natural log of counts, then profile logits: (N, 1 + strands * positions).

        All logits together go into one softmax.
        """
        counts, logits = self._told(self.main, x)
        if self.bias is not None:
            more_counts, more_logits = self._told(self.bias, x)
            counts, logits = torch.logaddexp(counts, more_counts), logits + more_logits
        return torch.cat([counts, logits.flatten(1)], dim=1)

    def _told(self, part: BPNet, x: Tensor) -> tuple[Tensor, Tensor]:
        """Counts (N, 1) and logits (N, strands, positions) of one network."""
        n_read = x.shape[-1] - (LENGTH - N_POSITIONS) + PROFILE_WIDTH - 1
        for stage in part.stages:
            x = stage(x)
        aside = (x.shape[-1] - n_read) // 2
        if aside < 0:
            raise ValueError(f"its layers leave {x.shape[-1]} of {n_read} positions in the middle")
        read = x[..., aside : aside + n_read]
        return part.head_of_counts(x if self._counts_beside else read), part.profile(read)


def _bpnet(shapes: Mapping[str, tuple[int, ...]], part: str) -> BPNet:
    n_stages = len({name.split(".")[2] for name in shapes if name.startswith(f"{part}.stages.")})
    n_filters = shapes[f"{part}.stages.0.conv.weight"][0]
    return BPNet(n_filters, n_stages - 1, shapes[f"{part}.profile.weight"][0])
