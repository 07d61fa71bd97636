"""BPNet and ChromBPNet as bpnet-lite saves them, against their twins.

Twin: jmschrei/bpnet-lite, commit e5aa0a4f4233a1defb57936154c912dd3581d363, `src/bpnetlite/bpnet.py`
(classes `BPNet`, `ControlWrapper`), commit 25b3f7a1effb104bf2a0aa3293dd5d09784f4bff,
`bpnetlite/chrombpnet.py` (class `ChromBPNet`), commit 034d7e687b07a9059ace684f4a3bdeac584de50d,
`src/bpnetlite/cli/chrombpnet.py` (`fit`: trimming is half of 2,114 less 1,000 for both networks).
"""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.errors import CheckpointError
from models.regulatory.architectures import bpnet_lite
from models.regulatory.architectures.profile_network import ProfileNetwork
from tests.models.regulatory.architectures.twins import (
    CLEARLY,
    TOLERANCE,
    Raw,
    difference,
    encoded,
    encoded_in,
    randomised,
    read_torch,
    windows,
    without,
)

LENGTH = 2114


class BPNet(nn.Module):
    def __init__(
        self,
        n_filters: int = 8,
        n_layers: int = 8,
        n_outputs: int = 2,
        n_control_tracks: int = 0,
        trimming: int = (2114 - 1000) // 2,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.trimming = trimming
        self.n_control_tracks = n_control_tracks
        self.iconv = nn.Conv1d(4, n_filters, kernel_size=21, padding=10)
        self.rconvs = nn.ModuleList(
            nn.Conv1d(n_filters, n_filters, kernel_size=3, padding=2**i, dilation=2**i)
            for i in range(1, n_layers + 1)
        )
        self.fconv = nn.Conv1d(
            n_filters + n_control_tracks, n_outputs, kernel_size=75, padding=37, bias=bias
        )
        n_count_control = 1 if n_control_tracks > 0 else 0
        self.linear = nn.Linear(n_filters + n_count_control, 1, bias=bias)

    def forward(self, x: Tensor, control: Tensor | None = None) -> tuple[Tensor, Tensor]:
        start, end = self.trimming, x.shape[2] - self.trimming
        x = torch.relu(self.iconv(x))
        for rconv in self.rconvs:
            x = x + torch.relu(rconv(x))
        with_control = x if control is None else torch.cat([x, control], dim=1)
        profile = self.fconv(with_control)[:, :, start:end]
        x = torch.mean(x[:, :, start - 37 : end + 37], dim=2)
        if control is not None:
            total = torch.sum(control[:, :, start - 37 : end + 37], dim=(1, 2)).unsqueeze(-1)
            x = torch.cat([x, torch.log(total + 1)], dim=-1)
        return profile, self.linear(x).reshape(x.shape[0], 1)


class ControlWrapper(nn.Module):
    def __init__(self, model: BPNet) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        if self.model.n_control_tracks == 0:
            found: tuple[Tensor, Tensor] = self.model(x)
            return found
        return self.model(x, torch.zeros(x.shape[0], self.model.n_control_tracks, x.shape[-1]))


class ChromBPNet(nn.Module):
    def __init__(self, bias: BPNet, accessibility: BPNet) -> None:
        super().__init__()
        self.bias = bias
        self.accessibility = accessibility

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        acc_profile, acc_counts = self.accessibility(x)
        bias_profile, bias_counts = self.bias(x)
        counts = torch.logsumexp(torch.stack([acc_counts, bias_counts]), dim=0)
        return acc_profile + bias_profile, counts


def moderate(twin: nn.Module) -> nn.Module:
    """Random weights with which eight layers that add up do not grow out of hand."""
    randomised(twin)
    for name, values in twin.named_parameters():
        if "rconvs" in name:
            values.mul_(0.3)
    return twin


@torch.inference_mode()
def twin_says(twin: nn.Module, sequences: list[str], order: str = "ACGT") -> NDArray[np.float32]:
    """Log counts, then all logits."""
    profile, counts = twin(encoded_in(order, sequences))
    return torch.cat([counts, profile.flatten(1)], dim=1).numpy()


@torch.inference_mode()
def port_says(port: ProfileNetwork, sequences: list[str]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = port.said(encoded(sequences)).numpy()
    return found


def read(twin: nn.Module) -> Raw:
    return read_torch(twin.state_dict())


def imported(twin: nn.Module) -> ProfileNetwork:
    return bpnet_lite.network(bpnet_lite.state(read(twin)))


@pytest.mark.parametrize(
    "sizes",
    [
        {},
        {"n_outputs": 1, "n_layers": 4},
        {"n_control_tracks": 2},
        {"bias": False},
    ],
    ids=["two-strands", "unstranded", "with-control", "without-bias"],
)
def test_port_says_what_the_official_network_says(sizes: dict[str, int]) -> None:
    twin = moderate(BPNet(**sizes))
    sequences = windows(3, LENGTH)
    expected = twin_says(ControlWrapper(twin), sequences)
    assert expected[:, 1:].std() > 0.05
    assert difference(port_says(imported(twin), sequences), expected) < TOLERANCE


def test_expected_reads_are_shares_of_the_counts() -> None:
    twin = moderate(BPNet())
    sequences = windows(2, LENGTH)
    said = twin_says(twin, sequences).astype(np.float64)
    shares = np.exp(said[:, 1:]) / np.exp(said[:, 1:]).sum(1, keepdims=True)
    expected = (shares * np.exp(said[:, :1])).reshape(2, 2, 1000).transpose(0, 2, 1)
    with torch.inference_mode():
        found = imported(twin)(encoded(sequences)).numpy()
    assert found.shape == (2, 1000, 2)
    assert difference(found, expected.astype(np.float32)) < TOLERANCE


def test_a_twin_with_one_altered_layer_differs() -> None:
    twin = moderate(BPNet())
    port = imported(twin)
    twin.rconvs[3].dilation, twin.rconvs[3].padding = (8,), (8,)
    sequences = windows(2, LENGTH)
    assert difference(port_says(port, sequences), twin_says(twin, sequences)) > CLEARLY


def test_a_twin_that_reads_the_bases_in_another_order_differs() -> None:
    twin = moderate(BPNet())
    sequences = windows(2, LENGTH)
    wrong = twin_says(twin, sequences, "AGCT")
    assert difference(port_says(imported(twin), sequences), wrong) > CLEARLY


def test_chrombpnet_with_its_bias_network() -> None:
    bias, accessibility = BPNet(5, 4, 1), BPNet(8, 8, 1)
    twin = moderate(ChromBPNet(bias, accessibility))
    port = imported(twin)
    sequences = windows(3, LENGTH)
    expected = twin_says(twin, sequences)
    assert difference(port_says(port, sequences), expected) < TOLERANCE * np.abs(expected).max()
    without_bias = twin_says(accessibility, sequences)
    assert difference(port_says(port, sequences), without_bias) > CLEARLY


def test_more_layers_than_the_window_holds_are_told() -> None:
    port = imported(moderate(BPNet(n_layers=9)))
    with pytest.raises(ValueError, match="of 1074 positions"):
        port_says(port, windows(1, LENGTH))


def test_a_layer_left_out_is_refused() -> None:
    raw = {k: v for k, v in read(moderate(BPNet())).items() if not k.startswith("rconvs.3.")}
    with pytest.raises(CheckpointError, match=r"rconvs\.3\.weight"):
        bpnet_lite.state(raw)


def test_another_array_is_refused() -> None:
    raw = read(moderate(BPNet()))
    with pytest.raises(CheckpointError, match="fconv2"):
        bpnet_lite.state({**raw, "fconv2.bias": raw["fconv.bias"]})


def test_a_file_with_a_layer_missing_is_refused() -> None:
    with pytest.raises(CheckpointError, match=r"linear\.weight"):
        bpnet_lite.state(without(read(moderate(BPNet())), "linear.weight"))


def test_filters_that_differ_between_layers_are_refused() -> None:
    raw = read(moderate(BPNet()))
    with pytest.raises(CheckpointError, match="BPNet"):
        bpnet_lite.network(
            bpnet_lite.state({**raw, "rconvs.2.weight": raw["rconvs.2.weight"][:, :5]})
        )
