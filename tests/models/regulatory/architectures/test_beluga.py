"""Beluga (2,002 features) against its twin.

Twin: FunctionLab/ExPecto, commit 5cdaa16b0e9c00a266370a68577c6737ed7036db, `chromatin.py` (class
`Beluga`, `encodeSeqs`); its weights are `deepsea.beluga.pth` of Zenodo record 3402406.
"""

from collections.abc import Sequence

import pytest
from torch import Tensor, nn

from models.errors import CheckpointError
from models.regulatory.architectures import beluga
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

SMALL = ((8, 10, 12), 14, 9)
OFFICIAL = ((320, 480, 640), 2003, 2002)


class Beluga(nn.Module):
    def __init__(self, filters: Sequence[int], hidden: int, n_tracks: int) -> None:
        super().__init__()
        first, second, third = filters
        self.model = nn.Sequential(
            nn.Sequential(
                nn.Conv2d(4, first, (1, 8)),
                nn.ReLU(),
                nn.Conv2d(first, first, (1, 8)),
                nn.ReLU(),
                nn.Dropout(0.2),
                nn.MaxPool2d((1, 4), (1, 4)),
                nn.Conv2d(first, second, (1, 8)),
                nn.ReLU(),
                nn.Conv2d(second, second, (1, 8)),
                nn.ReLU(),
                nn.Dropout(0.2),
                nn.MaxPool2d((1, 4), (1, 4)),
                nn.Conv2d(second, third, (1, 8)),
                nn.ReLU(),
                nn.Conv2d(third, third, (1, 8)),
                nn.ReLU(),
            ),
            nn.Sequential(
                nn.Dropout(0.5),
                flatten(),
                linear(third * 106, hidden),
                nn.ReLU(),
                linear(hidden, n_tracks),
            ),
            nn.Sigmoid(),
        )

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.model(x)
        return found


def twin_of(sizes: tuple[Sequence[int], int, int]) -> nn.Module:
    return randomised(Beluga(*sizes))


def imported(twin: nn.Module) -> nn.Module:
    return beluga.network(beluga.state(read_torch(twin.state_dict())))


def test_port_says_what_the_official_network_says() -> None:
    twin = twin_of(SMALL)
    sequences = windows(4, 2000)
    expected = said(twin, encoded_in("AGCT", sequences)[:, :, None])
    assert expected.std() > 0.05
    assert difference(said(imported(twin), encoded(sequences)), expected) < TOLERANCE


@pytest.mark.slow
def test_port_at_the_official_size() -> None:
    twin = twin_of(OFFICIAL)
    port = imported(twin)
    assert sum(one.numel() for one in port.parameters()) == 149_536_251
    sequences = windows(2, 2000)
    expected = said(twin, encoded_in("AGCT", sequences)[:, :, None])
    assert difference(said(port, encoded(sequences)), expected) < TOLERANCE


def test_the_other_strand_is_both_axes_turned_round() -> None:
    # encodeSeqs: dataflip = seqsnp[:, ::-1, ::-1], rows A G C T.
    twin = twin_of(SMALL)
    sequences = windows(2, 2000)
    expected = said(twin, encoded_in("AGCT", sequences)[:, :, None].flip(1, 3))
    assert difference(said(imported(twin), encoded(sequences).flip(1, 2)), expected) < TOLERANCE


def test_a_twin_that_reads_the_bases_in_another_order_differs() -> None:
    twin = twin_of(SMALL)
    sequences = windows(4, 2000)
    wrong = said(twin, encoded_in("ACGT", sequences)[:, :, None])
    assert difference(said(imported(twin), encoded(sequences)), wrong) > CLEARLY


def test_a_twin_with_two_layers_in_place_of_each_other_differs() -> None:
    twin = twin_of(SMALL)
    port = imported(twin)
    kept = twin.state_dict()
    first, second = "model.0.12.weight", "model.0.14.weight"
    kept[first], kept[second] = kept[first], kept[second].flip(3)
    twin.load_state_dict(kept)
    sequences = windows(4, 2000)
    wrong = said(twin, encoded_in("AGCT", sequences)[:, :, None])
    assert difference(said(port, encoded(sequences)), wrong) > CLEARLY


def test_deepsea_is_not_taken_for_beluga() -> None:
    raw = read_torch(twin_of(SMALL).state_dict())
    renamed = {name.removeprefix("model."): values for name, values in raw.items()}
    with pytest.raises(CheckpointError, match=r"model\.0\.0\.weight"):
        beluga.state(renamed)


def test_a_file_with_a_layer_missing_is_refused() -> None:
    raw = read_torch(twin_of(SMALL).state_dict())
    with pytest.raises(CheckpointError, match=r"model\.1\.4\.1\.bias"):
        beluga.state(without(raw, "model.1.4.1.bias"))


def test_a_network_for_another_length_is_refused() -> None:
    raw = read_torch(twin_of(SMALL).state_dict())
    shorter = {**raw, "model.1.2.1.weight": raw["model.1.2.1.weight"][:, : 12 * 100]}
    with pytest.raises(CheckpointError, match="hidden"):
        beluga.network(beluga.state(shorter))
