"""Enformer against its twin (`enformer_twin.py`) and, with the extra `twins`, the port itself."""

import resource
import sys
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from models.errors import CheckpointError
from models.regulatory.architectures import enformer
from tests.models.regulatory.architectures import enformer_twin
from tests.models.regulatory.architectures.enformer_twin import OFFICIAL, SMALL, EnformerTwin
from tests.models.regulatory.architectures.twins import (
    CLEARLY,
    TOLERANCE,
    Raw,
    difference,
    encoded,
    encoded_in,
    randomised,
    read_torch,
    said,
    windows,
    without,
)

LENGTH = 7680
"""Bases of the small twin: 960 bins of 8."""


def twin_of(sizes: dict[str, int]) -> EnformerTwin:
    twin = EnformerTwin(**sizes)
    randomised(twin)
    return twin


def imported(twin: nn.Module) -> enformer.Enformer:
    return enformer.network(enformer.state(read_torch(twin.state_dict())))


def official_input(sequences: list[str]) -> Tensor:
    return encoded_in("ACGT", sequences).transpose(1, 2)


def raw() -> Raw:
    return read_torch(twin_of(SMALL).state_dict())


def test_port_says_what_the_official_network_says() -> None:
    twin = twin_of(SMALL)
    sequences = windows(3, LENGTH)
    expected = said(twin, official_input(sequences))
    assert expected.shape == (3, 896, 7)
    assert expected.std(axis=1).mean() > 0.05
    assert difference(said(imported(twin), encoded(sequences)), expected) < TOLERANCE


def test_stretches_that_are_computed_apart_fit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    twin = twin_of(SMALL)
    sequences = windows(2, LENGTH)
    expected = said(twin, official_input(sequences))
    monkeypatch.setattr(enformer, "_STRETCH", 500)
    assert difference(said(imported(twin), encoded(sequences)), expected) < TOLERANCE


def test_slopes_are_those_of_the_official_network() -> None:
    twin = twin_of(SMALL)
    x = encoded(windows(1, LENGTH))
    expected = slopes(lambda x: twin(x.transpose(1, 2)), x)
    assert expected.std() > 0.001
    assert float((slopes(imported(twin), x) - expected).abs().max()) < TOLERANCE


def slopes(network: Any, x: Tensor) -> Tensor:
    x = x.clone().requires_grad_()
    (found,) = torch.autograd.grad(network(x)[..., 2].mean(), x)
    return found


def test_it_looks_where_the_official_network_looks() -> None:
    twin = twin_of(SMALL)
    sequences = windows(2, LENGTH)
    with torch.inference_mode():
        expected = twin.attentions(official_input(sequences))
        found = list(imported(twin).attentions(encoded(sequences)))
    assert len(found) == len(expected) == 2
    for ours, theirs in zip(found, expected, strict=True):
        assert difference(ours.numpy(), theirs.numpy()) < TOLERANCE
        assert float((ours.sum(-1) - 1).abs().max()) < TOLERANCE


@pytest.mark.parametrize(
    "altered", ["conv_tower.1.0.2.weight", "transformer.1.0.fn.1.rel_pos_bias", "stem.1.fn.0.bias"]
)
def test_a_twin_with_one_altered_layer_differs(altered: str) -> None:
    twin = twin_of(SMALL)
    port = imported(twin)
    twin.state_dict()[altered].mul_(1.5)
    sequences = windows(2, LENGTH)
    wrong = said(twin, official_input(sequences))
    assert difference(said(port, encoded(sequences)), wrong) > CLEARLY


def test_a_twin_with_the_usual_gelu_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    twin = twin_of(SMALL)
    usual = enformer_twin.Function(nn.functional.gelu)
    monkeypatch.setattr(enformer_twin, "gelu", lambda: usual)
    other = EnformerTwin(**SMALL)
    other.load_state_dict(twin.state_dict())
    sequences = windows(2, LENGTH)
    wrong = said(other, official_input(sequences))
    assert difference(said(imported(twin), encoded(sequences)), wrong) > CLEARLY


def test_a_twin_that_looks_in_the_other_direction_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    twin = twin_of(SMALL)
    port = imported(twin)
    right = enformer_twin.positional_features
    monkeypatch.setattr(enformer_twin, "positional_features", lambda *a: right(*a).flip(0))
    sequences = windows(2, LENGTH)
    wrong = said(twin, official_input(sequences))
    assert difference(said(port, encoded(sequences)), wrong) > CLEARLY


def test_arrays_under_one_of_their_two_names_are_enough() -> None:
    both = raw()
    short = {name: values for name, values in both.items() if not name.startswith("_trunk")}
    long = {name: values for name, values in both.items() if name.startswith("_")}
    assert len(both) > len(short) > len(long) / 2
    assert (
        enformer.state(short).keys() == enformer.state(long).keys() == enformer.state(both).keys()
    )


def test_an_array_that_differs_under_its_two_names_is_refused() -> None:
    both = raw()
    two = {**both, "_trunk.1.0.bias": both["_trunk.1.0.bias"] + 1}
    with pytest.raises(CheckpointError, match=r"_trunk\.1\.0\.bias"):
        enformer.state(two)


def test_a_file_with_a_layer_missing_is_refused() -> None:
    names = ("transformer.1.1.fn.4.bias", "_trunk.4.1.1.fn.4.bias")
    with pytest.raises(CheckpointError, match=r"transformer\.1\.1\.fn\.4\.bias"):
        enformer.state(without(without(raw(), names[0]), names[1]))


def test_a_file_without_the_human_head_is_refused() -> None:
    with pytest.raises(CheckpointError, match=r"_heads\.human\.0\.weight"):
        enformer.state(without(raw(), "_heads.human.0.weight"))


def test_a_file_with_a_third_head_is_refused() -> None:
    there = raw()
    with pytest.raises(CheckpointError, match=r"_heads\.rat\.0\.bias"):
        enformer.state({**there, "_heads.rat.0.bias": there["_heads.mouse.0.bias"]})


def test_features_that_fit_no_position_code_are_refused() -> None:
    arrays = enformer.state(raw())
    name = "blocks.0.attention.relative.weight"
    with pytest.raises(CheckpointError, match="Enformer"):
        enformer.network({**arrays, name: arrays[name][:, :7]})


def test_a_sequence_too_short_for_the_bins_is_told() -> None:
    with pytest.raises(ValueError, match="896"):
        imported(twin_of(SMALL))(encoded(windows(1, 4096)))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_port_says_what_the_package_of_the_weights_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package = pytest.importorskip("enformer_pytorch", reason="the extra twins is not here")
    # 1,536 bins and 192 features, for which the package has the numbers of TensorFlow.
    twin = package.Enformer.from_hparams(
        dim=384,
        depth=2,
        heads=2,
        num_downsamples=3,
        output_heads={"human": 7, "mouse": 3},
        use_tf_gamma=True,
    )
    randomised(twin)
    sequences = windows(2, 1536 * 8)
    with torch.inference_mode():
        expected = twin(official_input(sequences), head="human").numpy()
    found = said(imported(twin), encoded(sequences))
    # The gamma functions of TensorFlow and of PyTorch differ in float32, so no port is exact.
    assert difference(found, expected) < 5e-4
    modeling = sys.modules["enformer_pytorch.modeling_enformer"]
    monkeypatch.setattr(
        modeling, "TF_GAMMAS", enformer_twin.positional_features(1536, 192)[:, 64:96]
    )
    with torch.inference_mode():
        expected = twin(official_input(sequences), head="human").numpy()
    assert difference(found, expected) < TOLERANCE * max(1, expected.max())


@pytest.mark.slow
def test_port_at_the_official_size_and_length() -> None:
    twin = twin_of(OFFICIAL)
    # The arrays are shared, not copied.
    port = enformer.network(
        enformer.state({name: x.numpy() for name, x in twin.state_dict().items() if x.dim()})
    )
    assert sum(one.numel() for one in port.parameters()) == 246_172_353
    sequences = windows(1, enformer.LENGTH)
    x = encoded(sequences)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = said(port, x)
    taken = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert found.shape == (1, 896, 5313)
    assert taken < 2 * 2**30
    expected = said(twin, official_input(sequences))
    assert difference(found, expected) < TOLERANCE * max(1, expected.max())
