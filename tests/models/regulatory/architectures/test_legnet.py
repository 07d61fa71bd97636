"""MPRA-LegNet against its twin.

Twin: autosome-ru/human_legnet, commit 1f167828678d55949078306e1d2a77576d268920,
`tutorial/demo_notebook.ipynb` (classes `SELayer` to `LegNet`, and `LitModel`, whose checkpoints
hold the network as `model.`); sizes: the defaults of `core.py` (commit
0660cfdab8946eff2db9739c3b3b434742eb83fc). Encoding: `utils.py` (commit
a7022863c80ab25ff75b4b10179aa0809231c63b): A G C T, and 0.25 for unknown bases, which becomes 0
because it is written into whole numbers.
"""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import adaptive_avg_pool1d, one_hot

from models.errors import CheckpointError
from models.regulatory.architectures import legnet
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


class SELayer(nn.Module):
    def __init__(self, inp: int, reduction: int = 4) -> None:
        super().__init__()
        self.fc = nn.Sequential(
            nn.Linear(inp, int(inp // reduction)),
            nn.SiLU(),
            nn.Linear(int(inp // reduction), inp),
            nn.Sigmoid(),
        )

    def forward(self, x: Tensor) -> Tensor:
        b, c, _ = x.size()
        y = self.fc(x.view(b, c, -1).mean(dim=2)).view(b, c, 1)
        found: Tensor = x * y
        return found


class Blocks(nn.Module):
    """Both `EffBlock` and `LocalBlock`: modules under the name `block`."""

    def __init__(self, *modules: nn.Module) -> None:
        super().__init__()
        self.block = nn.Sequential(*modules)

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.block(x)
        return found


def conv(n_in: int, n_out: int, width: int, groups: int = 1) -> nn.Conv1d:
    return nn.Conv1d(n_in, n_out, width, padding="same", groups=groups, bias=False)


def eff_block(channels: int, ks: int, resize: int, activation: type[nn.Module]) -> Blocks:
    inner = channels * resize
    return Blocks(
        conv(channels, inner, 1),
        nn.BatchNorm1d(inner),
        activation(),
        conv(inner, inner, ks, groups=inner),
        nn.BatchNorm1d(inner),
        activation(),
        SELayer(inner, reduction=resize),
        conv(inner, channels, 1),
        nn.BatchNorm1d(channels),
        activation(),
    )


def local_block(n_in: int, n_out: int, ks: int, activation: type[nn.Module]) -> Blocks:
    return Blocks(conv(n_in, n_out, ks), nn.BatchNorm1d(n_out), activation())


class ResidualConcat(nn.Module):
    def __init__(self, fn: nn.Module, *, own_first: bool = False) -> None:
        super().__init__()
        self.fn = fn
        self.own_first = own_first

    def forward(self, x: Tensor) -> Tensor:
        parts = [self.fn(x), x]
        return torch.concat(parts[::-1] if self.own_first else parts, dim=1)


class LegNet(nn.Module):
    def __init__(
        self,
        in_ch: int = 4,
        stem: tuple[int, int] = (64, 11),
        ef_ks: int = 9,
        sizes: Sequence[int] = (80, 96, 112, 128),
        resize: int = 4,
        own_first: bool = False,
        activation: type[nn.Module] = nn.SiLU,
    ) -> None:
        super().__init__()
        self.stem = local_block(in_ch, stem[0], stem[1], activation)
        blocks = []
        channels = stem[0]
        for out_ch in sizes:
            blocks.append(
                nn.Sequential(
                    ResidualConcat(
                        eff_block(channels, ef_ks, resize, activation), own_first=own_first
                    ),
                    local_block(channels * 2, out_ch, ef_ks, activation),
                    nn.MaxPool1d(2),
                )
            )
            channels = out_ch
        self.main = nn.Sequential(*blocks)
        self.mapper = Blocks(
            nn.BatchNorm1d(channels), nn.Conv1d(channels, channels * 2, kernel_size=1)
        )
        self.head = nn.Sequential(
            nn.Linear(channels * 2, channels * 2),
            nn.BatchNorm1d(channels * 2),
            activation(),
            nn.Linear(channels * 2, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.mapper(self.main(self.stem(x)))
        x = adaptive_avg_pool1d(x, 1).squeeze(-1)
        found: Tensor = self.head(x).squeeze(-1)
        return found


class LitModel(nn.Module):
    """The part of the Lightning module that has weights."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model


def official_encoding(sequences: list[str]) -> Tensor:
    codes = {"A": 0, "T": 3, "G": 1, "C": 2, "N": 4}
    found = []
    for sequence in sequences:
        code = one_hot(torch.from_numpy(np.array([codes[x] for x in sequence])), num_classes=5)
        code[code[:, 4] == 1] = 0.25
        found.append(code[:, :4].float().transpose(0, 1))
    return torch.stack(found)


def checkpoint(twin: nn.Module) -> Raw:
    """What Lightning writes, as far as it concerns who reads it."""
    weights = OrderedDict(LitModel(twin).state_dict())
    return read_torch(
        {
            "epoch": 24,
            "global_step": 1200,
            "pytorch-lightning_version": "2.0.2",
            "state_dict": weights,
            "loops": {"fit_loop": {"state_dict": {}}},
            "callbacks": {"ModelCheckpoint": {"best_model_score": torch.tensor(0.8)}},
            "optimizer_states": [{"state": {0: {"step": torch.tensor(3.0)}}, "param_groups": []}],
            "lr_schedulers": [],
        }
    )


def imported(twin: nn.Module) -> nn.Module:
    return legnet.network(legnet.state(checkpoint(twin)))


def test_port_says_what_the_official_network_says() -> None:
    twin = randomised(LegNet())
    sequences = windows(8, 230)
    expected = said(twin, official_encoding(sequences))
    assert expected.std() > 0.02
    assert difference(said(imported(twin), encoded(sequences))[:, 0], expected) < TOLERANCE


def test_sizes_are_read_off_the_arrays() -> None:
    # models/example.cfg of the repository: stem 5, other convolutions 3 wide.
    twin = randomised(LegNet(stem=(64, 5), ef_ks=3))
    sequences = windows(4, 230)
    expected = said(twin, official_encoding(sequences))
    assert difference(said(imported(twin), encoded(sequences))[:, 0], expected) < TOLERANCE


def test_the_layer_list_has_the_published_number_of_parameters() -> None:
    # The notebook prints 1323169 for five input rows; the fifth has 64 x 11 weights of its own.
    assert sum(one.numel() for one in LegNet(in_ch=5).parameters()) == 1_323_169
    ours = imported(randomised(LegNet()))
    assert sum(one.numel() for one in ours.parameters()) == 1_323_169 - 64 * 11


def test_a_twin_that_puts_its_input_first_differs() -> None:
    twin = randomised(LegNet())
    other = LegNet(own_first=True)
    other.load_state_dict(twin.state_dict())
    sequences = windows(4, 230)
    wrong = said(other, official_encoding(sequences))
    assert difference(said(imported(twin), encoded(sequences))[:, 0], wrong) > CLEARLY


def test_a_twin_with_another_rectifier_differs() -> None:
    twin = randomised(LegNet())
    other = LegNet(activation=nn.ReLU)
    other.load_state_dict(twin.state_dict())
    sequences = windows(4, 230)
    wrong = said(other, official_encoding(sequences))
    assert difference(said(imported(twin), encoded(sequences))[:, 0], wrong) > CLEARLY


def test_a_twin_that_reads_the_bases_in_another_order_differs() -> None:
    twin = randomised(LegNet())
    sequences = windows(4, 230)
    wrong = said(twin, encoded(sequences))
    assert difference(said(imported(twin), encoded(sequences))[:, 0], wrong) > CLEARLY


def test_a_network_that_wants_to_know_the_strand_is_refused() -> None:
    with pytest.raises(CheckpointError, match="fifth row"):
        legnet.state(checkpoint(randomised(LegNet(in_ch=5))))


def test_a_file_with_a_layer_missing_is_refused() -> None:
    raw = checkpoint(randomised(LegNet()))
    with pytest.raises(CheckpointError, match=r"main\.2\.0\.fn\.block\.6\.fc\.0\.weight"):
        legnet.state(without(raw, "model.main.2.0.fn.block.6.fc.0.weight"))


def test_a_file_with_a_stage_missing_is_refused() -> None:
    raw = checkpoint(randomised(LegNet()))
    with pytest.raises(CheckpointError, match="other arrays"):
        legnet.state(without(raw, "model.main.2.1.block.0.weight"))
