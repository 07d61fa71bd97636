"""DeepSEA (919 features) against its twin.

Twin: kipoi/models, commit 519a8e2f0f6c4d6d96e4285a5abc65d97901daf7,
`DeepSEA/model_architecture.py` (`get_model`, `get_seqpred_model`, `ReCodeAlphabet`), the conversion
of the authors' Lua network whose weights are Zenodo record 1466993. Unknown bases are zeros, as in
the authors' own encoding (`encodeSeqs` of FunctionLab/ExPecto, `chromatin.py`).
"""

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from models.errors import CheckpointError
from models.regulatory.architectures import deepsea
from tests.models.regulatory.architectures.twins import (
    CLEARLY,
    TOLERANCE,
    difference,
    encoded,
    encoded_in,
    flatten,
    linear,
    randomised,
    read_torch,
    said,
    windows,
    without,
)

SMALL = ((16, 24, 32), 20, 9)
OFFICIAL = ((320, 480, 960), 925, 919)


class ReCodeAlphabet(nn.Module):
    """A C G T to A G C T."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.stack([x[:, i, ...] for i in (0, 2, 1, 3)], dim=1)


class Nothing(nn.Module):
    """Holds the place of a module without weights."""

    def forward(self, x: Tensor) -> Tensor:
        return x


def layers(filters: Sequence[int], hidden: int, n_tracks: int, floor: float = 1e-6) -> nn.Module:
    first, second, third = filters
    return nn.Sequential(
        nn.Conv2d(4, first, (1, 8), (1, 1)),
        nn.Threshold(0, floor),
        nn.MaxPool2d((1, 4), (1, 4)),
        nn.Dropout(0.2),
        nn.Conv2d(first, second, (1, 8), (1, 1)),
        nn.Threshold(0, floor),
        nn.MaxPool2d((1, 4), (1, 4)),
        nn.Dropout(0.2),
        nn.Conv2d(second, third, (1, 8), (1, 1)),
        nn.Threshold(0, floor),
        nn.Dropout(0.5),
        flatten(),
        linear(third * 53, hidden),
        nn.Threshold(0, floor),
        linear(hidden, n_tracks),
        nn.Sigmoid(),
    )


def variant_effects(sizes: tuple[Sequence[int], int, int]) -> nn.Module:
    """The network of `deepsea_variant_effects.pth`; input (N, 4, 1, 1000), rows A C G T."""
    return randomised(nn.Sequential(ReCodeAlphabet(), layers(*sizes)))


def imported(twin: nn.Module) -> nn.Module:
    return deepsea.network(deepsea.state(read_torch(twin.state_dict())))


def test_port_says_what_the_official_network_says() -> None:
    twin = variant_effects(SMALL)
    sequences = windows(6, 1000)
    expected = said(twin, encoded_in("ACGT", sequences)[:, :, None])
    assert expected.std() > 0.05
    assert difference(said(imported(twin), encoded(sequences)), expected) < TOLERANCE


@pytest.mark.slow
def test_port_at_the_official_size() -> None:
    twin = variant_effects(OFFICIAL)
    port = imported(twin)
    assert sum(one.numel() for one in port.parameters()) == 52_843_119
    sequences = windows(2, 1000)
    expected = said(twin, encoded_in("ACGT", sequences)[:, :, None])
    assert difference(said(port, encoded(sequences)), expected) < TOLERANCE


@pytest.mark.parametrize("before", [0, 1, 2])
def test_all_three_published_files_hold_the_same_network(before: int) -> None:
    # deepsea_cpu.pth has the layers alone, the other two have one or two modules before them.
    core = randomised(layers(*SMALL))
    published = nn.Sequential(*(Nothing() for _ in range(before)), core) if before else core
    sequences = windows(2, 1000)
    expected = said(core, encoded_in("AGCT", sequences)[:, :, None])
    assert difference(said(imported(published), encoded(sequences)), expected) < TOLERANCE


def test_both_strands_are_those_of_the_official_prediction() -> None:
    # get_seqpred_model reverses both axes of A G C T, the engine those of A C G T.
    twin = variant_effects(SMALL)
    sequences = windows(3, 1000)
    x = encoded_in("AGCT", sequences)[:, :, None]
    core = twin[1]
    assert isinstance(core, nn.Module)
    expected = (said(core, x) + said(core, x.flip(1, 3))) / 2
    port = imported(twin)
    ours = encoded(sequences)
    assert difference((said(port, ours) + said(port, ours.flip(1, 2))) / 2, expected) < TOLERANCE


def test_a_twin_that_reads_the_bases_in_another_order_differs() -> None:
    twin = variant_effects(SMALL)
    sequences = windows(4, 1000)
    wrong = said(twin, encoded_in("AGCT", sequences)[:, :, None])
    assert difference(said(imported(twin), encoded(sequences)), wrong) > CLEARLY


def test_the_floor_of_the_rectifier_is_kept() -> None:
    # With large weights after it the floor of 1e-6 shows.
    twin = variant_effects(SMALL)
    weights = twin.state_dict()
    weights["1.14.1.weight"].fill_(1e4)
    weights["1.12.1.bias"].sub_(1e4)
    x = encoded_in("ACGT", windows(1, 1000))[:, :, None]
    raised = torch.logit(torch.from_numpy(said(twin, x)))
    port = imported(twin)
    found = torch.logit(torch.from_numpy(said(port, encoded(windows(1, 1000)))))
    assert torch.allclose(found, raised, atol=1e-4)
    assert float((raised - weights["1.14.1.bias"]).mean()) == pytest.approx(
        20 * 1e-6 * 1e4, rel=1e-2
    )


def test_a_file_with_a_layer_missing_is_refused() -> None:
    raw = read_torch(variant_effects(SMALL).state_dict())
    with pytest.raises(CheckpointError, match=r"1\.8\.weight"):
        deepsea.state(without(raw, "1.8.weight"))


def test_a_file_with_more_layers_is_refused() -> None:
    raw = read_torch(variant_effects(SMALL).state_dict())
    with pytest.raises(CheckpointError, match=r"1\.16\.weight"):
        deepsea.state({**raw, "1.16.weight": np.ones((2, 2), dtype=np.float32)})


def test_a_file_of_another_width_is_refused() -> None:
    raw = read_torch(variant_effects(SMALL).state_dict())
    narrow = {**raw, "1.4.weight": raw["1.4.weight"][:, :5]}
    with pytest.raises(CheckpointError, match="conv2"):
        deepsea.network(deepsea.state(narrow))


def test_an_image_network_is_refused() -> None:
    raw = read_torch(variant_effects(SMALL).state_dict())
    square = {**raw, "1.0.weight": np.ones((16, 4, 8, 8), dtype=np.float32)}
    with pytest.raises(CheckpointError, match=r"1\.0\.weight"):
        deepsea.state(square)
