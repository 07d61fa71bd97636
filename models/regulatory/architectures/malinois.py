"""Malinois: what a reporter assay would measure for 200 bases in K562, HepG2 and SK-N-SH.

Gosai et al. 2024, doi:10.1038/s41586-024-08070-z. The layers and the names in the file are those
of `BassetBranched` in sjgosai/boda2, which reads 600 bases: the insert between the ends of the
vector that every sequence of the training had around it.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import torch
from torch import Tensor, nn

from models.regulatory.architectures.checkpoint import (
    Array,
    Arrays,
    OfficialArrays,
    Weights,
    filled,
)
from models.sequence import one_hot

LENGTH: Final = 200
TITLE: Final = "Malinois"

UPSTREAM: Final = (
    "GTACGGGAGGTATTGGACAGGCCGCAATAAAATATCTTTATTTTCATTACATCTGTGTGTTGGTTTTTTGTGTGAATCGA"
    "TAGTACTAACATACGCTCTCCATCAAAACAAAACGAAACAAAACAAACTAGCAAAATAGGCTGTCCCCAGTGCAAGTGCA"
    "GGTGCCAGAACATTTCTCTGGCCTAACTGGCCGCTTGACG"
)
DOWNSTREAM: Final = (
    "CACTGCGGCTCCTGCGATCTAACTGGCCGGTACCTGAGCTCGCTAGCCTCGAGGATATCAAGATCTGGCCTCGGCGGCCA"
    "AGCTTAGACACTAGAGGGTATATAATGGAAGCTCGACTTCCAGCTTGGCAATCCGGTACTGTTGGTAAAGCCACCATGGT"
    "GAGCAAGGGCGAGGAGCTGTTCACCGGGGTGGTGCCCATC"
)
"""The 200 bases of the vector on either side of the insert (`boda/common/constants.py`)."""

_WIDTHS = (19, 11, 7)
_POOLS = (3, 4, 4)
_CONVS = ("conv1", "conv2", "conv3")


class GroupedLinear(nn.Module):
    """One linear layer for each cell type."""

    def __init__(self, n_in: int, n_out: int, groups: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(groups, n_in, n_out).normal_(std=n_in**-0.5))
        self.bias = nn.Parameter(torch.zeros(groups, 1, n_out))

    def forward(self, x: Tensor) -> Tensor:
        """(groups, N, n_in) to (groups, N, n_out)."""
        return torch.baddbmm(self.bias, x, self.weight)


class Malinois(nn.Module):
    """(N, 4, 200) to the activity (N, cell types) of one strand, log2 of RNA over DNA.

    Parameters
    ----------
    filters
        Of the three convolutions, each followed by batch norm, rectifier and max-pooling.
    hidden
        Units of the hidden layer all cell types share.
    branch
        Units of each layer of a cell type's own branch; none for a plain output layer.
    n_tracks
        Cell types.
    """

    def __init__(
        self,
        filters: Sequence[int] = (300, 200, 200),
        hidden: int = 1000,
        branch: Sequence[int] = (140, 140, 140),
        n_tracks: int = 3,
    ) -> None:
        super().__init__()
        first, second, third = filters
        self.conv1 = nn.Conv1d(4, first, _WIDTHS[0], padding="same")
        self.conv1_norm = nn.BatchNorm1d(first)
        self.conv2 = nn.Conv1d(first, second, _WIDTHS[1], padding="same")
        self.conv2_norm = nn.BatchNorm1d(second)
        self.conv3 = nn.Conv1d(second, third, _WIDTHS[2], padding="same")
        self.conv3_norm = nn.BatchNorm1d(third)
        self.hidden = nn.Linear(third * _n_positions(), hidden)
        self.hidden_norm = nn.BatchNorm1d(hidden)
        sizes = (hidden, *branch)
        self.branches = nn.ModuleList(
            GroupedLinear(n_in, n_out, n_tracks) for n_in, n_out in pairwise(sizes)
        )
        self.out = GroupedLinear(sizes[-1], 1, n_tracks)
        self.pools = nn.ModuleList(nn.MaxPool1d(width) for width in _POOLS)
        self.drop = nn.Dropout(0.116)
        self.drop_branch = nn.Dropout(0.576)

    def forward(self, x: Tensor) -> Tensor:
        """Return the activity by cell type, of the insert and of the vector around it."""
        found = in_vector(x)
        found = self.pools[0](self.conv1_norm(self.conv1(found)).relu())
        found = self.pools[1](self.conv2_norm(self.conv2(found)).relu())
        found = self.conv3_norm(self.conv3(found)).relu()
        # One position of nothing on either side, so that four divide the length.
        found = self.pools[2](nn.functional.pad(found, (1, 1)))
        found = self.drop(self.hidden_norm(self.hidden(found.flatten(1))).relu())
        found = found.expand(self.out.bias.shape[0], *found.shape)
        for number, layer in enumerate(self.branches):
            found = layer(found)
            if number + 1 < len(self.branches):
                found = self.drop_branch(found.relu())
        activity: Tensor = self.out(found)[:, :, 0].T
        return activity


def in_vector(x: Tensor) -> Tensor:
    """Put inserts (N, 4, 200) between the ends of the vector, (N, 4, 600)."""
    ends = [torch.from_numpy(one_hot(end)).to(x) for end in (UPSTREAM, DOWNSTREAM)]
    upstream, downstream = (end.expand(len(x), -1, -1) for end in ends)
    return torch.cat((upstream, x, downstream), dim=2)


def state(raw: Arrays) -> dict[str, Array]:
    """Map the arrays of `torch_checkpoint.pt` to those of `Malinois`.

    Raises
    ------
    CheckpointError
        An array is missing, left over or of another shape.
    """
    official = OfficialArrays(raw, TITLE)
    found: dict[str, Array] = {}
    for name, width in zip(_CONVS, _WIDTHS, strict=True):
        n_in = 4 if name == "conv1" else None
        found |= official.layer(f"{name}.conv", name, None, n_in, width)
        found |= official.norm(f"{name}.bn_layer", f"{name}_norm")
    found |= official.layer("linear1.linear", "hidden", None, None)
    found |= official.norm("linear1.bn_layer", "hidden_norm")
    number = 1
    while f"branched.branched_layer_{number}.weight" in official:
        found |= _grouped(official, f"branched.branched_layer_{number}", f"branches.{number - 1}")
        number += 1
    found |= _grouped(official, "output", "out")
    official.nothing_left()
    return found


def network(arrays: Weights) -> Malinois:
    """Build the network out of the arrays that `state` gives.

    Raises
    ------
    CheckpointError
        The arrays do not fit one another, or another length.
    """
    return filled(_build, arrays, TITLE)


def _grouped(official: OfficialArrays, name: str, ours: str) -> dict[str, Array]:
    return {
        f"{ours}.weight": official.take(f"{name}.weight", None, None, None),
        f"{ours}.bias": official.take(f"{name}.bias", None, 1, None),
    }


def _build(shapes: Mapping[str, tuple[int, ...]]) -> Malinois:
    filters = [shapes[f"{name}.weight"][0] for name in _CONVS]
    n_branches = sum(name.startswith("branches.") for name in shapes) // 2
    branch = [shapes[f"branches.{number}.weight"][2] for number in range(n_branches)]
    return Malinois(filters, shapes["hidden.weight"][0], branch, shapes["out.weight"][0])


def _n_positions() -> int:
    length = len(UPSTREAM) + LENGTH + len(DOWNSTREAM)
    return (length // _POOLS[0] // _POOLS[1] + 2) // _POOLS[2]
