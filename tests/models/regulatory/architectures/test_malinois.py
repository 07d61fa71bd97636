"""Malinois against its twin.

Twin: sjgosai/boda2, commit 01b87f806d76e8e67c78bbe8883f4e5dbd8494a0, `boda/model/basset.py`
(class `BassetBranched`), commit 86ac58553e1bcd3b857e354f0c8e20c87d6f1131,
`boda/model/custom_layers.py` (`Conv1dNorm`, `LinearNorm`, `GroupedLinear`, `BranchedLinear`),
commit 155f8c1131b05d27c115a948097fb3cb8e8fb3a1, `boda/common/constants.py` (the vector); sizes of
Malinois: the command in `README.md`, commit 00a88cbb2356ab640afaf4556bce9c2d0d8a80c6. Around
inserts on both strands stands the vector as it is: `src/vcf_predict.py`, commit
0aa58a8fa56a1cbc0286c4d7b1c84ecb77387c81.
"""

import argparse
import hashlib

import pytest
import torch
from torch import Tensor, nn

from models.errors import CheckpointError
from models.regulatory.architectures import malinois
from models.sequence import reverse_complement
from tests.models.regulatory.architectures.twins import (
    CLEARLY,
    TOLERANCE,
    Raw,
    difference,
    encoded,
    randomised,
    read_torch,
    said,
    windows,
    without,
)

SMALL = {
    "conv1_channels": 12,
    "conv2_channels": 10,
    "conv3_channels": 8,
    "linear_channels": 20,
    "branched_channels": 7,
    "n_outputs": 3,
}
OFFICIAL = {
    "conv1_channels": 300,
    "conv2_channels": 200,
    "conv3_channels": 200,
    "linear_channels": 1000,
    "branched_channels": 140,
    "n_outputs": 3,
}


class Normed(nn.Module):
    """`Conv1dNorm` and `LinearNorm`: a layer under its own name, then `bn_layer`."""

    def __init__(self, name: str, layer: nn.Module, n_out: int) -> None:
        super().__init__()
        self.add_module(name, layer)
        self.name = name
        self.bn_layer = nn.BatchNorm1d(n_out, eps=1e-05, momentum=0.1)

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.bn_layer(self.get_submodule(self.name)(x))
        return found


class GroupedLinear(nn.Module):
    def __init__(self, in_group_size: int, out_group_size: int, groups: int) -> None:
        super().__init__()
        self.in_group_size = in_group_size
        self.out_group_size = out_group_size
        self.groups = groups
        self.weight = nn.Parameter(torch.zeros(groups, in_group_size, out_group_size))
        self.bias = nn.Parameter(torch.zeros(groups, 1, out_group_size))

    def forward(self, x: Tensor) -> Tensor:
        reorg = x.permute(1, 0).reshape(self.groups, self.in_group_size, -1).permute(0, 2, 1)
        hook = torch.bmm(reorg, self.weight) + self.bias
        return hook.permute(0, 2, 1).reshape(self.out_group_size * self.groups, -1).permute(1, 0)


class BranchedLinear(nn.Module):
    def __init__(self, n_in: int, size: int, branches: int, *, rectify_last: bool) -> None:
        super().__init__()
        self.branches = branches
        self.rectify_last = rectify_last
        self.branched_layer_1 = GroupedLinear(n_in, size, branches)
        self.branched_layer_2 = GroupedLinear(size, size, branches)
        self.branched_layer_3 = GroupedLinear(size, size, branches)

    def forward(self, x: Tensor) -> Tensor:
        hook = x.repeat(1, self.branches)
        hook = self.branched_layer_1(hook).relu()
        hook = self.branched_layer_2(hook).relu()
        hook = self.branched_layer_3(hook)
        return hook.relu() if self.rectify_last else hook


class BassetBranched(nn.Module):
    def __init__(
        self,
        conv1_channels: int,
        conv2_channels: int,
        conv3_channels: int,
        linear_channels: int,
        branched_channels: int,
        n_outputs: int,
        *,
        rectify_last: bool = False,
    ) -> None:
        super().__init__()
        first, second, third = conv1_channels, conv2_channels, conv3_channels
        self.pad1 = nn.ConstantPad1d([9, 9], 0.0)
        self.conv1 = Normed("conv", nn.Conv1d(4, first, 19), first)
        self.pad2 = nn.ConstantPad1d([5, 5], 0.0)
        self.conv2 = Normed("conv", nn.Conv1d(first, second, 11), second)
        self.pad3 = nn.ConstantPad1d([3, 3], 0.0)
        self.conv3 = Normed("conv", nn.Conv1d(second, third, 7), third)
        self.pad4 = nn.ConstantPad1d((1, 1), 0.0)
        self.maxpool_3 = nn.MaxPool1d(3, padding=0)
        self.maxpool_4 = nn.MaxPool1d(4, padding=0)
        flat = third * ((600 // 3 // 4 + 2) // 4)
        self.linear1 = Normed("linear", nn.Linear(flat, linear_channels), linear_channels)
        self.branched = BranchedLinear(
            linear_channels, branched_channels, n_outputs, rectify_last=rectify_last
        )
        self.output = GroupedLinear(branched_channels, 1, n_outputs)
        self.nonlin = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        hook = self.nonlin(self.conv1(self.pad1(x)))
        hook = self.maxpool_3(hook)
        hook = self.nonlin(self.conv2(self.pad2(hook)))
        hook = self.maxpool_4(hook)
        hook = self.nonlin(self.conv3(self.pad3(hook)))
        hook = self.maxpool_4(self.pad4(hook))
        hook = torch.flatten(hook, start_dim=1)
        hook = self.nonlin(self.linear1(hook))
        found: Tensor = self.output(self.branched(hook))
        return found


def twin_of(sizes: dict[str, int]) -> nn.Module:
    return randomised(BassetBranched(**sizes))


def content(twin: nn.Module) -> dict[str, object]:
    """`torch_checkpoint.pt` as `boda` writes it, with the command line of the training in it."""
    return {
        "data_module": "MPRA_DataModule",
        "data_hparams": argparse.Namespace(padded_seq_len=600),
        "model_module": "BassetBranched",
        "model_hparams": argparse.Namespace(input_len=600, loss_args={"beta": 5.0}),
        "graph_module": "CNNTransferLearning",
        "graph_hparams": argparse.Namespace(lr=0.003),
        "model_state_dict": twin.state_dict(),
        "timestamp": "20211113_021200",
        "random_tag": 287348,
    }


def checkpoint(twin: nn.Module) -> Raw:
    return read_torch(content(twin))


def imported(twin: nn.Module) -> nn.Module:
    return malinois.network(malinois.state(checkpoint(twin)))


def padded(sequences: list[str]) -> Tensor:
    return encoded([malinois.UPSTREAM + one + malinois.DOWNSTREAM for one in sequences])


@pytest.mark.parametrize("sizes", [SMALL, OFFICIAL], ids=["small", "official"])
def test_port_says_what_the_official_network_says(sizes: dict[str, int]) -> None:
    twin = twin_of(sizes)
    sequences = windows(6, 200)
    expected = said(twin, padded(sequences))
    assert expected.std() > 0.05
    assert difference(said(imported(twin), encoded(sequences)), expected) < TOLERANCE


def test_the_vector_stands_as_it_is_around_both_strands() -> None:
    twin = twin_of(SMALL)
    sequences = windows(3, 200)
    expected = said(twin, padded([reverse_complement(one) for one in sequences]))
    assert difference(said(imported(twin), encoded(sequences).flip(1, 2)), expected) < TOLERANCE


def test_the_vector_is_the_published_one() -> None:
    ends = (malinois.UPSTREAM, malinois.DOWNSTREAM)
    assert [len(end) for end in ends] == [200, 200]
    # The last 200 bases of the published upstream end, the first 200 of the downstream one.
    assert malinois.UPSTREAM.endswith("GGCCTAACTGGCCGCTTGACG")
    assert malinois.DOWNSTREAM.startswith("CACTGCGGCTCCTGCGATCTAACTGG")
    digests = [hashlib.sha256(end.encode()).hexdigest()[:16] for end in ends]
    assert digests == ["823c288ea64647f7", "1af287f6feae8e1d"]


def test_a_twin_with_one_more_rectifier_differs() -> None:
    twin = twin_of(SMALL)
    other = BassetBranched(**SMALL, rectify_last=True)
    other.load_state_dict(twin.state_dict())
    sequences = windows(4, 200)
    wrong = said(other, padded(sequences))
    assert difference(said(imported(twin), encoded(sequences)), wrong) > CLEARLY


def test_a_twin_without_the_vector_differs() -> None:
    twin = twin_of(SMALL)
    sequences = windows(4, 200)
    wrong = said(twin, encoded(["N" * 200 + one + "N" * 200 for one in sequences]))
    assert difference(said(imported(twin), encoded(sequences)), wrong) > CLEARLY


def test_a_file_with_a_branch_missing_is_refused() -> None:
    raw = checkpoint(twin_of(SMALL))
    with pytest.raises(CheckpointError, match=r"branched\.branched_layer_2"):
        malinois.state(without(raw, "branched.branched_layer_2.weight"))


def test_a_basset_without_branches_is_refused() -> None:
    raw = checkpoint(twin_of(SMALL))
    plain = {name: array for name, array in raw.items() if not name.startswith("output")}
    with pytest.raises(CheckpointError, match=r"output\.weight"):
        malinois.state(plain)
