"""Basset (164 cell types) against its twin.

Twin: the layer list that kipoi/models' `Basset/convert_Basset_to_pytorch.py` (commit
68396d01bafa2b5e7ea5125e455c6e8954ca0a81) writes for the authors' network, as it stands in
`pretrained_model_reloaded_th.py` beside the weights (Zenodo record 1466068; read in three public
copies of that file, the one in the index being a pointer). Input (N, 4, 600, 1), rows A C G T,
unknown bases 0.25 (`SeqIntervalDl` of `Basset/model.yaml`, commit
00f97e110be044d32710652f9d1424421b12b4e9; `dna_one_hot` of davek44/Basset).
"""

from collections.abc import Sequence

import numpy as np
import pytest
from torch import nn

from models.errors import CheckpointError
from models.regulatory.architectures import basset
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

SMALL = ((12, 10, 8), (16, 14), 9)
OFFICIAL = ((300, 200, 200), (1000, 1000), 164)


def layers(
    filters: Sequence[int], hidden: Sequence[int], n_tracks: int, *, norm_last: bool = False
) -> nn.Sequential:
    def block(n_in: int, n_out: int, width: int, pool: int) -> list[nn.Module]:
        normed: list[nn.Module] = [nn.BatchNorm2d(n_out), nn.ReLU()]
        if norm_last:
            normed.reverse()
        return [nn.Conv2d(n_in, n_out, (width, 1)), *normed, nn.MaxPool2d((pool, 1), (pool, 1))]

    first, second, third = filters
    return nn.Sequential(
        *block(4, first, 19, 3),
        *block(first, second, 11, 4),
        *block(second, third, 7, 4),
        flatten(),
        linear(third * 10, hidden[0]),
        nn.BatchNorm1d(hidden[0], 1e-05, 0.1, True),
        nn.ReLU(),
        nn.Dropout(0.3),
        linear(hidden[0], hidden[1]),
        nn.BatchNorm1d(hidden[1], 1e-05, 0.1, True),
        nn.ReLU(),
        nn.Dropout(0.3),
        linear(hidden[1], n_tracks),
        nn.Sigmoid(),
    )


def imported(twin: nn.Module) -> nn.Module:
    return basset.network(basset.state(read_torch(twin.state_dict())))


def test_port_says_what_the_official_network_says() -> None:
    twin = randomised(layers(*SMALL))
    sequences = windows(6, 600)
    expected = said(twin, encoded_in("ACGT", sequences, unknown=0.25)[..., None])
    assert expected.std() > 0.05
    assert difference(said(imported(twin), encoded(sequences)), expected) < TOLERANCE


@pytest.mark.slow
def test_port_at_the_official_size() -> None:
    twin = randomised(layers(*OFFICIAL))
    port = imported(twin)
    assert sum(one.numel() for one in port.parameters()) == 4_135_064
    sequences = windows(4, 600)
    expected = said(twin, encoded_in("ACGT", sequences, unknown=0.25)[..., None])
    assert difference(said(port, encoded(sequences)), expected) < TOLERANCE


def test_a_twin_that_takes_unknown_bases_for_nothing_differs() -> None:
    twin = randomised(layers(*SMALL))
    sequences = windows(2, 600)
    wrong = said(twin, encoded_in("ACGT", sequences)[..., None])
    found = said(imported(twin), encoded(sequences))
    assert difference(found[:1], wrong[:1]) < TOLERANCE
    assert difference(found[1:], wrong[1:]) > 10 * TOLERANCE


def test_a_twin_that_rectifies_before_the_norm_differs() -> None:
    twin = randomised(layers(*SMALL))
    port = imported(twin)
    other = layers(*SMALL, norm_last=True)
    turned = {"1": "2", "5": "6", "9": "10"}
    renamed = {
        ".".join((turned.get(name.partition(".")[0], name.partition(".")[0]), rest)): values
        for name, values in twin.state_dict().items()
        for rest in (name.partition(".")[2],)
    }
    other.load_state_dict(renamed)
    sequences = windows(4, 600)
    wrong = said(other, encoded_in("ACGT", sequences, unknown=0.25)[..., None])
    assert difference(said(port, encoded(sequences)), wrong) > CLEARLY


def test_a_file_without_the_spread_of_a_norm_is_refused() -> None:
    raw = read_torch(randomised(layers(*SMALL)).state_dict())
    with pytest.raises(CheckpointError, match=r"9\.running_var"):
        basset.state(without(raw, "9.running_var"))


def test_kernels_that_lie_the_other_way_are_refused() -> None:
    raw = read_torch(randomised(layers(*SMALL)).state_dict())
    turned = {**raw, "4.weight": raw["4.weight"].swapaxes(2, 3)}
    with pytest.raises(CheckpointError, match=r"4\.weight is 10 x 12 x 1 x 11"):
        basset.state(turned)


def test_a_network_for_another_length_is_refused() -> None:
    raw = read_torch(randomised(layers(*SMALL)).state_dict())
    longer = {**raw, "13.1.weight": np.ones((16, 8 * 20), dtype=np.float32)}
    with pytest.raises(CheckpointError, match="hidden1"):
        basset.network(basset.state(longer))
