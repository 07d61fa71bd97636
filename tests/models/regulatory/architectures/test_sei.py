"""Sei against its twin.

Twin: FunctionLab/sei-framework, commit b220c46dbc841db0ba51d099168e49d569111965, `model/sei.py`
(classes `Sei`, `BSplineTransformation`, functions `spline_factory`, `bs`). Bases stand in the order
A C G T and an unknown one counts a quarter in each row: FunctionLab/selene, commit
edd3f75245200461e8ebf5caa12e638b50cccb05, `selene_sdk/sequences/_sequence.pyx`, whose order the
repository never changes. Strands: `non_strand_specific: mean` in `model/sei_prediction.yml`, so the
names in `sei.pth` begin with `module.model.`.
"""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.errors import CheckpointError
from models.packs.trial import spellings
from models.regulatory.architectures import sei
from tests.models.regulatory.architectures.twins import (
    CLEARLY,
    TOLERANCE,
    difference,
    encoded,
    encoded_in,
    randomised,
    read_torch,
    said,
    windows,
    without,
)

SMALL = ((6, 8, 10), 12, 4096)
OFFICIAL = ((480, 640, 960), 21907, 4096)


def spline_value(x: float, knots: NDArray[np.float64], number: int, degree: int) -> float:
    """One B-spline at one point by its definition; the last point belongs to the last interval."""
    if degree == 0:
        ends_here = x == knots[-1] and knots[number] < knots[number + 1] == knots[-1]
        return float(knots[number] <= x < knots[number + 1] or ends_here)
    value = 0.0
    if knots[number + degree] > knots[number]:
        share = (x - knots[number]) / (knots[number + degree] - knots[number])
        value += share * spline_value(x, knots, number, degree - 1)
    if knots[number + degree + 1] > knots[number + 1]:
        end = knots[number + degree + 1]
        share = (end - x) / (end - knots[number + 1])
        value += share * spline_value(x, knots, number + 1, degree - 1)
    return value


def spline_factory(n: int, df: int) -> Tensor:
    x = np.arange(n)
    inner = np.percentile(x, 100 * np.linspace(0, 1, df - 4 + 2)[1:-1])
    knots = np.sort(np.concatenate([[0, n - 1] * 4, inner]))
    basis = [[spline_value(float(at), knots, i, 3) for i in range(df)] for at in x]
    return torch.tensor(basis).float()


class BSplineTransformation(nn.Module):
    def __init__(self, degrees_of_freedom: int, n: int) -> None:
        super().__init__()
        self.spline_tr = spline_factory(n, degrees_of_freedom)

    def forward(self, x: Tensor) -> Tensor:
        return torch.matmul(x, self.spline_tr)


class Sei(nn.Module):
    def __init__(
        self, filters: tuple[int, int, int], n_genomic_features: int, length: int, last: int = 25
    ) -> None:
        super().__init__()
        one, two, three = filters
        relu = nn.ReLU

        def wide(n_in: int, n_out: int) -> nn.Conv1d:
            return nn.Conv1d(n_in, n_out, kernel_size=9, padding=4)

        def pooled(n_in: int, n_out: int) -> list[nn.Module]:
            return [
                nn.MaxPool1d(kernel_size=4, stride=4),
                nn.Dropout(p=0.2),
                wide(n_in, n_out),
                wide(n_out, n_out),
            ]

        def dilated(dilation: int) -> nn.Sequential:
            conv = nn.Conv1d(three, three, 5, dilation=dilation, padding=2 * dilation)
            return nn.Sequential(nn.Dropout(p=0.10), conv, relu())

        self.lconv1 = nn.Sequential(wide(4, one), wide(one, one))
        self.conv1 = nn.Sequential(wide(one, one), relu(), wide(one, one), relu())
        self.lconv2 = nn.Sequential(*pooled(one, two))
        self.conv2 = nn.Sequential(
            nn.Dropout(p=0.2), wide(two, two), relu(), wide(two, two), relu()
        )
        self.lconv3 = nn.Sequential(*pooled(two, three))
        self.conv3 = nn.Sequential(
            nn.Dropout(p=0.2), wide(three, three), relu(), wide(three, three), relu()
        )
        self.dconv1 = dilated(2)
        self.dconv2 = dilated(4)
        self.dconv3 = dilated(8)
        self.dconv4 = dilated(16)
        self.dconv5 = dilated(last)
        self.spline_tr = nn.Sequential(
            nn.Dropout(p=0.5), BSplineTransformation(16, length // 4 // 4)
        )
        self.classifier = nn.Sequential(
            nn.Linear(three * 16, n_genomic_features),
            relu(),
            nn.Linear(n_genomic_features, n_genomic_features),
            nn.Sigmoid(),
        )

    def forward(self, x: Tensor) -> Tensor:
        lout1 = self.lconv1(x)
        out1 = self.conv1(lout1)
        lout2 = self.lconv2(out1 + lout1)
        out2 = self.conv2(lout2)
        lout3 = self.lconv3(out2 + lout2)
        out3 = self.conv3(lout3)
        dconv_out1 = self.dconv1(out3 + lout3)
        cat_out1 = out3 + dconv_out1
        dconv_out2 = self.dconv2(cat_out1)
        cat_out2 = cat_out1 + dconv_out2
        dconv_out3 = self.dconv3(cat_out2)
        cat_out3 = cat_out2 + dconv_out3
        dconv_out4 = self.dconv4(cat_out3)
        cat_out4 = cat_out3 + dconv_out4
        dconv_out5 = self.dconv5(cat_out4)
        spline_out = self.spline_tr(cat_out4 + dconv_out5)
        found: Tensor = self.classifier(spline_out.reshape(spline_out.size(0), -1))
        return found


def twin_of(sizes: tuple[tuple[int, int, int], int, int]) -> nn.Module:
    twin = Sei(*sizes)
    randomised(twin)
    # The last layer keeps probabilities away from 0 and 1, where all would look equal.
    out, twin.classifier[3] = twin.classifier[2], nn.Identity()
    logits = torch.from_numpy(said(twin, official_input(windows(4, 4096, seed=1))))
    spread = (logits - logits.mean(0)).std()
    out.weight /= spread
    out.bias.copy_((out.bias - logits.mean(0)) / spread)
    twin.classifier[3] = nn.Sigmoid()
    return twin


def imported(twin: nn.Module) -> nn.Module:
    return sei.network(sei.state(read_torch(twin.state_dict())))


def official_input(sequences: list[str]) -> Tensor:
    return encoded_in("ACGT", sequences, unknown=0.25)


def test_port_says_what_the_official_network_says() -> None:
    twin = twin_of(SMALL)
    sequences = windows(4, 4096)
    expected = said(twin, official_input(sequences))
    assert expected.std() > 0.05
    assert difference(said(imported(twin), encoded(sequences)), expected) < TOLERANCE


@pytest.mark.slow
def test_port_at_the_official_size() -> None:
    twin = twin_of(OFFICIAL)
    raw = {name: values.numpy() for name, values in twin.state_dict().items()}
    port = sei.network(sei.state(raw))
    assert sum(one.numel() for one in port.parameters()) == 889_979_983
    sequences = windows(2, 4096)
    expected = said(twin, official_input(sequences))
    assert difference(said(port, encoded(sequences)), expected) < TOLERANCE


@pytest.mark.slow
def test_splines_of_the_twin_are_those_of_the_official_library() -> None:
    interpolate = pytest.importorskip("scipy.interpolate", reason="the extra twins is not here")
    x = np.arange(256)
    inner = np.percentile(x, 100 * np.linspace(0, 1, 14)[1:-1])
    knots = np.sort(np.concatenate([[0, 255] * 4, inner]))
    official = [interpolate.splev(x, (knots, row, 3)) for row in np.eye(16)]
    assert (
        difference(np.array(official).T.astype(np.float32), spline_factory(256, 16).numpy()) < 1e-6
    )


def test_a_twin_that_counts_unknown_bases_as_nothing_differs() -> None:
    twin = twin_of(SMALL)
    sequences = windows(4, 4096)
    wrong = said(twin, encoded_in("ACGT", sequences))
    found = said(imported(twin), encoded(sequences))
    assert difference(found[::2], wrong[::2]) < TOLERANCE
    assert difference(found[1::2], wrong[1::2]) > CLEARLY


def test_a_twin_that_reads_the_bases_in_another_order_differs() -> None:
    twin = twin_of(SMALL)
    sequences = windows(4, 4096)
    wrong = said(twin, encoded_in("AGCT", sequences, unknown=0.25))
    assert difference(said(imported(twin), encoded(sequences)), wrong) > CLEARLY


def test_a_twin_with_another_dilation_differs() -> None:
    twin, other = twin_of(SMALL), Sei(*SMALL, last=32)
    other.load_state_dict(twin.state_dict())
    sequences = windows(4, 4096)
    wrong = said(other, official_input(sequences))
    assert difference(said(imported(twin), encoded(sequences)), wrong) > CLEARLY


def test_names_are_read_without_the_wrappers_of_its_training() -> None:
    raw = read_torch({f"module.model.{k}": v for k, v in twin_of(SMALL).state_dict().items()})
    *_, bare = spellings(raw)
    assert len(sei.state(bare)) == len(raw)


def test_a_file_with_a_layer_missing_is_refused() -> None:
    raw = read_torch(twin_of(SMALL).state_dict())
    with pytest.raises(CheckpointError, match=r"dconv5\.1\.bias"):
        sei.state(without(raw, "dconv5.1.bias"))


def test_a_file_with_a_sixth_dilated_layer_is_refused() -> None:
    raw = read_torch(twin_of(SMALL).state_dict())
    more = {**raw, "dconv6.1.weight": raw["dconv5.1.weight"]}
    with pytest.raises(CheckpointError, match=r"dconv6\.1\.weight"):
        sei.state(more)


def test_another_number_of_splines_is_refused() -> None:
    raw = read_torch(twin_of(SMALL).state_dict())
    narrower = {**raw, "classifier.0.weight": raw["classifier.0.weight"][:, : 10 * 12]}
    with pytest.raises(CheckpointError, match="hidden"):
        sei.network(sei.state(narrower))
